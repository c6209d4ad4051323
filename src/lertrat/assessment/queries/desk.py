"""What waits for the office, as numbers: the first page of the day. No score is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lertrat.applications.models import Submission
from lertrat.assessment.models import Assignment, ScoreSheet, Screening, StepResult, Visit
from lertrat.assessment.permits import office_types
from lertrat.assessment.queries.office import panel_members
from lertrat.assessment.rules import LIVE
from lertrat.conflicts.models import Declaration
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_of

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """`unassigned`: submissions in play that nobody reads; `due_soon`, `overdue`: sheets not locked whose panel is due within
    three days, or was; `dark`: assignments a conflict shut; `undeclared`: panel members without a declaration; `visits_due`:
    applications that may be visited and have no appointment; `visits_open`: visits whose outcome is not recorded."""

    unassigned: int
    due_soon: int
    overdue: int
    dark: int
    undeclared: int
    visits_due: int
    visits_open: int


def desk_counts(person: Person, edition: Edition, moment: datetime) -> DeskCounts:
    """What waits for this person of the office (a co-organiser's own types only). Two queries, three for a
    co-organiser. Raises NotAllowed."""
    types = office_types(person, edition)
    narrow: dict[str, Any] = {} if types is None else {"submission__type_id__in": types}
    live = {"submission__edition": edition, "submission__live": True, **narrow}
    locked = Exists(ScoreSheet.objects.filter(assignment=OuterRef("pk"), state="locked"))
    unlocked = Assignment.objects.filter(~locked, state="active", **live)
    read = Exists(Assignment.objects.filter(submission=OuterRef("pk"), state="active"))
    concluded = Exists(StepResult.objects.filter(submission=OuterRef("pk")))
    screened = Exists(Screening.objects.filter(submission=OuterRef("pk"), outcome="passed"))
    in_play = Submission.objects.filter(
        Q(step__gt=1) | Q(screened), ~read, ~concluded, edition=edition, **LIVE,
        **({} if types is None else {"type_id__in": types}),
    )  # fmt: skip
    declared = Exists(Declaration.objects.filter(person=OuterRef("person"), edition=edition))
    counted = {
        "unassigned": in_play,
        "due_soon": unlocked.filter(panel__due_at__gt=moment, panel__due_at__lte=moment + SOON),
        "overdue": unlocked.filter(panel__due_at__lte=moment),
        "dark": Assignment.objects.filter(state="dark", submission__edition=edition, **narrow),
        "undeclared": panel_members(edition, types).filter(~declared),
        "visits_due": _visitable(edition, narrow),
        "visits_open": Visit.objects.filter(outcome="", **live),
    }
    row = Edition.objects.filter(pk=edition.pk).values(
        **{name: _count(rows) for name, rows in counted.items()}
    )
    found: Any = row.get()
    return DeskCounts(**found)


def _visitable(edition: Edition, narrow: dict[str, Any]) -> QuerySet[StepResult]:
    """Results that open a visit which nobody has appointed."""
    before = [
        Q(type_id=kind.id, step=step.opens_after or step.number - 1)
        for kind in pack_of(edition).types.values()
        for step in kind.steps
        if step.kind == "visit"
    ]
    visited = Exists(Visit.objects.filter(application=OuterRef("submission__application")))
    rows = StepResult.objects.filter(
        ~visited, edition=edition, gate="passed", submission__live=True, **narrow
    )
    return rows.filter(reduce(or_, before)) if before else rows.none()


def _count(rows: QuerySet[Any]) -> Coalesce:
    """The number of rows as a value beside others."""
    grouped = rows.order_by().annotate(whole=Value(1)).values("whole").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)
