"""The agency's own word on a draft: asked for, given, refused, taken back; and withdrawing."""

from __future__ import annotations

from django.db import transaction

from lertrat.applications.actions.locks import advance, stage_hash
from lertrat.applications.models import Application, Approval, Stage, Submission
from lertrat.applications.permits import may
from lertrat.kernel import clock, thai
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append


def ask_approval(*, stage: Stage, by: Person) -> Stage:
    """Hand the draft to the agency's approver; from now on nobody writes in it until it is approved or returned."""
    may(by, "ask", stage.application).require()
    with transaction.atomic():
        held = advance(stage, "awaiting", by)
        append(
            "approval.asked",
            obj=held,
            by=by,
            edition_id=stage.application.edition_id,
            application=stage.application_id,
        )
    return held


def approve(*, stage: Stage, seen: str, by: Person) -> Approval:
    """The approver approves exactly the content they saw (`seen` is its hash). Raises Conflict when it has changed."""
    may(by, "approve", stage.application).require()
    with transaction.atomic():
        held = advance(stage, "approved", by)
        now_hash = stage_hash(held)
        if now_hash != seen:
            raise Conflict(
                "content-moved", "ใบสมัครเปลี่ยนไปหลังจากที่ท่านเปิดดู กรุณาตรวจอีกครั้ง",
                "The application has changed since you opened it. Please look again.", current=now_hash,
            )  # fmt: skip
        made = Approval.objects.create(
            stage=held, outcome="approved", content_hash=now_hash, at=clock.now(), by=by
        )
        append(
            "application.approved",
            obj=held,
            by=by,
            edition_id=stage.application.edition_id,
            application=stage.application_id,
        )
    return made


def return_to_draft(*, stage: Stage, comment: str, by: Person) -> Approval:
    """The approver sends the draft back with what should change."""
    may(by, "approve", stage.application).require()
    if not comment.strip():
        raise Refusal("comment-needed", "กรุณาระบุสิ่งที่ต้องแก้ไข", "Say what should change.")
    with transaction.atomic():
        held = advance(stage, "draft", by)
        made = Approval.objects.create(
            stage=held, outcome="returned", content_hash=stage_hash(held), comment=thai.normalise(comment).strip(),
            at=clock.now(), by=by,
        )  # fmt: skip
        append(
            "application.returned",
            obj=held,
            by=by,
            edition_id=stage.application.edition_id,
            application=stage.application_id,
        )
    return made


def take_back(*, stage: Stage, by: Person) -> Stage:
    """Reopen for writing what waits for approval or was approved but not sent; an approval given so far no longer counts."""
    may(by, "edit", stage.application).require()
    with transaction.atomic():
        held = advance(stage, "draft", by)
        append(
            "application.reopened",
            obj=held,
            by=by,
            edition_id=stage.application.edition_id,
            application=stage.application_id,
        )
    return held


def withdraw(*, application: Application, reason: str, by: Person) -> Application:
    """Withdraw an application: its live submissions give their slots back, and nominations that rest on it fall with it."""
    may(by, "withdraw", application).require()
    if not reason.strip():
        raise Refusal("reason-needed", "กรุณาระบุเหตุผลที่ถอน", "Give the reason for withdrawing.")
    with transaction.atomic():
        _withdraw(application, reason.strip()[:300], by)
    return application


def _withdraw(application: Application, reason: str, by: Person) -> None:
    moment = clock.now()
    for stage in Stage.objects.select_for_update().filter(application=application).exclude(state="withdrawn"):
        Submission.objects.filter(stage=stage, live=True).update(
            live=False, withdrawn_at=moment, withdrawn_reason=reason
        )
        stage.state, stage.touched_at, stage.touched_by, stage.replacing = "withdrawn", moment, by, None
        stage.save(update_fields=["state", "touched_at", "touched_by", "replacing"])
    append("application.withdrawn", obj=application, by=by, edition_id=application.edition_id)
    for nomination in Application.objects.filter(parent=application):
        if nomination.stages.exclude(state="withdrawn").exists():
            _withdraw(nomination, "ใบสมัครที่เป็นฐานของการเสนอชื่อถูกถอน", by)
