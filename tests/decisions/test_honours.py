"""Honours: yes for who is outstanding in every branch, no naming the branch that lacks, unknown where nobody can tell."""

from __future__ import annotations

import pytest

from lertrat.decisions import actions, queries
from lertrat.decisions.models import HonourDecision
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, Refusal
from tests import world as w
from tests.decisions import council as c

pytestmark = pytest.mark.django_db
A, B = "กรมตัวอย่าง ก", "กรมตัวอย่าง ข"


@pytest.fixture
def world() -> w.World:
    """Department a is outstanding in three branches, b in two."""
    world = w.build()
    won = [("service-innovation", "a"), ("effective-change", "a"), ("pmqa-outstanding", "a"),
           ("service-innovation", "b"), ("effective-change", "b"), ("pmqa-category", "b")]  # fmt: skip
    for number, (type_id, agency) in enumerate(won, 1):
        more = {"category": 3} if type_id == "pmqa-category" else {}
        w.assessed(world, w.received(world, type_id, agency, number=number, **more), "9/10")
    c.propose(world)
    c.decide_all(world)
    return world


def test_two_departments_one_wins_the_other_is_told_what_lacks(world: w.World) -> None:
    rows = c.honours(world)
    assert rows[A, "overall"].verdict == "yes"
    assert rows[B, "overall"].verdict == "no" and rows[B, "overall"].tree["missing"] == ["management"]
    assert {rows[A, f"branch-{b}"].verdict for b in ("service", "participatory")} == {"unknown"}
    with clock.frozen(c.COUNCIL):
        shown = queries.honour(world.chair, rows[B, "overall"].pk)
        tree = queries.honour_tree(world.officer, rows[B, "overall"].pk)
    assert shown.missing == ("รางวัลคุณภาพการบริหารจัดการภาครัฐ",)
    assert [(child.about, child.verdict) for child in tree.children] == [
        ("service", "yes"),
        ("participatory", "yes"),
        ("management", "no"),
    ]


def test_before_the_last_branch_is_decided_nothing_is_due() -> None:
    world = w.build()
    w.assessed(world, w.received(world, "service-innovation"), "9/10")
    c.propose(world)
    assert c.honours(world) == {}
    c.decide_all(world)
    row = c.honours(world)[A, "overall"]
    assert row.verdict == "no" and row.tree["missing"] == ["participatory", "management"]


def test_the_commission_confers_and_nobody_else(world: w.World) -> None:
    due = c.honours(world)[A, "overall"]
    with clock.frozen(c.COUNCIL), pytest.raises(Refusal, match="go to the Commission"):
        actions.table_honours(honours=[due], meeting=c.call(world, "sub-service"), by=world.secretary)
    c.confer_honours(world)
    done = HonourDecision.objects.get(pk=due.pk)
    assert (done.state, done.outcome) == ("decided", "awarded")
    assert c.honours(world)[A, "overall"].state == "decided"


def seated(world: w.World, *rows: HonourDecision) -> list[HonourDecision]:
    meeting = c.call(world, "commission")
    with clock.frozen(c.COUNCIL):
        actions.table_honours(honours=rows, meeting=meeting, by=world.secretary)
    c.sit(world, meeting)
    return [HonourDecision.objects.select_related("agency", "edition").get(pk=row.pk) for row in rows]


def test_what_the_rule_denies_is_not_conferred_and_by_hand_needs_a_reason(world: w.World) -> None:
    rows = c.honours(world)
    lacking, by_hand, due = seated(world, rows[B, "overall"], rows[B, "branch-service"], rows[A, "overall"])
    with clock.frozen(c.COUNCIL):
        with pytest.raises(Refusal, match="cannot be conferred"):
            actions.decide_honour(
                honour=lacking, outcome="awarded", text="ให้", reason="อยากให้", by=world.chair
            )
        with pytest.raises(Refusal, match="reason"):
            actions.decide_honour(honour=by_hand, outcome="awarded", text="ให้", by=world.chair)
        done = actions.decide_honour(
            honour=by_hand,
            outcome="awarded",
            text="ให้",
            reason="เป็นแบบอย่างที่หน่วยงานอื่นนำไปใช้แล้วห้าแห่ง",
            by=world.chair,
        )
        with pytest.raises(Refusal, match="reason"):
            actions.decide_honour(honour=due, outcome="not_awarded", text="ไม่ให้", by=world.chair)
    assert done.outcome == "awarded" and done.reason


def test_a_verdict_that_moved_is_not_decided(world: w.World) -> None:
    (row,) = seated(world, c.honours(world)[B, "overall"])
    more = w.received(world, "pmqa-outstanding", "b", number=9)
    w.assessed(world, more, "9/10")
    c.propose(world)
    c.decide_all(world)
    with clock.frozen(c.COUNCIL), pytest.raises(Conflict):
        actions.decide_honour(honour=row, outcome="not_awarded", text="ไม่ให้", by=world.chair)
    assert c.honours(world)[B, "overall"].verdict == "yes"
