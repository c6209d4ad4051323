"""The queue of screening by risk, and what the machine found of one submission. Nothing is computed here: rows are read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from lertrat.applications import queries as applications
from lertrat.applications.models import Submission
from lertrat.assessment import screening_risk
from lertrat.assessment.models import Check, NearPair, Opinion, Overruling, Triage
from lertrat.assessment.permits import office_types
from lertrat.assessment.rules import SUBMISSION_WIDE, WIDE
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.search import keyset

ORDER = ("-risk", "id")
FLAGS = ("rule", "quota", "title", "several", "evidence", "late", "files", "near")


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A line of the queue. `open` are the findings that weigh, heaviest first; `checked` is False while the machine is at it."""

    id: int
    ref: str
    title: str
    type_id: str
    category: int
    agency_name: str
    received_at: datetime
    risk: int
    level: str
    open: tuple[Check, ...]
    checked: bool = True


@dataclass(frozen=True, slots=True)
class RiskPage:
    rows: list[RiskRow]
    next: str
    previous: str
    counts: dict[str, int]


def risk_queue(
    person: Person,
    edition: Edition,
    *,
    type_id: str = "",
    flag: str = "",
    level: str = "",
    cursor: str = "",
    size: int = 50,
) -> RiskPage:
    """What waits for screening, riskiest first, then in the order of receipt. Five queries on the first page, whatever the number.

    `flag`: only those with an open finding of this kind (FLAGS); `level`: "high", "middle" or "low". What the machine has not
    checked yet stands first, on the first page. Raises NotAllowed for who is not of the office; a co-organiser sees its types.
    """
    types = office_types(person, edition)
    waiting = _mine(Triage.objects.filter(edition=edition, waits=True), types, type_id)
    rows = _at(_flagged(waiting.filter(submission__live=True), flag), level)
    page = keyset.page(
        rows.select_related("submission").defer(*SUBMISSION_WIDE), ORDER, cursor=cursor, size=size
    )
    found: defaultdict[int, list[Check]] = defaultdict(list)
    ids = [row.submission_id for row in page.rows]
    for check in Check.objects.filter(submission__in=ids, overruled=False).exclude(verdict="ok"):
        found[check.submission_id].append(check)
    made = [_row(row.submission, row.risk, found[row.submission_id]) for row in page.rows]
    if not cursor and not flag and not level:
        made = [*_unchecked(edition, types, type_id, size), *made]
    return RiskPage(made, page.next, page.previous, _counts(waiting))


def _mine(rows: QuerySet[Any], types: frozenset[str] | None, type_id: str) -> QuerySet[Any]:
    if types is not None:
        rows = rows.filter(type_id__in=types)
    return rows.filter(type_id=type_id) if type_id else rows


def _flagged(rows: QuerySet[Triage], flag: str) -> QuerySet[Triage]:
    if flag not in FLAGS:
        return rows
    open_ones = Check.objects.filter(submission=OuterRef("submission"), overruled=False).exclude(verdict="ok")
    named = open_ones.filter(code__startswith="rule.") if flag == "rule" else open_ones.filter(code=flag)
    return rows.filter(Exists(named))


def _at(rows: QuerySet[Triage], level: str) -> QuerySet[Triage]:
    if level == "high":
        return rows.filter(risk__gte=screening_risk.HIGH)
    if level == "middle":
        return rows.filter(risk__gte=screening_risk.MIDDLE, risk__lt=screening_risk.HIGH)
    return rows.filter(risk__lt=screening_risk.MIDDLE) if level == "low" else rows


def _counts(waiting: QuerySet[Triage]) -> dict[str, int]:
    """How many wait at each level, from the index of what waits. One query."""
    counts = {"high": 0, "middle": 0, "low": 0}
    for risk, many in waiting.order_by().values_list("risk").annotate(n=Count("pk")):
        counts[screening_risk.level(risk)] += many
    return counts


def _unchecked(edition: Edition, types: frozenset[str] | None, type_id: str, size: int) -> list[RiskRow]:
    rows = Submission.objects.filter(edition=edition, step=1, live=True, screened=False)
    rows = _mine(rows, types, type_id).filter(triage__isnull=True)
    return [_row(row, 0, [], checked=False) for row in rows.defer(*WIDE).order_by("id")[:size]]


def _row(held: Submission, risk: int, open_ones: list[Check], *, checked: bool = True) -> RiskRow:
    return RiskRow(
        held.pk, held.ref, held.title, held.type_id, held.category, held.agency_name, held.received_at, risk,
        screening_risk.level(risk), tuple(sorted(open_ones, key=lambda one: (-one.risk, one.pk))), checked,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckFile:
    """What the machine found of one submission; `checks` with their `overrulings` and these with `by`, what weighs first."""

    submission: Submission
    triage: Triage | None
    level: str
    checks: tuple[Check, ...]
    nears: tuple[NearPair, ...]


def check_file(person: Person, ref: str) -> CheckFile:
    """Every check of a submission. Raises NotFound for who may not work on it. Six queries."""
    held = applications.submission_for_office(person, ref)
    triage = Triage.objects.filter(submission=held).first()
    past = Prefetch("overrulings", Overruling.objects.select_related("by").order_by("id"))
    checks = Check.objects.filter(submission=held).prefetch_related(past).order_by("id")
    weigh = {"flag": 0, "unknown": 1, "ok": 2}
    nears = NearPair.objects.filter(submission=held).select_related("application__agency", "work__agency")
    return CheckFile(
        held,
        triage,
        screening_risk.level(triage.risk if triage else 0),
        tuple(sorted(checks, key=lambda one: (one.overruled, weigh[one.verdict], -one.risk, one.pk))),
        tuple(nears.order_by("-share_permille", "id")),
    )


def check_for_office(person: Person, ref: str, code: str) -> Check:
    """One check of a submission an officer works on. Raises NotFound."""
    held = applications.submission_for_office(person, ref)
    found = Check.objects.filter(submission=held, code=code).first()
    if found is None:
        raise NotFound("no-check", "ไม่พบผลตรวจข้อนี้", "There is no such check.")
    found.submission = held
    return found


def next_waiting(person: Person, edition: Edition, after: Submission) -> Submission | None:
    """Whose turn it is after this one in the queue by risk; the first of the queue after the last. Two or three queries."""
    types = office_types(person, edition)
    rows = (
        _mine(Triage.objects.filter(edition=edition, waits=True, submission__live=True), types, "")
        .exclude(submission=after)
        .select_related("submission")
        .defer(*SUBMISSION_WIDE)
        .order_by(*ORDER)
    )
    here = Triage.objects.filter(submission=after).first()
    found = None
    if here is not None:
        below = rows.filter(risk=here.risk, id__gt=here.pk) | rows.filter(risk__lt=here.risk)
        found = below.order_by(*ORDER).first()
    found = found or rows.first()
    return found.submission if found else None


def opinions_for(person: Person, submission: Submission) -> tuple[int, tuple[Opinion, ...]]:
    """(how many were given, those this person may read). The first is hidden from whoever may still give the second; all are
    open once two have been given. One query."""
    given = list(Opinion.objects.filter(submission=submission).select_related("by").order_by("seat"))
    shown = given if len(given) > 1 else [one for one in given if one.by_id == person.pk]
    return len(given), tuple(shown)
