"""What can be seen of screening, assignments, sheets and results. No number leaves here before it may be seen."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet

from lertrat.assessment.models import PanelMember


def on_panel(person: OuterRef) -> QuerySet[PanelMember]:
    """Panel seats held now by the person of an outer query."""
    return PanelMember.objects.filter(person=person, left_at__isnull=True)
