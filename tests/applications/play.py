"""Run by the race tests in processes of their own: `python -m tests.applications.play COMMAND …` on an installation.

prepare N       builds the tests' world with N approved applications, two bureaux racing for one place, and a department
                with a self-assessment agreed on and an approved application for PMQA 4.0
hand-in         hands that self-assessment in for the KPI round
order           the records of what was handed in and sent, in their order
submit REF      submits, and says the receipt and whether it is new
anew REF        writes anew what was sent and sends it; says the receipt
drain REF …     submits one after another, saying "ACK receipt" only after each transaction has committed
live            every live submission: when it was received, and when each record that tells of it was written
broken          the invariants that do not hold
session         signs the drafter in and says the session's key, for requests by HTTP
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def main(command: str, *given: str) -> None:
    django.setup()
    from lertrat.kernel import clock
    from tests import world as w
    from tests.selfassessment import room

    if command == "prepare":
        clock.move_to(w.OPEN)
        world = w.build()
        refs = []
        for number in range(int(given[0])):
            application = w.draft(world, title=f"ผลงานทดสอบ {number}")
            w.fill(world, w.stage_of(application))
            w.approve(world, w.stage_of(application))
            refs.append(application.ref)
        rivals = []
        for bureau in ("a1", "a2"):
            application = w.draft(world, "open-governance", bureau)
            w.fill(world, w.stage_of(application))
            w.approve(world, w.stage_of(application))
            rivals.append(application.ref)
        entry = w.draft(world, "pmqa-4")
        w.fill(world, w.stage_of(entry))
        w.approve(world, w.stage_of(entry))
        room.agreed(world, room.begun(room.third(world)))
        print(json.dumps({"refs": refs, "rivals": rivals, "pmqa": entry.ref}))
    elif command == "submit":
        print(_submit(given[0]), flush=True)
    elif command == "anew":
        print(_anew(given[0]), flush=True)
    elif command == "drain":
        print("READY", flush=True)
        for ref in given:
            print(f"ACK {_submit(ref)}", flush=True)
    elif command == "live":
        print(json.dumps(_live()))
    elif command == "hand-in":
        print(_hand_in())
    elif command == "order":
        from lertrat.records.models import Record

        told = Record.objects.filter(verb__in=("selfassessment.frozen", "submission.received")).order_by("id")
        print(json.dumps(list(told.values_list("verb", flat=True))))
    elif command == "broken":
        from lertrat.records.queries import run_invariants

        print(json.dumps([one.name for one in run_invariants() if not one.ok]))
    elif command == "session":
        print(_session())


def _anew(ref: str) -> str:
    from lertrat.applications import actions, content
    from lertrat.applications.models import Application
    from lertrat.kernel import clock
    from lertrat.people.models import Person
    from tests.world import stage_of

    application = Application.objects.get(ref=ref)
    drafter, approver = (
        Person.objects.get(email=f"{name}_a@example.test") for name in ("drafter", "approver")
    )
    actions.replace(stage=stage_of(application), received_at=clock.now(), by=drafter)
    actions.ask_approval(stage=stage_of(application), by=drafter)
    actions.approve(stage=stage_of(application), seen=content.read(stage_of(application)).hash, by=approver)
    return _submit(ref)


def _session() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from lertrat.people.models import Person
    from lertrat.people.sessions import SessionStore
    from lertrat.web.account.entering import BACKEND

    person = Person.objects.get(email="drafter_a@example.test")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _live() -> list[dict[str, Any]]:
    from lertrat.applications.models import Submission
    from lertrat.records.models import Record

    rows = Submission.objects.filter(live=True).values("id", "ref", "application__ref", "received_at")
    told: dict[int, list[str]] = {row["id"]: [] for row in rows}
    for record in Record.objects.filter(verb="submission.received", object_id__in=told):
        told[record.object_id].append(record.at.isoformat())
    return [dict(row, received_at=row["received_at"].isoformat(), told=told[row["id"]]) for row in rows]


def _submit(ref: str) -> str:
    from lertrat.applications import actions
    from lertrat.applications.models import Application
    from lertrat.kernel import clock
    from lertrat.kernel.errors import Refusal
    from lertrat.people.models import Person
    from tests.world import stage_of

    stage = stage_of(Application.objects.get(ref=ref))
    by = Person.objects.get(email="drafter_a@example.test")
    try:
        made, fresh = actions.submit(stage=stage, received_at=clock.now(), acknowledged=True, by=by)
    except Refusal as refusal:
        return f"refused {refusal.code}"
    return f"{made.ref} {'new' if fresh else 'again'}"


def _hand_in() -> str:
    from datetime import datetime

    from lertrat.applications import actions
    from lertrat.criteria.schema import BANGKOK
    from lertrat.kernel.errors import Refusal
    from lertrat.people.models import Person
    from lertrat.selfassessment import queries

    by = Person.objects.get(email="approver_a@example.test")
    (made,) = queries.mine(by)
    try:
        actions.send_kpi(assessment=made, received_at=datetime(2021, 5, 1, tzinfo=BANGKOK), by=by)
    except Refusal as refusal:
        return f"refused {refusal.code}"
    return "handed in"


if __name__ == "__main__":
    main(*sys.argv[1:])
