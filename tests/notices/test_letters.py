"""Which letters the year's events bring, to whom, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.urls import resolve

from lertrat.agencies import actions as agencies
from lertrat.agencies import letters as invitations
from lertrat.agencies import membership
from lertrat.applications import actions as applications
from lertrat.assessment.models import Assignment, Panel, Screening, Visit
from lertrat.decisions import actions as decisions
from lertrat.files import actions as files
from lertrat.kernel import clock
from lertrat.notices import letters, post
from lertrat.notices.models import OutboxMessage
from lertrat.records import actions as records
from tests import world as worlds
from tests.world import OPEN, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = worlds.build()
    with clock.frozen(OPEN):
        deliver()
        OutboxMessage.objects.all().delete()
    return made


def deliver() -> list[OutboxMessage]:
    """Deliver whatever waits; the messages that came of it."""
    last = OutboxMessage.objects.order_by("-id").values_list("id", flat=True).first() or 0
    while records.deliver("notices"):
        pass
    return list(OutboxMessage.objects.filter(id__gt=last).select_related("to_person").order_by("id"))


def happened(verb: str, obj: models.Model, **more: Any) -> list[OutboxMessage]:
    """The letters after `verb` happened to `obj` at the world's moment."""
    with clock.frozen(OPEN), transaction.atomic():
        records.append(verb, obj=obj, by=None, **more)
    with clock.frozen(OPEN + timedelta(minutes=1)):
        return deliver()


@pytest.fixture(autouse=True)
def every_link_leads_to_a_page(world: World) -> Iterator[None]:
    """After each test: every address that a letter gave is one of ours."""
    yield
    for message in OutboxMessage.objects.all():
        addresses = re.findall(r"http://127\.0\.0\.1:8000(/\S*)", message.body_th)
        assert addresses, message.template
        for address in addresses:
            resolve(address.partition("?")[0])


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"


def to(messages: list[OutboxMessage]) -> set[str]:
    return {message.to_address.partition("@")[0] for message in messages}


def test_from_approval_to_receipt(world: World) -> None:
    application = worlds.draft(world)
    stage = worlds.stage_of(application)
    worlds.fill(world, stage)
    with clock.frozen(OPEN):
        assert deliver() == []
        applications.ask_approval(stage=stage, by=world.drafter_a)
        (asked,) = deliver()
        applications.return_to_draft(
            stage=worlds.stage_of(application), comment="ขอเพิ่มผลลัพธ์ {ref} ปี 2563", by=world.approver_a
        )
        (returned,) = deliver()
    assert (asked.to_person, asked.template) == (world.approver_a, "approval_asked")
    assert application.title in asked.subject_th
    for part in (
        "กรมตัวอย่าง ก",
        application.ref,
        "drafter a",
        "วัน",
        "เวลา 23.59 น.",
        f"/apply/{application.ref}/step/1/approval/",
    ):
        assert part in asked.body_th
    assert (returned.to_person, returned.template) == (world.drafter_a, "application_returned")
    assert "ขอเพิ่มผลลัพธ์ {ref} ปี 2563" in returned.body_th
    worlds.approve(world, worlds.stage_of(application))
    with clock.frozen(OPEN):
        deliver()
        made, _ = applications.submit(
            stage=worlds.stage_of(application), received_at=OPEN, acknowledged=True, by=world.drafter_a
        )
        receipts = deliver()
    assert to(receipts) == {"drafter_a", "approver_a"}
    assert all(made.ref in one.subject_th and made.root_hash in one.body_th for one in receipts)
    assert "วันอาทิตย์ที่ 10 มกราคม พ.ศ. 2564" in receipts[0].body_th
    assert "10.00.00" in receipts[0].body_th


def test_nobody_of_another_agency_hears_of_it(world: World) -> None:
    worlds.submitted(world)
    with clock.frozen(OPEN):
        assert to(deliver()) <= {"drafter_a", "approver_a"}


@pytest.mark.parametrize("outcome", ["passed", "failed"])
def test_screening(world: World, outcome: str) -> None:
    submission = worlds.submitted(world)
    with clock.frozen(OPEN):
        deliver()
    screening = Screening.objects.create(
        submission=submission, edition=world.edition, type_id=submission.type_id, outcome=outcome,
        unread=outcome == "passed", reason="ครบตามหลักเกณฑ์ข้อ 1", at=OPEN, by=world.officer,
    )  # fmt: skip
    applications.mark_screened(submission)
    told = happened("screening.decided", screening)
    assert to(told) == {"drafter_a", "approver_a"}
    assert {one.template for one in told} == {f"screening_{outcome}"}
    assert all("ครบตามหลักเกณฑ์ข้อ 1" in one.body_th and submission.ref in one.body_th for one in told)


def test_the_next_step_opens(world: World) -> None:
    submission = worlds.submitted(world, "pmqa-4")
    with clock.frozen(OPEN):
        deliver()
        applications.open_stage(application=submission.application, step=2, by=None)
        told = deliver()
    assert to(told) == {"drafter_a", "approver_a"}
    assert all("ขั้นตอนที่ 2" in one.subject_th for one in told)


def assignment(world: World, submission: Any, **fields: Any) -> Assignment:
    panel, _ = Panel.objects.get_or_create(edition=world.edition, code="p", name="คณะ 1")
    return Assignment.objects.create(
        submission=submission,
        person=world.assessor1,
        panel=panel,
        made_at=OPEN,
        made_by=world.officer,
        **fields,
    )


