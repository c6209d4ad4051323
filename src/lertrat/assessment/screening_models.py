"""What the machine found in a submission before an officer opened it, and what officers made of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.applications.models import Application, Submission
from lertrat.assessment.states import CHECK_VERDICTS, OVERRULED_AS, SCREENING_OUTCOMES
from lertrat.programmes.models import Edition
from lertrat.records.constraints import one_of
from lertrat.works.models import Work

PERSON = settings.AUTH_USER_MODEL


class Triage(models.Model):
    """A submission's place in the queue of screening: `risk` is the sum of its open findings (`screening_risk`).

    `waits`: nobody has decided yet. The queue is read from the indexes over what waits, riskiest first.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="triage")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", db_index=False)
    type_id = models.CharField(max_length=40)
    risk = models.PositiveIntegerField(default=0)
    waits = models.BooleanField(default=True)
    checked_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["edition", "-risk", "id"], condition=Q(waits=True), name="triage_queue"),
            models.Index(
                fields=["edition", "type_id", "-risk", "id"], condition=Q(waits=True), name="triage_type"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.risk}"


class Check(models.Model):
    """One thing the machine looked at: what it found, in words for the officer, and what that weighs.

    `code` names the check ("rule.<condition>", "quota", "title", "several", "evidence", "late", "files", "near"). `overruled`: an
    officer holds otherwise of exactly this finding, and it weighs nothing any more.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="checks", db_index=False
    )
    code = models.CharField(max_length=80)
    verdict = models.CharField(max_length=8)
    said_th = models.TextField(blank=True)
    said_en = models.TextField(blank=True)
    risk = models.PositiveSmallIntegerField(default=0)
    overruled = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "code"], name="check_once"),
            one_of("verdict", CHECK_VERDICTS, "check_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.code}: {self.verdict}"


class Overruling(models.Model):
    """An officer held otherwise than the machine, or took that back: `verdict` and `said` are what the machine had found then."""

    check_row = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="overrulings")
    held = models.CharField(max_length=8)
    verdict = models.CharField(max_length=8)
    said_th = models.TextField(blank=True)
    reason = models.CharField(max_length=600)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [one_of("held", OVERRULED_AS, "overruling_held_known")]

    def __str__(self) -> str:
        return f"{self.check_row_id}: {self.held}"


class NearPair(models.Model):
    """A submission's text and another's (an application's, or a past work's) that share passages.

    `share_permille` of the submission's own letters stand in the other; `passages` is a list of {"question", "length", "one",
    "other"}: the words of both as they were written, the longest first. Two submissions near each other have a row each.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="nears")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, related_name="+")
    share_permille = models.PositiveSmallIntegerField()
    longest = models.PositiveIntegerField()
    passages = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(application__isnull=True) ^ Q(work__isnull=True), name="near_pair_one_other"
            ),
            models.UniqueConstraint(
                fields=["submission", "application"],
                condition=Q(application__isnull=False),
                name="near_pair_app",
            ),
            models.UniqueConstraint(
                fields=["submission", "work"], condition=Q(work__isnull=False), name="near_pair_work"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.share_permille}‰"


class ScreeningRule(models.Model):
    """Which submissions of a year two officers screen independently: those of `types`, and all of at least `from_risk`
    (None: whatever the risk). Without a row one officer decides."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="+")
    types = models.JSONField(default=list)
    from_risk = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=600)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.edition_id}"


class Opinion(models.Model):
    """One officer's independent view of a submission's eligibility, where more than one is asked for.

    `seat` 1 and 2 are given without knowing the other; 3 decides where they differ, and is somebody else.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="opinions")
    seat = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=8)
    reason = models.TextField()
    rules = models.JSONField(default=list)
    verdicts = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("outcome", SCREENING_OUTCOMES, "opinion_outcome_known"),
            models.CheckConstraint(condition=Q(seat__in=(1, 2, 3)), name="opinion_seat_known"),
            models.UniqueConstraint(fields=["submission", "seat"], name="opinion_seat_once"),
            models.UniqueConstraint(fields=["submission", "by"], name="opinion_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.seat}: {self.outcome}"
