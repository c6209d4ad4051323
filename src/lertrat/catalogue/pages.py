"""One award, one agency, one year's results, the latest cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, F, Q

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency, Alias
from lertrat.catalogue.lists import remembered
from lertrat.criteria import Pack
from lertrat.decisions.models import Certificate, Publication
from lertrat.kernel.errors import NotFound
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.works import queries as works
from lertrat.works.models import Award, AwardSource, Work
from lertrat.works.queries import WorkFilter, WorkStory


@dataclass(frozen=True, slots=True)
class AwardPage:
    """An award with everything public about it. `certificate` where the award was conferred here."""

    award: Award
    sources: list[AwardSource]
    joint: list[Agency]
    story: WorkStory | None
    certificate: Certificate | None
    others: list[Award]


def award(ref: str) -> AwardPage:
    """One award by its reference. At most twelve queries. Raises NotFound."""
    found = works.award(ref.upper())
    story = works.work(found.work.ref) if found.work else None
    others = [a for a in works.awards_of(found.agency, limit=20) if a.pk != found.pk] if found.agency else []
    return AwardPage(
        award=found,
        sources=works.sources_of(found),
        joint=list(found.joint.order_by("sort_key", "id")),
        story=story,
        certificate=Certificate.objects.filter(award=found).first(),
        others=others,
    )


def work(ref: str) -> WorkStory:
    """One work: its awards, what it grew out of and what grew out of it, who took it up. Raises NotFound."""
    return works.work(ref.upper())


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """An agency as the public sees it: its place, its other names, what it won and which works it owns.

    What it has applied for is nobody else's matter and is not here.
    """

    agency: Agency
    above: list[Agency]
    children: list[Agency]
    other_names: list[Alias]
    awards: list[Award]
    works: list[Work]


def agency_page(code: str) -> AgencyPage:
    """One agency by its code. At most seven queries. Raises NotFound."""
    found = agencies.by_code(code)
    owned = works.works(WorkFilter(agency=found.pk)).order_by(*works.WORK_ORDER)
    return AgencyPage(
        agency=found,
        above=agencies.above(found),
        children=agencies.children(found),
        other_names=agencies.other_names(found),
        awards=works.awards_of(found),
        works=list(owned[:100]),
    )


@dataclass(frozen=True, slots=True)
class TypeResults:
    """The awards of one type, the highest level first."""

    type_id: str
    name_th: str
    name_en: str
    awards: list[Award]


@dataclass(frozen=True, slots=True)
class BranchResults:
    branch: str
    name_th: str
    name_en: str
    types: list[TypeResults]
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """A year's published results: honours first, then branch by branch. Empty before the first publication."""

    edition: Edition
    published_at: datetime | None
    honours: list[Award]
    branches: list[BranchResults]
    count: int
    assumed: str


def results_of_edition(edition: Edition) -> Results:
    """The published results of an edition, in the order of its rules. Three queries."""
    rows = list(works.awards_of_edition(edition.pk))
    last = Publication.objects.filter(edition=edition, state="published").order_by("-published_at").first()
    pack = programmes.pack_of(edition)
    honours = [a for a in rows if a.is_honour]
    branches = [
        _branch(pack, id, [a for a in rows if a.branch == id and not a.is_honour]) for id in pack.branches
    ]
    return Results(
        edition=edition,
        published_at=last.published_at if last else None,
        honours=honours,
        branches=[one for one in branches if one.types],
        count=len(rows),
        assumed=pack.label.th if pack.label and rows else "",
    )


def _branch(pack: Pack, branch: str, rows: list[Award]) -> BranchResults:
    order = {type_id: place for place, type_id in enumerate(pack.types)}
    rank = {id: -level.rank for id, level in pack.levels.items()}
    rows = sorted(rows, key=lambda a: (order.get(a.type_id, 99), a.category or 0, rank.get(a.level, 9), a.pk))
    types = []
    for type_id, members in groupby(rows, key=lambda a: a.type_id):
        name = pack.types[type_id].name
        types.append(TypeResults(type_id, name.th, name.en, list(members)))
    shown = pack.branches[branch].name
    return BranchResults(branch, shown.th, shown.en, types, len(rows))


def editions_with_results() -> list[Edition]:
    """Editions that have published something, newest first."""
    return [e for e in programmes.sealed_editions() if e.publication_number > 0]


@dataclass(frozen=True, slots=True)
class Figures:
    """A few numbers of the register."""

    awards: int
    works: int
    agencies: int
    years: int


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page shows of the register."""

    latest: list[Award]
    figures: Figures


def front(limit: int = 6) -> Front:
    """The newest awarded works, those conferred here before those of old papers, and how much the register holds. Two
    queries, as long as nothing changes."""

    def made() -> Front:
        rows = Award.objects.filter(work__isnull=False, is_honour=False).select_related(
            "agency", "work", "province"
        )
        order = (F("conferred_at").desc(nulls_last=True), "-year_sort", "-id")
        held = Award.objects.aggregate(
            awards=Count("pk"),
            agencies=Count("agency", distinct=True),
            years=Count("year_sort", distinct=True, filter=Q(year_sort__gt=0)),
        )
        return Front(list(rows.order_by(*order)[:limit]), Figures(works=Work.objects.count(), **held))

    found: Front = remembered(f"front:{limit}", made)
    return found


def latest_cases(limit: int = 6) -> list[Award]:
    """The newest awarded works."""
    return front(limit).latest


def figures() -> Figures:
    """How much the register holds."""
    return front().figures


def certificate(token: str) -> Certificate:
    """The certificate behind a code printed on it. Raises NotFound."""
    found = (
        Certificate.objects.select_related("award__agency", "award__work").filter(token=token).first()
        if len(token) <= 64
        else None
    )
    if found is None:
        raise NotFound("no-certificate", "ไม่พบเกียรติบัตรที่ตรงกับรหัสนี้", "No certificate fits this code.")
    return found
