"""Writing and sending: autosave of one answer; check page to receipt; the submitting request alone."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks.harness import Journey, Stand
from benchmarks.loader import Client
from benchmarks.signed_in import sign_in
from tools.processes import ROOT

SIZES = (2_500,)
PREPARED = 1_500


def journeys(stand: Stand, facts: dict[str, Any]) -> list[Journey]:
    """Every submission sends an application of its own, prepared beforehand."""
    command = [sys.executable, "-m", "benchmarks.world", "approved", str(PREPARED)]
    made = subprocess.run(
        command, env=stand.installation.env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    refs = iter(json.loads(made.stdout.splitlines()[-1]))
    tokens: dict[int, str] = {}
    revisions: dict[int, int] = {}
    questions: dict[int, int] = {}

    def begin(client: Client, number: int) -> None:
        sign_in(client, facts["drafter"], facts["password"], number)
        tokens[id(client)] = client.get(f"/apply/{facts['draft']}/step/1/").expect(200).csrf
        revisions[id(client)] = 0

    def autosave(client: Client, number: int) -> None:
        questions[number] = questions.get(number, 0) + 1
        fields = {
            "csrfmiddlewaretoken": tokens[id(client)], "question": facts["questions"][number % len(facts["questions"])],
            "value": f"ข้อความที่กำลังเขียน {questions[number]} " + "ก" * 500, "revision": str(revisions[id(client)]),
        }  # fmt: skip
        answer = client.post(f"/apply/{facts['draft']}/step/1/answer/", fields)
        if answer.status == 409:
            revisions[id(client)] = json.loads(answer.body)["revision"]
            return autosave(client, number)
        revisions[id(client)] = json.loads(answer.expect(200).body)["revision"]
        return None

    def send(client: Client, number: int) -> None:
        ref = next(refs)
        page = client.get(f"/apply/{ref}/step/1/submit/").expect(200)
        answer = client.post(
            f"/apply/{ref}/step/1/submit/", {"csrfmiddlewaretoken": page.csrf, "acknowledged": "on"}
        ).expect(302)
        client.follow(answer).expect(200)

    def submit(client: Client, number: int) -> None:
        fields = {"csrfmiddlewaretoken": tokens[id(client)], "acknowledged": "on"}
        client.post(f"/apply/{next(refs)}/step/1/submit/", fields).expect(302)

    return [
        Journey("autosave one answer", autosave, begin, against="insert"),
        Journey("check page, submit, receipt", send, begin, against="replay"),
        Journey("the submitting request", submit, begin, against="replay"),
    ]
