"""The register in memory while rows are told to it: which award a row means, and what the telling adds. Writes nothing.

Two tellings mean one award when programme, recipient, type and category, work and ordinal agree and the years of one lie within those of the other. A dated
telling inside a span is the same award (reading.md, "The register"): its year is then known, and both sources stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lertrat.works import vocabulary
from lertrat.works.keys import folded
from lertrat.works.models import Adoption, Award, AwardSource, Lineage, Work, WorkSource
from lertrat.works.telling import Told


@dataclass(eq=False)
class WorkDraft:
    """A work, standing or new, with the sources it has and gets."""

    work: Work
    sources: set[tuple[str, str]] = field(default_factory=set)
    new_sources: list[WorkSource] = field(default_factory=list)
    changed: bool = False

    @property
    def new(self) -> bool:
        return self.work.pk is None


@dataclass(eq=False)
class Draft:
    """An award, standing or new, with its work, joint recipients and sources."""

    award: Award
    work: WorkDraft | None = None
    joint: tuple[int, ...] = ()
    sources: set[tuple[str, str]] = field(default_factory=set)
    new_sources: list[AwardSource] = field(default_factory=list)
    changed: bool = False

    @property
    def new(self) -> bool:
        return self.award.pk is None


@dataclass
class Ledger:
    """All works and awards, found by what they are."""

    works: dict[tuple[str, str], WorkDraft] = field(default_factory=dict)
    drafts: dict[tuple[str, str], list[Draft]] = field(default_factory=dict)
    lineages: list[tuple[WorkDraft, WorkDraft, Lineage]] = field(default_factory=list)
    adoptions: list[tuple[WorkDraft, Adoption]] = field(default_factory=list)

    @classmethod
    def load(cls) -> Ledger:
        ledger = cls()
        by_id: dict[int, WorkDraft] = {}
        for work in Work.objects.all():
            by_id[work.pk] = ledger.works[work_key(work)] = WorkDraft(work)
        for source in WorkSource.objects.all():
            by_id[source.work_id].sources.add((source.source, source.locator))
        awards: dict[int, Draft] = {}
        for award in Award.objects.all():
            draft = Draft(award, by_id.get(award.work_id) if award.work_id else None)
            awards[award.pk] = draft
            ledger.drafts.setdefault(recipient_key(award), []).append(draft)
        for told in AwardSource.objects.all():
            awards[told.award_id].sources.add((told.source, told.locator))
        return ledger

    def all_drafts(self) -> Iterable[Draft]:
        return (draft for drafts in self.drafts.values() for draft in drafts)

    def work(self, title: str, agency_id: int | None, agency_text: str, **fields: Any) -> WorkDraft:
        """The work with this title and agency; a new one where none stands."""
        fresh = Work(
            title_th=title,
            agency_id=agency_id,
            agency_text="" if agency_id else agency_text,
            province_id=fields.get("province"),
        )
        fresh.fold()
        draft = self.works.get(work_key(fresh))
        if draft is None:
            draft = self.works[work_key(fresh)] = WorkDraft(fresh)
        for name in ("title_en", "summary_th", "note"):
            if fields.get(name) and not getattr(draft.work, name):
                setattr(draft.work, name, fields[name])
                draft.changed = True
        if fields.get("province") and draft.work.province_id is None:
            draft.work.province_id = fields["province"]
            draft.changed = True
        return draft

    def tell(self, told: Told) -> tuple[Draft, dict[str, Any]]:
        """The award this telling means, and what it adds to it ({} when it says nothing new)."""
        draft = self._find(told)
        if draft is None:
            return self._new(told), {"new": True}
        added: dict[str, Any] = {}
        award = draft.award
        if told.years is not None and told.years != (award.year_from, award.year_to) and _inside(told, award):
            added["years"] = list(told.years)
            award.year_from, award.year_to = told.years
        for name, value in (
            ("level", told.level),
            ("level_text", told.level_text),
            ("province_id", told.province),
            ("type_id", told.type.type_id),
            ("note", told.note),
        ):
            if value and not getattr(award, name):
                setattr(award, name, value)
                added[name] = value
        if "type_id" in added:
            award.type_text, award.concept = told.type_text, vocabulary.concept(told.type.type_id)
        if not (told.echo and draft.sources) and self._source(draft, told):
            added["source"] = f"{told.source} {told.locator}"
        draft.changed = draft.changed or bool(added.keys() - {"source"})
        return draft, added

    def _find(self, told: Told) -> Draft | None:
        for draft in self.drafts.get(_told_key(told), []):
            if _same(draft, told):
                return draft
        return None

    def _new(self, told: Told) -> Draft:
        award = Award(
            programme=told.programme,
            year_from=told.years[0] if told.years else None,
            year_to=told.years[1] if told.years else None,
            branch=told.branch,
            type_id=told.type.type_id,
            concept=vocabulary.concept(told.type.type_id),
            type_text=told.type_text,
            category=told.type.category,
            level=told.level,
            level_text=told.level_text,
            is_honour=bool(told.type.honour_id),
            honour_id=told.type.honour_id,
            agency_id=told.agency_id,
            agency_text=told.agency_text,
            province_id=told.province,
            nominee_text=told.nominee,
            ordinal=told.ordinal,
            named_only=told.named_only,
            inferred=told.inferred,
            note=told.note,
        )
        draft = Draft(award, joint=told.joint)
        if told.title:
            draft.work = self.work(told.title, told.agency_id, told.agency_text, province=told.province)
        self._source(draft, told)
        self.drafts.setdefault(_told_key(told), []).append(draft)
        return draft

    def _source(self, draft: Draft, told: Told) -> bool:
        """Note the source; False where it is noted already."""
        if (told.source, told.locator) in draft.sources:
            return False
        draft.sources.add((told.source, told.locator))
        draft.new_sources.append(
            AwardSource(
                source=told.source,
                locator=told.locator,
                words=told.words,
                year_from=told.years[0] if told.years else None,
                year_to=told.years[1] if told.years else None,
            )
        )
        return True


def work_key(work: Work) -> tuple[str, str]:
    """What makes a work this work: its folded title and whose it is."""
    return work.title_key, str(work.agency_id or folded(work.agency_text))


def recipient_key(award: Award) -> tuple[str, str]:
    """Programme and recipient, as awards are looked up."""
    return award.programme, str(award.agency_id or folded(award.agency_text))


def _told_key(told: Told) -> tuple[str, str]:
    return told.programme, str(told.agency_id or folded(told.agency_text))


def _same(draft: Draft, told: Told) -> bool:
    award = draft.award
    title = draft.work.work.title_key if draft.work else ""
    wanted = folded(told.title)[:800]
    return (
        award.honour_id == told.type.honour_id
        and award.category == told.type.category
        and award.named_only == told.named_only
        and award.ordinal == told.ordinal
        and folded(award.nominee_text) == folded(told.nominee)
        and title == wanted
        and _same_type(award, told, bool(title))
        and (not award.level or not told.level or award.level == told.level)
        and _fit(award, told)
    )


def _same_type(award: Award, told: Told, titled: bool) -> bool:
    if award.type_id and told.type.type_id:
        return award.type_id == told.type.type_id
    if award.type_id or told.type.type_id:
        # One source does not know the type: only the title can say that both mean one award.
        return titled and award.branch == told.branch
    return award.branch == told.branch and folded(award.type_text) == folded(told.type_text)


def _fit(award: Award, told: Told) -> bool:
    if told.years is None or award.year_from is None or award.year_to is None:
        return told.years is None and award.year_from is None
    around = told.years[0] <= award.year_from and award.year_to <= told.years[1]
    return around or _inside(told, award)


def _inside(told: Told, award: Award) -> bool:
    """Whether the telling gives years within those the award has."""
    if told.years is None or award.year_from is None or award.year_to is None:
        return False
    return award.year_from <= told.years[0] and told.years[1] <= award.year_to
