"""Results: exact means, gates that open the next step, agreed scores, rankings, KPI, the exclusion, visits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lertrat.applications import actions as applications
from lertrat.applications.models import Stage
from lertrat.assessment import actions, queries
from lertrat.assessment.models import StepResult
from lertrat.conflicts import actions as conflicts
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db
GATE = Fraction(400, 500)


@pytest.fixture
def world() -> w.World:
    return w.build()


def sheet_of(world: w.World, assignment, values: dict[str, int]) -> None:
    with clock.frozen(w.AFTER):
        actions.save_sheet(assignment=assignment, scores=values, base=None, by=assignment.person)
        actions.lock_sheet(assignment=assignment, by=assignment.person)


def test_the_gate_of_400_is_exact(world: w.World) -> None:
    submission = w.screened(world, w.received(world, "pmqa-4"))
    w.panel(world, "pmqa-4")
    w.planned(world, "pmqa-4")
    categories = [c.id for c in world.pack.rubric("pmqa-4", 1).criteria]
    three = w.assignments(submission)
    for assignment in three[:2]:
        sheet_of(world, assignment, dict.fromkeys(categories, 400))
    assert (
        not StepResult.objects.exists()
        and queries.gate_status(submission.application)[0].state == "assessing"
    )
    sheet_of(world, three[2], dict.fromkeys(categories, 400) | {"c7": 399})
    result = StepResult.objects.get()
    assert result.mean == 400 - Fraction(1, 21) and result.gate == "failed" and result.sheets == 3
    assert result.categories["c7"] == "1199/3" and result.categories["c1"] == "400"
    assert not Stage.objects.filter(application=submission.application, step=2).exists()
    assert [s.state for s in queries.gate_status(submission.application)] == [
        "failed",
        "not_opened",
        "not_opened",
    ]


def test_the_whole_way_of_pmqa_4(world: w.World) -> None:
    submission = w.received(world, "pmqa-4")
    application = submission.application
    assert w.assessed(world, submission, GATE, GATE, GATE).gate == "passed"
    opened = Record.objects.get(verb="stage.opened")
    assert Stage.objects.get(pk=opened.object_id).step == 2
    (outcome,) = queries.results_of(world.edition)
    assert outcome.standing in {"intake", "lapsed"}
    with pytest.raises(Refusal):
        visit(world, application)
    report = w.received(world, "pmqa-4", step=2, application=application, number=2)
    fresh = actions.plan_assignment(edition=world.edition, type_ids=["pmqa-4"], step=2)
    assert fresh.count("add") == 3
    assert {c.after["person"] for c in fresh.changes} == {a.person_id for a in w.assignments(submission)}
    second = w.assessed(world, report, "0.9", "0.8", "0.85")
    assert second.mean == 425 and second.spread == 50
    assert queries.visit_candidates(world.officer, world.edition) == [application]
    (outcome,) = queries.results_of(world.edition)
    assert outcome.standing == "visit_due" and [r.step for r in outcome.chain] == [1, 2]
    assert queries.outstanding_passed(world.edition) == {application.agency_id: {"pmqa-4": "unknown"}}
    made = visit(world, application)
    with clock.frozen(w.AFTER):
        actions.record_visit(visit=made, outcome="confirmed", reason="เป็นไปตามรายงาน", by=world.officer)
    (outcome,) = queries.results_of(world.edition)
    assert outcome.standing == "complete" and outcome.result == second
    assert queries.outstanding_passed(world.edition) == {application.agency_id: {"pmqa-4": "passed"}}
    assert [s.state for s in queries.gate_status(application)] == ["passed", "passed", "confirmed"]
    with pytest.raises(Refusal, match="recorded"):
        visit(world, application)


def visit(world: w.World, application, team=("assessor1", "assessor2"), by="officer"):
    with clock.frozen(w.AFTER):
        return actions.appoint_visit(
            application=application, planned_at=w.AFTER, mode="site", place="ศาลากลาง",
            team=[world.people[name] for name in team], by=world.people[by],
        )  # fmt: skip


def test_a_visit_goes_with_open_doors_and_gives_no_score(world: w.World) -> None:
    submission = w.received(world, "pmqa-4")
    application = submission.application
    w.assessed(world, submission, GATE, GATE, GATE)
    report = w.received(world, "pmqa-4", step=2, application=application, number=2)
    w.assessed(world, report, GATE, GATE, GATE)
    with pytest.raises(NotAllowed):
        visit(world, application, by="assessor1")
    with pytest.raises(Refusal) as refused:
        visit(world, application, team=("assessor1", "stranger"))
    assert "คนนอก" in refused.value.th
    made = visit(world, application)
    assert queries.my_visits(world.assessor2, world.edition) == [made]
    assert queries.visit_for(world.assessor2, application.ref) == made
    for name in ("assessor3", "drafter_a", "chair"):
        with pytest.raises(NotFound):
            queries.visit_for(world.people[name], application.ref)
    tied = world.assessor2
    conflicts.record_relation(
        person=tied, edition=world.edition, kind="family", agency=world.agencies["a"], source="-", by=tied
    )
    assert queries.my_visits(tied, world.edition) == []
    assert [person for _, person in queries.tied_teams(world.edition)] == [tied]
    with pytest.raises(Refusal):
        actions.record_visit(visit=made, outcome="confirmed", reason="พบจริง", by=world.officer)
    actions.apply_conflicts(person=tied, edition=world.edition)
    again = visit(world, application, team=("assessor1", "assessor3"))
    with pytest.raises(NotAllowed):
        actions.record_visit(visit=again, outcome="not_confirmed", reason="ไม่พบ", by=world.assessor3)
    actions.record_visit(visit=again, outcome="not_confirmed", reason="ไม่พบหลักฐาน", by=world.assessor1)
    (outcome,) = queries.results_of(world.edition)
    assert outcome.standing == "not_confirmed" and len(outcome.chain) == 2
    covid = w.received(world, "service-covid", number=5)
    with pytest.raises(Refusal, match="no site visit"):
        visit(world, covid.application)


def test_an_agreed_score_stands_beside_the_mean(world: w.World) -> None:
    submission = w.received(world, "service-covid")
    w.screened(world, submission)
    w.panel(world, "service-covid", members=2)
    w.planned(world, "service-covid")
    with pytest.raises(Refusal, match="locked"):
        agree(world, submission, "80")
    for assignment, share in zip(w.assignments(submission), ("0.5", "0.9"), strict=True):
        w.sheet(world, assignment, share)
    for score, reason in (("101", "สูงไป"), ("-1", "ต่ำไป"), ("80", " "), ("1/3", "ละเอียดไป")):
        with pytest.raises(Refusal):
            agree(world, submission, score, reason)
    for somebody in ("assessor2", "drafter_a", "chair"):
        with pytest.raises(NotAllowed):
            agree(world, submission, "80", by=somebody)
    result = agree(world, submission, "80.25")
    assert (result.mean, result.agreed, result.score) == (70, Fraction("80.25"), Fraction("80.25"))
    assert queries.ranking(world.officer, world.edition, "service-covid", 1).rows[0].score == Fraction(
        "80.25"
    )
    with pytest.raises(Refusal, match="already"):
        agree(world, submission, "90")


def agree(world: w.World, submission, score, reason="หารือแล้ว หลักฐานเพิ่มเติมชัดเจน", by="assessor1"):
    with clock.frozen(w.AFTER):
        return actions.agree(submission=submission, score=score, reason=reason, by=world.people[by])


def test_thresholds_read_the_agreed_score_but_take_nothing_back(world: w.World) -> None:
    low, high = w.received(world, "pmqa-4"), w.received(world, "pmqa-4", "b")
    assert w.assessed(world, low, "0.79", "0.79", "0.8").gate == "failed"
    assert agree(world, low, "400").gate == "passed"
    assert Stage.objects.filter(application=low.application, step=2).exists()
    w.assessed(world, high, "0.9", "0.9", "0.9")
    with pytest.raises(Refusal) as refused:
        agree(world, high, "399.5")
    assert refused.value.code == "next-open" and StepResult.objects.get(submission=high).agreed is None


def test_fewer_sheets_than_the_rules_ask_for_wait_for_the_office(world: w.World) -> None:
    submission = w.screened(world, w.received(world, "service-innovation"))
    panel = w.panel(world, "service-innovation")
    for name in ("assessor1", "assessor2"):
        actions.assign(submission=submission, person=world.people[name], panel=panel, by=world.officer)
    first, second = w.assignments(submission)
    w.sheet(world, first, "0.6")
    with pytest.raises(Refusal, match="not locked"):
        actions.conclude(submission=submission, reason="ผู้ตรวจไม่พอ", by=world.officer)
    w.sheet(world, second, "0.8")
    assert not StepResult.objects.exists()
    needed = {("service-innovation", 1): 3}
    assert [(g.readers, g.locked) for g in queries.gaps(world.edition, needed)] == [(2, 2)]
    with pytest.raises(NotAllowed):
        actions.conclude(submission=submission, reason="ผู้ตรวจไม่พอ", by=world.assessor1)
    made = actions.conclude(submission=submission, reason="ผู้ตรวจไม่พอ", by=world.officer)
    assert made.mean == 70 and made.short_reason == "ผู้ตรวจไม่พอ"


def test_the_ranking_shares_places_and_pages_by_place(world: w.World, queries) -> None:
    from lertrat.assessment import queries as reads

    shares = [("0.5", "0.7"), ("0.6", "0.6"), ("0.9", "0.9"), ("0.6", "0.6"), ("0.8", "0.8")]
    made = []
    costs = []
    for number, pair in enumerate(shares, 1):
        made.append(w.received(world, "service-covid", "ab"[number % 2], number=number))
        w.assessed(world, made[-1], *pair)
        with queries() as seen:
            ranked = reads.ranking(world.officer, world.edition, "service-covid", 1)
        costs.append(len(seen))
    assert len(set(costs)) == 1 and costs[0] <= 5
    # Equal means: the smaller spread comes first (the supplement's tie-break); still equal: one place.
    order = [made[n].ref for n in (2, 4, 1, 3, 0)]
    assert [row.ref for row in ranked.rows] == order
    assert [(row.place, row.tied) for row in ranked.rows] == [
        (1, False), (2, False), (3, True), (3, True), (5, False),
    ]  # fmt: skip
    places, cursor = [], ""
    for _ in range(3):
        page = reads.ranking(world.officer, world.edition, "service-covid", 1, cursor, size=2)
        places += [(row.place, row.ref) for row in page.rows]
        cursor = page.next
    assert places == [(row.place, row.ref) for row in ranked.rows] and cursor == ""
    with clock.frozen(w.AFTER):
        applications.withdraw(application=made[2].application, reason="ถอน", by=world.approver_b)
    assert [r.place for r in reads.ranking(world.officer, world.edition, "service-covid", 1).rows] == [
        1,
        2,
        2,
        4,
    ]


def test_kpi_of_a_province_reads_the_examiners_score_of_step_1(world: w.World) -> None:
    from lertrat.agencies.models import Agency

    Agency.objects.filter(pk=world.agencies["a"].pk).update(kind="province")
    mine = w.received(world, "pmqa-4")
    w.assessed(world, mine, "0.48", "0.48", "0.48")
    w.assessed(world, w.received(world, "pmqa-4", "b"), "0.9", "0.9", "0.9")
    (row,) = queries.kpi_rows(world.edition)
    assert (row.score, row.kpi.points, row.kpi.weighted) == (240, 50, Fraction(15, 2))
    agree(world, mine, "300")
    (row,) = queries.kpi_rows(world.edition)
    assert row.kpi.points is None and row.kpi.refused_because is not None


def test_the_exclusion_hears_of_outstanding_passed_or_failed(world: w.World) -> None:
    high, low = w.received(world, "pmqa-outstanding"), w.received(world, "pmqa-outstanding", "b")
    category = w.received(world, "pmqa-category", category=1, number=3)
    assert queries.outstanding_passed(world.edition)[high.agency_id] == {"pmqa-outstanding": "unknown"}
    w.assessed(world, high, "0.95", "0.95", "0.95")
    w.assessed(world, low, "0.1", "0.1", "0.1")
    stand = queries.outstanding_passed(world.edition)
    assert stand[high.agency_id]["pmqa-outstanding"] == "passed"
    assert stand[low.agency_id]["pmqa-outstanding"] == "failed"
    by_ref = {outcome.submission.ref: outcome.standing for outcome in queries.results_of(world.edition)}
    assert by_ref == {high.ref: "complete", low.ref: "complete", category.ref: "waiting"}
    only = queries.results_of(world.edition, [category.application_id])
    assert [outcome.submission.ref for outcome in only] == [category.ref]
