"""Writing a ledger into the register, and the register into the text index. Called inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable

from lertrat.agencies.models import Agency, Alias
from lertrat.kernel import ids
from lertrat.search import actions as search
from lertrat.works import vocabulary
from lertrat.works.ledger import Draft, Ledger, WorkDraft
from lertrat.works.models import Adoption, Award, AwardSource, Lineage, Work, WorkSource


def store(ledger: Ledger) -> tuple[int, int]:
    """Write what is new or changed; (awards and works added, changed)."""
    works = list(ledger.works.values())
    drafts = list(ledger.all_drafts())
    added = _works(works)
    new = [draft for draft in drafts if draft.new]
    changed = [draft for draft in drafts if draft.changed and not draft.new]
    _awards(new)
    for draft in changed:
        draft.award.save()
    sources = []
    for draft in drafts:
        for told in draft.new_sources:
            told.award_id = draft.award.pk
            sources.append(told)
    AwardSource.objects.bulk_create(sources, batch_size=500)
    _lineages(ledger)
    touched = {draft.award.pk for draft in drafts if draft.new_sources or draft.changed}
    index_awards(touched)
    return added + len(new), len(touched) - len(new)


def _works(works: list[WorkDraft]) -> int:
    """Write works and their sources; how many are new."""
    new = [draft for draft in works if draft.new]
    touched = [draft for draft in works if draft.new or draft.changed or draft.new_sources]
    changed = [draft.work for draft in works if draft.changed and not draft.new]
    invented = _fictitious(draft.work.agency_id for draft in new)
    for draft in new:
        draft.work.fictitious = draft.work.agency_id in invented
        draft.work.ref = ids.reference("W")
        draft.work.fold()
    Work.objects.bulk_create([draft.work for draft in new], batch_size=300)
    for work in changed:
        work.save()
    sources = []
    for draft in works:
        for told in draft.new_sources:
            told.work_id = draft.work.pk
            sources.append(told)
    WorkSource.objects.bulk_create(sources, batch_size=500)
    index_works({draft.work.pk for draft in touched})
    return len(new)


def _awards(new: list[Draft]) -> None:
    invented = _fictitious(draft.award.agency_id for draft in new)
    for draft in new:
        draft.award.fictitious = draft.award.agency_id in invented
        draft.award.ref = ids.reference("R")
        if draft.work is not None:
            draft.award.work_id = draft.work.work.pk
        draft.award.fold()
    Award.objects.bulk_create([draft.award for draft in new], batch_size=200)
    Award.joint.through.objects.bulk_create(
        Award.joint.through(award_id=draft.award.pk, agency_id=agency_id)
        for draft in new
        for agency_id in draft.joint
    )


def _fictitious(agency_ids: Iterable[int | None]) -> set[int]:
    """Those of the agencies that exist in the demonstration only: what is theirs is marked so."""
    wanted = {agency_id for agency_id in agency_ids if agency_id}
    return set(Agency.objects.filter(pk__in=wanted, fictitious=True).values_list("pk", flat=True))


def _lineages(ledger: Ledger) -> None:
    for one, other, lineage in ledger.lineages:
        lineage.from_work_id, lineage.to_work_id = one.work.pk, other.work.pk
    Lineage.objects.bulk_create([lineage for _, _, lineage in ledger.lineages])
    for draft, adoption in ledger.adoptions:
        adoption.work_id = draft.work.pk
    Adoption.objects.bulk_create([adoption for _, adoption in ledger.adoptions])


def index_works(wanted: Iterable[int]) -> None:
    """Make these works findable by title, by their agency's names and by the words their sources use."""
    for chunk in _chunks(sorted(wanted)):
        works = (
            Work.objects.filter(pk__in=chunk).select_related("agency", "province").prefetch_related("sources")
        )
        other = _other_names(work.agency_id for work in works)
        search.put_many(
            "work",
            {
                work.pk: [
                    work.title_th,
                    work.title_en,
                    work.agency_text,
                    work.agency.name_th if work.agency else "",
                    work.province.name_th if work.province else "",
                    work.note,
                    *other.get(work.agency_id or 0, []),
                    *(told.words for told in work.sources.all()),
                ]
                for work in works
            },
        )


def index_awards(wanted: Iterable[int]) -> None:
    """Make these awards findable by type, branch and honour in every printed variant, by recipient and by work."""
    for chunk in _chunks(sorted(wanted)):
        awards = (
            Award.objects.filter(pk__in=chunk)
            .select_related("agency", "work", "province")
            .prefetch_related("joint", "sources")
        )
        other = _other_names(award.agency_id for award in awards)
        search.put_many(
            "award", {award.pk: _texts(award, other.get(award.agency_id or 0, [])) for award in awards}
        )


def _texts(award: Award, other: list[str]) -> list[str]:
    return [
        award.type_text,
        *vocabulary.variants(award.type_id, award.honour_id),
        *vocabulary.branch_names(award.branch),
        award.level_text,
        award.agency_text,
        award.nominee_text,
        award.agency.name_th if award.agency else "",
        *(agency.name_th for agency in award.joint.all()),
        award.work.title_th if award.work else "",
        award.work.title_en if award.work else "",
        award.work.note if award.work else "",
        award.province.name_th if award.province else "",
        award.note,
        *other,
        *(told.words for told in award.sources.all()),
    ]


def _other_names(agency_ids: Iterable[int | None]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    wanted = {agency_id for agency_id in agency_ids if agency_id}
    for agency_id, name in (
        Alias.objects.filter(agency__in=wanted).order_by("id").values_list("agency_id", "name")
    ):
        names.setdefault(agency_id, []).append(name)
    return names


def _chunks(found: list[int], size: int = 400) -> Iterable[list[int]]:
    return (found[start : start + size] for start in range(0, len(found), size))
