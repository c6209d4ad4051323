"""Rounds of clarification as the office, the assessor and the agency read them. Who may see the submission sees its rounds."""

from __future__ import annotations

from lertrat.applications import queries as applications
from lertrat.applications.models import Submission
from lertrat.assessment.models import Clarification
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person


def rounds(submission: Submission) -> list[Clarification]:
    """All rounds of a submission with their `items`, oldest first. For whoever has got the submission. Two queries, one where
    nothing was asked."""
    rows = Clarification.objects.filter(submission=submission).select_related("asked_by", "sent_by")
    return list(rows.prefetch_related("items").order_by("number"))


def sent_rounds(submission: Submission) -> list[Clarification]:
    """The addenda of a submission: rounds that were sent, as frozen. For its assessor. One query."""
    return list(
        Clarification.objects.filter(submission=submission, sent_at__isnull=False)
        .defer("tree")
        .order_by("number")
    )


def clarification(person: Person, ref: str, number: int) -> Clarification:
    """A round of a submission of one of the person's agencies, with its `items`. Raises NotFound."""
    held = applications.receipt(person, ref)
    found = Clarification.objects.filter(submission=held, number=number).prefetch_related("items").first()
    if found is None:
        raise NotFound("no-clarification", "ไม่พบคำขอชี้แจงนี้", "There is no such request for clarification.")
    found.submission = held
    return found
