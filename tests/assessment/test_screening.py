"""Screening: the machine explains, an officer decides, with reason and rule, once."""

from __future__ import annotations

import pytest

from lertrat.agencies import actions as agencies
from lertrat.applications import actions as applications
from lertrat.assessment import actions, queries
from lertrat.assessment.models import Screening
from lertrat.assessment.queries import ScreeningFilter
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.programmes import actions as programmes
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build()


def decide(world: w.World, submission, outcome="passed", reason="ตรวจแล้ว", rules=None, by=None):
    with clock.frozen(w.CLOSE):
        return actions.screen(
            submission=submission, outcome=outcome, reason=reason, rules=rules, by=by or world.officer
        )


def test_a_failure_needs_a_reason_and_a_rule_and_is_said_once(world: w.World) -> None:
    made = w.received(world, "service-covid")
    for reason, rules, code in (
        ("", ["covid-own-share"], "reason-needed"),
        ("ไม่ถึงร้อยละ 70", [], "rule-needed"),
        ("ไม่ถึงร้อยละ 70", ["no-such-rule"], "no-rule"),
    ):
        with pytest.raises(Refusal) as refused:
            decide(world, made, "failed", reason, rules)
        assert refused.value.code == code
    assert not Screening.objects.exists()
    kept = decide(world, made, "failed", "ดำเนินการเองไม่ถึงร้อยละ 70", ["covid-own-share"])
    assert kept.rules == ["covid-own-share"]
    assert {"id", "verdict", "citations"} <= kept.verdicts[0].keys()
    with pytest.raises(Refusal, match="already"):
        decide(world, made)
    record = Record.objects.get(verb="screening.decided")
    assert record.object_id == kept.pk and "ร้อยละ" not in str(record.data)


def test_what_only_an_officer_may_establish_stands_before_a_pass(world: w.World) -> None:
    made = w.received(world, "pmqa-4")
    with pytest.raises(Refusal) as refused:
        decide(world, made)
    assert refused.value.code == "unsettled"
    reasoned = w.received(world, "pmqa-4", "b")
    assert decide(world, reasoned, reason="ตรวจจากประกาศ ก.พ.ร.", rules=["good-standing"]).outcome == "passed"
    with clock.frozen(w.CLOSE):
        applications.establish(
            application=made.application, fact="good_standing", value=True, reason="ไม่พบกรณีเสื่อมเสีย",
            source="ข้อร้องเรียนในรอบปี", by=world.officer,
        )  # fmt: skip
    kept = decide(world, made, reason="")
    verdicts = {verdict["id"]: verdict["verdict"] for verdict in kept.verdicts}
    assert verdicts["good-standing"] == "met" and kept.reason and set(kept.rules) == set(verdicts)


def test_a_type_without_conditions_passes_and_fails_by_the_officers_word(world: w.World) -> None:
    made = w.received(world, "service-innovation")
    with pytest.raises(Refusal, match="reason"):
        decide(world, made, reason="")
    assert decide(world, made, "failed", "ส่งผลงานซ้ำ", ["no-published-condition"]).outcome == "failed"


def test_who_may_screen(world: w.World) -> None:
    covid, poverty = w.received(world, "service-covid"), w.received(world, "antipoverty")
    partner, tied = w.person("partner", "ผู้จัดร่วม ตัวอย่าง"), w.person("tied", "เจ้าหน้าที่ ที่เกี่ยวข้อง")
    with clock.frozen(w.BEFORE):
        programmes.appoint(
            programme=world.programme,
            person=partner,
            role="coorganiser",
            types=["antipoverty"],
            by=world.admin,
        )
        programmes.appoint(programme=world.programme, person=tied, role="officer", by=world.admin)
    agencies.grant_membership(person=tied, agency=world.agencies["a1"], role="drafter", by=world.admin)
    for somebody in (world.drafter_a, world.assessor1, world.member, world.admin, partner, tied):
        with pytest.raises(NotAllowed):
            decide(world, covid, by=somebody)
    assert decide(world, poverty, by=partner).by == partner
    assert queries.screening_counts(partner, world.edition).passed == 1
    assert (
        queries.screening_queue(partner, world.edition, ScreeningFilter(state="all")).rows[0].ref
        == poverty.ref
    )
    assert len(queries.screening_queue(partner, world.edition, ScreeningFilter(state="all")).rows) == 1
    with pytest.raises(NotFound):
        queries.submission_detail(partner, covid.ref)
    with pytest.raises(NotAllowed):
        queries.screening_queue(world.assessor1, world.edition)


