"""Who holds a quota's places: live submissions with their slots."""

from __future__ import annotations

from lertrat.agencies.models import Agency
from lertrat.applications.models import Submission


def quota_taken(edition_id: int, type_id: str, step: int, category: int, counted: Agency) -> list[Submission]:
    """Live submissions that hold a slot of this quota."""
    return list(
        Submission.objects.filter(
            edition_id=edition_id, type_id=type_id, step=step, category=category, counted_agency=counted,
            live=True, slot__isnull=False,
        ).order_by("slot")
    )  # fmt: skip
