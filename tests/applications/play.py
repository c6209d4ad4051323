"""Run by the race tests in processes of their own: `python -m tests.applications.play COMMAND …` on an installation.

prepare N       builds the tests' world with N approved applications, and two bureaux racing for one place
submit REF AT   submits at the moment AT (seconds since the epoch), so that several processes begin together
drain REF …     submits one after another, saying "ACK receipt" only after each transaction has committed
session         signs the drafter in and says the session's key, for requests by HTTP
"""

from __future__ import annotations

import json
import sys
import time

import django


def main(command: str, *given: str) -> None:
    django.setup()
    from lertrat.kernel import clock
    from tests import world as w

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
        print(json.dumps({"refs": refs, "rivals": rivals}))
    elif command == "submit":
        ref, at = given
        _wait(float(at))
        print(_submit(ref), flush=True)
    elif command == "drain":
        print("READY", flush=True)
        for ref in given:
            print(f"ACK {_submit(ref)}", flush=True)
    elif command == "session":
        print(_session())


def _session() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from lertrat.people.models import Person
    from lertrat.web.account.views import BACKEND

    person = Person.objects.get(email="drafter_a@example.test")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _wait(at: float) -> None:
    while time.time() < at:
        pass


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


if __name__ == "__main__":
    main(*sys.argv[1:])
