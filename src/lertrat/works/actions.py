"""What can happen to the register: imports by plan, and the awards that a publication confers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

import yaml
from django.db import IntegrityError, transaction

from lertrat.agencies import storing as agencies_storing
from lertrat.agencies.models import Agency, Import, Province
from lertrat.kernel import clock, ids
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Plan
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records.actions import append
from lertrat.works import importing, storing, validators, vocabulary
from lertrat.works.certifying import certify, revoke_certification
from lertrat.works.models import Award, AwardSource, Lineage, Work
from lertrat.works.permits import may
from lertrat.works.states import LINEAGE_KINDS
from lertrat.works.telling import Row

__all__ = [
    "Conferral", "add_work", "apply_import", "builtin_register", "builtin_winners", "certify", "confer", "derive", "import_plan",
    "load_register", "reindex", "revoke_certification",
]  # fmt: skip

# The same safe loader in C, where PyYAML was built with it: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def import_plan(rows: Iterable[Row], *, source: str) -> Plan:
    """What these rows would do (columns: `telling`, `importing`). `source` names the file in every award's sources."""
    return importing.plan(rows, source=source)[0]


def apply_import(*, plan: Plan, digest: str, by: Person | None) -> Import | None:
    """Do what the plan says. `digest` is that of the plan the person looked at; None where there was nothing to do.

    Refusals: "plan-refused" (rows that cannot be read), Conflict "plan-moved" (another plan, or the register moved on).
    """
    if by is not None:
        may(by, "import").require()
    if plan.digest != digest:
        raise agencies_storing.moved()
    refused = [change for change in plan.changes if change.kind == "refuse"]
    if refused:
        raise Refusal(
            "plan-refused",
            f"มี {len(refused)} แถวที่นำเข้าไม่ได้ เช่น {refused[0].subject}: {refused[0].why}",
            f"{len(refused)} rows cannot be imported.",
        )
    if not plan.count("add") and not plan.count("change"):
        return None
    try:
        with transaction.atomic():
            # Read again inside the transaction: what is written is what was previewed, or nothing is.
            fresh, ledger = importing.plan(importing.rows_of(plan), source=plan.name.partition(": ")[2])
            if fresh.digest != digest:
                raise agencies_storing.moved()
            added, changed = storing.store(ledger)
            done = Import.objects.create(
                name=plan.name[:60], digest=digest, added=added, changed=changed, by=by, at=clock.now()
            )
            append("register.imported", obj=done, by=by, added=added, changed=changed)
    except IntegrityError:
        raise agencies_storing.moved() from None
    return done


def load_register(*, by: Person | None) -> list[Plan]:
    """The works and awards that come with the program; a second run changes nothing. Load the agencies first."""
    plans = []
    for source, rows in (("register.yaml", builtin_register()), ("winners.csv", builtin_winners())):
        plan = import_plan(rows, source=source)
        apply_import(plan=plan, digest=plan.digest, by=by)
        plans.append(plan)
    return plans


def builtin_register() -> list[dict[str, str]]:
    """The rows of our own register file: what the programme's papers tell, with its place."""
    rows = []
    for block in yaml.load(_data("register.yaml"), Loader=_LOADER):
        for row in block["rows"]:
            rows.append({name: str(value) for name, value in (block["defaults"] | row).items()})
    return rows


def builtin_winners() -> list[dict[str, str]]:
    """The rows gathered from public notices, each with the address it was read at. A sample, not a census."""
    return list(csv.DictReader(_data("winners.csv").splitlines()))


def _data(name: str) -> str:
    return resources.files("lertrat.works").joinpath("data", name).read_text(encoding="utf-8")


