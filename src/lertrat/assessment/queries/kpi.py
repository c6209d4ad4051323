"""The KPI round as the office and the agency see it. No number leaves here before every sheet is locked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.applications.models import Submission
from lertrat.assessment.models import KpiReading, KpiResult, PanelMember, StepResult
from lertrat.assessment.permits import may_kpi
from lertrat.assessment.rules import KPI_STEP, SUBMISSION_WIDE, kpi_pack, kpi_rubric, kpi_type, readers_of
from lertrat.conflicts.door import doors
from lertrat.criteria import Kpi, Pack, Rubric, Text, kpi, pmqa
from lertrat.criteria.schema import Citations
from lertrat.kernel import exact
from lertrat.kernel.errors import NotFound
from lertrat.kernel.permit import Permit
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_of
from lertrat.selfassessment.models import FrozenCopy, SelfAssessment

TEXTS = ("assessment__pack_version__source", "assessment__pack_version__supplement")
PARTS = ("assessment__agency", "assessment__edition__programme", "assessment__pack_version")


def _copies(edition: Edition | None = None) -> QuerySet[FrozenCopy]:
    rows = FrozenCopy.objects.filter(purpose="kpi").select_related(*PARTS).defer(*TEXTS, "tree")
    return rows if edition is None else rows.filter(assessment__edition=edition)


@dataclass(frozen=True, slots=True)
class KpiRow:
    """KPI points of one agency from the examiners' score of step 1; `kpi.refused_because` where nothing is published.

    `source`: "award" (the award's step 1, reused) or "kpi" (the KPI round); `ref` is the receipt there.
    """

    agency: Agency
    source: str
    ref: str
    score: Fraction
    kpi: Kpi


def kpi_rows(edition: Edition) -> list[KpiRow]:
    """By agency: those whose kind has a KPI table (provinces) by their award's score in force (004:968), and whoever was
    examined in the KPI round. An award's score stands in place of the KPI round's. Two queries."""
    pack = pack_of(edition)
    rows: dict[int, KpiRow] = {}
    for rule in pack.kpi:
        found = (
            StepResult.objects.filter(
                edition=edition, type_id=rule.type, step=rule.step, submission__live=True,
                submission__agency__kind__in=rule.agency_kinds,
            )
            .select_related("submission__agency")
            .defer(*SUBMISSION_WIDE)
        )  # fmt: skip
        for row in found.order_by("pk"):
            rows[row.submission.agency_id] = _row(
                pack, row.submission.agency, "award", row.submission.ref, row.score
            )
    examined = KpiResult.objects.filter(edition=edition).select_related("copy__assessment__agency")
    for one in examined.defer("copy__content", "copy__tree").order_by("pk"):
        agency = one.copy.assessment.agency
        rows.setdefault(agency.pk, _row(pack, agency, "kpi", one.copy.ref, one.score))
    return sorted(rows.values(), key=lambda row: (row.agency.sort_key, row.agency.pk))


def _row(pack: Pack, agency: Agency, source: str, ref: str, score: Fraction) -> KpiRow:
    return KpiRow(agency, source, ref, score, kpi(pack, agency.kind, score))


@dataclass(frozen=True, slots=True)
class KpiWaiting:
    """A copy handed in, and how far its examination is. `state`: "waiting" (nobody reads it), "reading", "short" (all sheets
    locked, fewer than the rules ask for), "concluded" or "reused" (the agency sent step 1 of the award)."""

    copy: FrozenCopy
    readers: int
    locked: int
    needed: int
    state: str


def kpi_handed_in(edition: Edition) -> list[KpiWaiting]:
    """Everything handed in for an edition's KPI round, in order of receipt; no score. Two queries."""
    rows = _copies(edition).defer(*TEXTS, "tree", "content").order_by("at", "id")
    active = Q(readings__state="active")
    counted = rows.annotate(
        readers=Count("readings", filter=active),
        sealed=Count("readings", filter=active & Q(readings__locked_at__isnull=False)),
        concluded=Count("kpi_result"),
    )
    sent = _sent(edition)
    return [
        _waiting(one, one.readers, one.sealed, bool(one.concluded), one.assessment.agency_id in sent)
        for one in counted
    ]


def _sent(edition: Edition) -> set[int]:
    """Agencies with a live step 1 of the award whose score the KPI reads."""
    made = pack_of(edition).instrument
    rows = Submission.objects.filter(
        edition=edition, type_id=made.type if made else "", step=KPI_STEP, live=True
    )
    return set(rows.values_list("agency_id", flat=True))


def _waiting(copy: FrozenCopy, readers: int, sealed: int, concluded: bool, reused: bool) -> KpiWaiting:
    needed = readers_of(kpi_pack(copy), kpi_type(copy), KPI_STEP)
    if concluded:
        state = "concluded"
    elif reused:
        state = "reused"
    elif not readers:
        state = "waiting"
    else:
        state = "short" if sealed == readers and sealed < needed else "reading"
    return KpiWaiting(copy, readers, sealed, needed, state)


# --- the office -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """A result with the rule behind each figure: `rules` holds words and places for "categories", "mean" and "kpi"."""

    score: Fraction
    categories: tuple[tuple[Text, Fraction], ...]
    kpi: Kpi
    rules: tuple[tuple[Text, Citations], ...]
    sheets: int
    short_reason: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Who may be appointed: a seat of a panel that reads the type, and what the door says."""

    member: PanelMember
    door: Permit


@dataclass(frozen=True, slots=True)
class KpiDesk:
    """One copy at the office: its readers, who else could read, and only when all is locked the sheets and the result."""

    waiting: KpiWaiting
    rubric: Rubric
    readings: tuple[KpiReading, ...]
    seats: tuple[Seat, ...]
    figures: Figures | None
    sheets: tuple[tuple[KpiReading, dict[str, Fraction]], ...]


def kpi_copy(person: Person, ref: str) -> FrozenCopy:
    """A copy handed in for the KPI round, for the office. NotFound for everybody else. Two queries."""
    found = _copies().filter(ref=ref.upper()).first()
    if found is None or not may_kpi(person, "office", found):
        raise NotFound("no-copy", "ไม่พบการประเมินที่ส่งรอบตัวชี้วัดนี้", "There is no such hand-in for the KPI round.")
    return found


def kpi_desk(copy: FrozenCopy) -> KpiDesk:
    """What the office sees of a copy that `kpi_copy` gave out. Six queries."""
    edition, agency_id = copy.assessment.edition, copy.assessment.agency_id
    result = KpiResult.objects.filter(copy=copy).first()
    rows = KpiReading.objects.filter(copy=copy).select_related("person", "panel")
    if result is None:  # what is sealed does not leave the database
        rows = rows.defer("scores", "findings", "comment", "total_num", "total_den")
    readings = tuple(rows.order_by("pk"))
    active = [row for row in readings if row.state == "active"]
    taken = {row.person_id for row in readings if row.state != "released"}
    members = PanelMember.objects.filter(
        panel__edition=edition, left_at__isnull=True, person__is_active=True
    ).select_related("panel", "person")
    free = [
        m
        for m in members.order_by("panel__code", "person__sort_key", "pk")
        if kpi_type(copy) in m.panel.types and m.person_id not in taken
    ]
    opened = doors({m.person_id for m in free}, edition)
    sealed = sum(row.locked_at is not None for row in active)
    waiting = _waiting(copy, len(active), sealed, result is not None, agency_id in _sent(edition))
    counted = [row for row in readings if result is not None and row.pk in result.counted]
    return KpiDesk(
        waiting, kpi_rubric(copy), readings,
        tuple(Seat(m, opened[m.person_id].judge(agency_id)) for m in free),
        figures(copy, result) if result else None,
        tuple((row, {key: exact.parse(text) for key, text in row.scores.items()}) for row in counted),
    )  # fmt: skip


def figures(copy: FrozenCopy, result: KpiResult) -> Figures:
    """A result as figures with their rules. No query (the copy with its assessment's agency and rules)."""
    pack, agency = kpi_pack(copy), copy.assessment.agency
    return _figures(
        pack, agency, kpi_rubric(copy), result.score, result.categories, result.sheets, result.short_reason
    )


def _figures(
    pack: Pack, agency: Agency, rubric: Rubric, score: Fraction, categories: dict[str, str], sheets: int, short: str
) -> Figures:  # fmt: skip
    means = [(c.name, exact.parse(categories[c.id])) for c in rubric.criteria if c.id in categories]
    rows = [
        {"agency": agency.name_th, "kind": agency.kind, "step": KPI_STEP, "category": number, "score": value}
        for number, (_, value) in enumerate(means, 1)
    ]
    (told,) = pmqa(pack, rows)
    rules = [told.rules[name] for name in ("categories", "mean") if name in told.rules]
    points = kpi(pack, agency.kind, score)
    # The words on the KPI name the cell that was read: they hold where the score in force is the mean of the categories.
    if told.mean == score and "kpi" in told.rules:
        rules.append(told.rules["kpi"])
    elif points.refused_because is not None:
        rules.append((points.refused_because, points.citations))
    return Figures(score, tuple(means), points, tuple(rules), sheets, short)


# --- the agency -----------------------------------------------------------------------------------------------------


def own_kpi(person: Person, assessment: SelfAssessment) -> Figures | None:
    """The examined figures of the person's own agency, once the year's results are announced; None before, and to anybody
    else. The award's step 1 comes first (004:968). Three queries at most."""
    if not assessment.edition.publication_number or not agencies.roles_in(person.pk, assessment.agency_id):
        return None
    pack = pack_of(assessment.edition)
    if pack.instrument is None:
        return None
    award = StepResult.objects.filter(
        edition=assessment.edition_id, type_id=pack.instrument.type, step=KPI_STEP, submission__live=True,
        submission__agency=assessment.agency_id,
    ).first()  # fmt: skip
    if award is not None:
        rubric = pack.rubric(pack.instrument.type, KPI_STEP)
        return _figures(
            pack, assessment.agency, rubric, award.score, award.categories, award.sheets, award.short_reason
        )
    result = (
        KpiResult.objects.filter(copy__assessment=assessment)
        .select_related(*(f"copy__{name}" for name in PARTS))
        .defer(*(f"copy__{name}" for name in (*TEXTS, "content", "tree")))
        .first()
    )
    return None if result is None else figures(result.copy, result)
