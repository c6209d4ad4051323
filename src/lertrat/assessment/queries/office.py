"""What the office sees of panels and assignments: progress and gaps, never a number before all sheets are locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from lertrat.applications.models import Submission
from lertrat.assessment.models import Assignment, Panel, PanelMember, StepResult
from lertrat.assessment.permits import office_types
from lertrat.assessment.queries.screening import counted_screenings
from lertrat.assessment.rules import GONE, LIVE, SUBMISSION_WIDE, WIDE
from lertrat.conflicts.models import Declaration
from lertrat.conflicts.queries import declared
from lertrat.people.models import Person
from lertrat.programmes.models import Edition


@dataclass(frozen=True, slots=True)
class TypeProgress:
    """How far a type's step has come: submissions in play and concluded, sheets assigned, begun, locked and dark."""

    type_id: str
    step: int
    submissions: int
    concluded: int
    assigned: int
    begun: int
    locked: int
    dark: int


def progress(edition: Edition) -> list[TypeProgress]:
    """Counts by type and step. Six queries; no score is read."""
    counts: dict[tuple[str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    # Of step 1 those that were screened in; a later step's submissions were let in by the step before.
    for type_id, outcome, count in counted_screenings(edition, None):
        if outcome == "passed":
            counts[(type_id, 1)]["submissions"] += count
    later = Submission.objects.filter(edition=edition, step__gt=1, **LIVE).order_by()
    for type_id, step, count in later.values_list("type_id", "step").annotate(n=Count("pk")):
        counts[(type_id, step)]["submissions"] += count
    sheets = (
        Assignment.objects.filter(submission__edition=edition, submission__live=True)
        .exclude(state="released")
        .order_by()
        .values_list("submission__type_id", "submission__step")
        .annotate(
            assigned=Count("pk", filter=Q(state="active")),
            begun=Count("pk", filter=Q(state="active", sheet__isnull=False)),
            locked=Count("pk", filter=Q(state="active", sheet__state="locked")),
            dark=Count("pk", filter=Q(state="dark")),
        )
    )
    for type_id, step, assigned, begun, locked, dark in sheets:
        counts[(type_id, step)] |= {"assigned": assigned, "begun": begun, "locked": locked, "dark": dark}
    results = StepResult.objects.filter(edition=edition).order_by()
    gone = Submission.objects.filter(edition=edition, result__isnull=False, **GONE).order_by()
    for found, sign in ((results, 1), (gone, -1)):
        rows: Any = found
        for type_id, step, count in rows.values_list("type_id", "step").annotate(n=Count("pk")):
            counts[(type_id, step)]["concluded"] += sign * count
    names = ("submissions", "concluded", "assigned", "begun", "locked", "dark")
    return [
        TypeProgress(type_id, step, *(found[name] for name in names))
        for (type_id, step), found in sorted(counts.items())
    ]


@dataclass(frozen=True, slots=True)
class Gap:
    """A submission that needs the office: too few readers, or all locked and fewer than the rules ask for."""

    submission: Submission
    readers: int
    locked: int


def gaps(edition: Edition, needed: dict[tuple[str, int], int]) -> list[Gap]:
    """Submissions with some but too few active readers and no result; `needed` by type and step. One query."""
    rows = (
        Submission.objects.filter(
            ~Exists(StepResult.objects.filter(submission=OuterRef("pk"))),
            edition=edition,
            assignments__isnull=False,
            **LIVE,
        )
        .annotate(
            readers=Count("assignments", filter=Q(assignments__state="active")),
            locked=Count(
                "assignments", filter=Q(assignments__state="active", assignments__sheet__state="locked")
            ),
        )
        .defer(*WIDE)
        .order_by("type_id", "id")
    )
    return [
        Gap(row, row.readers, row.locked)
        for row in rows
        if row.readers < needed.get((row.type_id, row.step), 1)
    ]


@dataclass(frozen=True, slots=True)
class MemberView:
    """A seat with its load by step and whether its holder has declared."""

    member: PanelMember
    load: dict[int, int]
    declared: bool


@dataclass(frozen=True, slots=True)
class PanelView:
    panel: Panel
    members: tuple[MemberView, ...]


def panels(edition: Edition, types: frozenset[str] | None = None) -> list[PanelView]:
    """The panels with their members, leaders first; with `types` only those that read nothing else. Four queries."""
    loads: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    rows = (
        Assignment.objects.filter(state="active", submission__edition=edition, submission__live=True)
        .order_by()
        .values_list("panel_id", "person_id", "submission__step")
        .annotate(n=Count("pk"))
    )
    for panel_id, person_id, step, count in rows:
        loads[(panel_id, person_id)][step] = count
    done = declared(edition)
    seats: dict[int, list[MemberView]] = defaultdict(list)
    members = PanelMember.objects.filter(panel__edition=edition, left_at__isnull=True).select_related(
        "person"
    )
    for member in members.order_by("-leader", "person__sort_key", "pk"):
        seats[member.panel_id].append(
            MemberView(member, loads[(member.panel_id, member.person_id)], member.person_id in done)
        )
    return [
        PanelView(panel, tuple(seats[panel.pk]))
        for panel in Panel.objects.filter(edition=edition)
        .select_related("edition__programme")
        .order_by("code")
        if _own(panel, types)
    ]


def _own(panel: Panel, types: frozenset[str] | None) -> bool:
    """Whether the panel is all theirs: one that reads another office's types too is the programme office's to run."""
    return types is None or (bool(panel.types) and types.issuperset(panel.types))


def panel_members(edition: Edition | int, types: frozenset[str] | None) -> QuerySet[PanelMember]:
    """The seats of the year's panels, or of those that read nothing but `types` (a query more then)."""
    seats = PanelMember.objects.filter(panel__edition=edition, left_at__isnull=True)
    if types is None:
        return seats
    return seats.filter(panel__in=[p.pk for p in Panel.objects.filter(edition=edition) if _own(p, types)])


def undeclared(edition: Edition, types: frozenset[str] | None = None) -> list[PanelMember]:
    """Members of panels whose declaration is missing: nothing can be assigned to them. One query (two with `types`)."""
    return list(
        panel_members(edition, types)
        .filter(~Exists(Declaration.objects.filter(person=OuterRef("person"), edition=edition)))
        .select_related("person", "panel")
        .order_by("panel__code", "person__sort_key", "pk")
    )


@dataclass(frozen=True, slots=True)
class DarkRow:
    """An assignment that went dark. `counted`: its sheet is part of a result until it is released."""

    assignment: Assignment
    counted: bool
    locked: bool


def dark_queue(person: Person, edition: Edition) -> list[DarkRow]:
    """What went dark and waits for the office, oldest first, those that were counted in a result above all. Three queries."""
    found = (
        Assignment.objects.filter(state="dark", submission__edition=edition)
        .select_related("submission", "person", "panel")
        .annotate(sheet_state=F("sheet__state"))
        .defer(*SUBMISSION_WIDE)
        .order_by("ended_at", "pk")
    )
    rows: list[Any] = list(_within(found, office_types(person, edition))[:500])
    counted = {
        pk
        for result in StepResult.objects.filter(submission__in=[row.submission_id for row in rows])
        for pk in result.counted
    }
    marked = [DarkRow(row, row.pk in counted, row.sheet_state == "locked") for row in rows]
    return sorted(marked, key=lambda row: not row.counted)


def _within(rows: QuerySet[Any], types: Iterable[str] | None) -> QuerySet[Any]:
    return rows if types is None else rows.filter(submission__type_id__in=types)


def reader_ids(submission: Submission) -> set[int]:
    """Ids of everybody the submission is assigned to, the dark ones too. One query."""
    rows = Assignment.objects.filter(submission=submission).exclude(state="released")
    return set(rows.values_list("person_id", flat=True))