def test_an_assessor_is_told_once_for_a_round_and_reads_no_title(world: World) -> None:
    first = worlds.submitted(world, title="ความลับของผลงาน")
    second = worlds.submitted(world, agency="b")
    with clock.frozen(OPEN):
        deliver()
    told = happened("assignment.made", assignment(world, first))
    assert to(told) == {"assessor1"}
    assert "ความลับของผลงาน" not in told[0].subject_th + told[0].body_th
    assert happened("assignment.made", assignment(world, second)) == []


def test_a_dark_assignment_brings_no_letter(world: World) -> None:
    submission = worlds.submitted(world)
    with clock.frozen(OPEN):
        deliver()
    assert happened("assignment.made", assignment(world, submission, state="dark", waits=False)) == []


def test_a_visit_is_appointed(world: World) -> None:
    submission = worlds.submitted(world)
    with clock.frozen(OPEN):
        deliver()
    visit = Visit.objects.create(
        application=submission.application, submission=submission, planned_at=OPEN + timedelta(days=30),
        mode="electronic",
    )  # fmt: skip
    told = happened("visit.appointed", visit)
    assert to(told) == {"drafter_a", "approver_a"}
    assert "ผ่านสื่ออิเล็กทรอนิกส์" in told[0].body_th
    assert "วันอังคารที่ 9 กุมภาพันธ์ พ.ศ. 2564 เวลา 10.00" in told[0].body_th


def test_results_go_to_who_entered_and_name_nobody(world: World) -> None:
    worlds.submitted(world, title="ผลงานที่อาจชนะ")
    worlds.submitted(world, "service-development")
    with clock.frozen(OPEN):
        deliver()
    with clock.frozen(OPEN):
        decisions.schedule_publication(edition=world.edition, at=OPEN + timedelta(hours=1), by=world.officer)
        assert decisions.publish_due() == 0
        assert deliver() == []
    with clock.frozen(OPEN + timedelta(hours=1)):
        assert decisions.publish_due() == 1
        told = deliver()
    assert to(told) == {"drafter_a", "approver_a"}
    assert len(told) == 2
    assert not any("ผลงานที่อาจชนะ" in one.body_th for one in told)
    assert "รางวัลเลิศรัฐ ประจำปี พ.ศ. 2564" in told[0].subject_th


def test_who_is_named_in_a_remark_is_told_where_and_not_what(world: worlds.World) -> None:
    stage = worlds.stage_of(worlds.draft(world))
    with clock.frozen(OPEN):
        applications.comment(stage=stage, question_id="summary", text="ลับไว้ก่อน", by=world.drafter_a)
        assert "comment_mention" not in {one.template for one in deliver()}
        applications.comment(
            stage=stage, question_id="summary", text="ลับไว้ก่อน", mentions=[world.approver_a.pk], by=world.drafter_a
        )  # fmt: skip
        (told,) = deliver()
    assert (told.to_person, told.template) == (world.approver_a, "comment_mention")
    assert "/comments/summary/" in told.body_th and "ลับไว้ก่อน" not in told.body_th


def test_who_is_told_of_who_acts_for_an_agency(world: World) -> None:
    agency, given = world.agencies["a"], agencies.Ground(letter_ref="1", until_at=OPEN + timedelta(days=20))
    with clock.frozen(OPEN):
        letter = files.store(SimpleUploadedFile("a.txt.pdf", PDF), world.stranger)
        asked = agencies.request_agency(agency=world.agencies["b"], letter=letter, by=world.stranger)
        agencies.refuse_request(request=asked, reason="ลายมือชื่อไม่ตรง", by=world.officer)
        again = agencies.request_agency(agency=world.agencies["b"], letter=letter, by=world.stranger)
        agencies.approve_request(request=again, by=world.officer)
        held = agencies.invite(
            agency=agency, email="x@x.example", roles=["drafter"], ground=given, by=world.approver_a
        )
        agencies.ask_invitation(token=invitations.token(held), by=world.stranger)
        told = {one.template: one for one in deliver()}
        assert to([told["join_refused"], told["join_approved"]]) == {"stranger"}
        assert "ลายมือชื่อไม่ตรง" in told["join_refused"].body_th
        assert to([told["invitation_asked"]]) == {"approver_a"}
        agencies.consent(invitation=held, by=world.approver_a)
        membership.remind()
        letters_now = deliver()
    assert {(one.template, *to([one])) for one in letters_now} == {
        ("invitation_accepted", "approver_a"), ("membership_expiring", "approver_a"), ("membership_expiring", "stranger"),
    }  # fmt: skip
    assert not any(invitations.token(held) in one.body_th for one in OutboxMessage.objects.all())


def test_every_verb_of_ours_is_covered_here() -> None:
    assert letters.verbs() == {
        "clarification.asked", "clarification.reminded", "approval.asked", "application.returned", "submission.received", "screening.decided", "stage.opened",
        "assignment.made", "visit.appointed", "publication.published", "person.created",
        "person.looked_at", *post.CHANGES,
        "application.internal_due", "application.planned", "application.started", "closing.near", "comment.added", "extension.confirmed", "window.amended",
        "invitation.accepted", "invitation.asked", "join.approved", "join.refused", "membership.expiring",
    }  # fmt: skip
