"""What the rules propose: levels with their source, gates and visits, the exclusion, ties; and how a proposal is applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lertrat.applications import actions as applications
from lertrat.applications.models import Submission
from lertrat.assessment import actions as assessment
from lertrat.assessment.models import Visit
from lertrat.decisions import actions
from lertrat.decisions.models import Decision
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed
from tests import world as w
from tests.decisions import council as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build()


def scored(world: w.World, type_id: str, share: str, agency: str = "a", **fields: Any) -> Submission:
    made = w.received(world, type_id, agency, **fields)
    w.assessed(world, made, share)
    return made


def test_levels_follow_the_supplement_and_say_so(world: w.World) -> None:
    high, low, lower = (
        scored(world, "service-innovation", share, number=n)
        for n, share in enumerate(("9/10", "4/5", "3/5"), 1)
    )
    assert c.propose(world) == 3
    rows = [c.decision(one.application) for one in (high, low, lower)]
    assert [(d.proposed_outcome, d.proposed_level) for d in rows] == [
        ("awarded", "outstanding"),
        ("awarded", "good"),
        ("not_awarded", ""),
    ]
    assert all(d.assumed and d.state == "proposed" for d in rows)
    assert rows[0].rank_value > rows[1].rank_value > rows[2].rank_value


def test_what_waits_and_what_was_screened_out_is_not_proposed(world: w.World) -> None:
    w.received(world, "service-innovation", number=1)
    out = w.received(world, "service-innovation", number=2)
    w.screened(world, w.received(world, "service-innovation", number=4))
    with clock.frozen(w.CLOSE):
        conditions = world.pack.types["service-covid"].conditions
        covid = w.received(world, "service-covid", "b", number=3)
        assessment.screen(
            submission=covid, outcome="failed", reason="ไม่ใช่ผลงานทั้งองค์การ", rules=[conditions[0].id],
            by=world.officer,
        )  # fmt: skip
    with clock.frozen(c.COUNCIL):
        plan = actions.propose(edition=world.edition, by=world.officer)
    assert plan.changes == ()
    assert any("รอผลคะแนน" in note for note in plan.notes) and any(
        out.application.ref in n for n in plan.notes
    )
    assert not any(covid.application.ref in note for note in plan.notes)


def test_a_plan_that_moved_is_refused_and_what_is_decided_never_changes(world: w.World) -> None:
    first = scored(world, "service-innovation", "9/10")
    with clock.frozen(c.COUNCIL):
        plan = actions.propose(edition=world.edition, by=world.officer)
    scored(world, "service-innovation", "4/5", number=2)
    with clock.frozen(c.COUNCIL), pytest.raises(Conflict):
        actions.apply_proposals(edition=world.edition, digest=plan.digest, by=world.officer)
    assert not Decision.objects.exists()
    c.propose(world)
    (row,) = c.tabled(world, first.application)
    with clock.frozen(c.COUNCIL):
        actions.decide(
            decision=row, outcome="awarded", level="good", text="ให้ระดับดี", reason="ผลลัพธ์ยังไม่ครบปี",
            by=world.secretary,
        )  # fmt: skip
    assert c.propose(world) == 0
    kept = c.decision(first.application)
    assert (kept.level, kept.proposed_level, kept.reason) == ("good", "outstanding", "ผลลัพธ์ยังไม่ครบปี")


def test_a_withdrawn_application_takes_its_proposal_with_it(world: w.World) -> None:
    one = scored(world, "service-innovation", "9/10")
    c.propose(world)
    with clock.frozen(c.COUNCIL):
        applications.withdraw(application=one.application, reason="ขอถอน", by=world.approver_a)
    assert c.propose(world) == 1
    assert not Decision.objects.exists()


def test_pmqa_4_needs_both_gates_and_a_visit_that_confirms(world: w.World) -> None:
    first = w.received(world, "pmqa-4")
    assert w.assessed(world, first, "9/10").gate == "passed"
    assert c.propose(world) == 1  # the second window of the supplement has closed: the report did not come
    assert c.decision(first.application).rule.startswith("ไม่ได้ส่งเอกสารขั้นตอนที่ 2")
    report = w.received(world, "pmqa-4", step=2, application=first.application)
    assert c.propose(world) == 1
    assert not Decision.objects.exists()
    w.assessed(world, report, "96/100")
    assert c.propose(world) == 0
    with clock.frozen(c.COUNCIL):
        visit = assessment.appoint_visit(
            application=first.application, planned_at=c.COUNCIL, mode="site", team=[world.assessor4], by=world.officer
        )  # fmt: skip
    assert c.propose(world) == 0
    with clock.frozen(c.COUNCIL):
        assessment.record_visit(visit=visit, outcome="confirmed", reason="ตรงตามรายงาน", by=world.officer)
    assert c.propose(world) == 1
    row = c.decision(first.application)
    assert (row.proposed_outcome, row.proposed_level, row.assumed) == ("awarded", "significance", True)


def test_pmqa_4_below_a_gate_or_not_confirmed_is_not_awarded(world: w.World) -> None:
    failed = w.received(world, "pmqa-4", "b")
    assert w.assessed(world, failed, "79/100").gate == "failed"
    passed = w.received(world, "pmqa-4", "a", number=2)
    w.assessed(world, passed, "9/10")
    report = w.received(world, "pmqa-4", step=2, application=passed.application)
    w.assessed(world, report, "9/10")
    with clock.frozen(c.COUNCIL):
        visit = assessment.appoint_visit(
            application=passed.application, planned_at=c.COUNCIL, mode="site", team=[world.assessor4], by=world.officer
        )  # fmt: skip
        assessment.record_visit(visit=visit, outcome="not_confirmed", reason="ไม่พบหลักฐาน", by=world.officer)
    assert Visit.objects.get().outcome == "not_confirmed"
    c.propose(world)
    assert c.decision(failed.application).proposed_outcome == "not_awarded"
    assert c.decision(passed.application).rule == "การตรวจในพื้นที่ไม่ยืนยันผล"


@pytest.mark.parametrize(
    ("share", "outcome"),
    [("9/10", "not_considered"), ("3/5", "awarded")],
    ids=["outstanding passed", "outstanding failed"],
)
def test_by_category_is_not_considered_once_outstanding_is_passed(
    world: w.World, share: str, outcome: str
) -> None:
    category = scored(world, "pmqa-category", "9/10", category=2)
    scored(world, "pmqa-outstanding", share)
    elsewhere = scored(world, "pmqa-category", "9/10", "b", category=2)
    c.propose(world)
    row = c.decision(category.application)
    assert (row.proposed_outcome, row.proposed_level) == (outcome, "awarded" if outcome == "awarded" else "")
    assert c.decision(elsewhere.application).proposed_outcome == "awarded"


def test_by_category_waits_for_an_outstanding_that_has_no_result(world: w.World) -> None:
    category = scored(world, "pmqa-category", "9/10", category=2)
    w.screened(world, w.received(world, "pmqa-outstanding"))
    c.propose(world)
    row = c.decision(category.application)
    assert row.proposed_outcome == "" and row.flag.startswith("รอผลการพิจารณา")


def test_a_passed_pmqa_4_is_flagged_for_the_committee(world: w.World) -> None:
    category = scored(world, "pmqa-category", "9/10", category=2)
    first = w.received(world, "pmqa-4")
    w.assessed(world, first, "9/10")
    w.assessed(world, w.received(world, "pmqa-4", step=2, application=first.application), "9/10")
    with clock.frozen(c.COUNCIL):
        visit = assessment.appoint_visit(
            application=first.application, planned_at=c.COUNCIL, mode="site", team=[world.assessor4], by=world.officer
        )  # fmt: skip
        assessment.record_visit(visit=visit, outcome="confirmed", reason="ตรง", by=world.officer)
    c.propose(world)
    row = c.decision(category.application)
    assert row.proposed_outcome == "awarded" and "คณะกรรมการเป็นผู้ตัดสิน" in row.flag


def test_equal_scores_are_told_apart_by_the_rule_and_shown(world: w.World) -> None:
    one, two = (
        scored(world, "service-innovation", "9/10", agency, number=n) for n, agency in ((1, "a"), (2, "b"))
    )
    c.propose(world)
    rows = [c.decision(s.application) for s in (one, two)]
    assert all("คะแนนเท่ากัน 2 ใบสมัคร" in d.tie and "คณะอนุกรรมการ" in d.tie for d in rows)


def test_proposing_is_for_the_office(world: w.World) -> None:
    for somebody in (world.secretary, world.assessor1, world.drafter_a, world.stranger, world.admin):
        with pytest.raises(NotAllowed):
            actions.propose(edition=world.edition, by=somebody)


def test_statements_do_not_grow_with_the_applications(world: w.World, queries: Callable[[], Any]) -> None:
    def count() -> int:
        with queries() as seen, clock.frozen(c.COUNCIL):
            actions.propose(edition=world.edition, by=world.officer)
        return len(seen)

    scored(world, "service-innovation", "9/10")
    count()
    one = count()
    for number in (2, 3):
        scored(world, "service-innovation", "4/5", "b", number=number)
    assert count() == one