def add_work(
    *,
    title_th: str,
    agency: Agency,
    province: Province | None = None,
    summary_th: str = "",
    fictitious: bool = False,
    by: Person | None,
) -> Work:
    """A work of an agency; the standing one where the agency has a work of this title. Refusal "no-title"."""
    work = Work(
        ref=ids.reference("W"),
        title_th=validators.title(title_th),
        agency=agency,
        province=province or agency.province,
        summary_th=summary_th,
        fictitious=fictitious,
    )
    work.fold()
    with transaction.atomic():
        standing = Work.objects.filter(title_key=work.title_key, agency=agency).first()
        if standing is not None:
            return standing
        work.save()
        storing.index_works([work.pk])
        append("work.added", obj=work, by=by, agency=agency.pk)
    return work


def derive(*, from_work: Work, to_work: Work, kind: str, source: str, by: Person | None) -> Lineage:
    """`to_work` grew out of `from_work` (kind "derived", "scaled" or "same"). Refusal "lineage"."""
    if kind not in LINEAGE_KINDS or from_work.pk == to_work.pk:
        raise Refusal("lineage", "ความสัมพันธ์ระหว่างผลงานไม่ถูกต้อง", "This is no lineage of two works.")
    with transaction.atomic():
        lineage, new = Lineage.objects.get_or_create(
            from_work=from_work, to_work=to_work, kind=kind, defaults={"source": source[:300]}
        )
        if new:
            append("work.derived", obj=lineage, by=by, parent=from_work.pk, child=to_work.pk)
    return lineage


@dataclass(frozen=True, slots=True)
class Conferral:
    """One award to confer. An honour has `honour_id` and no type; a person's award has `nominee`, `agency` nominated."""

    agency: Agency
    type_id: str = ""
    type_text: str = ""
    branch: str = ""
    level: str = ""
    level_text: str = ""
    category: int | None = None
    honour_id: str = ""
    nominee: str = ""
    work: Work | None = None
    province: Province | None = None
    ordinal: int = 1
    note: str = ""


def confer(
    *,
    edition: Edition,
    conferrals: Sequence[Conferral],
    publication_number: int,
    source: str,
    at: datetime,
    by: Person | None,
) -> list[Award]:
    """Confer awards of one edition, in order. Only within the transaction of a publication, all or none of them.

    `source` names the resolution or publication. Raises IntegrityError where one of them stands already.
    """
    made = []
    for one in conferrals:
        award = Award(
            ref=ids.reference(f"A{edition.year_be % 100}"),
            programme=edition.programme.code,
            edition=edition,
            year_from=edition.year_be,
            year_to=edition.year_be,
            branch=one.branch,
            type_id=one.type_id,
            concept=vocabulary.concept(one.type_id),
            type_text=one.type_text[:300],
            category=one.category,
            level=one.level,
            level_text=one.level_text[:100],
            is_honour=bool(one.honour_id),
            honour_id=one.honour_id,
            agency=one.agency,
            agency_text=one.agency.name_th,
            nominee_text=one.nominee[:300],
            province=one.province or one.agency.province,
            work=one.work,
            ordinal=one.ordinal,
            fictitious=one.agency.fictitious,
            note=one.note[:500],
            conferred_at=at,
            publication_number=publication_number,
        )
        award.fold()
        made.append(award)
    with transaction.atomic():
        Award.objects.bulk_create(made, batch_size=200)
        AwardSource.objects.bulk_create(
            AwardSource(
                award=award,
                source=edition.code,
                locator=source[:300],
                year_from=edition.year_be,
                year_to=edition.year_be,
            )
            for award in made
        )
        storing.index_awards([award.pk for award in made])
        for award in made:
            append("award.conferred", obj=award, by=by, edition_id=edition.pk, agency=award.agency_id)
    return made


def reindex(*, by: Person | None) -> int:
    """Index every work and award anew (an agency's names have changed); how many."""
    if by is not None:
        may(by, "correct").require()
    works = list(Work.objects.values_list("pk", flat=True))
    awards = list(Award.objects.values_list("pk", flat=True))
    with transaction.atomic():
        storing.index_works(works)
        storing.index_awards(awards)
    return len(works) + len(awards)
