"""One self-assessment, two intakes, nothing typed twice; what was handed on never moves again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lertrat import criteria
from lertrat.applications import actions as applications
from lertrat.applications.content import read
from lertrat.applications.models import Answer, Application, Attachment
from lertrat.criteria import instrument
from lertrat.criteria.schema import BANGKOK
from lertrat.files import actions as files
from lertrat.kernel import clock, hashing
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.selfassessment import actions, queries
from lertrat.selfassessment.models import FrozenCopy, SelfAssessment
from tests import world as w
from tests.selfassessment import room

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"
KPI_OPENS = datetime(2021, 5, 1, tzinfo=BANGKOK)
KPI_CLOSES = datetime(2021, 7, 1, tzinfo=BANGKOK)


@pytest.fixture
def world() -> w.World:
    return room.build()


@pytest.fixture
def made(world: w.World) -> SelfAssessment:
    """Written, evidenced, measured and agreed."""
    begun = room.begun(world)
    with clock.frozen(w.OPEN):
        for number in range(1, 8):
            actions.write_category(
                assessment=begun, number=number, approach=f"แนวทางหมวด {number}", results=f"ผลหมวด {number}", base=None,
                by=world.drafter_a,
            )  # fmt: skip
        file = files.store(SimpleUploadedFile("ภาพ.pdf", PDF), world.drafter_a)
        actions.add_evidence(
            assessment=begun, category=2, kind="file", text="แผนยุทธศาสตร์", file=file, by=world.drafter_a
        )
        sheet = files.store(SimpleUploadedFile("ตัวชี้วัด.csv", room.CSV.encode()), world.drafter_a)
        rows = queries.spreadsheet(sheet)
        plan = queries.plan_indicators(begun, rows)
        actions.apply_indicators(assessment=begun, rows=rows, digest=plan.digest, by=world.drafter_a)
    return room.agreed(world, begun)


def answers(application: Application) -> dict[str, object]:
    return dict(Answer.objects.filter(stage__application=application).values_list("question_id", "value"))


def test_step_one_is_made_from_the_copy(world: w.World, made: SelfAssessment) -> None:
    with clock.frozen(w.OPEN):
        application, copy = applications.step_one_from(assessment=made, by=world.drafter_a)
    found = answers(application)
    assert (found["c1"], found["c1_results"]) == ("แนวทางหมวด 1", "ผลหมวด 1")
    assert found["c7_story"] == "แนวทางหมวด 7\n\nผลหมวด 7"
    assert found["c7"] == [
        {"name": "7.1 ร้อยละของโครงการที่เสร็จตามแผน", "unit": "ร้อยละ", "target": "90", "y2561": "80", "y2562": "85", "y2563": "185/2"},
        {"name": "7.6 ระยะเวลาเฉลี่ยต่อเรื่อง", "unit": "วัน", "target": "7", "y2561": "15", "y2562": "10", "y2563": "6"},
    ]  # fmt: skip
    assert Attachment.objects.get(stage__application=application).file.name == "ภาพ.pdf"
    assert copy.total == "400" and copy.content["forecast"]["self_score"] is True
    assert hashing.verify(copy.tree, copy.content) == []


def test_the_copy_never_moves_and_a_later_change_reaches_the_draft_only_by_freezing_anew(
    world: w.World, made: SelfAssessment
) -> None:
    with clock.frozen(w.OPEN):
        application, first = applications.step_one_from(assessment=made, by=world.drafter_a)
        same, again = applications.step_one_from(assessment=made, by=world.drafter_a)
        assert (same.pk, again.pk) == (application.pk, first.pk)
        revisions = Answer.objects.filter(stage__application=application, revision__gt=1).count()
        assert revisions == 0 and Attachment.objects.count() == 1
        actions.write_category(
            assessment=made, number=1, approach="แก้ไขแล้ว", results="", base=None, by=world.drafter_a
        )
        assert answers(application)["c1"] == "แนวทางหมวด 1"
        _, second = applications.step_one_from(assessment=made, by=world.drafter_a)
    kept = FrozenCopy.objects.get(pk=first.pk)
    assert second.pk != first.pk and kept.content["texts"]["1"]["approach"] == "แนวทางหมวด 1"
    assert hashing.verify(kept.tree, kept.content) == []
    assert answers(application)["c1"] == "แก้ไขแล้ว"
    assert Application.objects.count() == 1


def test_what_is_sent_or_waiting_is_left_alone(world: w.World, made: SelfAssessment) -> None:
    with clock.frozen(w.OPEN):
        application, _ = applications.step_one_from(assessment=made, by=world.drafter_a)
        stage = w.stage_of(application)
        filled = set(read(stage).answers)
    missing = [q for q in read(stage).form.questions if q.id not in filled]
    with clock.frozen(w.OPEN):
        for question in missing:
            if (given := w.sample(world.pack, question)) is not None:
                applications.save_answer(
                    stage=stage, question_id=question.id, given=given, base=None, by=world.drafter_a
                )
    w.approve(world, w.stage_of(application))
    with clock.frozen(w.OPEN):
        applications.submit(
            stage=w.stage_of(application), received_at=w.OPEN, acknowledged=True, by=world.drafter_a
        )
        before = FrozenCopy.objects.count()
        with pytest.raises(Refusal):
            applications.step_one_from(assessment=made, by=world.drafter_a)
    assert FrozenCopy.objects.count() == before


def test_nothing_is_handed_on_before_it_is_agreed_or_after_the_window(world: w.World) -> None:
    begun = room.begun(world)
    with clock.frozen(w.OPEN), pytest.raises(Refusal):
        applications.step_one_from(assessment=begun, by=world.drafter_a)
    done = room.agreed(world, begun)
    with clock.frozen(w.AFTER), pytest.raises(Refusal):
        applications.step_one_from(assessment=done, by=world.drafter_a)
    with clock.frozen(w.OPEN), pytest.raises(NotAllowed):
        applications.step_one_from(assessment=done, by=world.drafter_b)
    assert not FrozenCopy.objects.exists() and not Application.objects.exists()


def test_the_kpi_round_takes_the_same_assessment_within_its_half_open_window(
    world: w.World, made: SelfAssessment
) -> None:
    assert queries.kpi_window(made) == (KPI_OPENS, KPI_CLOSES)
    second = timedelta(seconds=1)
    for moment in (KPI_OPENS - second, KPI_CLOSES):
        with pytest.raises(Refusal, match="KPI round"):
            applications.send_kpi(assessment=made, received_at=moment, by=world.approver_a)
    with pytest.raises(NotAllowed):
        applications.send_kpi(assessment=made, received_at=KPI_OPENS, by=world.drafter_a)
    copy, fresh = applications.send_kpi(assessment=made, received_at=KPI_CLOSES - second, by=world.approver_a)
    again, anew = applications.send_kpi(assessment=made, received_at=KPI_CLOSES, by=world.approver_a)
    assert (fresh, anew, again.pk) == (True, False, copy.pk)
    assert copy.at == KPI_CLOSES - second and copy.content["texts"]["3"]["approach"] == "แนวทางหมวด 3"
    assert FrozenCopy.objects.get(purpose="kpi") == copy


def test_who_sent_step_one_of_the_award_sends_nothing_to_the_kpi_round(
    world: w.World, made: SelfAssessment
) -> None:
    submission = w.received(world, "pmqa-4")
    with pytest.raises(Refusal, match="Nothing to send"):
        applications.send_kpi(assessment=made, received_at=KPI_OPENS, by=world.approver_a)
    assert not FrozenCopy.objects.exists()
    with clock.frozen(w.OPEN):
        applications.withdraw(
            application=submission.application, reason="ไม่ประสงค์สมัครรางวัล", by=world.approver_a
        )
    assert applications.send_kpi(assessment=made, received_at=KPI_OPENS, by=world.approver_a)[1]


def test_a_year_that_leaves_the_kpi_open_takes_nothing_in(world: w.World, made: SelfAssessment) -> None:
    """No published year has an instrument and an open KPI at once; the rule is asked of the texts of 2566."""
    later = criteria.builtin("psea-2566")
    withheld = queries.kpi_withheld(later)
    assert withheld is not None and withheld.code == "kpi-open" and "หมวด 7" in withheld.th
    assert queries.kpi_withheld(queries.pack_of(made)) is None
    with pytest.raises(Refusal, match="no PMQA 4.0 instrument"):
        instrument.instrument(later)
