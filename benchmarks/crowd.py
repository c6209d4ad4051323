"""The people of the last hour: senders, writers and uploaders, each a thread with a connection; and the tally of what they met."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.loader import Answer, Client

TOKEN = "lasthour" + "x" * 24  # a CSRF cookie of the length the server expects
CHUNKS, CHUNK = 4, 64 * 1024
CLOSED = "ปิดรับสมัครแล้ว"
PASSED = "พ้นเวลาปิดรับสมัคร"


@dataclass
class Tally:
    """What the server answered. `taken` by work: the receipts that were acknowledged, one per press."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    taken: dict[str, list[str]] = field(default_factory=dict)
    saved: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    uploaded: list[str] = field(default_factory=list)
    late: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def timed(self, kind: str) -> Iterator[None]:
        """Note how long it took; an error counts as one and does not end the run."""
        began = time.perf_counter()
        try:
            yield
        except Exception as error:
            with self.lock:
                self.errors[f"{kind}: {type(error).__name__} {' '.join(str(error).split())[:100]}"] += 1
            return
        with self.lock:
            self.seconds.setdefault(kind, []).append(time.perf_counter() - began)


@dataclass
class Crowd:
    """Everybody of one phase. `works` is shared: each is sent by exactly one sender, every tenth with a double press."""

    base: str
    facts: dict[str, Any]
    tally: Tally
    stop: threading.Event = field(default_factory=threading.Event)

    def client(self, session: str) -> Client:
        return Client(self.base, cookies={"sessionid": session, "csrftoken": TOKEN})

    def send(self, works: Iterator[str]) -> None:
        """From the check page to the receipt, work after work."""
        client = self.client(self.facts["session"])
        while True:
            with self.tally.lock:
                work = next(works, None)
            if work is None:
                return client.close()
            path = f"/apply/{work}/step/1/submit/"
            with self.tally.timed("check page"):
                client.get(path).expect(200)
            for press in range(2 if zlib.crc32(work.encode()) % 10 == 0 else 1):
                with self.tally.timed("submit" if press == 0 else "second press"):
                    answer = client.post(path, {"csrfmiddlewaretoken": TOKEN, "acknowledged": "on"})
                    self._sent(work, answer)
            if work in self.tally.taken:
                with self.tally.timed("receipt"):
                    client.follow(answer).expect(200)

    def _sent(self, work: str, answer: Answer) -> None:
        if answer.status == 422 and PASSED in answer.body.decode():
            with self.tally.lock:
                self.tally.late["submit"] += 1
            return
        receipt = answer.expect(302).headers["location"].strip("/").split("/")[-1]
        with self.tally.lock:
            self.tally.taken.setdefault(work, []).append(receipt)

    def write(self, draft: str, pause: float) -> None:
        """One draft, one question after another, a save every `pause` seconds, until the phase ends."""
        client, number = self.client(self.facts["session"]), 0
        questions = self.facts["questions"]
        while not self.stop.is_set():
            question = questions[number % len(questions)]
            number += 1
            words = f"ข้อความที่กำลังเขียน {number} " + "ก" * 500
            revision = self.tally.saved.get((draft, question), (0, ""))[0]
            fields = {
                "csrfmiddlewaretoken": TOKEN,
                "question": question,
                "value": words,
                "revision": str(revision),
            }
            with self.tally.timed("autosave"):
                answer = client.post(f"/apply/{draft}/step/1/answer/", fields)
                self._saved(draft, question, words, answer)
            self.stop.wait(pause)
        client.close()

    def _saved(self, draft: str, question: str, words: str, answer: Answer) -> None:
        if answer.status == 422 and CLOSED in json.loads(answer.body)["says"]:
            with self.tally.lock:
                self.tally.late["autosave"] += 1
        else:
            self.tally.saved[draft, question] = json.loads(answer.expect(200).body)["revision"], words

    def upload(self, number: int, pause: float) -> None:
        """One file in pieces, with the pauses of a slow line, by the tus protocol."""
        sessions = self.facts["uploaders"]
        client = self.client(sessions[number % len(sessions)])
        head = {"Tus-Resumable": "1.0.0", "X-CSRFToken": TOKEN}
        name = base64.b64encode(f"หลักฐาน {number}.pdf".encode()).decode()
        begin = head | {"Upload-Length": str(CHUNKS * CHUNK), "Upload-Metadata": f"filename {name}"}
        address = ""
        with self.tally.timed("upload begun"):
            address = client.send("/upload/", b"", begin).expect(201).headers["location"]
        for piece in range(CHUNKS if address else 0):
            data = b"%PDF-1.7\n".ljust(CHUNK, b"%")
            sum_ = base64.b64encode(hashlib.sha256(data).digest()).decode()
            more = {
                "Upload-Offset": str(piece * CHUNK), "Upload-Checksum": f"sha256 {sum_}",
                "Content-Type": "application/offset+octet-stream", "X-HTTP-Method-Override": "PATCH",
            }  # fmt: skip
            with self.tally.timed("upload chunk"):
                answer = client.send(address, data, head | more).expect(204)
                if answer.headers["upload-offset"] == str(CHUNKS * CHUNK):
                    self.tally.uploaded.append(address.strip("/").split("/")[-1])
            time.sleep(pause)
        client.close()


def at_once(*plays: Callable[[], None]) -> list[threading.Thread]:
    """Begin all of them; join what is returned."""
    threads = [threading.Thread(target=play) for play in plays]
    for thread in threads:
        thread.start()
    return threads
