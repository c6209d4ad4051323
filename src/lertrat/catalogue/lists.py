"""Lists of awards: what they may be narrowed to, one page at a time, and how many there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Min

from lertrat.agencies.models import Province
from lertrat.kernel import dates
from lertrat.programmes import queries as programmes
from lertrat.search import queries as search
from lertrat.works import queries as works
from lertrat.works import vocabulary
from lertrat.works.models import Award
from lertrat.works.queries import AwardFilter
from lertrat.works.states import LEVELS, PROGRAMMES

# Nobody reads on to the thousandth row: counting stops there and the page says "more than".
COUNT_TO = 1000
SHOWN = 50
EVERYTHING = AwardFilter()


@dataclass(frozen=True, slots=True)
class Option:
    """A value a list can be narrowed to. `count`: how many awards of the whole register carry it."""

    value: str
    th: str
    en: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the list of awards may be narrowed to, each with values that occur, and nothing else."""

    programmes: tuple[Option, ...]
    years: tuple[Option, ...]
    branches: tuple[Option, ...]
    types: tuple[Option, ...]
    levels: tuple[Option, ...]
    provinces: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Awards:
    """One page of a list of awards. `count` stops at COUNT_TO; `more` says that there are more than that."""

    rows: list[Award]
    next: str
    previous: str
    count: int
    more: bool


def awards(filters: AwardFilter = EVERYTHING, q: str = "", cursor: str = "", size: int = SHOWN) -> Awards:
    """Awards that fit, newest first; those without a year last. `q` finds words inside unspaced sentences and every
    printed variant of a type's, branch's or agency's name. Two queries, whatever the size of the register."""
    wanted = replace(filters, q=q or filters.q)
    page = works.award_page(wanted, cursor=cursor, size=size)
    if not cursor and not page.next:
        return Awards(page.rows, "", "", len(page.rows), False)
    found = bounded(wanted)
    return Awards(page.rows, page.next, page.previous, min(found, COUNT_TO), found > COUNT_TO)


def bounded(wanted: AwardFilter) -> int:
    """How many awards fit, counted no further than one beyond COUNT_TO."""
    return works.awards(wanted).select_related(None).order_by()[: COUNT_TO + 1].count()


def facets() -> Facets:
    """The values a list may be narrowed to. Counted once for each state of the register and then remembered: a published
    award changes the publication number, an imported one the greatest id. Two queries when remembered."""
    found: Facets = remembered("facets", _facets)
    return found


def remembered(name: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, kept until an award is published, imported or taken out."""
    span = Award.objects.aggregate(last=Max("pk"), first=Min("pk"))
    key = f"catalogue:{name}:{programmes.publication_number()}:{span['first']}-{span['last']}"
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, 3600)
    return found


def _facets() -> Facets:
    years = {year: n for year, n in _counted("year_sort").items() if year}
    types = _counted("type_id")
    levels = _counted("level")
    branches = _counted("branch")
    provinces = {p.code: p for p in Province.objects.all()}
    in_provinces = _counted("province")
    placed = sorted((code for code in in_provinces if code), key=lambda code: provinces[code].sort_key)
    given_by = _counted("programme")
    return Facets(
        programmes=tuple(
            Option(code, PROGRAMMES[code], PROGRAMMES_EN[code], given_by[code])
            for code in PROGRAMMES
            if code in given_by
        ),
        years=tuple(
            Option(str(y), str(y), str(y - dates.ERA), years[y]) for y in sorted(years, reverse=True)
        ),
        branches=tuple(
            Option(id, names[0], BRANCHES_EN[id], branches[id])
            for id, names in vocabulary.BRANCHES.items()
            if id in branches
        ),
        types=tuple(
            Option(id, names[0], TYPES_EN.get(id, names[-1]), types[id])
            for id, (_, names) in vocabulary.TYPES.items()
            if id in types
        ),
        levels=tuple(Option(id, *LEVELS[id], levels[id]) for id in LEVELS if id in levels),
        provinces=tuple(
            Option(code, provinces[code].name_th, provinces[code].name_en, in_provinces[code])
            for code in placed
        ),
    )


def _counted(field: str) -> dict[Any, int]:
    return dict(Award.objects.order_by().values_list(field).annotate(n=Count("pk")).values_list(field, "n"))


def suggestions(q: str, limit: int = 8) -> list[Award]:
    """A few awards for a search box. Two queries."""
    found = search.find("award", q, limit)
    rows = {a.pk: a for a in Award.objects.select_related("agency", "work").filter(pk__in=found)}
    return [rows[pk] for pk in found if pk in rows]


# The register's names across the years; a year's own names stand in its rules.
PROGRAMMES_EN = {"psea": "Public Sector Excellence Awards", "unpsa": "United Nations Public Service Awards"}
BRANCHES_EN = {
    "service": "Public service",
    "participatory": "Participatory administration",
    "management": "Quality of public sector management",
}
TYPES_EN = {
    "service-innovation": "Service Innovation",
    "service-development": "Service Development",
    "service-standard": "Service Standard Extended",
    "service-integration": "Integrated Data for Service",
    "service-covid": "Service Response to COVID-19",
    "service-most-improved": "Most Improved Award",
    "open-governance": "Open Governance",
    "effective-change": "Effective Change",
    "engaged-citizen": "Engaged Citizen",
    "participation-expanded": "Participation Expanded",
    "antipoverty": "Antipoverty Empowered",
    "pmqa-outstanding": "PMQA Outstanding",
    "pmqa-category": "PMQA by Category",
    "pmqa-4": "PMQA 4.0",
}
