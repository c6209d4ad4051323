"""The one door: what shuts it, what does not, and what it costs to ask."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from lertrat.agencies import actions as agencies
from lertrat.conflicts import actions, queries
from lertrat.conflicts.door import door, doors
from lertrat.conflicts.models import Relation
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build()


def test_unknown_shuts_the_door(world: w.World) -> None:
    a = world.agencies["a"]
    assert door(world.assessor1.pk, world.edition).judge(a.pk)
    shut = door(world.stranger.pk, world.edition).judge(a.pk)
    assert not shut and shut.code == "undeclared"


def test_a_tie_reaches_everything_above_and_below(world: w.World) -> None:
    agency = world.agencies
    for name, tied, shut in (
        ("assessor1", "a1", {"a1", "a", "m"}),  # a bureau's officer: its department and ministry
        ("assessor2", "m", {"m", "a", "b", "a1", "a2"}),  # a ministry's: everything below
        ("assessor3", "b", {"b", "m"}),  # a department's: not its neighbour
    ):
        someone = world.people[name]
        actions.record_relation(
            person=someone, edition=world.edition, kind="post", agency=agency[tied], source="test", by=someone
        )
        opened = door(someone.pk, world.edition)
        assert {key for key in agency if not opened.judge(agency[key].pk)} == shut


def test_serving_in_an_agency_is_a_tie_without_any_declaration_of_it(world: w.World) -> None:
    agencies.grant_membership(
        person=world.assessor1, agency=world.agencies["b"], role="drafter", by=world.admin
    )
    opened = door(world.assessor1.pk, world.edition)
    assert not opened.judge(world.agencies["b"].pk) and opened.judge(world.agencies["a"].pk)


def test_a_tie_counts_to_its_last_year(world: w.World) -> None:
    year = world.edition.year_be
    for name, until, allowed in (
        ("assessor1", year - 1, True),
        ("assessor2", year, False),
        ("assessor3", None, False),
    ):
        someone = world.people[name]
        actions.record_relation(
            person=someone, edition=world.edition, kind="adviser", agency=world.agencies["a"], until_year=until,
            source="test", by=someone,
        )  # fmt: skip
        assert bool(door(someone.pk, world.edition).judge(world.agencies["a"].pk)) is allowed


def test_a_nominee_is_met_in_every_spelling(world: w.World) -> None:
    someone = world.assessor1
    actions.record_relation(
        person=someone,
        edition=world.edition,
        kind="family",
        nominee_key="กลุ่มรักษ์น้ำ ๒๕๖๔",
        source="test",
        by=someone,
    )
    opened = door(someone.pk, world.edition)
    assert not opened.judge(world.agencies["b"].pk, nominee="กลุ่มรักษ์น้ำ  2564")
    assert opened.judge(world.agencies["b"].pk, nominee="กลุ่มอื่น")


def test_withdrawn_relations_open_the_door_again(world: w.World) -> None:
    someone = world.assessor1
    made = actions.record_relation(
        person=someone,
        edition=world.edition,
        kind="post",
        agency=world.agencies["a"],
        source="test",
        by=someone,
    )
    actions.withdraw_relation(relation=made, edition=world.edition, by=world.officer)
    assert door(someone.pk, world.edition).judge(world.agencies["a"].pk)
    assert queries.relations(someone.pk) == []
    assert Record.objects.filter(verb="relation.withdrawn", object_id=made.pk).count() == 1


def test_who_may_declare_and_record(world: w.World) -> None:
    edition, one = world.edition, world.assessor1
    with pytest.raises(NotAllowed):
        actions.declare(person=world.stranger, edition=edition, by=one)
    with pytest.raises(NotAllowed):
        actions.record_relation(
            person=one,
            edition=edition,
            kind="post",
            agency=world.agencies["a"],
            source="-",
            by=world.assessor2,
        )
    by_office = actions.record_relation(
        person=one,
        edition=edition,
        kind="post",
        agency=world.agencies["a"],
        source="บันทึก ก.พ.ร.",
        by=world.officer,
    )
    assert by_office.recorded_by == world.officer
    first = actions.declare(person=world.stranger, edition=edition, by=world.stranger)
    assert actions.declare(person=world.stranger, edition=edition, by=world.stranger) == first
    assert Record.objects.filter(verb="declaration.made", object_id=first.pk).count() == 1
    assert world.stranger.pk in queries.declared(edition)


def test_a_relation_is_to_something_and_of_a_known_kind(world: w.World) -> None:
    one = world.assessor1
    with pytest.raises(Refusal, match="agency or a work"):
        actions.record_relation(person=one, edition=world.edition, kind="post", source="-", by=one)
    with pytest.raises(Refusal) as refused:
        actions.record_relation(
            person=one, edition=world.edition, kind="friend", agency=world.agencies["a"], source="-", by=one
        )
    assert refused.value.code == "relation-kind"
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.create(person=one, kind="post", source="-", recorded_at=clock.now())


def test_many_doors_cost_what_three_cost(world: w.World, queries) -> None:
    for name in ("assessor1", "assessor2", "assessor3", "assessor4"):
        someone = world.people[name]
        actions.record_relation(
            person=someone,
            edition=world.edition,
            kind="post",
            agency=world.agencies["a1"],
            source="test",
            by=someone,
        )
    with queries() as one:
        doors([world.assessor1.pk], world.edition)
    with queries() as all_four:
        doors([world.people[f"assessor{n}"].pk for n in (1, 2, 3, 4)], world.edition)
    assert len(one) == len(all_four) <= 9
    with queries() as untied:
        door(world.chair.pk, world.edition)
    assert len(untied) == 1
