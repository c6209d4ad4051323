"""What an assessor sees: their own assignments through the open door, what was sent, their own sheet. Nobody else's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from lertrat.applications.content import form_by_id
from lertrat.applications.models import Attachment, Submission
from lertrat.assessment.models import (
    SCALE,
    Assignment,
    Finding,
    PanelMember,
    Score,
    ScoreSheet,
    StepResult,
)
from lertrat.assessment.permits import may
from lertrat.assessment.rules import pack_of
from lertrat.conflicts.door import door
from lertrat.criteria import Form, Pack, Rubric
from lertrat.kernel import exact
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_by_id

PACK_TEXTS = ("submission__pack_version__source", "submission__pack_version__supplement")


@dataclass(frozen=True, slots=True)
class AssessorRow:
    """A line of an assessor's list. `state`: "new", "draft" or "locked"; `concluded`: every sheet of the work is locked."""

    assignment_id: int
    ref: str
    title: str
    type_id: str
    category: int
    step: int
    agency_name: str
    panel: str
    due_at: datetime | None
    state: str
    scored: int
    criteria: int
    concluded: bool


def assessor_list(person: Person, edition: Edition) -> list[AssessorRow]:
    """The person's assignments whose door is open, unlocked ones first, then by due date, type and order of receipt.

    Four queries for one row or three hundred (a few more where there are ties). What is dark has no row at all.
    """
    opened = door(person.pk, edition)
    if not opened.declared:
        return []
    scored = (
        Score.objects.filter(sheet=OuterRef("sheet"))
        .order_by()
        .values("sheet")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        Assignment.objects.filter(
            person=person, state="active", submission__edition=edition, submission__live=True
        )
        .annotate(
            scored=Coalesce(Subquery(scored, output_field=IntegerField()), 0),
            concluded=Exists(StepResult.objects.filter(submission=OuterRef("submission"))),
            sha=F("submission__pack_version__sha256"),
        )
        .order_by(F("panel__due_at").asc(nulls_last=True), "submission__type_id", "submission_id")
        .values(
            "pk", "submission__ref", "submission__title", "submission__type_id", "submission__category",
            "submission__step", "submission__agency_name", "submission__agency_id", "submission__pack_version_id",
            "submission__application__work_id", "submission__application__nominee", "panel__name", "panel__due_at",
            "sheet__state", "scored", "concluded", "sha",
        )
    )  # fmt: skip
    found = [
        _row(row)
        for row in rows
        if opened.judge(
            row["submission__agency_id"],
            row["submission__application__work_id"],
            row["submission__application__nominee"],
        )
    ]
    return sorted(found, key=lambda row: row.state == "locked")


def _row(row: Mapping[str, Any]) -> AssessorRow:
    pack = pack_by_id(row["submission__pack_version_id"], row["sha"])
    rubric = pack.rubric(row["submission__type_id"], row["submission__step"])
    return AssessorRow(
        row["pk"], row["submission__ref"], row["submission__title"], row["submission__type_id"],
        row["submission__category"], row["submission__step"], row["submission__agency_name"], row["panel__name"],
        row["panel__due_at"], row["sheet__state"] or "new", row["scored"], len(rubric.criteria), row["concluded"],
    )  # fmt: skip


def _absent() -> NotFound:
    return NotFound("no-assignment", "ไม่พบผลงานที่มอบหมายรายการนี้", "There is no such assignment.")


