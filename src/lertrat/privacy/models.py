"""Requests about personal data, breaches, what was erased: by whom, when, how many rows; never what stood in them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.privacy.states import CHANNELS, KINDS, RISKS, STATES
from lertrat.records.constraints import one_of

PERSON = settings.AUTH_USER_MODEL


class Request(models.Model):
    """Somebody uses a right. `person`: the account, where there is one; `name` and `contact` as given otherwise.

    `identity` says how it was made sure who asks, before anything is handed out or erased. `due_at`: the end of the time to answer.
    """

    ref = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=8)
    person = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    asks = models.TextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    identity = models.CharField(max_length=300, blank=True)
    identity_at = models.DateTimeField(null=True)
    identity_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="waiting")
    answer = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("kind", [(kind, words[0]) for kind, words in KINDS.items()], "privacy_request_kind_known"),
            one_of("channel", CHANNELS.items(), "privacy_request_channel_known"),
            one_of("state", STATES.items(), "privacy_request_state_known"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""), name="privacy_request_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="privacy_request_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | ~Q(answer=""),
                name="privacy_request_answered_in_words",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="privacy_request_due"),
            models.Index(fields=["person", "-id"], name="privacy_request_person"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"


class Erasure(models.Model):
    """An account was closed for good by its person: under which plan, and how many rows went, by class."""

    person = models.OneToOneField(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"erasure of {self.person_id}"


class RetentionRun(models.Model):
    """What one turn erased of one class. Written in the transaction of each batch, so that a killed turn has told all it did."""

    class_id = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    before = models.DateTimeField()
    erased = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["class_id", "began_at"], name="retention_run_once")
        ]
        indexes: ClassVar = [models.Index(fields=["-began_at"], name="retention_run_latest")]

    def __str__(self) -> str:
        return f"{self.class_id}: {self.erased}"


class Breach(models.Model):
    """A breach of personal data: the clock of 72 hours begins when it became known. Kept also where nobody had to be told.

    `reported_at`: to the Office of the Personal Data Protection Committee; `told_at`: to the people it concerns.
    """

    ref = models.CharField(max_length=24, unique=True)
    known_at = models.DateTimeField()
    due_at = models.DateTimeField()
    what = models.TextField()
    whose = models.CharField(max_length=300)
    risk = models.CharField(max_length=8)
    measures = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("risk", RISKS.items(), "breach_risk_known"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(risk="none") | Q(reported_at__isnull=False),
                name="breach_closed_when_reported",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(risk="high") | Q(told_at__isnull=False),
                name="breach_closed_when_told",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(closed_at=None), name="breach_open")
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.risk}"
