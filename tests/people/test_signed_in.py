"""The person of a session is read by a statement written once: it says at every moment what a fresh one would say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Exists

from lertrat.kernel import clock
from lertrat.people import queries as people
from lertrat.people.models import Person
from lertrat.records.models import Heartbeat
from lertrat.web.account import backend
from tests import world as w

pytestmark = pytest.mark.django_db


def columns(person: Person) -> dict[str, Any]:
    """Everything the row holds, flags and all."""
    return {name: value for name, value in vars(person).items() if name != "_state"}


def test_the_statement_written_once_says_what_a_fresh_one_says(queries: Callable[[], Any]) -> None:
    world = w.build()
    world.stranger.is_active = False
    world.stranger.save()
    Heartbeat.objects.create(name="worker", at=w.OPEN)
    seen = set()
    for moment in (w.BEFORE - timedelta(days=1), w.BEFORE, w.OPEN, w.AFTER):
        with clock.frozen(moment):
            asked = {name: Exists(rows) for name, rows in backend._flags().items()}
            fresh = {row.pk: row for row in Person.objects.annotate(**asked).filter(is_active=True)}
            for name, person in world.people.items():
                with queries() as statements:
                    found = people.signed_in(person.pk, backend._flags)
                assert len(statements) == 1
                if found is None or name == "stranger":
                    assert found is None and name == "stranger"
                    continue
                assert columns(found) == columns(fresh[person.pk]), (name, moment)
                seen |= {(flag, bool(getattr(found, flag))) for flag in asked}
    assert seen == {(flag, said) for flag in asked for said in (True, False)} - {("on_panel", True)}
