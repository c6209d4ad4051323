"""What waits is kept with the rows it is told of, so that the office's desk counts an index of what waits and not the year.

`Assignment.waits` and `Screening.unread` are written in the transaction that changes what they say, with the submission's row
held; the invariant `assessment.waiting` computes both anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from lertrat.assessment.models import Assignment, Screening, StepResult

BATCH = 500


def taken_up(submission_ids: Iterable[int]) -> None:
    """Somebody was assigned to these submissions: they are unread no more."""
    ids = sorted(set(submission_ids))
    for start in range(0, len(ids), BATCH):
        Screening.objects.filter(submission__in=ids[start : start + BATCH], unread=True).update(unread=False)


def let_go(submission_id: int) -> None:
    """An assignment of this submission ended, or a result went: it is unread again where nobody and nothing is left."""
    nobody = ~Q(Exists(Assignment.objects.filter(submission=OuterRef("submission"), state="active")))
    nothing = ~Q(Exists(StepResult.objects.filter(submission=OuterRef("submission"))))
    Screening.objects.filter(nobody, nothing, submission=submission_id, outcome="passed").update(unread=True)