def assignment_for(person: Person, submission_ref: str) -> Assignment:
    """The person's assignment for a submission, with everything its pages and actions read. Four queries.

    Raises NotFound for a stranger, for what is dark or released, and while the door is shut: the same as for nothing.
    """
    found = (
        Assignment.objects.filter(person=person, state="active", submission__ref=submission_ref.upper())
        .select_related(
            "panel", "sheet", "submission__application", "submission__edition__programme", "submission__pack_version"
        )
        .defer(*PACK_TEXTS, "submission__tree")
        .first()
    )  # fmt: skip
    if found is None or not may(person, "read", found):
        raise _absent()
    return found


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """The author's own sheet. `running` is the exact total of what is scored so far, `total` the locked one."""

    state: str
    revision: int
    comment: str
    scores: dict[str, Fraction]
    findings: dict[str, dict[str, str]]
    running: Fraction | None
    total: Fraction | None
    saved_at: datetime | None
    locked_at: datetime | None

    @property
    def texts(self) -> dict[str, str]:
        """The scores as they are written into the form's fields."""
        return {name: exact.decimal(value, 4, trim=True) for name, value in self.scores.items()}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the desk shows: what was sent on one side, the sheet on the other. `leads`: the reader leads the panel."""

    assignment: Assignment
    submission: Submission
    pack: Pack
    form: Form
    answers: dict[str, Any]
    attachments: list[Attachment]
    rubric: Rubric
    sheet: OwnSheet
    concluded: bool
    leads: bool
    previous: dict[int, dict[str, Any]] = field(default_factory=dict)


def reading(assignment: Assignment) -> Reading:
    """The reading of an assignment that `assignment_for` gave out. Five queries (one more at a later step)."""
    submission = assignment.submission
    pack = pack_of(submission)
    seat = PanelMember.objects.filter(panel=assignment.panel_id, person=assignment.person_id, leader=True)
    rubric = pack.rubric(submission.type_id, submission.step)
    concluded = StepResult.objects.filter(submission=submission).values("pk")[:1]
    marks = (
        Assignment.objects.filter(pk=assignment.pk)
        .annotate(leads=Exists(seat.filter(left_at__isnull=True)), concluded=Exists(concluded))
        .values_list("leads", "concluded")
        .get()
    )
    return Reading(
        assignment=assignment,
        submission=submission,
        pack=pack,
        form=form_by_id(
            submission.pack_version_id, submission.pack_version.sha256, submission.type_id, submission.step
        ),
        answers=dict(submission.frozen["answers"]),
        attachments=attachments_of(submission),
        rubric=rubric,
        sheet=_own(assignment, rubric),
        leads=marks[0],
        concluded=marks[1],
        previous=_previous(submission),
    )


def _previous(submission: Submission) -> dict[int, dict[str, Any]]:
    """The frozen answers of the steps before, by step."""
    if submission.step == 1:
        return {}
    rows = Submission.objects.filter(
        application=submission.application_id, live=True, step__lt=submission.step
    ).only("step", "frozen")
    return {row.step: dict(row.frozen["answers"]) for row in rows}


def attachments_of(submission: Submission) -> list[Attachment]:
    """The files as they were sent, in the frozen order. One query."""
    wanted = [given["id"] for given in submission.frozen["attachments"]]
    if not wanted:
        return []
    held = (
        Attachment.objects.filter(pk__in=wanted, stage=submission.stage_id).select_related("file").in_bulk()
    )
    return [held[pk] for pk in wanted if pk in held]


def attachment_for(person: Person, submission_ref: str, attachment_id: int) -> Attachment:
    """A file of an assigned submission, the door asked again. Raises NotFound."""
    assignment = assignment_for(person, submission_ref)
    for attachment in attachments_of(assignment.submission):
        if attachment.pk == attachment_id:
            return attachment
    raise NotFound("no-file", "ไม่พบไฟล์นี้", "There is no such file.")


def _own(assignment: Assignment, rubric: Rubric) -> OwnSheet:
    sheet: ScoreSheet | None = getattr(assignment, "sheet", None)
    if sheet is None:
        return OwnSheet("new", 0, "", {}, {}, None, None, None, None)
    scores = {
        row.criterion_id: exact.from_scaled(row.value_scaled, SCALE)
        for row in Score.objects.filter(sheet=sheet)
    }
    found: dict[str, dict[str, str]] = {}
    for row in Finding.objects.filter(sheet=sheet).order_by("pk"):
        found.setdefault(row.criterion_id, {})[row.kind] = row.text
    return OwnSheet(
        sheet.state, sheet.revision, sheet.comment, scores, found, running(rubric, scores), sheet.total,
        sheet.saved_at, sheet.locked_at,
    )  # fmt: skip


def running(rubric: Rubric, scores: Mapping[str, Fraction]) -> Fraction | None:
    """The exact total of the criteria scored so far (for "pmqa" their mean); None before the first."""
    given = [c for c in rubric.criteria if c.id in scores]
    if not given:
        return None
    if rubric.scale == "pmqa":
        return sum((scores[c.id] for c in given), Fraction(0)) / len(given)
    return sum((c.weight * scores[c.id] / c.maximum for c in given), Fraction(0))
