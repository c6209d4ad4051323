"""Screening, panels, assignments, sealed score sheets, results of a step, visits."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.applications.models import Application, Submission
from lertrat.assessment.clarifying_models import Clarification as Clarification
from lertrat.assessment.clarifying_models import ClarificationItem as ClarificationItem
from lertrat.assessment.kpi_models import KpiReading as KpiReading
from lertrat.assessment.kpi_models import KpiResult as KpiResult
from lertrat.assessment.screening_models import Check as Check
from lertrat.assessment.screening_models import NearPair as NearPair
from lertrat.assessment.screening_models import Opinion as Opinion
from lertrat.assessment.screening_models import Overruling as Overruling
from lertrat.assessment.screening_models import ScreeningRule as ScreeningRule
from lertrat.assessment.screening_models import Triage as Triage
from lertrat.assessment.states import (
    ASSIGNMENT_STATES,
    FINDING_KINDS,
    GATE_RESULTS,
    SCREENING_OUTCOMES,
    SHEET_STATES,
    VISIT_MODES,
    VISIT_OUTCOMES,
)
from lertrat.programmes.models import Edition
from lertrat.records.constraints import one_of

PERSON = settings.AUTH_USER_MODEL
# Scores are exact: a value v is stored as v × SCALE, and nothing finer than 1/SCALE may be entered.
SCALE = 10_000


class Screening(models.Model):
    """An officer's decision on eligibility: its outcome, the reason, the rules read and each verdict as it stood then.

    Edition and type are the submission's, kept here so that counts come from one index. `unread` says that it passed and nobody
    reads it yet: no active assignment, no result (`actions.waiting` keeps it, an invariant holds it).
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="screening")
    # Both indexes below begin with it; one of its own would be taken in place of them.
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", db_index=False)
    type_id = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8)
    unread = models.BooleanField(default=False)
    reason = models.TextField()
    rules = models.JSONField(default=list)
    verdicts = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("outcome", SCREENING_OUTCOMES, "screening_outcome_known"),
            models.CheckConstraint(
                condition=Q(unread=False) | Q(outcome="passed"), name="screening_unread_passed"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["edition", "type_id", "outcome", "submission"], name="screening_counts"),
            models.Index(fields=["edition", "type_id"], condition=Q(unread=True), name="screening_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.outcome}"


class Panel(models.Model):
    """Assessors who read the same types of one edition. `due_at`: by when the office wants their sheets locked."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    types = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "code"], name="panel_code_once")]

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    """An assessor's seat on a panel: whether they lead it and how many works they can read in one step."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="panels")
    leader = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(default=20)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["panel", "person"], name="panel_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.person_id}"


class Assignment(models.Model):
    """An assessor reads a submission. It goes dark when a conflict turns up, and an officer's queue shows it.

    `waits` says that it is active and its sheet not locked: what waits is counted from an index of what waits, and not from
    all that was ever assigned.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="assignments")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="active")
    waits = models.BooleanField(default=True)
    plan_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", ASSIGNMENT_STATES, "assignment_state_known"),
            models.CheckConstraint(
                condition=Q(waits=False) | Q(state="active"), name="assignment_waits_active"
            ),
            models.UniqueConstraint(
                fields=["submission", "person"], condition=~Q(state="released"), name="assignment_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "state"], name="assignment_person"),
            models.Index(fields=["submission", "state"], name="assignment_submission"),
            models.Index(fields=["state", "id"], name="assignment_state"),
            models.Index(fields=["panel", "submission"], condition=Q(waits=True), name="assignment_waits"),
            models.Index(fields=["panel", "submission"], condition=Q(state="dark"), name="assignment_dark"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.submission_id}"


class ScoreSheet(models.Model):
    """One assessor's scores and findings, its author's alone until all sheets of that submission are locked.

    `total_num`/`total_den` is the exact weighted total, written when the sheet is locked.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="sheet")
    state = models.CharField(max_length=8, default="draft")
    comment = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    total_num = models.BigIntegerField(null=True)
    total_den = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", SHEET_STATES, "sheet_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(total_num__isnull=False, total_den__gt=0, locked_at__isnull=False),
                name="sheet_locked_has_total",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state}"

    @property
    def total(self) -> Fraction | None:
        """The exact weighted total; None while the sheet is a draft."""
        return None if self.total_num is None else Fraction(self.total_num, self.total_den or 1)


