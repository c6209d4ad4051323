"""The permanent register: works, the awards they and their agencies received, and what grew out of what.

Every award keeps each source that tells of it. What no source tells stays blank: a level, a year or a type is never made up.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from lertrat.kernel import hashing, thai
from lertrat.records.constraints import one_of
from lertrat.works.states import LINEAGE_KINDS, PROGRAMMES


class Work(models.Model):
    """A piece of work (ผลงาน) of an agency. `agency_text` keeps the printed name where no agency of the register fits."""

    ref = models.CharField(max_length=24, unique=True)
    title_th = models.CharField(max_length=500)
    title_en = models.CharField(max_length=500, blank=True)
    sort_key = models.CharField(max_length=400)
    title_key = models.CharField(max_length=800, db_index=True)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="works"
    )
    agency_text = models.CharField(max_length=300, blank=True)
    province = models.ForeignKey(
        "agencies.Province", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    summary_th = models.TextField(blank=True)
    started_on = models.DateField(null=True, blank=True)
    fictitious = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sort_key", "id"], name="work_order")]

    def __str__(self) -> str:
        return self.title_th

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded title and the dictionary order in step with the title."""
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Set the keys that follow from the title (for bulk writes, which do not call `save`)."""
        self.title_key = thai.search_key(self.title_th)[:800]
        self.sort_key = thai.sort_key(self.title_th)


class WorkSource(models.Model):
    """Where a work is told of: the source, the place in it, and its words; a number is quoted as printed ("ประมาณ" kept)."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="sources")
    source = models.CharField(max_length=60)
    locator = models.CharField(max_length=300)
    words = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["work", "source", "locator"], name="work_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.locator}"


class Award(models.Model):
    """One award: a year or a span of years (Buddhist era), a type and level as far as known, and who received it.

    Years are blank where no source gives one; `year_sort` is the last year, 0 without one. `identity` names the award in the
    world: the same award cannot stand twice; `ordinal` tells apart those that a source only counts ("รางวัลที่ 1 จาก 2").
    `named_only`: the source names a winner and neither year nor type; such a row enters no sum. `inferred`: the reading is
    ours, see `note`. Where `nominee_text` names a person or group, they are the recipient and `agency` nominated them.
    `joint` are the agencies of an award given to several together; `agency` is blank then, `agency_text` as printed.
    """

    ref = models.CharField(max_length=24, unique=True)
    identity = models.CharField(max_length=64, unique=True)
    programme = models.CharField(max_length=10, default="psea")
    edition = models.ForeignKey(
        "programmes.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    year_from = models.PositiveSmallIntegerField(null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)
    year_sort = models.PositiveSmallIntegerField(default=0)
    branch = models.CharField(max_length=20, blank=True)
    type_id = models.CharField(max_length=40, blank=True)
    concept = models.CharField(max_length=60, blank=True)
    type_text = models.CharField(max_length=300, blank=True)
    category = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.CharField(max_length=20, blank=True)
    level_text = models.CharField(max_length=100, blank=True)
    is_honour = models.BooleanField(default=False)
    honour_id = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )
    agency_text = models.CharField(max_length=300, blank=True)
    province = models.ForeignKey(
        "agencies.Province", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    joint = models.ManyToManyField("agencies.Agency", blank=True, related_name="joint_awards")
    nominee_text = models.CharField(max_length=300, blank=True)
    work = models.ForeignKey(Work, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    ordinal = models.PositiveSmallIntegerField(default=1)
    named_only = models.BooleanField(default=False)
    inferred = models.BooleanField(default=False)
    fictitious = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    conferred_at = models.DateTimeField(null=True, blank=True)
    publication_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(year_from__isnull=True, year_to__isnull=True)
                | Q(year_from__gte=2540, year_to__lte=2700, year_from__lte=F("year_to")),
                name="award_years_buddhist",
            ),
            models.CheckConstraint(
                condition=Q(year_sort=Coalesce(F("year_to"), Value(0))), name="award_year_sort"
            ),
            models.CheckConstraint(
                condition=Q(category__isnull=True) | Q(category__gte=1, category__lte=6),
                name="award_category_range",
            ),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="award_ordinal_positive"),
            one_of("programme", PROGRAMMES.items(), "award_programme_known"),
            models.CheckConstraint(
                condition=(Q(is_honour=True) & ~Q(honour_id="")) | Q(is_honour=False, honour_id=""),
                name="award_honour_named",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False)
                | ~Q(agency_text="")
                | ~Q(nominee_text="")
                | Q(work__isnull=False),
                name="award_has_recipient",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-year_sort", "id"], name="award_newest"),
            models.Index(fields=["branch", "-year_sort", "id"], name="award_branch"),
            models.Index(fields=["type_id", "-year_sort", "id"], name="award_type"),
            models.Index(fields=["level", "-year_sort", "id"], name="award_level"),
            models.Index(fields=["province", "-year_sort", "id"], name="award_province"),
            models.Index(fields=["agency", "-year_sort", "id"], name="award_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.type_text or self.type_id or self.honour_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the identity and the year to sort by in step with what the award says."""
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Set what follows from the other fields (for bulk writes, which do not call `save`)."""
        self.year_sort = self.year_to or 0
        self.identity = hashing.digest(
            [
                [self.programme, self.year_from, self.year_to, self.branch],
                [self.type_id or self.type_text, self.category, self.level, self.honour_id, self.named_only],
                [self.agency_id, thai.search_key(self.agency_text) if self.agency_id is None else ""],
                [thai.search_key(self.nominee_text), self.work_id, self.ordinal],
            ]
        )


class AwardSource(models.Model):
    """One source's own telling of an award: where it stands, its words, and the years it gives (a span or one year)."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="sources")
    source = models.CharField(max_length=60)
    locator = models.CharField(max_length=300)
    words = models.CharField(max_length=600, blank=True)
    year_from = models.PositiveSmallIntegerField(null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["award", "source", "locator"], name="award_source_once")
        ]
        indexes: ClassVar = [models.Index(fields=["source", "award"], name="award_source_name")]

    def __str__(self) -> str:
        return f"{self.source} {self.locator}"


