"""Who else counts on the same quota: live submissions that hold its slots, and applications that will want one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from lertrat.agencies.models import Agency
from lertrat.applications.models import Application, Stage, Submission


def quota_taken(edition_id: int, type_id: str, step: int, category: int, counted: Agency) -> list[Submission]:
    """Live submissions that hold a slot of this quota."""
    return list(
        Submission.objects.filter(
            edition_id=edition_id, type_id=type_id, step=step, category=category, counted_agency=counted,
            live=True, slot__isnull=False,
        ).order_by("slot")
    )  # fmt: skip


def rivals(application: Application) -> list[Application]:
    """Other applications, drafts too, that would take the same quota's slot: both sides are told early."""
    return list(
        Application.objects.filter(
            edition_id=application.edition_id, type_id=application.type_id, category=application.category,
            counted_agency_id=application.counted_agency_id,
        )
        .exclude(pk=application.pk)
        .filter(Exists(Stage.objects.filter(application=OuterRef("pk")).exclude(state="withdrawn")))
        .select_related("agency")
        .order_by("id")
    )  # fmt: skip
