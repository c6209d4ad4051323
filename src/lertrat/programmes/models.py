"""Programmes, their editions, and the sealed rules of each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lertrat.agencies.models import Agency
from lertrat.committees.models import AgendaItem, Resolution
from lertrat.programmes.states import (
    EDITION_STATES,
    EXTENSION_STATES,
    OFFICER_ROLES,
    RULES_KINDS,
    RULES_LIVE,
    RULES_STATES,
)
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
    """A dated change of a window's closing, for all, with its reason; the window itself carries the value in force.

    It rests on a resolution or on a `document` named in words; `announced` says where the public was told.
    """

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="amendments")
    closed_before = models.DateTimeField()
    closes_now = models.DateTimeField()
    reason = models.CharField(max_length=400)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=300, blank=True)
    announced = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.window_id}: {self.closes_now:%F %T}"


class Extension(models.Model):
    """More time in one window for one agency: proposed by one officer with the reason, in force when another confirms it.

    Sending counts until `until_at` (not included), or until the window's own closing where that is later. The agency's latest
    confirmed row counts, so that a mistake is mended by another row.
    """

    ref = models.CharField(max_length=24, unique=True)
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="extensions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    until_at = models.DateTimeField()
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, default="proposed")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    comment = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", EXTENSION_STATES, "extension_state_known"),
            models.UniqueConstraint(
                fields=["window", "agency"], condition=Q(state="proposed"), name="extension_one_proposed"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="extension_decided_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="extension_takes_two",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["window", "agency", "-decided_at"],
                condition=Q(state="confirmed"),
                name="extension_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.window_id}/{self.agency_id}: {self.state}"


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


class RulesDraft(models.Model):
    """Rules in the making at the desk: a new year begun as the text of another, or a correction of a sealed one.

    `base_source` and `base_supplement` are the text it began from, kept as they were: every change is a change against them.
    `number` is the newest revision, by which a save knows whether it is stale.
    """

    ref = models.CharField(max_length=24, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rules_drafts")
    kind = models.CharField(max_length=12)
    code = models.SlugField(max_length=40)
    year_be = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="drafting")
    base_code = models.CharField(max_length=40)
    base_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, null=True, related_name="+")
    base_source = models.TextField()
    base_supplement = models.TextField(blank=True)
    reason = models.CharField(max_length=400, blank=True)
    number = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sealed_version = models.OneToOneField(
        PackVersion, on_delete=models.PROTECT, null=True, related_name="rules_draft"
    )

    class Meta:
        constraints: ClassVar = [
            one_of("kind", RULES_KINDS, "rules_draft_kind_known"),
            one_of("state", RULES_STATES, "rules_draft_state_known"),
            models.UniqueConstraint(
                fields=["programme", "code"], condition=Q(state__in=RULES_LIVE), name="rules_draft_one_live"
            ),
            models.CheckConstraint(
                condition=Q(sealed_version__isnull=False, state="sealed")
                | (Q(sealed_version__isnull=True) & ~Q(state="sealed")),
                name="rules_draft_sealed_has_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.code}"


class RulesRevision(models.Model):
    """Every text a draft ever had, with author and time; nothing here is changed."""

    draft = models.ForeignKey(RulesDraft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    supplement = models.TextField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="rules_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} r{self.number}"


class RulesGround(models.Model):
    """What a changed rule rests on: an item of a committee's meeting, or a document with the words found there.

    `digest` is of the change it was named for: a rule that changes again asks again.
    """

    draft = models.ForeignKey(RulesDraft, on_delete=models.PROTECT, related_name="grounds")
    rule = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "rule"], name="rules_ground_once"),
            models.CheckConstraint(
                condition=Q(item__isnull=False) | (~Q(document="") & ~Q(words="")),
                name="rules_ground_names_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.rule}"
