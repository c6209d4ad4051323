"""Around sending: beginning it in time, and writing anew what was sent while that still stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lertrat.applications import closing
from lertrat.applications.actions.submitting import TAKEN_UP
from lertrat.applications.models import Stage, Submission, SubmitIntent
from lertrat.applications.permits import may
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append


def intend(*, stage: Stage, received_at: datetime, by: Person) -> SubmitIntent:
    """Note that sending was begun at `received_at` (the request's own stamp); finished within the published grace it counts.

    A second press keeps the first moment. Refuses where the rules publish no grace, outside the window, and a text that is
    still being written: what is finished after the closing is what stood at the closing.
    """
    may(by, "submit", stage.application).require()
    if not closing.grace(stage):
        raise Refusal(
            "no-grace",
            "หลักเกณฑ์ของปีนี้ไม่มีเวลาผ่อนผัน ต้องส่งให้เสร็จก่อนปิดรับ",
            "This year's rules publish no grace: send before the closing.",
        )
    with transaction.atomic():
        held = Stage.objects.select_for_update(of=("self",)).get(pk=stage.pk)
        held.application = stage.application
        if held.state not in {"awaiting", "approved"}:
            raise Refusal(
                "not-asked",
                "ยื่นภายในเวลาได้เมื่อขออนุมัติจากหน่วยงานแล้ว",
                "Ask for the agency's approval first.",
            )
        window = closing.of(held)
        if window is None or received_at >= window.closes_at:
            raise closing.CLOSED
        if received_at < window.opens_at:
            raise closing.EARLY
        made, fresh = SubmitIntent.objects.get_or_create(
            stage=held, person=by, submission=None, defaults={"at": received_at}
        )
        if fresh:
            append("submission.intended", obj=held, by=by, edition_id=stage.application.edition_id)
    return made


def replace(*, stage: Stage, received_at: datetime, by: Person) -> Stage:
    """Write anew what was sent, before the closing. What was sent stands, with its place in the quota, until the new version is
    received; when that never comes, nothing is lost. A second press changes nothing."""
    may(by, "edit", stage.application).require()
    with transaction.atomic():
        held = Stage.objects.select_for_update(of=("self",)).get(pk=stage.pk)
        held.application = stage.application
        if held.replacing_id is not None:
            return held
        if held.state != "submitted":
            raise Refusal("not-sent", "ยังไม่ได้ส่งใบสมัครนี้", "This has not been sent.")
        window = closing.of(held)
        if window is None or received_at >= window.closes_at:
            raise Refusal(
                "window-closed",
                "ปิดรับสมัครแล้ว ฉบับที่ส่งแล้วยังมีผล แต่ส่งฉบับใหม่แทนไม่ได้",
                "The window has closed. What was sent stands and cannot be replaced.",
            )
        sent = Submission.objects.select_for_update(of=("self",)).get(stage=held, live=True)
        if sent.screened:
            raise TAKEN_UP
        held.state, held.replacing = "draft", sent
        held.touched_at, held.touched_by = received_at, by
        held.save(update_fields=["state", "replacing", "touched_at", "touched_by"])
        append("submission.reopened", obj=sent, by=by, edition_id=stage.application.edition_id)
    return held
