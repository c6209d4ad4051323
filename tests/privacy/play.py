"""Run by the race test in processes of their own: see `tests.players`.

prepare N             a person with a plan to erase the account, and N letters past their period
erase PERSON DIGEST   erases the account
retention             one turn, in up to 200 batches of 5
state                 [letters left, letters told as erased]
"""

from __future__ import annotations

import json

import django


def main(command: str, *given: str) -> None:
    django.setup()
    from django.db.models import Sum

    from lertrat.kernel.errors import Refusal
    from lertrat.people import queries as people
    from lertrat.people.models import Proof
    from lertrat.privacy import actions
    from lertrat.privacy.actions import retention
    from lertrat.privacy.models import RetentionRun

    if command == "prepare":
        print(json.dumps(_prepare(int(given[0]))))
    elif command == "erase":
        person = people.by_id(int(given[0]))
        assert person is not None
        try:
            print(actions.erase_account(person=person, digest=given[1], by=person))
        except Refusal as refused:
            print(refused.code)
    elif command == "retention":
        retention.BATCH, retention.TURN = 5, 200
        print("begun", flush=True)
        actions.run_retention()
    else:
        told = RetentionRun.objects.aggregate(told=Sum("erased"))["told"] or 0
        print(json.dumps([Proof.objects.count(), told]))


def _prepare(letters: int) -> dict[str, str]:
    from datetime import timedelta

    from lertrat.kernel import clock
    from lertrat.people import actions as people
    from lertrat.people.models import Proof
    from lertrat.privacy import actions

    person, other = (
        people.create_person(email=f"{name}@x.example", name=name, by=None) for name in ("one", "two")
    )
    asked = clock.now() - timedelta(days=40)
    Proof.objects.bulk_create(
        Proof(person=other, kind="reset", address="two@x.example", asked_at=asked) for _ in range(letters)
    )
    return {"person": str(person.pk), "digest": actions.plan_erasure(person).digest}
