"""The screening queue and one submission as the office sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from lertrat.agencies import queries as agencies
from lertrat.applications import queries as applications
from lertrat.applications.content import form_by_id
from lertrat.applications.facts import judgement_of
from lertrat.applications.models import Attachment, OfficerFact, Submission
from lertrat.assessment.models import Assignment, Screening, StepResult, Visit
from lertrat.assessment.permits import office_types
from lertrat.assessment.queries.assessor import attachments_of
from lertrat.assessment.rules import GONE, LIVE, WIDE, pack_of
from lertrat.criteria import FactSpec, Form, Judgement, Pack, facts_of
from lertrat.kernel import ids
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.search import keyset

MOST_AGENCIES = 500
MOST_ROWS = 2_000
STATES = ("waiting", "passed", "failed", "all")


@dataclass(frozen=True, slots=True)
class ScreeningFilter:
    """What the queue is narrowed to. `state`: "waiting", "passed", "failed" or "all"; `q`: an agency's name, or a reference."""

    type_id: str = ""
    state: str = "waiting"
    q: str = ""


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """A line of the queue. `verdict` is what the machine found at submission, `outcome` what the officer decided ("" yet)."""

    id: int
    ref: str
    title: str
    type_id: str
    category: int
    agency_name: str
    received_at: datetime
    verdict: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ScreeningPage:
    rows: list[ScreeningRow]
    next: str
    previous: str


def screening_queue(
    person: Person,
    edition: Edition,
    filters: ScreeningFilter = ScreeningFilter(),
    cursor: str = "",
    size: int = 50,
) -> ScreeningPage:
    """One page of the live submissions of step 1: by type, then in the order of receipt. Two queries (three when an agency
    is looked for), whatever their number.

    Raises NotAllowed for who is not of the office; a co-organiser sees its own types.
    """
    types = office_types(person, edition)
    rows = Submission.objects.filter(edition=edition, step=1, **LIVE)
    if types is not None:
        rows = rows.filter(type_id__in=types)
    if filters.type_id:
        rows = rows.filter(type_id=filters.type_id)
    rows = _asked(_in_state(rows, filters.state), filters.q)
    decided = Screening.objects.filter(submission=OuterRef("pk")).values("outcome")[:1]
    rows = rows.defer(*WIDE).annotate(
        outcome=Subquery(decided),
        verdict=KeyTextTransform("verdict", KeyTextTransform("judgement", "frozen")),
    )
    # One type: the index (edition, live, step, type, id) gives the order; so it does over all types with type first.
    order = ("id",) if filters.type_id else ("type_id", "id")
    page = keyset.page(rows, order, cursor=cursor, size=size)
    return ScreeningPage([_row(row) for row in page.rows], page.next, page.previous)


def _row(row: Any) -> ScreeningRow:
    return ScreeningRow(
        row.pk, row.ref, row.title, row.type_id, row.category, row.agency_name, row.received_at,
        row.verdict or "unknown", row.outcome or "",
    )  # fmt: skip


def _in_state(rows: QuerySet[Submission], state: str) -> QuerySet[Submission]:
    decided = Screening.objects.filter(submission=OuterRef("pk"))
    if state == "waiting":
        return rows.filter(~Exists(decided))
    if state in {"passed", "failed"}:
        return rows.filter(Exists(decided.filter(outcome=state)))
    return rows


def _asked(rows: QuerySet[Submission], q: str) -> QuerySet[Submission]:
    text = q.strip()
    if not text:
        return rows
    if ids.is_reference(text):
        ref = text.upper()
        return rows.filter(ref=ref) if ref.startswith("R") else rows.filter(application__ref=ref)
    # The few first, each from its own index: in one statement the planner may walk all submissions for one agency's few.
    wanted = agencies.agencies(agencies.AgencyFilter(q=text, current=False)).order_by("sort_key", "id")
    bodies = wanted.values("pk")[:MOST_AGENCIES]
    theirs = Submission.objects.filter(agency_id__in=bodies, **LIVE).order_by().values_list("pk", flat=True)
    few = list(theirs[: MOST_ROWS + 1])
    return rows.filter(pk__in=few) if len(few) <= MOST_ROWS else rows.filter(agency_id__in=bodies)


@dataclass(frozen=True, slots=True)
class ScreeningCounts:
    """How many live submissions of step 1 wait, passed and failed; `waiting_by_type` for the types with any."""

    waiting: int
    passed: int
    failed: int
    waiting_by_type: dict[str, int]


