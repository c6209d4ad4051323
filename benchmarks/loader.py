"""A browser without a screen: keep-alive, cookies, forms with their CSRF field; and the closed loop that drives many."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import quote_plus, urlsplit

_CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Unexpected(Exception):
    """The server answered something else than the journey needs; a run with one of these measures nothing."""


@dataclass(slots=True)
class Answer:
    """Status, headers (lower-case names), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def expect(self, status: int = 200, text: str = "") -> Answer:
        """This answer, if it has the status and holds the text; Unexpected otherwise."""
        if self.status != status or (text and text.encode() not in self.body):
            raise Unexpected(
                f"status {self.status}, wanted {status} {text!r}: {self.body[:300].decode(errors='replace')}"
            )
        return self

    @property
    def csrf(self) -> str:
        """The CSRF field of the first form on the page."""
        match = _CSRF.search(self.body)
        if not match:
            raise Unexpected("the page has no form with a CSRF field")
        return match[1].decode()


@dataclass
class Client:
    """One visitor with a connection and a cookie jar of their own."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None
    _file: BinaryIO | None = None

    def get(self, path: str) -> Answer:
        """GET a path."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """POST fields as a form does."""
        body = "&".join(f"{quote_plus(key)}={quote_plus(value)}" for key, value in fields.items())
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body.encode(), kind | dict(headers or {}))

    def send(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST a body as it is."""
        return self._ask("POST", path, body, headers)

    def follow(self, answer: Answer) -> Answer:
        """The page that a redirect leads to, through as many redirects as there are."""
        while answer.status in (301, 302, 303):
            target = urlsplit(answer.headers["location"])
            answer = self.get(target.path + (f"?{target.query}" if target.query else ""))
        return answer

    def close(self) -> None:
        """Drop the connection; the cookies stay."""
        if self._file and self._socket:
            self._file.close()
            self._socket.close()
        self._file = self._socket = None

    def _ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        place = urlsplit(self.base)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {place.netloc}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        data = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        for fresh in (False, True):
            if fresh or self._socket is None or self._file is None:
                self.close()
                self._socket = socket.create_connection((place.hostname, place.port), timeout=120)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._file = self._socket.makefile("rb")
            try:
                self._socket.sendall(data)
                return self._read(self._file)
            except (ConnectionError, EOFError):
                # The server may close a connection that was idle; only then is asking again no repetition.
                if fresh:
                    raise
        raise AssertionError("not reached")

    def _read(self, file: BinaryIO) -> Answer:
        first = file.readline()
        if not first:
            raise EOFError
        status, headers = int(first.split(b" ", 2)[1]), {}
        while (line := file.readline().rstrip(b"\r\n")) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            name, value = name.lower(), value.strip()
            headers[name] = value
            if name == "set-cookie":
                self._keep(value)
        body = _body(file, headers) if status not in (204, 304) else b""
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    def _keep(self, header: str) -> None:
        name, _, value = header.split(";", 1)[0].partition("=")
        if value in ("", '""') or "max-age=0" in header.lower():
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def _body(file: BinaryIO, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return file.read(int(headers.get("content-length", "0")))
    pieces = []
    while size := int(file.readline().split(b";")[0], 16):
        pieces.append(file.read(size))
        file.readline()
    file.readline()
    return b"".join(pieces)


def closed_loop(
    clients: list[Client], play: Callable[[Client, int], None], seconds: float, *, least: int = 3
) -> tuple[list[float], float]:
    """Each client plays its sequence again and again for `seconds` (at least `least` times in all).

    `play(client, n)` is given the client's number. Returns the durations of all sequences in seconds, and how long it all
    took. The first error of any client ends the run and is raised here.
    """
    durations: list[float] = []
    errors: list[BaseException] = []
    began = time.perf_counter()
    until = began + seconds

    def run(client: Client, number: int) -> None:
        try:
            while not errors and (time.perf_counter() < until or len(durations) < least):
                start = time.perf_counter()
                play(client, number)
                durations.append(time.perf_counter() - start)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(client, number)) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return durations, time.perf_counter() - began
