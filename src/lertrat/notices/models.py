"""The outbox: every message the programme sends, waiting, sent or failed, for an officer to read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class OutboxMessage(models.Model):
    """One letter to one address. Made in the transaction that marks its record delivered, sent later by the worker.

    `state`: queued, sent, failed (gave up after the last attempt), held (about something so old that an officer decides).
    """

    ref = models.CharField(max_length=40, unique=True)
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    to_address = models.EmailField(max_length=254)
    subject_th = models.CharField(max_length=300)
    body_th = models.TextField()
    record = models.ForeignKey("records.Record", null=True, on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=60)
    # What it is about, where it is about one award type: a co-organiser reads the letters of its own types.
    edition = models.ForeignKey("programmes.Edition", null=True, on_delete=models.PROTECT, related_name="+")
    type_id = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "to_address", "template"], name="outbox_once"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "failed", "held"]), name="outbox_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="outbox_sent_has_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], name="outbox_waiting", condition=Q(state="queued")),
            models.Index(fields=["state", "-id"], name="outbox_by_state"),
            models.Index(fields=["to_person", "-id"], name="outbox_by_person"),
            models.Index(fields=["type_id", "-id"], name="outbox_by_type", condition=~Q(type_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.template}"