def screening_counts(person: Person, edition: Edition, *, only_waiting: bool = False) -> ScreeningCounts:
    """The counts of the queue, from indexes alone. Three queries, four for a co-organiser.

    What waits has an index of its own. What was decided grows with the year: with `only_waiting` it is counted where nothing
    waits, and left at 0 elsewhere; one query then.
    """
    types = office_types(person, edition)
    rows = within(Submission.objects.filter(edition=edition, step=1, live=True, screened=False), types)
    waiting = dict(rows.order_by("type_id").values_list("type_id").annotate(n=Count("pk")))
    totals: dict[str, int] = defaultdict(int)
    if not (waiting and only_waiting):
        for _, outcome, count in counted_screenings(edition, types):
            totals[outcome] += count
    return ScreeningCounts(sum(waiting.values()), totals["passed"], totals["failed"], waiting)


def counted_screenings(edition: Edition, types: Iterable[str] | None) -> list[tuple[str, str, int]]:
    """(type, outcome, how many) over live submissions: all that were decided, less those withdrawn since. Two queries."""
    decided = within(Screening.objects.filter(edition=edition), types).order_by()
    gone = within(Submission.objects.filter(edition=edition, step=1, screening__isnull=False, **GONE), types)
    counts = {(t, o): n for t, o, n in decided.values_list("type_id", "outcome").annotate(n=Count("pk"))}
    for type_id, outcome, count in (
        gone.order_by().values_list("type_id", "screening__outcome").annotate(n=Count("pk"))
    ):
        counts[(type_id, outcome)] -= count
    return [(type_id, outcome, count) for (type_id, outcome), count in counts.items()]


def within(rows: Any, types: Iterable[str] | None) -> Any:
    """Narrowed to these types; None narrows nothing."""
    return rows if types is None else rows.filter(type_id__in=types)


@dataclass(frozen=True, slots=True)
class AssignmentState:
    """An assignment as the office sees it: who, and how far; no number. `sheet`: "new", "draft" or "locked"."""

    assignment: Assignment
    sheet: str


@dataclass(frozen=True, slots=True)
class SubmissionDetail:
    """One submission for the office. `judgement` is as things stand now; `result` exists once all sheets are locked."""

    submission: Submission
    pack: Pack
    form: Form
    answers: dict[str, Any]
    attachments: list[Attachment]
    judgement: Judgement
    officer_facts: dict[str, OfficerFact]
    facts_to_establish: tuple[FactSpec, ...]
    screening: Screening | None
    assignments: tuple[AssignmentState, ...]
    result: StepResult | None
    visit: Visit | None
    others: tuple[Submission, ...]


def submission_detail(person: Person, ref: str) -> SubmissionDetail:
    """A submission with its judgement, facts, screening, assignments and progress. Raises NotFound for who may not work on it."""
    submission = applications.submission_for_office(person, ref)
    pack = pack_of(submission)
    form = form_by_id(
        submission.pack_version_id, submission.pack_version.sha256, submission.type_id, submission.step
    )
    assignments = (
        Assignment.objects.filter(submission=submission)
        .select_related("person", "panel")
        .annotate(sheet_state=F("sheet__state"))
        .order_by("pk")
    )
    known = applications.officer_facts(submission.application_id)
    specs = tuple(spec for spec in facts_of(pack, submission.type_id) if spec.who == "officer")
    return SubmissionDetail(
        submission=submission,
        pack=pack,
        form=form,
        answers=dict(submission.frozen["answers"]),
        attachments=attachments_of(submission),
        judgement=judgement_of(submission, pack, form),
        officer_facts=known,
        facts_to_establish=specs,
        screening=Screening.objects.select_related("by").filter(submission=submission).first(),
        assignments=tuple(AssignmentState(row, row.sheet_state or "new") for row in assignments),
        result=StepResult.objects.filter(submission=submission).first(),
        visit=Visit.objects.filter(application=submission.application_id).first(),
        others=tuple(
            Submission.objects.filter(application=submission.application_id)
            .exclude(pk=submission.pk)
            .defer(*WIDE)
            .order_by("step", "pk")
        ),
    )


def attachment_for_office(person: Person, ref: str, attachment_id: int) -> Attachment:
    """A file of a submission an officer works on. Raises NotFound."""
    submission = applications.submission_for_office(person, ref)
    for attachment in attachments_of(submission):
        if attachment.pk == attachment_id:
            return attachment
    raise NotFound("no-file", "ไม่พบไฟล์นี้", "There is no such file.")
