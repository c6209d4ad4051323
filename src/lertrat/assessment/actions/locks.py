"""Rows are locked in one order in this room: persons, submissions, assignments (with their sheets), results."""

from __future__ import annotations

from collections.abc import Iterable

from lertrat.applications.models import Submission
from lertrat.assessment.models import Assignment
from lertrat.assessment.rules import WIDE
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person


def lock_people(person_ids: Iterable[int]) -> None:
    """As `conflicts.actions` does: a relation recorded meanwhile waits, or is seen."""
    wanted = sorted(set(person_ids))
    list(Person.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True))


def lock_submission(submission: Submission) -> Submission:
    """The submission as it stands now, held to the end of the transaction. Refuses one that was withdrawn."""
    held = Submission.objects.select_for_update(no_key=True).defer(*WIDE).get(pk=submission.pk)
    if not held.live:
        raise Refusal("withdrawn", "ใบสมัครนี้ถูกถอนแล้ว", "This application was withdrawn.")
    return held


def lock_assignment(assignment: Assignment) -> Assignment:
    """The assignment with its sheet (where there is one), held to the end of the transaction."""
    return (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sheet")
        .get(pk=assignment.pk)
    )
