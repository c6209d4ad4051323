"""Committees, their seats, and what they resolve in meetings."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lertrat.committees.states import (
    COMMITTEE_KINDS,
    ITEM_KINDS,
    ITEM_STATES,
    MEETING_MODES,
    MEETING_STATES,
    RESOLUTION_OUTCOMES,
    SEAT_ROLES,
)
from lertrat.records.constraints import one_of


class Committee(models.Model):
    """The Commission (which confers) or a sub-committee with the branches it looks after.

    `scope` lists branch ids; empty means every branch (the Commission).
    """

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    name_th = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    scope = models.JSONField(default=list)
    term_from = models.DateField(null=True)
    term_until = models.DateField(null=True)
    quorum = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200, blank=True)
    fictitious = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            one_of("kind", COMMITTEE_KINDS, "committee_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name_th


class Seat(models.Model):
    """A person's place on a committee, half-open in time."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=12)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            one_of("role", SEAT_ROLES, "seat_role_known"),
            models.UniqueConstraint(
                fields=["committee", "person"], condition=Q(until_at__isnull=True), name="seat_one_live"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")),
                name="seat_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.committee_id}"


class Meeting(models.Model):
    """One meeting: number as printed ("7/2565", "ทดลอง 1"), when, where or how, and how far it has come."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    ref = models.CharField(max_length=32, unique=True)
    number = models.CharField(max_length=40)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="planned")
    edition_id = models.BigIntegerField(null=True, db_index=True)  # programmes stands above: an id, no key
    demonstration = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    record_head = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("mode", MEETING_MODES, "meeting_mode_known"),
            one_of("state", MEETING_STATES, "meeting_state_known"),
            models.UniqueConstraint(fields=["committee", "number"], name="meeting_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.committee.name_th} ครั้งที่ {self.number}"


class Attendance(models.Model):
    """Whether a seat was taken at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.present}"


class AgendaItem(models.Model):
    """One matter of a meeting. `subject_type`/`subject_id` name what it is about, in a room above (no foreign key)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=400)
    body = models.TextField(blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)  # whose matter: the conflict door reads it
    state = models.CharField(max_length=12, default="open")
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("kind", ITEM_KINDS, "item_kind_known"),
            one_of("state", ITEM_STATES, "item_state_known"),
            models.UniqueConstraint(fields=["meeting", "order"], name="item_order_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"], name="item_subject")]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class Recusal(models.Model):
    """A seat that leaves for one item: detected by the conflict door or declared; the page is closed to it meanwhile."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="recusals")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    detected = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "seat"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.seat_id}"


class Resolution(models.Model):
    """The authority behind rules and results: what a meeting resolved on one item. It is never changed, only followed."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="resolution")
    text = models.TextField()
    outcome = models.CharField(max_length=16)
    present = models.PositiveSmallIntegerField()
    recused = models.PositiveSmallIntegerField(default=0)
    resolved_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    payload = models.JSONField(default=dict)
    payload_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("outcome", RESOLUTION_OUTCOMES, "resolution_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"มติ {self.item}"
