"""Programmes, their editions, and the sealed rules of each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lertrat.committees.models import Resolution
from lertrat.programmes.states import EDITION_STATES, OFFICER_ROLES
from lertrat.records.constraints import one_of


class Programme(models.Model):
    """A continuing award: PSEA, UNPSA."""

    code = models.SlugField(max_length=20, unique=True)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name_th


class Edition(models.Model):
    """One year of a programme. `code` is the pack's id ("psea-2564"); `publication_number` rises with every publication.

    Every cache key of a public page carries the publication number, so that nothing published late is hidden by a cache.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="editions")
    code = models.SlugField(max_length=40, unique=True)
    year_be = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="draft")
    pack_version = models.ForeignKey("PackVersion", on_delete=models.PROTECT, null=True, related_name="+")
    publication_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            one_of("state", EDITION_STATES, "edition_state_known"),
            models.UniqueConstraint(fields=["programme", "year_be"], name="edition_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name_th} ประจำปี พ.ศ. {self.year_be}"


class PackVersion(models.Model):
    """The sealed truth: the criteria as text, their hash, the authority, and the open values the engine will use.

    A correction is a new version with a reason; submissions keep theirs.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    source = models.TextField()
    supplement = models.TextField(blank=True)
    schema_version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    authority = models.CharField(max_length=400)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    open_values = models.JSONField(default=list)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "number"], name="pack_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition.code} v{self.number}"


class Window(models.Model):
    """When a type's step takes in applications: from `opens_at` (included) to `closes_at` (not included)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="windows")
    type_id = models.CharField(max_length=40)
    step = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "type_id", "step"], name="window_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="window_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_id}/{self.step}: {self.opens_at:%F} – {self.closes_at:%F}"


class WindowAmendment(models.Model):
    """A dated change of a window's closing, for all, with its reason; the window itself carries the value in force."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="amendments")
    closed_before = models.DateTimeField()
    closes_now = models.DateTimeField()
    reason = models.CharField(max_length=400)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.window_id}: {self.closes_now:%F %T}"


class Officer(models.Model):
    """A person's role in a programme, half-open in time. `types` limits a co-organiser to its own award types."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="officers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offices")
    role = models.CharField(max_length=12)
    types = models.JSONField(default=list)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            one_of("role", OFFICER_ROLES, "officer_role_known"),
            models.UniqueConstraint(
                fields=["programme", "person", "role"],
                condition=Q(until_at__isnull=True),
                name="officer_one_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"
