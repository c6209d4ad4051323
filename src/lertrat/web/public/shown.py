"""Awards, works and sources as the public pages show them: every value as told, what is not told left blank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse

from lertrat import criteria
from lertrat.agencies.states import kind_name
from lertrat.catalogue import queries as catalogue
from lertrat.kernel import dates
from lertrat.web import ui

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lertrat.agencies.models import Agency
    from lertrat.works.models import Award, AwardSource, Work, WorkSource
    from lertrat.works.queries import WorkStory


@dataclass(frozen=True, slots=True)
class Words:
    """Words with their language where it is not the page's ("th" on an English page), for the `lang` attribute."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text


def words(th: str, en: str = "") -> Words:
    """In the page's language; Thai, and marked as Thai, where no English is given."""
    return Words(ui.say(th, en), "th" if ui.english() and not en and th else "")


@dataclass(frozen=True, slots=True)
class Won:
    """A line of a list of awards. `lead` is the work, or the recipient where the award is for no single work."""

    url: str
    lead: Words
    recipient: Words
    recipient_url: str
    name: Words
    category: int | None
    year: str
    branch: str
    level: str
    province: str
    honour: bool
    named_only: bool
    inferred: bool
    fictitious: bool


def won(award: Award, *, of_agency: bool = False) -> Won:
    """An award as a line; `of_agency`: on the agency's own page, where its name is known."""
    recipient = words(*catalogue.recipient_name(award))
    name = words(*catalogue.award_name(award))
    lead = words(award.work.title_th, award.work.title_en) if award.work else Words("")
    if not lead.text:
        lead = name if of_agency or not recipient.text else recipient
    return Won(
        url=reverse("award", args=[award.ref]),
        lead=lead,
        recipient=Words("") if of_agency or lead == recipient else recipient,
        recipient_url=reverse("agency", args=[award.agency.code])
        if award.agency and not award.nominee_text
        else "",
        name=Words("") if lead == name else name,
        category=award.category,
        year=years(award),
        branch=award.branch,
        level="overall" if award.honour_id == "overall" else award.level,
        province=province(award),
        honour=award.is_honour,
        named_only=award.named_only,
        inferred=award.inferred,
        fictitious=award.fictitious,
    )


def years(award: Award) -> str:
    """ "2563", "2555–2563" in the page's era; "" where no source gives a year."""
    if award.year_from is None or award.year_to is None:
        return ""
    shift = dates.ERA if ui.english() else 0
    first, last = award.year_from - shift, award.year_to - shift
    return str(first) if first == last else f"{first}–{last}"


def agency_kind(kind: str) -> str:
    """What sort of body an agency is, in the page's language."""
    return kind_name(kind, "en" if ui.english() else "th")


def province(of: Award | Work | Agency) -> str:
    """The province's name in the page's language, or nothing."""
    return ui.say(of.province.name_th, of.province.name_en) if of.province else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A source that tells of an award or a work: its title, the place in it, its words, its own years and our remark."""

    title: str
    place: str
    url: str
    words: str
    years: str = ""
    note: str = ""


@cache
def _papers() -> dict[str, criteria.Text]:
    """Titles of the papers that come with the program."""
    packs = [criteria.builtin(id, supplement=False) for id in criteria.builtin_ids()]
    return {source.id: source.title for pack in packs for source in pack.sources}


def told(sources: Iterable[AwardSource | WorkSource]) -> list[Told]:
    """Every telling, with an address only where it is a web address."""
    found = []
    for one in sources:
        url = one.locator if one.locator.startswith(("https://", "http://")) else ""
        span = [getattr(one, "year_from", None), getattr(one, "year_to", None)]
        own = "–".join(dict.fromkeys(str(year) for year in span if year))
        found.append(
            Told(paper(one.source), "" if url else _place(one.locator), url, one.words, own, getattr(one, "note", ""))
        )  # fmt: skip
    return found


def paper(source: str) -> str:
    """A source's title in the page's language; an edition's code means its publication here."""
    known = _papers()
    title = known.get(source) or known.get(source.removesuffix(".csv"))
    if title is not None:
        return title.says("en" if ui.english() else "th")
    if source in criteria.builtin_ids():
        return ui.say(f"ประกาศผลในระบบนี้ ({source})", f"Published in this system ({source})")
    return source


def cited(source: str) -> str:
    """A place written short ("004:756-759") in full."""
    name, colon, place = source.partition(":")
    return f"{paper(name)} {_place(place)}" if colon and name in _papers() else source


def _place(locator: str) -> str:
    numbers = locator.replace("-", "").replace(",", "").replace(" ", "")
    if not numbers.isdigit():
        return locator
    return ui.say(f"บรรทัด {locator}", f"line {locator}").replace("-", "–")


@dataclass(frozen=True, slots=True)
class Kin:
    """A work of the same line: how it belongs to this one, and where that is told."""

    kind: str
    title: Words
    url: str
    source: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """Who took a work over, where and when as far as told."""

    who: str
    url: str
    place: str
    year: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a work grew out of, what grew out of it, and who took it up."""

    parents: list[Kin]
    children: list[Kin]
    adoptions: list[Adopted]

    @property
    def any(self) -> bool:
        return bool(self.parents or self.children or self.adoptions)


_KINDS = {
    "derived": (("ต่อยอดจาก", "Grew out of"), ("ต่อยอดเป็น", "Grew into")),
    "scaled": (("ขยายผลจาก", "Scaled up from"), ("ขยายผลไปยัง", "Scaled up to")),
    "same": (("เป็นผลงานเดียวกับ", "The same work as"), ("เป็นผลงานเดียวกับ", "The same work as")),
}


def lineage(story: WorkStory) -> Line:
    """The line a work stands in, each link with the place where it is told."""

    def kin(work: Work, kind: str, side: int, source: str) -> Kin:
        return Kin(
            ui.say(*_KINDS[kind][side]), words(work.title_th, work.title_en), reverse("work", args=[work.ref]), cited(source)
        )  # fmt: skip

    return Line(
        parents=[kin(one.from_work, one.kind, 0, one.source) for one in story.parents],
        children=[kin(one.to_work, one.kind, 1, one.source) for one in story.children],
        adoptions=[
            Adopted(
                who=ui.say(one.agency.name_th, one.agency.name_en) if one.agency else one.agency_text,
                url=reverse("agency", args=[one.agency.code]) if one.agency else "",
                place=one.place,
                year=str(one.year_be - (dates.ERA if ui.english() else 0)) if one.year_be else "",
                note=one.note,
                source=cited(one.source),
            )
            for one in story.adoptions
        ],
    )