class Lineage(models.Model):
    """One work grew out of another: taken further elsewhere, scaled up, or the same work under another title."""

    from_work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="descendants")
    to_work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="ancestors")
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["from_work", "to_work", "kind"], name="lineage_once"),
            models.CheckConstraint(condition=~Q(from_work=F("to_work")), name="lineage_two_works"),
            one_of("kind", LINEAGE_KINDS.items(), "lineage_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.from_work_id} {self.kind} {self.to_work_id}"


class Adoption(models.Model):
    """Another body took the work over. `place` names where (an area that is no agency), `adopted_on` stays blank if unknown."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="adoptions")
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="adoptions"
    )
    agency_text = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    year_be = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | ~Q(agency_text="") | ~Q(place=""),
                name="adoption_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["work", "agency_text", "place"],
                condition=Q(agency__isnull=True),
                name="adoption_text_once",
            ),
            models.UniqueConstraint(
                fields=["work", "agency", "place"],
                condition=Q(agency__isnull=False),
                name="adoption_agency_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.agency_id or self.agency_text or self.place}"


class Certification(models.Model):
    """An agency certified as Government 4.0 (PMQA 4.0) in a year. It stands beside the awards and counts for no honour: a row of
    its own, never an award (domain:98; the Office's duty under the Cabinet resolution of 1 May 2561, 004:951).

    `valid_until` stays blank while the rules leave the validity open. `words` is what the paper says, fixed when issued.
    """

    ref = models.CharField(max_length=24, unique=True)
    token = models.CharField(max_length=64, unique=True)
    edition = models.ForeignKey("programmes.Edition", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, blank=True)
    decided_on = models.DateField()
    valid_until = models.DateField(null=True)
    basis = models.CharField(max_length=400)
    source = models.CharField(max_length=400)
    words = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "agency"], condition=Q(revoked_at__isnull=True), name="certification_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="certification_revoked_why"
            ),
            models.CheckConstraint(condition=~Q(basis="") & ~Q(source=""), name="certification_sourced"),
        ]

    def __str__(self) -> str:
        return self.ref
