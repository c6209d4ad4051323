"""From decisions to what stands for good: works, awards, lineage, certificates. Within the publication's transaction only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lertrat.applications.facts import AWARD_REF
from lertrat.applications.models import Submission
from lertrat.criteria import Pack
from lertrat.decisions import papers
from lertrat.decisions.models import Certificate, Decision, HonourDecision, Publication
from lertrat.kernel import ids
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.works import actions as works
from lertrat.works.actions import Conferral
from lertrat.works.models import Award, Lineage, Work

SUMMARY = "summary"
SOURCE_FACT = "source_awards"


def confer(
    edition: Edition,
    publication: Publication,
    decisions: Sequence[Decision],
    honours: Sequence[HonourDecision],
) -> int:
    """Confer what was awarded; how many awards and honours. The rest is not conferred and needs nothing."""
    assert publication.number is not None and publication.published_at is not None
    pack = programmes.pack_of(edition)
    awarded = _in_order(pack, [d for d in decisions if d.outcome == "awarded"])
    given = [h for h in honours if h.outcome == "awarded"]
    sent = _answers(awarded)
    owned = [_work(pack, decision, sent.get(decision.application_id, {})) for decision in awarded]
    conferrals = [_conferral(pack, d, work) for d, work in zip(awarded, owned, strict=True)]
    conferrals += [_honour(pack, honour) for honour in given]
    awards = works.confer(
        edition=edition,
        conferrals=_numbered(edition, conferrals),
        publication_number=publication.number,
        source=_authority(publication),
        at=publication.published_at,
        by=None,
    )
    for decision, work in zip(awarded, owned, strict=True):
        if work is not None:
            _lineage(pack, decision, work, sent.get(decision.application_id, {}))
    _certificates(edition, publication, pack, [*awarded, *given], awards)
    return len(awards)


def _in_order(pack: Pack, awarded: list[Decision]) -> list[Decision]:
    place = {type_id: number for number, type_id in enumerate(pack.types)}
    rank = {id: -level.rank for id, level in pack.levels.items()}
    return sorted(
        awarded,
        key=lambda d: (
            place[d.type_id],
            d.application.category,
            rank.get(d.level, 0),
            d.application.sort_key,
            d.pk,
        ),
    )


def _answers(awarded: list[Decision]) -> dict[int, dict[str, Any]]:
    """Application id → the answers of step 1 as they were sent."""
    rows = Submission.objects.filter(application__in=[d.application_id for d in awarded], live=True, step=1)
    return {pk: frozen["answers"] for pk, frozen in rows.values_list("application_id", "frozen")}


def _work(pack: Pack, decision: Decision, answers: dict[str, Any]) -> Work | None:
    """The work of a type that is entered with a work; made where the register does not have it yet."""
    application = decision.application
    if pack.types[decision.type_id].subject != "work":
        return None
    if application.work is not None and application.work.agency_id == application.agency_id:
        return application.work
    summary = answers.get(SUMMARY)
    return works.add_work(
        title_th=application.title,
        agency=application.agency,
        summary_th=summary if isinstance(summary, str) else "",
        fictitious=application.agency.fictitious,
        by=None,
    )


def _conferral(pack: Pack, decision: Decision, work: Work | None) -> Conferral:
    application, type = decision.application, pack.types[decision.type_id]
    category = application.category or None
    return Conferral(
        agency=application.agency,
        type_id=type.id,
        type_text=f"{type.name.th} หมวด {category}" if category else type.name.th,
        branch=type.branch,
        level=decision.level,
        level_text=pack.levels[decision.level].name.th,
        category=category,
        nominee=application.nominee,
        work=work,
    )


def _honour(pack: Pack, row: HonourDecision) -> Conferral:
    honour = next(h for h in pack.honours if h.id == row.honour)
    branch = honour.branches[0] if len(honour.branches) == 1 else ""
    return Conferral(
        agency=row.agency, type_text=honour.name.th, branch=branch, honour_id=honour.id, note=row.reason
    )


def _numbered(edition: Edition, conferrals: list[Conferral]) -> list[Conferral]:
    """Several awards that nothing else tells apart are numbered, after those conferred before."""
    seen: Counter[tuple[Any, ...]] = Counter()
    standing = Award.objects.filter(edition=edition).values_list(
        "agency_id", "type_id", "category", "level", "honour_id", "nominee_text", "work_id"
    )
    seen.update(tuple(row) for row in standing)
    numbered = []
    for one in conferrals:
        work_id = one.work.pk if one.work else None
        key = (one.agency.pk, one.type_id, one.category, one.level, one.honour_id, one.nominee[:300], work_id)
        seen[key] += 1
        numbered.append(one if seen[key] == 1 else replace(one, ordinal=seen[key]))
    return numbered


def _authority(publication: Publication) -> str:
    if publication.resolution is None:
        return f"ประกาศครั้งที่ {publication.number}"
    meeting = publication.resolution.item.meeting
    return f"ประกาศครั้งที่ {publication.number} ตามมติ {meeting.committee.name_th} ครั้งที่ {meeting.number}"


def _lineage(pack: Pack, decision: Decision, work: Work, answers: dict[str, Any]) -> None:
    """The work grew out of the awarded works its application names (004:675–678)."""
    if not pack.types[decision.type_id].concept.endswith("participation-expanded"):
        return
    named: list[str] = []
    for question in pack.form(decision.type_id, 1).questions:
        if question.fact == SOURCE_FACT:
            named += AWARD_REF.findall(str(answers.get(question.id, "")).upper())
    sources = Award.objects.filter(ref__in=named, work__isnull=False).select_related("work")
    for source in sources:
        if source.work is not None and source.work_id != work.pk and not _descends(source.work_id, work.pk):
            works.derive(
                from_work=source.work, to_work=work, kind="scaled",
                source=f"{decision.application.ref} ({source.ref})", by=None,
            )  # fmt: skip


def _descends(work_id: int | None, from_id: int) -> bool:
    """Whether `work_id` itself grew out of `from_id`: a lineage back would be a circle."""
    edge, seen = {work_id}, {work_id}
    while edge:
        above = set(Lineage.objects.filter(to_work__in=edge).values_list("from_work_id", flat=True)) - seen
        if from_id in above:
            return True
        seen |= above
        edge = set(above)
    return False


def _certificates(
    edition: Edition,
    publication: Publication,
    pack: Pack,
    rows: Sequence[Decision | HonourDecision],
    awards: Sequence[Award],
) -> None:
    first = Certificate.objects.filter(award__edition=edition).count() + 1
    assert publication.published_at is not None
    made = []
    for number, (row, award) in enumerate(zip(rows, awards, strict=True), first):
        reference = f"{edition.code.upper()}-{number:04d}"
        made.append(
            Certificate(
                award=award,
                application=row.application if isinstance(row, Decision) else None,
                number=reference,
                token=ids.secret(),
                data=papers.certificate(pack, publication, row, reference),
                issued_at=publication.published_at,
            )
        )
    Certificate.objects.bulk_create(made, batch_size=200)
