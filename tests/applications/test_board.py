"""The department's board: who sees which works, what is counted, and clashes told to both sides as soon as the second begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lertrat.agencies import actions as agencies
from lertrat.applications import actions, queries
from lertrat.applications.clashes import clashes_of
from lertrat.applications.models import InternalPlan
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.notices.models import OutboxMessage
from lertrat.records import readers
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[w.World]:
    made = w.build()
    with clock.frozen(w.OPEN):
        head = made.people["head"] = w.person("head", "ผู้ประสานงานกรม ตัวอย่าง")
        agencies.grant_membership(person=head, agency=made.agencies["a"], role="approver", by=made.admin)
        yield made


def kinds(world: w.World, ref: str) -> list[str]:
    seen = queries.board(world.head, world.edition)
    return [clash.kind for entry in seen.entries if entry.application.ref == ref for clash in entry.clashes]


def test_both_sides_see_the_clash_when_the_second_draft_begins(world: w.World) -> None:
    one = w.draft(world, "open-governance", "a1", title="ข้อมูลเปิดของสำนักที่หนึ่ง")
    assert kinds(world, one.ref) == []
    two = w.draft(world, "open-governance", "a2", title="ข้อมูลเปิดของสำนักที่สอง")
    assert kinds(world, one.ref) == kinds(world, two.ref) == ["quota"]
    (use,) = queries.board(world.head, world.edition).quotas
    assert (use.limit, use.sent, use.drafts, use.over) == (1, 0, 2, True)
    readers.deliver("notices", 500)
    told = OutboxMessage.objects.filter(template="clash_found")
    assert {one.title in letter.subject_th for letter in told} == {True, False}
    actions.withdraw(application=two, reason="รวมเป็นผลงานเดียว", by=world.approver_a)
    assert kinds(world, one.ref) == []


def test_a_title_entered_twice_and_several_works_of_a_type_that_asks_about_repetition(world: w.World) -> None:
    pack = world.pack
    one = w.draft(world, "service-innovation", title="ตลาดนัด ใบรับรอง")
    two = w.draft(world, "service-development", title="ตลาดนัดใบรับรอง")
    assert (
        {clash.kind for clash in clashes_of(one, pack)}
        == {clash.kind for clash in clashes_of(two, pack)}
        == {"title"}
    )
    first = w.draft(world, "effective-change", title="ป่าชุมชน")
    assert clashes_of(first, pack) == []
    w.draft(world, "effective-change", title="ลุ่มน้ำ")
    assert [clash.kind for clash in clashes_of(first, pack)] == ["several"]


def test_a_board_counts_gaps_anew_after_each_change_and_costs_the_same_for_many(world: w.World) -> None:
    application = w.draft(world)
    (entry,) = queries.board(world.drafter_a, world.edition).entries
    assert entry.done == 0 and entry.gaps > 3
    with CaptureQueriesContext(connection) as for_one:
        queries.board(world.drafter_a, world.edition)
    w.fill(world, w.stage_of(application))
    (filled,) = queries.board(world.drafter_a, world.edition).entries
    assert filled.gaps < entry.gaps and filled.done > 0
    for number in range(3):
        w.draft(world, "service-innovation", "a2", title=f"ผลงานที่ {number}")
    queries.board(world.drafter_a, world.edition)
    with CaptureQueriesContext(connection) as for_four:
        assert len(queries.board(world.drafter_a, world.edition).entries) == 4
    assert len(for_one) == len(for_four) <= 6


def test_who_sees_what(world: w.World) -> None:
    below = w.draft(world, agency="a2")
    assert [one.application.ref for one in queries.board(world.head, world.edition).entries] == [below.ref]
    assert not queries.board(world.drafter_b, world.edition).entries
    assert not queries.board(world.officer, world.edition).entries
    with pytest.raises(NotFound):
        queries.application_below(world.approver_b, below.ref)


def test_the_internal_day_and_reviewer(world: w.World) -> None:
    application = w.draft(world, agency="a2")
    day = w.OPEN + timedelta(days=2)

    def plan(**fields: Any) -> InternalPlan:
        given: dict[str, Any] = {"due_at": day, "reviewer": None, "by": world.head} | fields
        return actions.plan_inside(application=application, **given)

    for wrong, code in (
        ({"due_at": w.OPEN}, "day-past"), ({"due_at": w.CLOSE + timedelta(days=9)}, "day-late"),
        ({"reviewer": world.drafter_b}, "reviewer-stranger"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            plan(**wrong)
        assert refused.value.code == code
    for stranger in (world.drafter_a, world.approver_b, world.officer):
        with pytest.raises(NotAllowed):
            plan(by=stranger)
    reader = w.person("reader", "ผู้อ่าน ตัวอย่าง")
    agencies.grant_membership(person=reader, agency=world.agencies["a"], role="drafter", by=world.admin)
    with pytest.raises(NotFound):
        queries.stage(reader, application.ref, 1)
    plan(reviewer=reader)
    opened = queries.stage(reader, application.ref, 1)
    with pytest.raises(NotAllowed):
        actions.save_answer(stage=opened, question_id="x", given="?", base=None, by=reader)
    assert actions.remind_inside() == 1 and actions.remind_inside() == 0
    assert Record.objects.filter(verb="application.internal_due").count() == 1
    readers.deliver("notices", 500)
    letters = OutboxMessage.objects.filter(
        to_person=reader, record__verb__startswith="application"
    ).values_list("template", flat=True)
    assert sorted(letters) == ["internal_due", "reviewer_named"]
    plan(due_at=day + timedelta(days=1))
    with clock.frozen(day):
        assert actions.remind_inside() == 1
    plan(due_at=None, reviewer=None)
    with pytest.raises(NotFound):
        queries.stage(reader, application.ref, 1)
