"""What waits for the office, as numbers: the first page of the day. No score is read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lertrat.applications.models import Submission
from lertrat.assessment.models import Assignment, Screening, StepResult, Visit
from lertrat.assessment.permits import office_types
from lertrat.assessment.queries.office import panel_members
from lertrat.assessment.queries.screening import within
from lertrat.assessment.rules import GONE, LIVE
from lertrat.conflicts.models import Declaration
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_of

# (type, step) whose gate opens a visit.
Opens = tuple[tuple[str, int], ...]
SOON = timedelta(days=3)
# Stands in a prepared statement for the moment asked about.
_NOW = datetime(1900, 1, 1, tzinfo=UTC)


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
    co-organiser. Raises NotAllowed.

    Each number is counted from an index of what waits, less the few of it that were withdrawn since: a year ten times as large
    costs the desk nothing but what waits in it. The whole office's statement is written once per process, edition and rules.
    """
    types = office_types(person, edition)
    opens = tuple(
        (kind.id, step.opens_after or step.number - 1)
        for kind in pack_of(edition).types.values()
        for step in kind.steps
        if step.kind == "visit"
    )
    if types is None:
        statement, params = _prepared(connection.vendor, edition.pk, opens)
    else:
        statement, params = _statement(edition.pk, opens, types)
    adapted = connection.ops.adapt_datetimefield_value
    holes = {adapted(_NOW): adapted(moment), adapted(_NOW + SOON): adapted(moment + SOON)}
    with connection.cursor() as cursor:
        cursor.execute(statement, [holes.get(param, param) for param in params])
        return DeskCounts(*cursor.fetchone())


@lru_cache(maxsize=16)
def _prepared(vendor: str, edition: int, opens: Opens) -> tuple[str, tuple[Any, ...]]:
    """The statement for a kind of database; Django takes ten times as long to write it as the database to answer."""
    return _statement(edition, opens, None)


def _statement(edition: int, opens: Opens, types: frozenset[str] | None) -> tuple[str, tuple[Any, ...]]:
    """One row of the numbers in the order of DeskCounts; _NOW stands where the moment goes."""
    narrow: dict[str, Any] = {} if types is None else {"submission__type_id__in": types}
    gone = {"submission__edition": edition, "submission__live__in": GONE["live__in"]}
    waits = Assignment.objects.filter(waits=True, panel__edition=edition, **narrow)
    soon = waits.filter(panel__due_at__gt=_NOW, panel__due_at__lte=_NOW + SOON)
    late = waits.filter(panel__due_at__lte=_NOW)
    unread = within(Screening.objects.filter(edition=edition, unread=True), types)
    withdrawn = Submission.objects.filter(edition=edition, step=1, screening__unread=True, **GONE)
    declared = Exists(Declaration.objects.filter(person=OuterRef("person"), edition=edition))
    # "Exists" and not a join: SQLite would begin with the submissions.
    of_visit = Submission.objects.filter(pk=OuterRef("submission"), edition=edition, live=True)
    numbers = {
        "unassigned": _count(unread) - _count(within(withdrawn, types)) + _count(_later(edition, types)),
        "due_soon": _count(soon) - _count(soon.filter(**gone)),
        "overdue": _count(late) - _count(late.filter(**gone)),
        "dark": _count(Assignment.objects.filter(state="dark", panel__edition=edition, **narrow)),
        "undeclared": _count(panel_members(edition, types).filter(~declared)),
        "visits_due": _count(_visitable(edition, opens, narrow)),
        "visits_open": _count(Visit.objects.filter(Exists(within(of_visit, types)), outcome="")),
    }
    row = Edition.objects.filter(pk=edition).values_list(
        *(numbers[field.name] for field in fields(DeskCounts))
    )
    return row.query.sql_with_params()


def _later(edition: int, types: frozenset[str] | None) -> QuerySet[Submission]:
    """Submissions of later steps that nobody reads: few pass a gate, so these are looked at one by one."""
    read = Exists(Assignment.objects.filter(submission=OuterRef("pk"), state="active"))
    concluded = Exists(StepResult.objects.filter(submission=OuterRef("pk")))
    rows = Submission.objects.filter(~read, ~concluded, edition=edition, step__gt=1, **LIVE)
    return rows if types is None else rows.filter(type_id__in=types)


def _visitable(edition: int, opens: Opens, narrow: dict[str, Any]) -> QuerySet[StepResult]:
    """Results that open a visit which nobody has appointed: of a type or two, those that passed."""
    before = [Q(type_id=type_id, step=step) for type_id, step in opens]
    visited = Exists(Visit.objects.filter(application=OuterRef("submission__application")))
    rows = StepResult.objects.filter(
        ~visited, edition=edition, gate="passed", submission__live=True, **narrow
    )
    return rows.filter(reduce(or_, before)) if before else rows.none()


def _count(rows: QuerySet[Any]) -> Coalesce:
    """The number of rows as a value beside others."""
    grouped = rows.order_by().annotate(whole=Value(1)).values("whole").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)
