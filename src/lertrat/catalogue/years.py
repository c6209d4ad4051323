"""Every year whose rules are known: sealed here, or come with the program. What is sealed stands before what is built in."""

from __future__ import annotations

from dataclasses import dataclass

from lertrat import criteria
from lertrat.criteria import Pack, RuleChange, Text
from lertrat.criteria.guide import guide
from lertrat.criteria.schema import Suspension
from lertrat.files.papers import kept_paper
from lertrat.kernel.errors import NotFound
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.typesetting import engine, render

# The programmes whose years come with the program, for a house that has not founded them.
_NAMES = {
    "psea": Text(th="รางวัลเลิศรัฐ", en="Public Sector Excellence Awards"),
    "unpsa": Text(th="รางวัลบริการภาครัฐแห่งสหประชาชาติ", en="United Nations Public Service Awards"),
}


@dataclass(frozen=True, slots=True)
class Year:
    """A year of rules. `edition` None: nobody sealed it here; its rules are then those of the sources, with nothing assumed."""

    code: str
    programme: str
    name: Text
    pack: Pack
    edition: Edition | None

    @property
    def year_be(self) -> int:
        return self.pack.year_be


@dataclass(frozen=True, slots=True)
class Shelf:
    """A programme's years, newest first; `suspended`: years in which it took no entries, with the words of the source."""

    programme: str
    name: Text
    years: tuple[Year, ...]
    suspended: tuple[Suspension, ...]


def _sealed() -> dict[str, Edition]:
    rows = programmes.sealed_editions().select_related("programme", "pack_version")
    return {one.code: one for one in rows.defer("pack_version__source", "pack_version__supplement")}


def _of(code: str, edition: Edition | None) -> Year:
    if edition is None:
        pack = criteria.builtin(code, supplement=False)
        return Year(code, pack.programme, _NAMES.get(pack.programme, pack.title), pack, None)
    held = edition.programme
    name = Text(th=held.name_th, en=held.name_en)
    return Year(code, held.code, name, programmes.pack_of(edition), edition)


def years() -> list[Year]:
    """All known years, newest first within each programme. One query, and one for each sealed year not yet compiled."""
    sealed = _sealed()
    codes = dict.fromkeys((*sealed, *criteria.builtin_ids()))
    return sorted(
        (_of(code, sealed.get(code)) for code in codes), key=lambda one: (one.programme, -one.year_be)
    )


def shelves() -> list[Shelf]:
    """All known years by programme."""
    found: dict[str, list[Year]] = {}
    for one in years():
        found.setdefault(one.programme, []).append(one)
    return [
        Shelf(
            programme,
            own[0].name,
            tuple(own),
            tuple({pause.year_be: pause for one in own for pause in one.pack.suspended}.values()),
        )
        for programme, own in found.items()
    ]


def year(code: str) -> Year:
    """The year of this code. Raises NotFound."""
    edition = _sealed().get(code)
    if edition is None and code not in criteria.builtin_ids():
        raise NotFound("no-year", "ไม่พบหลักเกณฑ์ของปีนี้", "There are no rules of this code.")
    return _of(code, edition)


def others(one: Year) -> list[Year]:
    """The other known years of the same programme, newest first."""
    return [other for other in years() if other.programme == one.programme and other.code != one.code]


def year_before(one: Year) -> Year | None:
    """The newest known year of the programme before this one."""
    return next((other for other in others(one) if other.year_be < one.year_be), None)


# What a supplement brings is told on the year's own page; between years only what the sources say is compared.
_ASSUMED = ("forms", "rubrics", "aggregation", "tie_break", "letters", "certificates", "label", "supplement")


def changes(a: Pack, b: Pack) -> list[RuleChange]:
    """What differs between two years, without what a supplement brings to one of them alone."""
    left_out = {"id", "year_be", "title", "open_values"}
    left_out |= set(_ASSUMED) if a.has_assumptions != b.has_assumptions else set()
    return [row for row in programmes.changes_between(a, b) if row.rule.split("/")[0] not in left_out]


@dataclass(frozen=True, slots=True)
class News:
    """How much is new for applicants since the year before: rules of the whole year, and of each type (by its concept).

    What cannot be told, since a year's sources are silent, is not counted; `untold` says that there is such.
    """

    since: Year
    count: int
    of_type: dict[str, int]
    untold: bool


def news(code: str) -> News | None:
    """What changed in a sealed year since the one before; None where no earlier year is known."""
    one = year(code)
    before = year_before(one)
    if before is None:
        return None
    rows = changes(before.pack, one.pack)
    told = [row for row in rows if row.kind != "unknown"]
    of_type = {
        kind.concept: sum(1 for row in told if f"{row.rule}/".startswith(f"types/{kind.concept}/"))
        for kind in one.pack.types.values()
    }
    return News(before, len(told), of_type, len(told) < len(rows))


def guide_pdf(one: Year, language: str) -> bytes:
    """The applicants' guide of a year in "th" or "en". Set once for its words and the form it has, then kept as a file."""
    data = guide(one.pack, language)
    form = [(engine.TEMPLATES / name).read_text("utf-8") for name in ("_common.typ", "guide.typ")]
    return kept_paper("guides", {"data": data, "form": form}, lambda: render("guide", data))
