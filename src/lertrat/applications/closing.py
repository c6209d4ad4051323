"""When a stage may be sent: the one place that is asked, by pages, readiness, submission, reminders and calendars alike."""

from __future__ import annotations

from datetime import datetime

from lertrat.applications.models import Stage
from lertrat.programmes.queries import Closing, closing, is_open

__all__ = ["Closing", "closes_at", "is_open", "of"]


def of(stage: Stage) -> Closing | None:
    """Opening and closing of a stage for its own agency, with what it was given beyond the others; None where the step takes in
    nothing. One query."""
    application = stage.application
    return closing(application.edition_id, application.type_id, stage.step, application.agency_id)


def closes_at(stage: Stage) -> datetime | None:
    """The first moment at which a stage can no longer be written or sent (grace apart); None without a window. One query."""
    found = of(stage)
    return found.closes_at if found else None
