"""What a panel's leader sees when every sheet is locked: the sheets beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q

from lertrat.applications.models import Submission
from lertrat.assessment.models import SCALE, Assignment, PanelMember, ScoreSheet, StepResult
from lertrat.assessment.permits import judge, may
from lertrat.assessment.queries.assessor import PACK_TEXTS
from lertrat.assessment.rules import SUBMISSION_WIDE, pack_of
from lertrat.conflicts.door import door
from lertrat.criteria import Rubric
from lertrat.kernel import exact
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition


@dataclass(frozen=True, slots=True)
class PanelSheet:
    """One locked sheet, as the panel's leader sees it when all are locked."""

    person: Person
    total: Fraction
    scores: dict[str, Fraction]
    comment: str


@dataclass(frozen=True, slots=True)
class Consensus:
    """All sheets of a submission beside each other, with what they give together."""

    submission: Submission
    rubric: Rubric
    result: StepResult
    sheets: tuple[PanelSheet, ...]


def consensus(person: Person, submission_ref: str) -> Consensus:
    """The sheets of a concluded submission, for its panel's leader and the office. NotFound for everybody else and before."""
    result = (
        StepResult.objects.filter(submission__ref=submission_ref.upper(), submission__live=True)
        .select_related(
            "submission__application", "submission__edition__programme", "submission__pack_version"
        )
        .defer(*PACK_TEXTS, *SUBMISSION_WIDE)
        .first()
    )
    if result is None or not may(person, "agree", result.submission):
        raise NotFound("no-consensus", "ไม่พบผลคะแนนของผลงานนี้", "There is no such result.")
    sheets = list(
        ScoreSheet.objects.filter(assignment__in=result.counted)
        .select_related("assignment__person")
        .prefetch_related("scores")
        .order_by("assignment__person__sort_key", "pk")
    )
    return Consensus(
        result.submission,
        pack_of(result.submission).rubric(result.type_id, result.step),
        result,
        tuple(
            PanelSheet(
                sheet.assignment.person,
                sheet.total or Fraction(0),
                {s.criterion_id: exact.from_scaled(s.value_scaled, SCALE) for s in sheet.scores.all()},
                sheet.comment,
            )
            for sheet in sheets
        ),
    )


def panels_led(person: Person, edition: Edition) -> list[StepResult]:
    """Concluded submissions of the panels the person leads, newest first: what may be talked over. Door asked for each."""
    opened = door(person.pk, edition)
    led = PanelMember.objects.filter(person=person, leader=True, left_at__isnull=True, panel__edition=edition)
    rows = (
        StepResult.objects.filter(
            Exists(
                Assignment.objects.filter(
                    ~Q(state="released"), submission=OuterRef("submission"), panel__in=led.values("panel")
                )
            ),
            edition=edition,
            submission__live=True,
        )
        .select_related("submission__application")
        .defer(*SUBMISSION_WIDE)
        .order_by("-computed_at", "-pk")[:200]
    )
    return [row for row in rows if judge(opened, row.submission)]
