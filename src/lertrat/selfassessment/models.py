"""A year's self-assessment of an agency: its categories' owners and texts, evidence, sheets, agreed scores, indicators, copies."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.agencies.models import Agency
from lertrat.files.models import StoredFile
from lertrat.programmes.models import Edition, PackVersion
from lertrat.records.constraints import one_of
from lertrat.selfassessment.states import DIRECTIONS, EVIDENCE_KINDS, PURPOSES, STATES

PERSON = settings.AUTH_USER_MODEL


class SelfAssessment(models.Model):
    """One agency's self-assessment in one edition's year. `round` numbers the times three people have scored it.

    `last_score` is last year's total as the agency knows it (exact text), with its source: the examiners' letter or its own.
    """

    ref = models.CharField(max_length=24, unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default="working")
    round = models.PositiveSmallIntegerField(default=1)
    last_score = models.CharField(max_length=40, blank=True)
    last_source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("state", STATES, "selfassessment_state_known"),
            models.UniqueConstraint(fields=["edition", "agency"], name="selfassessment_once"),
            models.CheckConstraint(
                condition=Q(last_score="") | ~Q(last_source=""), name="selfassessment_last_has_source"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class CategoryWork(models.Model):
    """What the agency writes for one category all year, and who owns it. `revision` rises with every saved change."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="categories")
    number = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approach = models.TextField(blank=True)
    results = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(null=True)
    touched_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "number"], name="selfassessment_category_once")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.number}"


class Evidence(models.Model):
    """Something that shows a category is done: a note, a file or a link, kept on the day it occurred; removed ones stay known."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="evidence")
    category = models.PositiveSmallIntegerField()
    item_id = models.CharField(max_length=5, blank=True)
    kind = models.CharField(max_length=4)
    text = models.CharField(max_length=1000)
    url = models.CharField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            one_of("kind", EVIDENCE_KINDS, "selfassessment_evidence_kind"),
            models.CheckConstraint(
                condition=Q(kind="file", file__isnull=False) | (~Q(kind="file") & Q(file__isnull=True)),
                name="selfassessment_evidence_file",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["assessment", "category"], name="evidence_category")]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.category} {self.kind}"


class Sheet(models.Model):
    """One rater's scores of one round. Its author's alone until all sheets of the round are locked."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="sheets")
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "round", "person"], name="selfassessment_sheet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.round} {self.person_id}"


class Mark(models.Model):
    """One item on one sheet. `value` is `{"met": [3, 1, 0]}` for a process item, `{"score": "801/2"}` for a group of results."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="marks")
    item_id = models.CharField(max_length=5)
    value = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "item_id"], name="selfassessment_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.item_id}"


class Agreed(models.Model):
    """What the three agreed on for one item in one round, and why where they had differed. `value` as a mark's."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="agreed")
    round = models.PositiveSmallIntegerField()
    item_id = models.CharField(max_length=5)
    value = models.JSONField()
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "round", "item_id"], name="selfassessment_agreed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.item_id}"


class Indicator(models.Model):
    """A measure of category 7. `target` is an exact number as text, or what the file said where it is none."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="indicators")
    group = models.CharField(max_length=5)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=400)
    definition = models.CharField(max_length=1000, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=4)
    target = models.CharField(max_length=60, blank=True)
    comparator = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("direction", DIRECTIONS, "selfassessment_direction_known"),
            models.UniqueConstraint(
                fields=["assessment", "group", "name_key"], name="selfassessment_indicator_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.name}"


class YearValue(models.Model):
    """An indicator's result of one year, as it was given; `unit` where the year's own unit was named."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="years")
    year_be = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=60)
    unit = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "year_be"], name="selfassessment_year_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}/{self.year_be}"


class FrozenCopy(models.Model):
    """The assessment as it stood when it was handed on: never changed. `purpose` says to which of the two intakes.

    `content` holds the parts, `tree` their salted hashes, `root_hash` the one hash printed on the receipt.
    """

    ref = models.CharField(max_length=24, unique=True)
    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="copies")
    purpose = models.CharField(max_length=12)
    total = models.CharField(max_length=60)
    content = models.JSONField()
    tree = models.JSONField()
    root_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("purpose", PURPOSES, "selfassessment_purpose_known"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(purpose="kpi"), name="selfassessment_kpi_once"
            ),
        ]

    def __str__(self) -> str:
        return self.ref