class Score(models.Model):
    """The score of one criterion, times SCALE."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="scores")
    criterion_id = models.CharField(max_length=60)
    value_scaled = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "criterion_id"], name="score_once"),
            models.CheckConstraint(condition=Q(value_scaled__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.criterion_id}"


class Finding(models.Model):
    """A strength or an opportunity for improvement, written for one criterion."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="findings")
    criterion_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            one_of("kind", FINDING_KINDS, "finding_kind_known"),
            models.UniqueConstraint(fields=["sheet", "criterion_id", "kind"], name="finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.criterion_id} {self.kind}"


class StepResult(models.Model):
    """What the examiners' locked sheets give together: the exact mean and what the gate says of it.

    The row is born in the transaction that locks the last sheet; before that there is nothing to leak. `counted` names the
    assignments whose sheets are in it. `agreed_*` is a score agreed by the panel with its reason; the mean stays beside it,
    and every threshold reads the agreed score where there is one. `categories` holds each criterion's exact mean as text.
    `rank_value` orders a list: the score × 10^6 rounded down, then eight digits for the pack's tie-break.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="result")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    type_id = models.CharField(max_length=40)
    step = models.PositiveSmallIntegerField()
    sheets = models.PositiveSmallIntegerField()
    counted = models.JSONField(default=list)
    short_reason = models.CharField(max_length=400, blank=True)
    mean_num = models.BigIntegerField()
    mean_den = models.BigIntegerField()
    agreed_num = models.BigIntegerField(null=True)
    agreed_den = models.BigIntegerField(null=True)
    agreed_reason = models.CharField(max_length=600, blank=True)
    spread_scaled = models.BigIntegerField(default=0)
    rank_value = models.BigIntegerField()
    gate = models.CharField(max_length=8)
    categories = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            one_of("gate", GATE_RESULTS, "result_gate_known"),
            models.CheckConstraint(condition=Q(mean_den__gt=0), name="result_mean_exact"),
            models.CheckConstraint(
                condition=Q(agreed_num__isnull=True) | (Q(agreed_den__gt=0) & ~Q(agreed_reason="")),
                name="result_agreed_has_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["edition", "type_id", "step", "-rank_value", "id"], name="result_ranking"),
            models.Index(fields=["edition", "gate", "type_id", "step"], name="result_gate"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} step {self.step}"

    @property
    def mean(self) -> Fraction:
        """What the sheets give together, by the pack's aggregation; exact."""
        return Fraction(self.mean_num, self.mean_den)

    @property
    def agreed(self) -> Fraction | None:
        """The score the panel agreed on; None where it did not."""
        return None if self.agreed_num is None else Fraction(self.agreed_num, self.agreed_den or 1)

    @property
    def score(self) -> Fraction:
        """The score in force: agreed where there is one, else the mean."""
        return self.mean if self.agreed is None else self.agreed

    @property
    def spread(self) -> Fraction:
        """The highest sheet less the lowest, to 1/SCALE, rounded down."""
        return Fraction(self.spread_scaled, SCALE)


class Visit(models.Model):
    """A site visit confirms what the documents said: confirmed or not, never a third score."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="visit")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    mode = models.CharField(max_length=12)
    place = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=14, blank=True)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("mode", VISIT_MODES, "visit_mode_known"),
            one_of("outcome", VISIT_OUTCOMES, "visit_outcome_known", blank=True),
        ]
        indexes: ClassVar = [models.Index(fields=["submission"], condition=Q(outcome=""), name="visit_open")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome or 'planned'}"


class VisitMember(models.Model):
    """A person on a visit's team."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    leader = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "person"], name="visit_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.person_id}"
