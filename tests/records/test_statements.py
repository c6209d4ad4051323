"""Statements written once: the same rows as the query they hold, and writes as Django's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.models import Exists, OuterRef, QuerySet

from lertrat.agencies.models import Membership
from lertrat.agencies.queries import live
from lertrat.applications import content
from lertrat.applications.models import AnswerRevision, Stage
from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.records.statements import Prepared, add, change
from tests import world as w

pytestmark = pytest.mark.django_db


def rows(person_id: int, email: str) -> QuerySet[Membership]:
    member = Exists(Membership.objects.filter(live(), person=OuterRef("person")))
    found = Membership.objects.select_related("person", "agency__province").annotate(member=member)
    return found.filter(live(), person=person_id, person__email=email).order_by("id")


def test_rows_and_moments_are_those_of_the_query_and_a_parameter_is_never_forgotten() -> None:
    world, prepared = w.build(), Prepared(rows)
    for name in ("drafter_a", "approver_a", "officer", "drafter_a"):
        person = world.people[name]
        for moment in (w.OPEN, w.BEFORE - timedelta(days=900), w.OPEN + timedelta(hours=1)):
            with clock.frozen(moment):
                ours, theirs = (
                    [
                        (one.pk, one.person.name, one.agency.name_th, one.agency.province_id, one.member, one.from_at)
                        for one in found
                    ]
                    for found in (
                        prepared(person_id=person.pk, email=person.email), rows(person.pk, person.email)
                    )
                )  # fmt: skip
                assert ours == theirs
    assert prepared(person_id=world.drafter_a.pk, email="\x01hole-0\x01' OR 1=1 --") == []
    with pytest.raises(ValueError, match="do not stand"):
        Prepared(lambda email, other: Person.objects.filter(email=email))(email="a", other=3)


def test_writes_leave_what_djangos_own_leave() -> None:
    world = w.build()
    with clock.frozen(w.OPEN):
        stage = w.stage_of(w.draft(world))
        w.fill(world, stage)
    answers = content.read(stage).answers.values()
    for value in ("ข้อความ\n'\"", "", {"raw": "ก"}, [1, "2", None], 12, True):
        for answer in answers:
            answer.value, answer.revision, answer.saved_by = value, answer.revision + 1, world.approver_a
            change(answer, "value", "revision", "saved_by")
            add(
                AnswerRevision(
                    answer=answer,
                    revision=answer.revision,
                    value=value,
                    saved_at=w.OPEN,
                    saved_by=world.officer,
                )
            )
            made = AnswerRevision.objects.get(answer=answer, revision=answer.revision)
            answer.refresh_from_db()
            assert (answer.value, made.value, made.saved_at) == (value, value, w.OPEN)
            assert (answer.saved_by_id, made.saved_by_id) == (world.approver_a.pk, world.officer.pk)
            break
    with pytest.raises(DatabaseError):
        change(Stage(pk=2**40, state="draft"), "state")
