"""Rounds of clarification: questions on named fields of a submission, and the addendum that answers them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.applications.models import Submission

PERSON = settings.AUTH_USER_MODEL


class Clarification(models.Model):
    """One round: what the office asks of a submission until `closes_at` (half-open). The submission itself never changes.

    What is sent is frozen in a copy of its own, hashed as a submission is (`kernel.hashing.tree`); `sent_at` is when it arrived.
    `revision` counts the savings, so that two who write see each other.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="clarifications")
    number = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    frozen = models.JSONField(null=True)
    tree = models.JSONField(null=True)
    root_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "number"], name="clarification_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | (Q(frozen__isnull=False, tree__isnull=False, sent_by__isnull=False) & ~Q(root_hash="")),
                name="clarification_sent_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__lt=models.F("closes_at")),
                name="clarification_sent_in_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["closes_at"], condition=Q(sent_at__isnull=True), name="clarification_open")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.number}"


class ClarificationItem(models.Model):
    """One field that a round opens, with the office's question and what the agency writes of it; `label` as the form asks it."""

    clarification = models.ForeignKey(Clarification, on_delete=models.PROTECT, related_name="items")
    question_id = models.CharField(max_length=80)
    label = models.TextField()
    asks = models.TextField()
    answer = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clarification", "question_id"], name="clarification_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.clarification_id}:{self.question_id}"
