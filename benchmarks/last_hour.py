"""The last hour's works and people, and what is found of them afterwards: run in an installation by `bench_deadline`.

`python -m benchmarks.last_hour prepare WORKS WRITERS UPLOADERS` and `... found`; each prints one JSON object.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

WRITING = "ผลงานที่ยังเขียนอยู่"


def prepare(works: int, writers: int, uploaders: int) -> dict[str, Any]:
    """Approved works to send, drafts to write in, sessions of those who do, and the moment of closing."""
    from benchmarks.world import approved

    sent = approved(works)
    from lertrat.applications import closing
    from lertrat.applications.models import Application, Stage
    from lertrat.people.actions import create_person
    from lertrat.people.models import Person
    from tests import world as w

    model = Application.objects.get(ref=sent[0])
    drafter = Person.objects.get(email="drafter_a@example.test")
    people = [
        create_person(email=f"uploader-{n}@example.test", name=f"ผู้ส่งไฟล์ {n}", by=None)
        for n in range(uploaders)
    ]
    closes_at = closing.closes_at(w.stage_of(model))
    assert closes_at is not None
    drafts = Application.objects.bulk_create(
        Application(
            ref=f"A64-L{n:06}-W", edition=model.edition, pack_version=model.pack_version, type_id=model.type_id,
            agency=model.agency, counted_agency=model.agency, title=f"{WRITING} {n}", sort_key=f"l{n}",
            created_at=w.OPEN, created_by=drafter,
        )
        for n in range(writers)
    )  # fmt: skip
    Stage.objects.bulk_create(
        Stage(application=one, step=1, state="draft", opened_at=w.OPEN, touched_at=w.OPEN) for one in drafts
    )
    return {
        "works": sent,
        "drafts": [one.ref for one in drafts],
        "session": session(drafter),
        "uploaders": [session(one) for one in people],
        "closes_at": closes_at.isoformat(),
    }


def session(person: Any) -> str:
    """The key of a session: hundreds of sign-ins would measure the hash of passwords, which is slow on purpose."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from lertrat.people.sessions import SessionStore
    from lertrat.web.account.entering import BACKEND

    made = SessionStore()
    made[SESSION_KEY], made[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    made[HASH_SESSION_KEY] = person.get_session_auth_hash()
    made.create()
    return str(made.session_key)


def found() -> dict[str, Any]:
    """Every submission of the works with the records that tell of it, what stands in the drafts, and the uploads' bytes."""
    from lertrat.applications.models import Answer, Submission
    from lertrat.files.models import Upload
    from lertrat.records.models import Record

    rows = Submission.objects.filter(application__title__startswith="ผลงานพร้อมส่ง")
    told: dict[int, int] = {}
    for made in Record.objects.filter(verb="submission.received").values_list("object_id", flat=True):
        told[made] = told.get(made, 0) + 1
    answers = Answer.objects.filter(stage__application__title__startswith=WRITING)
    return {
        "submissions": [
            [work, ref, live, received_at.isoformat(), told.get(pk, 0)]
            for pk, work, ref, live, received_at in rows.values_list(
                "pk", "application__ref", "ref", "live", "received_at"
            )
        ],
        "answers": list(answers.values_list("stage__application__ref", "question_id", "revision", "value")),
        "uploads": dict(Upload.objects.values_list("token", "received")),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(prepare(*map(int, sys.argv[2:])) if sys.argv[1] == "prepare" else found()))
