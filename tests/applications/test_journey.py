"""One application from draft to receipt, and what stands in its way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lertrat.applications import actions, content, queries
from lertrat.applications.models import AnswerRevision, Submission
from lertrat.kernel import clock, hashing
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build()


def test_from_draft_to_receipt(world: w.World) -> None:
    made = w.submitted(world, "service-innovation")
    assert made.live and made.received_at == w.OPEN
    assert hashing.verify(made.tree, made.frozen) == []
    assert made.frozen["agency"]["name"] == "กรมตัวอย่าง ก"
    assert [above["name"] for above in made.frozen["agency"]["above"]] == ["กระทรวงตัวอย่าง"]
    verbs = set(Record.objects.filter(edition_id=world.edition.pk).values_list("verb", flat=True))
    assert {"application.started", "approval.asked", "application.approved", "submission.received"} <= verbs


@pytest.mark.parametrize("type_id", [
    "service-innovation", "service-development", "service-standard", "service-integration", "service-covid",
    "service-most-improved", "open-governance", "effective-change", "participation-expanded", "antipoverty",
    "pmqa-outstanding", "pmqa-4",
])  # fmt: skip
def test_every_type_without_parent_or_category_can_be_sent(world: w.World, type_id: str) -> None:
    assert w.submitted(world, type_id).type_id == type_id


def test_categories_and_nominations(world: w.World) -> None:
    one, two = (w.submitted(world, "pmqa-category", category=n) for n in (1, 2))
    assert (one.category, two.category) == (1, 2)
    parent = w.draft(world, "effective-change")
    nomination = w.submitted(world, "engaged-citizen", parent=parent, nominee="กลุ่มรักษ์น้ำตัวอย่าง")
    with clock.frozen(w.OPEN):
        actions.withdraw(application=parent, reason="ไม่พร้อม", by=world.approver_a)
    nomination.refresh_from_db()
    assert not nomination.live


def test_the_last_second_counts_and_the_next_does_not(world: w.World) -> None:
    first, second = (w.draft(world, "service-innovation", title=f"ผลงาน {n}") for n in (1, 2))
    for application in (first, second):
        w.fill(world, w.stage_of(application))
        w.approve(world, w.stage_of(application))
    last = w.CLOSE - timedelta(seconds=1)
    with clock.frozen(w.CLOSE + timedelta(seconds=30)):  # it waited for a lock until after the close
        sent, _ = actions.submit(
            stage=w.stage_of(first), received_at=last, acknowledged=True, by=world.drafter_a
        )
        assert sent.received_at == last
        with pytest.raises(Refusal, match="draft is kept"):
            actions.submit(
                stage=w.stage_of(second), received_at=w.CLOSE, acknowledged=True, by=world.drafter_a
            )
    assert w.stage_of(second).state == "approved"
    assert content.read(w.stage_of(second)).answers


def test_a_second_click_gets_the_first_receipt(world: w.World) -> None:
    made = w.submitted(world)
    with clock.frozen(w.OPEN):
        again, fresh = actions.submit(
            stage=w.stage_of(made.application), received_at=w.OPEN, by=world.drafter_a
        )
    assert again.pk == made.pk and not fresh
    assert Submission.objects.filter(live=True).count() == 1


def test_one_per_department_counts_everything_below_it(world: w.World) -> None:
    w.submitted(world, "open-governance", "a1")
    with pytest.raises(Refusal, match="quota"):
        w.submitted(world, "open-governance", "a2", title="อีกชุด")
    with clock.frozen(w.OPEN):
        ready = queries.readiness(
            content.read(w.stage_of(w.draft(world, "open-governance", "a2", title="อีกชุดหนึ่ง"))), w.OPEN
        )
    assert [warning.code for warning in ready.warnings] == ["quota-clash"]


def test_a_withdrawn_submission_gives_its_slot_back(world: w.World) -> None:
    made = w.submitted(world, "open-governance", "a1")
    with clock.frozen(w.OPEN):
        actions.withdraw(application=made.application, reason="ส่งผิดฉบับ", by=world.approver_a)
    assert w.submitted(world, "open-governance", "a2").slot == 1


def test_only_the_agency_writes_and_only_its_approver_approves(world: w.World) -> None:
    application = w.draft(world)
    stage = w.stage_of(application)
    with clock.frozen(w.OPEN):
        for somebody in (world.drafter_b, world.stranger, world.officer, world.assessor1):
            with pytest.raises(NotAllowed):
                actions.save_answer(stage=stage, question_id="x", given="?", base=None, by=somebody)
            with pytest.raises(NotFound):
                queries.application(somebody, application.ref)
        w.fill(world, stage)
        actions.ask_approval(stage=stage, by=world.drafter_a)
        with pytest.raises(NotAllowed):
            actions.approve(stage=stage, seen=content.read(w.stage_of(application)).hash, by=world.drafter_a)


def test_what_was_approved_is_what_is_sent(world: w.World) -> None:
    application = w.draft(world)
    w.fill(world, w.stage_of(application))
    stage = w.stage_of(application)
    with clock.frozen(w.OPEN):
        actions.ask_approval(stage=stage, by=world.drafter_a)
        with pytest.raises(Conflict):
            actions.approve(stage=stage, seen="0" * 64, by=world.approver_a)
        actions.approve(stage=stage, seen=content.read(w.stage_of(application)).hash, by=world.approver_a)
        with pytest.raises(Refusal, match="cannot be edited"):
            actions.describe(application=application, title="ชื่อใหม่", by=world.drafter_a)
        actions.take_back(stage=w.stage_of(application), by=world.drafter_a)
        actions.describe(application=application, title="ชื่อใหม่", by=world.drafter_a)
        with pytest.raises(Refusal, match="not approved"):
            actions.submit(
                stage=w.stage_of(application), received_at=w.OPEN, acknowledged=True, by=world.drafter_a
            )


def test_an_answer_saved_over_a_newer_one_is_refused_with_both_texts(world: w.World) -> None:
    stage = w.stage_of(w.draft(world))
    question = next(q for q in content.read(stage).form.questions if q.kind == "long_text")
    with clock.frozen(w.OPEN):
        first = actions.save_answer(
            stage=stage, question_id=question.id, given="ฉบับแรก", base=0, by=world.drafter_a
        )
        actions.save_answer(stage=stage, question_id=question.id, given="ฉบับสอง", base=1, by=world.approver_a)
        with pytest.raises(Conflict) as refused:
            actions.save_answer(
                stage=stage, question_id=question.id, given="ฉบับสาม", base=1, by=world.drafter_a
            )
    assert refused.value.current.value == "ฉบับสอง"
    assert list(AnswerRevision.objects.filter(answer=first).values_list("value", flat=True)) == [
        "ฉบับแรก",
        "ฉบับสอง",
    ]


def test_what_cannot_be_read_is_kept_and_named(world: w.World) -> None:
    stage = w.stage_of(w.draft(world, "service-covid"))
    with clock.frozen(w.OPEN):
        form = content.read(stage).form
        share = next(q for q in form.questions if q.fact == "own_share")
        actions.save_answer(stage=stage, question_id=share.id, given="เกือบทั้งหมด", base=0, by=world.drafter_a)
        ready = queries.readiness(content.read(stage), w.OPEN)
        assert content.read(stage).value(share.id) == {"raw": "เกือบทั้งหมด"}
        assert share.id in {gap.question_id for gap in ready.gaps if gap.refusal.code != "missing"}
        with pytest.raises(Refusal, match="200,000"):
            actions.save_answer(
                stage=stage, question_id=share.id, given="ก" * 1_000_000, base=1, by=world.drafter_a
            )


def test_an_unmet_condition_is_named_with_its_citation_and_never_rejects(world: w.World) -> None:
    application = w.draft(world, "service-covid")
    stage = w.stage_of(application)
    share = next(q for q in content.read(stage).form.questions if q.fact == "own_share")
    w.fill(world, stage, **{share.id: "69.99"})
    with clock.frozen(w.OPEN):
        ready = queries.readiness(content.read(w.stage_of(application)), w.OPEN)
        unmet = [c for c in ready.judgement.conditions if c.verdict == "unmet"]
        assert 386 in {c.line for c in unmet[0].citations} and ready.complete
        w.approve(world, w.stage_of(application))
        with pytest.raises(Refusal, match="confirm"):
            actions.submit(stage=w.stage_of(application), received_at=w.OPEN, by=world.drafter_a)
        made, _ = actions.submit(
            stage=w.stage_of(application), received_at=w.OPEN, acknowledged=True, by=world.drafter_a
        )
    assert made.frozen["judgement"]["verdict"] == "unmet"


def test_officers_facts_are_no_tick_box_of_the_applicant(world: w.World) -> None:
    application = w.draft(world, "pmqa-4")
    with clock.frozen(w.OPEN):
        names = {q.fact for q in content.read(w.stage_of(application)).form.questions}
        assert "good_standing" not in names
        with pytest.raises(NotAllowed):
            actions.establish(
                application=application,
                fact="good_standing",
                value=True,
                reason="-",
                source="-",
                by=world.drafter_a,
            )
        actions.establish(
            application=application, fact="good_standing", value=True, reason="ตรวจแล้วไม่พบกรณีเสื่อมเสีย",
            source="ข่าวและข้อร้องเรียนในรอบปี", by=world.officer,
        )  # fmt: skip
        judged = queries.readiness(content.read(w.stage_of(application)), w.OPEN).judgement
    assert next(c for c in judged.conditions if "standing" in c.id).verdict == "met"