def test_what_was_withdrawn_is_not_screened(world: w.World) -> None:
    made = w.received(world, "service-covid")
    with clock.frozen(w.OPEN):
        applications.withdraw(application=made.application, reason="ไม่พร้อม", by=world.approver_a)
    with pytest.raises(Refusal, match="withdrawn"):
        decide(world, made)
    assert queries.screening_queue(world.officer, world.edition).rows == []


def test_the_queue_by_state_type_agency_and_reference(world: w.World) -> None:
    rows = [w.received(world, "service-innovation", "ab"[n % 2], number=n) for n in range(1, 6)]
    poverty = w.received(world, "antipoverty", "b", number=9)
    decide(world, rows[0])
    decide(world, rows[1], "failed", "ซ้ำ", ["no-published-condition"])

    def refs(**fields):
        page = queries.screening_queue(world.officer, world.edition, ScreeningFilter(**fields))
        return [row.ref for row in page.rows]

    assert refs() == [poverty.ref, *(r.ref for r in rows[2:])]
    assert refs(type_id="service-innovation") == [r.ref for r in rows[2:]]
    assert refs(state="passed") == [rows[0].ref] and refs(state="failed") == [rows[1].ref]
    assert refs(state="all", q="กรมตัวอย่าง ข") == [poverty.ref, rows[0].ref, rows[2].ref, rows[4].ref]
    assert refs(state="all", q=rows[3].ref.lower()) == [rows[3].ref]
    assert refs(state="all", q=rows[3].application.ref) == [rows[3].ref]
    counts = queries.screening_counts(world.officer, world.edition)
    assert (counts.waiting, counts.passed, counts.failed) == (4, 1, 1)
    assert counts.waiting_by_type == {"antipoverty": 1, "service-innovation": 3}
    with clock.frozen(w.OPEN):
        applications.withdraw(application=rows[0].application, reason="ถอน", by=world.approver_b)
    after = queries.screening_counts(world.officer, world.edition)
    assert (after.waiting, after.passed, after.failed) == (4, 0, 1)


def test_pages_by_place_and_the_same_number_of_statements(world: w.World, queries) -> None:
    from lertrat.assessment import queries as reads

    def cost(size: int) -> int:
        with queries() as seen:
            reads.screening_queue(world.officer, world.edition, size=size)
            reads.screening_counts(world.officer, world.edition)
        return len(seen)

    rows = [w.received(world, "service-innovation", number=1)]
    first = cost(50)
    rows += [w.received(world, "service-innovation", number=n) for n in range(2, 6)]
    assert cost(50) == first <= 6
    page = reads.screening_queue(world.officer, world.edition, size=2)
    second = reads.screening_queue(world.officer, world.edition, cursor=page.next, size=2)
    back = reads.screening_queue(world.officer, world.edition, cursor=second.previous, size=2)
    assert [r.ref for r in page.rows + second.rows] == [r.ref for r in rows[:4]] and back.rows == page.rows


def test_the_office_sees_one_submission_whole(world: w.World) -> None:
    made = w.received(world, "pmqa-4")
    detail = queries.submission_detail(world.officer, made.ref)
    assert [spec.name for spec in detail.facts_to_establish]
    assert detail.judgement.verdict == "unknown" and detail.screening is None and detail.result is None
    assert detail.answers.keys() == made.frozen["answers"].keys()
    for somebody in (world.drafter_a, world.assessor1, world.chair, world.stranger):
        with pytest.raises(NotFound):
            queries.submission_detail(somebody, made.ref)
