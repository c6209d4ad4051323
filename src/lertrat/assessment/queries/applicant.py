"""What an applicant may know while the assessment runs: the outcome of screening and the appointed visit. Never a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lertrat.applications.models import Application, Submission
from lertrat.assessment.models import Clarification, Screening, Visit
from lertrat.assessment.states import VISIT_MODES


@dataclass(frozen=True, slots=True)
class News:
    """`passed` is None while the screening is still to come; `visit_at` None while no visit is appointed."""

    screened_at: datetime | None = None
    passed: bool | None = None
    reason: str = ""
    visit_at: datetime | None = None
    visit_mode: str = ""
    visited: bool = False


def asked_rounds(submission: Submission) -> list[Clarification]:
    """The rounds in which the office asked the agency something of this submission, oldest first (the caller has got it there).
    One query."""
    return list(
        Clarification.objects.filter(submission=submission).defer("frozen", "tree").order_by("number")
    )


def news(application: Application) -> News:
    """How far the office is with an application of the asker's own agency (the caller has got it there). One query."""
    screening = (
        Screening.objects.filter(submission__application=application, submission__live=True)
        .select_related("submission__application__visit")
        .first()
    )
    if screening is None:
        return News()
    visit: Visit | None = getattr(screening.submission.application, "visit", None)
    return News(
        screened_at=screening.at,
        passed=screening.outcome == "passed",
        reason=screening.reason if screening.outcome != "passed" else "",
        visit_at=visit.planned_at if visit else None,
        visit_mode=dict(VISIT_MODES)[visit.mode] if visit else "",
        visited=visit is not None and visit.recorded_at is not None,
    )
