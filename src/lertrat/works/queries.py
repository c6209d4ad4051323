"""What can be seen of works and awards. All of it is public; what is not published yet is not here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from lertrat.agencies.models import Agency
from lertrat.kernel.errors import NotFound
from lertrat.programmes.models import Edition
from lertrat.search import keyset
from lertrat.search import queries as search
from lertrat.works import checks
from lertrat.works.certifying import certification_pdf as certification_pdf
from lertrat.works.models import Adoption, Award, AwardSource, Certification, Lineage, Work, WorkSource
from lertrat.works.states import Programme

AWARD_ORDER = ("-year_sort", "id")
WORK_ORDER = ("sort_key", "id")


@dataclass(frozen=True, slots=True)
class AwardFilter:
    """What a list of awards is narrowed to; empty fields narrow nothing.

    `year` fits a span that holds it. `province` is a code, `agency` an id (joint awards count). `honours`: only honours
    (True) or none of them (False). `fictitious`: only the demonstration's own (True), or only real ones (False).
    """

    q: str = ""
    programme: str = ""
    year: int | None = None
    branch: str = ""
    type_id: str = ""
    level: str = ""
    province: str = ""
    agency: int | None = None
    edition: int | None = None
    honours: bool | None = None
    fictitious: bool | None = None


def _narrowed(wanted: AwardFilter) -> QuerySet[Award]:
    rows = Award.objects.all()
    if search.parts(wanted.q):
        rows = rows.filter(pk__in=search.ids("award", wanted.q))
    for field in ("programme", "branch", "type_id", "level", "province", "edition", "fictitious"):
        value = getattr(wanted, field)
        if value not in ("", None):
            rows = rows.filter(**{field: value})
    if wanted.year is not None:
        rows = rows.filter(year_from__lte=wanted.year, year_to__gte=wanted.year)
    if wanted.agency is not None:
        rows = rows.filter(_won_by(wanted.agency))
    if wanted.honours is not None:
        rows = rows.filter(is_honour=wanted.honours)
    return rows


def _won_by(agency_id: int) -> Q:
    joint = Award.joint.through.objects.filter(agency=agency_id).values("award")
    return Q(agency=agency_id) | Q(pk__in=joint)


def awards(wanted: AwardFilter = AwardFilter()) -> QuerySet[Award]:
    """The awards that fit, with agency, work and province, in no order yet (downloads, `iterator()`)."""
    return _narrowed(wanted).select_related("agency", "work", "province")


def award_page(
    wanted: AwardFilter = AwardFilter(), *, cursor: str = "", size: int = 50
) -> keyset.Page[Award]:
    """One page of awards, newest first (those without a year last). One query, whatever the size of the register."""
    return keyset.page(awards(wanted), AWARD_ORDER, cursor=cursor, size=size)


def count_awards(wanted: AwardFilter = AwardFilter()) -> int:
    """How many awards fit. Reads the index only; leave it out where nobody needs the number."""
    return _narrowed(wanted).count()


def years() -> list[int]:
    """The years in which an award is known to have been given (single years), newest first."""
    rows = Award.objects.filter(year_sort__gt=0).values_list("year_sort", flat=True).distinct()
    return sorted(rows, reverse=True)


def award(ref: str) -> Award:
    """One award by its reference, with agency, work, province and edition. Raises NotFound."""
    found = Award.objects.select_related("agency", "work", "province", "edition").filter(ref=ref).first()
    if found is None:
        raise NotFound("no-award", f"ไม่พบรางวัล {ref}", f"There is no award {ref}.")
    return found


def sources_of(award: Award) -> list[AwardSource]:
    """Every source that tells of the award."""
    return list(award.sources.order_by("id"))


def awards_of(agency: Agency, *, limit: int = 200) -> list[Award]:
    """What an agency has won, alone or with others, newest first, with works. One query."""
    rows = Award.objects.filter(_won_by(agency.pk)).select_related("work", "province", "agency")
    return list(rows.order_by(*AWARD_ORDER)[:limit])


def awards_of_edition(edition_id: int) -> QuerySet[Award]:
    """The published awards of an edition, with agency and work."""
    rows = Award.objects.filter(edition=edition_id).select_related("agency", "work", "province")
    return rows.order_by("is_honour", "branch", "type_id", "id")


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """What a list of works is narrowed to. `awarded`: only works with an award (True) or without one (False)."""

    q: str = ""
    province: str = ""
    agency: int | None = None
    awarded: bool | None = None
    fictitious: bool | None = None


def works(wanted: WorkFilter = WorkFilter()) -> QuerySet[Work]:
    """The works that fit, with agency and province, in no order yet."""
    rows = Work.objects.select_related("agency", "province")
    if search.parts(wanted.q):
        rows = rows.filter(pk__in=search.ids("work", wanted.q))
    for field in ("province", "agency", "fictitious"):
        value = getattr(wanted, field)
        if value not in ("", None):
            rows = rows.filter(**{field: value})
    if wanted.awarded is not None:
        with_award = Award.objects.filter(work__isnull=False).values("work")
        rows = rows.filter(pk__in=with_award) if wanted.awarded else rows.exclude(pk__in=with_award)
    return rows


def work_page(wanted: WorkFilter = WorkFilter(), *, cursor: str = "", size: int = 50) -> keyset.Page[Work]:
    """One page of works in dictionary order. One query."""
    return keyset.page(works(wanted), WORK_ORDER, cursor=cursor, size=size)


@dataclass(frozen=True, slots=True)
class WorkStory:
    """A work with everything the register tells of it."""

    work: Work
    awards: list[Award]
    sources: list[WorkSource]
    parents: list[Lineage]
    children: list[Lineage]
    adoptions: list[Adoption]


def work(ref: str) -> WorkStory:
    """One work by its reference: awards, sources, what it grew out of, what grew out of it, who took it up. Raises NotFound."""
    found = Work.objects.select_related("agency", "province").filter(ref=ref).first()
    if found is None:
        raise NotFound("no-work", f"ไม่พบผลงาน {ref}", f"There is no work {ref}.")
    return WorkStory(
        found,
        list(found.awards.select_related("agency", "province").order_by(*AWARD_ORDER)),
        list(found.sources.order_by("id")),
        list(found.ancestors.select_related("from_work").order_by("id")),
        list(found.descendants.select_related("to_work").order_by("id")),
        list(found.adoptions.select_related("agency").order_by("id")),
    )


def works_by_ids(ids: Iterable[int]) -> dict[int, Work]:
    """Works by id, with agency. One query."""
    return {work.pk: work for work in Work.objects.select_related("agency").filter(pk__in=list(ids))}


@dataclass(frozen=True, slots=True)
class PastAwards:
    """What an agency is known to have won before. `complete` is never claimed for years before this program kept them."""

    items: tuple[dict[str, Any], ...]
    complete: bool
    reason_th: str
    reason_en: str


def past_awards(agency: Agency) -> PastAwards:
    """An agency's awards as facts for eligibility: ref, years (None: unknown), branch, type, category, level, title.

    Winners named without year and type are left out of the items, yet they show why the list is not complete. The register
    of the years before is a sample (press notices, slides), so that "never won" is unknown, not true.
    """
    rows = [
        award
        for award in awards_of(agency)
        if award.programme == Programme.PSEA and not award.named_only and not award.nominee_text
    ]
    items: tuple[dict[str, Any], ...] = tuple(
        {
            "ref": award.ref,
            "year_from": award.year_from,
            "year_to": award.year_to,
            "branch": award.branch or None,
            "type": award.type_id or None,
            "category": award.category,
            "level": award.level or None,
            "honour": award.honour_id or None,
            "work": award.work.title_th if award.work else None,
        }
        for award in rows
    )
    return PastAwards(
        items,
        False,
        "ทะเบียนรางวัลปีก่อน ๆ รวบรวมจากเอกสารและข่าวที่เผยแพร่ จึงอาจไม่ครบ",
        "The register of earlier years is gathered from papers and notices and may lack some.",
    )


def data_checks() -> list[checks.Check]:
    """The sums the sources state, counted again from the register (`lertrat data-checks`)."""
    return checks.run()


CERTIFIED = ("edition__programme", "agency__province")


def certifications(*, year_be: int | None = None, agency: int | None = None) -> list[Certification]:
    """The certifications that stand, newest year first, agencies in dictionary order; at most 1,000. One query."""
    rows = Certification.objects.filter(revoked_at__isnull=True).select_related(*CERTIFIED)
    if year_be is not None:
        rows = rows.filter(edition__year_be=year_be)
    if agency is not None:
        rows = rows.filter(agency=agency)
    return list(rows.order_by("-edition__year_be", "agency__sort_key", "id")[:1000])


def certification(token: str) -> Certification:
    """The certification behind the code on its paper, also one that was revoked. Raises NotFound."""
    found = Certification.objects.select_related(*CERTIFIED).filter(token=token).first()
    if found is None:
        raise NotFound("no-certification", "ไม่พบการรับรองนี้", "There is no such certification.")
    return found


def certifications_issued(edition: Edition) -> list[Certification]:
    """Everything the office issued in an edition, the revoked too, newest first. One query."""
    rows = Certification.objects.filter(edition=edition).select_related(*CERTIFIED, "issued_by")
    return list(rows.order_by("-id")[:1000])
