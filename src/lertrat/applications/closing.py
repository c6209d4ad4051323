"""When a stage may be sent: the one place that is asked, by pages, readiness, submission, reminders and calendars alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from lertrat.applications.models import Stage, SubmitIntent
from lertrat.kernel.errors import Refusal
from lertrat.programmes.queries import Closing, closing, is_open, pack_by_id

__all__ = ["Closing", "closes_at", "grace", "intent", "is_open", "of", "refuse_untimely"]

CLOSED = Refusal(
    "window-closed",
    "ส่งไม่ได้ เพราะพ้นเวลาปิดรับสมัครแล้ว ฉบับร่างของท่านยังเก็บไว้ครบถ้วน",
    "The window has closed, so this cannot be sent. Your draft is kept whole.",
)
EARLY = Refusal("window-early", "ยังไม่ถึงเวลาเปิดรับสมัคร", "The window has not opened yet.")


def of(stage: Stage) -> Closing | None:
    """Opening and closing of a stage for its own agency, with what it was given beyond the others; None where the step takes in
    nothing. One query."""
    application = stage.application
    return closing(application.edition_id, application.type_id, stage.step, application.agency_id)


def closes_at(stage: Stage) -> datetime | None:
    """The first moment at which a stage can no longer be written or sent (grace apart); None without a window. One query."""
    found = of(stage)
    return found.closes_at if found else None


def grace(stage: Stage) -> timedelta:
    """How long after its closing a sending begun in time may be finished, by the stage's own rules; zero where they publish
    none. No query."""
    application = stage.application
    pack = pack_by_id(application.pack_version_id, application.pack_version.sha256)
    window = pack.step(application.type_id, stage.step).window
    return timedelta(minutes=window.grace.minutes) if window and window.grace else timedelta(0)


def intent(stage: Stage, window: Closing | None) -> SubmitIntent | None:
    """The first time somebody began to send this before the closing, where the rules publish a grace. One query, or none."""
    if window is None or not grace(stage):
        return None
    rows = SubmitIntent.objects.filter(
        stage=stage, submission=None, at__gte=window.opens_at, at__lt=window.closes_at
    )
    return rows.order_by("at", "id").first()


def refuse_untimely(stage: Stage, window: Closing | None, received_at: datetime) -> None:
    """Let pass what arrived within the window (half-open), or within the grace after it when sending was begun in time.

    Raises Refusal "window-closed" or "window-early". A query only after the closing.
    """
    if window is None:
        raise CLOSED
    if received_at < window.opens_at:
        raise EARLY
    if received_at < window.closes_at:
        return
    if received_at >= window.closes_at + grace(stage) or intent(stage, window) is None:
        raise CLOSED
