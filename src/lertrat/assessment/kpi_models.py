"""The KPI round: who examines a self-assessment that was handed in, their sealed sheets, and what these give together.

It stands beside submissions and not among them: nothing that ranks, proposes, counts or publishes awards reads these tables.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.assessment.states import ASSIGNMENT_STATES
from lertrat.programmes.models import Edition
from lertrat.records.constraints import one_of
from lertrat.selfassessment.models import FrozenCopy

PERSON = settings.AUTH_USER_MODEL


class KpiReading(models.Model):
    """An examiner reads a copy handed in for the KPI round, with the sheet on it: its author's alone until all are locked.

    `scores` holds exact text by criterion id ("801/2"), `findings` {"strength", "opportunity"} texts by criterion id.
    `total_num`/`total_den` is the exact total, written when the sheet is locked.
    """

    copy = models.ForeignKey(FrozenCopy, on_delete=models.PROTECT, related_name="readings")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey("assessment.Panel", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="active")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    scores = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    total_num = models.BigIntegerField(null=True)
    total_den = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", ASSIGNMENT_STATES, "kpi_reading_state_known"),
            models.UniqueConstraint(
                fields=["copy", "person"], condition=~Q(state="released"), name="kpi_reading_once"
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | Q(total_num__isnull=False, total_den__gt=0),
                name="kpi_reading_locked_total",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "state"], name="kpi_reading_person")]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.copy_id}"

    @property
    def total(self) -> Fraction | None:
        """The exact total; None while the sheet is not locked."""
        return None if self.total_num is None else Fraction(self.total_num, self.total_den or 1)


class KpiResult(models.Model):
    """What the locked sheets of one copy give together: born with the last lock, never before.

    `counted` names the readings in it; `categories` holds each criterion's exact mean as text.
    """

    copy = models.OneToOneField(FrozenCopy, on_delete=models.PROTECT, related_name="kpi_result")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    sheets = models.PositiveSmallIntegerField()
    counted = models.JSONField(default=list)
    short_reason = models.CharField(max_length=400, blank=True)
    mean_num = models.BigIntegerField()
    mean_den = models.BigIntegerField()
    categories = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(mean_den__gt=0), name="kpi_result_mean_exact")
        ]

    def __str__(self) -> str:
        return f"{self.copy_id}"

    @property
    def score(self) -> Fraction:
        """The exact score that the sheets give together, by the pack's aggregation."""
        return Fraction(self.mean_num, self.mean_den)
