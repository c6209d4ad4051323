"""Results: they exist only where every sheet is locked. Rankings, gates, what decisions read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef

from lertrat.agencies import queries as agencies
from lertrat.applications.models import Application, Submission
from lertrat.assessment.models import Finding, Screening, StepResult, Visit
from lertrat.assessment.permits import may
from lertrat.assessment.rules import LIVE, SUBMISSION_WIDE, WIDE
from lertrat.criteria import Pack, Text, propose_level
from lertrat.criteria.schema import AwardType
from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import closings, pack_by_id, pack_of
from lertrat.search import keyset

_TEXTS = tuple(f"application__pack_version__{name}" for name in ("source", "supplement"))


@dataclass(frozen=True, slots=True)
class RankRow:
    """A line of a ranking. `place` is shared where score and tie-break are equal: then the committee decides."""

    place: int
    tied: bool
    ref: str
    title: str
    agency_name: str
    category: int
    score: Fraction
    mean: Fraction
    agreed: Fraction | None
    agreed_reason: str
    spread: Fraction
    sheets: int
    short_reason: str
    gate: str
    categories: dict[str, str]


@dataclass(frozen=True, slots=True)
class Ranking:
    rows: list[RankRow]
    next: str
    previous: str
    tie_break: tuple[Text, ...]


def ranking(
    person: Person, edition: Edition, type_id: str, step: int, cursor: str = "", size: int = 50
) -> Ranking:
    """A page of the ranking of a type's step, for the office. Three or four queries at any size. Raises NotAllowed."""
    may(person, "see_results", edition, type_id=type_id).require()
    return ranking_rows(edition, type_id, step, cursor, size)


def ranking_rows(edition: Edition, type_id: str, step: int, cursor: str = "", size: int = 50) -> Ranking:
    """As `ranking`, for rooms above that have asked their own permits."""
    found = StepResult.objects.filter(edition=edition, type_id=type_id, step=step)
    found = found.filter(submission__live=True)
    same = found.filter(rank_value=OuterRef("rank_value")).exclude(pk=OuterRef("pk"))
    rows = found.select_related("submission").defer(*SUBMISSION_WIDE).annotate(tied=Exists(same))
    page = keyset.page(rows, ("-rank_value", "id"), cursor=cursor, size=size)
    before = 0
    higher = 0
    listed: list[Any] = list(page.rows)
    if listed and page.previous:
        first = listed[0]
        higher = found.filter(rank_value__gt=first.rank_value).count()
        before = higher + (
            found.filter(rank_value=first.rank_value, pk__lt=first.pk).count() if first.tied else 0
        )
    ranked: list[RankRow] = []
    for number, row in enumerate(listed):
        if number == 0:
            place = higher + 1
        elif row.rank_value != listed[number - 1].rank_value:
            place = before + number + 1
        ranked.append(_rank_row(row, place, row.tied))
    return Ranking(ranked, page.next, page.previous, tuple(pack_of(edition).tie_break))


