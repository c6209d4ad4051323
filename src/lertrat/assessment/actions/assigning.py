"""Assignments one by one: made by hand, released, and gone dark when a conflict turns up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from lertrat.applications.models import Submission
from lertrat.assessment import validators
from lertrat.assessment.actions.kpi import darken_kpi
from lertrat.assessment.actions.locks import lock_assignment, lock_people, lock_submission
from lertrat.assessment.actions.results import settle, take_out
from lertrat.assessment.actions.waiting import let_go, taken_up
from lertrat.assessment.models import Assignment, Panel, PanelMember, StepResult
from lertrat.assessment.permits import judge, may
from lertrat.assessment.rules import SUBMISSION_WIDE, WIDE, refuse_out_of_play, rubric_of
from lertrat.conflicts import actions as conflicts
from lertrat.conflicts.door import door
from lertrat.conflicts.models import Declaration
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records.actions import append

DARK = "พบผลประโยชน์ทับซ้อนหลังการมอบหมาย"


def assign(*, submission: Submission, person: Person, panel: Panel, by: Person) -> Assignment:
    """Assign one submission by hand, with the checks of a plan: in play, seated on the panel, door open, not full.

    A submission that has its result takes somebody new only in place of a sheet that went dark after it was counted.
    """
    may(by, "office", submission).require()
    rubric_of(submission)
    with transaction.atomic():
        lock_people([person.pk])
        held = lock_submission(submission)
        refuse_out_of_play(submission)
        judge(door(person.pk, submission.edition), submission).require()
        _refuse_unseated(held, person, panel)
        _refuse_concluded(held)
        if Assignment.objects.filter(submission=held, person=person).exclude(state="released").exists():
            raise Refusal(
                "assigned", "มอบหมายผลงานนี้ให้บุคคลนี้ไปแล้ว", "This work is assigned to this person already."
            )
        made = Assignment.objects.create(
            submission=held, person=person, panel=panel, made_at=clock.now(), made_by=by
        )
        taken_up([held.pk])
        append(
            "assignment.made", obj=made, by=by, edition_id=held.edition_id, person=person.pk, assignments=[made.pk],
            submissions=[held.pk],
        )  # fmt: skip
    return made


def _refuse_unseated(submission: Submission, person: Person, panel: Panel) -> None:
    seat = PanelMember.objects.filter(panel=panel, person=person, left_at__isnull=True).first()
    if seat is None or panel.edition_id != submission.edition_id or submission.type_id not in panel.types:
        raise Refusal(
            "not-on-panel",
            "บุคคลนี้ไม่ได้อยู่ในคณะที่ตรวจประเภทนี้",
            "This person is not on a panel that reads this type.",
        )
    load = Assignment.objects.filter(
        person=person, panel=panel, state="active", submission__step=submission.step, submission__live=True
    ).count()
    if load >= seat.capacity:
        raise Refusal(
            "full",
            f"บุคคลนี้รับงานครบ {seat.capacity} ผลงานแล้ว",
            f"This person has {seat.capacity} works already.",
        )


def _refuse_concluded(submission: Submission) -> None:
    result = StepResult.objects.filter(submission=submission).first()
    if result is None:
        return
    if not Assignment.objects.filter(pk__in=result.counted, state="dark").exists():
        raise Refusal("concluded", "สรุปคะแนนของผลงานนี้ไปแล้ว", "This submission has its result already.")


def release(*, assignment: Assignment, reason: str, by: Person) -> None:
    """End an assignment, with its reason. A dark one that was counted in a result is taken out of it, and the result is
    computed anew; an active one whose sheet is in a result stays (its score is final)."""
    may(by, "office", assignment).require()
    words = validators.reason(reason, 300)
    with transaction.atomic():
        submission = _held(assignment.submission_id)
        held = lock_assignment(assignment)
        if held.state == "released":
            return
        counted = StepResult.objects.filter(submission=submission).first()
        if held.state == "active" and counted is not None and held.pk in counted.counted:
            raise Refusal(
                "concluded",
                "คะแนนของผู้ตรวจคนนี้อยู่ในผลสรุปแล้ว ยกเลิกไม่ได้",
                "This sheet is part of the result already.",
            )
        _end(held, "released", words)
        append(
            "assignment.released", obj=held, by=by, edition_id=submission.edition_id, person=held.person_id,
            submission=submission.pk,
        )  # fmt: skip
        if counted is None:
            settle(submission, by=by)
        else:
            take_out(submission, held.pk, by=by)
        let_go(submission.pk)


def _end(held: Assignment, state: str, reason: str) -> None:
    held.state, held.waits, held.ended_at, held.ended_reason = state, False, clock.now(), reason
    held.save(update_fields=["state", "waits", "ended_at", "ended_reason"])


def _held(submission_id: int) -> Submission:
    """The submission's row, held; withdrawn or not."""
    return (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pack_version")
        .defer(*WIDE, "pack_version__source", "pack_version__supplement")
        .get(pk=submission_id)
    )


def apply_conflicts(*, person: Person, edition: Edition, by: Person | None = None) -> int:
    """Darken the person's active assignments and KPI readings whose door is shut by now; how many. Their sheets count no more.

    A result that counted such a sheet stands until an officer releases it (the dark queue says so). A submission whose other
    sheets are all locked gets its result now, if they are enough.
    """
    with transaction.atomic():
        lock_people([person.pk])
        opened = door(person.pk, edition)
        rows = (
            Assignment.objects.filter(person=person, state="active", submission__edition=edition)
            .select_related("submission__application")
            .defer(*SUBMISSION_WIDE)
            .order_by("submission_id")
        )
        shut = [row for row in rows if not judge(opened, row.submission)]
        for row in shut:
            submission = _held(row.submission_id)
            held = lock_assignment(row)
            if held.state != "active":
                continue
            _end(held, "dark", DARK)
            append(
                "assignment.dark",
                obj=held,
                by=by,
                edition_id=edition.pk,
                person=person.pk,
                submission=submission.pk,
            )
            if submission.live and not StepResult.objects.filter(submission=submission).exists():
                settle(submission, by=None)
            let_go(submission.pk)
        dark = darken_kpi(person, edition.pk, opened, by=by)
    return len(shut) + dark


def declare_interests(
    *, person: Person, edition: Edition, relations: Iterable[Mapping[str, Any]] = (), by: Person
) -> Declaration:
    """Declare for an edition: each relation is recorded, the statement is made, and what they shut goes dark; all or nothing.

    A relation: {"kind", "agency" | "work" | "nominee_key", "until_year"?, "note"?}, as in `conflicts.actions`.
    """
    with transaction.atomic():
        for relation in relations:
            conflicts.record_relation(
                person=person, edition=edition, by=by, **{"source": "declaration", **relation}
            )
        made = conflicts.declare(person=person, edition=edition, by=by)
        apply_conflicts(person=person, edition=edition, by=by)
    return made