def _rank_row(row: StepResult, place: int, tied: bool) -> RankRow:
    return RankRow(
        place, tied, row.submission.ref, row.submission.title, row.submission.agency_name, row.submission.category,
        row.score, row.mean, row.agreed, row.agreed_reason, row.spread, row.sheets, row.short_reason, row.gate,
        dict(row.categories),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a live application stands after assessment. `chain` holds its results by step; `standing` is one of
    `states.STANDINGS`, `step` the step it stands at (the last one when complete); `submission` the latest one, `pack` the rules
    it was made under. Rooms above decide who sees it."""

    application: Application
    pack: Pack
    submission: Submission
    screening: Screening | None
    chain: tuple[StepResult, ...]
    visit: Visit | None
    standing: str
    step: int

    @property
    def result(self) -> StepResult | None:
        """The latest step's result."""
        return self.chain[-1] if self.chain else None


def results_of(
    edition: Edition,
    application_ids: Iterable[int] | None = None,
    *,
    agency_ids: Iterable[int] | None = None,
) -> list[Outcome]:
    """Every application with a live submission and how it stands, in the order of their beginning; only these applications, or
    those of these agencies, where given. Six queries."""
    live = Submission.objects.filter(edition=edition, **LIVE)
    results = StepResult.objects.filter(edition=edition, submission__live=True)
    visits = Visit.objects.filter(application__edition=edition)
    screenings = Screening.objects.filter(edition=edition).defer("verdicts")
    if application_ids is not None:
        wanted = list(application_ids)
        live, visits = live.filter(application__in=wanted), visits.filter(application__in=wanted)
        results = results.filter(submission__application__in=wanted)
        screenings = screenings.filter(submission__application__in=wanted)
    if agency_ids is not None:
        bodies_wanted = list(agency_ids)
        live, visits = (
            live.filter(agency__in=bodies_wanted),
            visits.filter(application__agency__in=bodies_wanted),
        )
        results = results.filter(submission__agency__in=bodies_wanted)
        screenings = screenings.filter(submission__agency__in=bodies_wanted)
    by_application: dict[int, list[Submission]] = defaultdict(list)
    rows = live.select_related("application__pack_version").defer(*WIDE, *_TEXTS)
    for row in rows.order_by("application_id", "step"):
        by_application[row.application_id].append(row)
    # Agencies once each: an edition has many applications of few agencies.
    bodies = agencies.by_ids({rows[0].agency_id for rows in by_application.values()})
    of_submission = {result.submission_id: result for result in results}
    screened = {screening.submission_id: screening for screening in screenings}
    visited = {visit.application_id: visit for visit in visits}
    intakes, now = closings([edition.pk], bodies), clock.now()

    def closed(application: Application, step: int) -> bool:
        found = intakes.of(edition.pk, application.type_id, step, application.agency_id)
        return found is not None and found.closes_at <= now

    outcomes = []
    for application_id, steps in by_application.items():
        application = steps[0].application
        application.agency = bodies[application.agency_id]
        chain = tuple(of_submission[s.pk] for s in steps if s.pk in of_submission)
        screening = screened.get(steps[0].pk)
        visit = visited.get(application_id)
        pack = pack_by_id(application.pack_version_id, application.pack_version.sha256)
        kind = pack.types[application.type_id]
        standing, step = _standing(
            kind,
            {s.step: of_submission.get(s.pk) for s in steps},
            screening,
            visit,
            partial(closed, application),
        )
        outcomes.append(Outcome(application, pack, steps[-1], screening, chain, visit, standing, step))
    return outcomes


def _standing(
    kind: AwardType,
    steps: dict[int, StepResult | None],
    screening: Screening | None,
    visit: Visit | None,
    closed: Callable[[int], bool],
) -> tuple[str, int]:
    if screening is None:
        return "waiting", 1
    if screening.outcome == "failed":
        return "screened_out", 1
    for step in kind.steps:
        if step.kind == "visit":
            if visit is None or not visit.outcome:
                return "visit_due", step.number
            if visit.outcome == "not_confirmed":
                return "not_confirmed", step.number
            continue
        if step.number not in steps:
            return "lapsed" if closed(step.number) else "intake", step.number
        result = steps[step.number]
        if result is None:
            return "assessing", step.number
        if result.gate == "failed":
            return "gate_failed", step.number
    return "complete", kind.steps[-1].number


def outstanding_passed(
    edition: Edition, outcomes: Iterable[Outcome] | None = None
) -> dict[int, dict[str, str]]:
    """For the exclusion (004:945): per agency id, the types an exclusion names → "passed", "failed" or "unknown".

    Passed: the whole chain of gates, the visit, and where the pack or supplement has cut-offs the level "outstanding".
    Unknown: not assessed to the end yet, or no rule says what outstanding is.
    """
    pack = pack_of(edition)
    named = {t for kind in pack.types.values() if kind.exclusion for t in _named(kind)}
    stand: dict[int, dict[str, str]] = defaultdict(dict)
    weight = {"failed": 0, "unknown": 1, "passed": 2}
    for outcome in results_of(edition) if outcomes is None else outcomes:
        type_id = outcome.application.type_id
        if type_id in named:
            found = _outstanding(pack, pack.types[type_id], outcome)
            held = stand[outcome.application.agency_id].get(type_id, "failed")
            stand[outcome.application.agency_id][type_id] = max(found, held, key=lambda word: weight[word])
    return dict(stand)


def _named(kind: AwardType) -> tuple[str, ...]:
    rule = kind.exclusion
    return (*rule.passed, *rule.also_open) if rule else ()


def _outstanding(pack: Pack, kind: AwardType, outcome: Outcome) -> str:
    if outcome.standing in {"screened_out", "gate_failed", "not_confirmed", "lapsed"}:
        return "failed"
    if outcome.standing != "complete" or outcome.result is None:
        return "unknown"
    if any(step.gate for step in kind.steps):
        return "passed"
    if not any(level.cut_off is not None for level in kind.levels):
        return "unknown"
    proposed = propose_level(pack, kind.id, outcome.result.step, outcome.result.score)
    return "passed" if proposed.level == "outstanding" else "failed"


@dataclass(frozen=True, slots=True)
class StepStatus:
    """One step of an application. `state`: "passed", "failed", "none" (read, no gate), "assessing", "intake", "not_opened",
    or for a visit its outcome or "visit_due"."""

    step: int
    name: Text
    kind: str
    state: str


def gate_status(application: Application) -> list[StepStatus]:
    """How far an application has come, step by step, without a number. Three queries.

    What it says of a gate is for the office and for rooms above; an applicant learns it when the next step opens.
    """
    pack = pack_by_id(application.pack_version_id, application.pack_version.sha256)
    results = {
        r.step: r
        for r in StepResult.objects.filter(submission__application=application, submission__live=True)
    }
    sent = set(Submission.objects.filter(application=application, live=True).values_list("step", flat=True))
    visit = Visit.objects.filter(application=application).first()
    status, opened = [], True
    for step in pack.type(application.type_id).steps:
        if not opened:
            state = "not_opened"
        elif step.kind == "visit":
            state = (visit.outcome if visit else "") or "visit_due"
        elif step.number in results:
            state = results[step.number].gate
        else:
            state = "assessing" if step.number in sent else "intake"
        opened = opened and state in {"passed", "none"}
        status.append(StepStatus(step.number, step.name, step.kind, state))
    return status


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the examiners wrote on one criterion, without names."""

    criterion_id: str
    strengths: tuple[str, ...]
    opportunities: tuple[str, ...]


def feedback(submission: Submission) -> list[Feedback]:
    """Strengths and opportunities by criterion, from the counted sheets of a concluded submission; [] before. Two queries."""
    result = StepResult.objects.filter(submission=submission).first()
    if result is None:
        return []
    held: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for found in Finding.objects.filter(sheet__assignment__in=result.counted).order_by("criterion_id", "pk"):
        held[found.criterion_id][found.kind].append(found.text)
    return [
        Feedback(name, tuple(kinds["strength"]), tuple(kinds["opportunity"])) for name, kinds in held.items()
    ]
