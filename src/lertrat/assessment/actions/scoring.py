"""A score sheet: saved whole as often as its author likes, locked once. Nobody else reads it before all are locked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.db import transaction

from lertrat.assessment import validators
from lertrat.assessment.actions.locks import lock_assignment, lock_submission
from lertrat.assessment.actions.results import settle
from lertrat.assessment.models import SCALE, Assignment, Finding, Score, ScoreSheet
from lertrat.assessment.permits import NOT_YOURS, may
from lertrat.assessment.rules import rubric_of
from lertrat.criteria import total
from lertrat.kernel import clock, exact
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append

Given = str | int | Fraction | None


def save_sheet(
    *,
    assignment: Assignment,
    scores: Mapping[str, Given],
    findings: Mapping[str, Mapping[str, str]] | None = None,
    comment: str | None = None,
    base: int | None,
    by: Person,
) -> ScoreSheet:
    """Save a draft of the sheet: `scores` by criterion id as text ("7.5", "๗.๕"), `findings` by criterion id as
    ``{"strength": text, "opportunity": text}``. What is not named stays; a blank clears.

    `base` is the revision the author saw (0 for none yet, None to save regardless); Conflict, holding the sheet as
    `current`, when another window saved in between. SheetRefused names every score that does not fit; nothing is saved then.
    Drafts leave no record of their own: the sheet's revision counts them, the record keeps its beginning and its lock.
    """
    may(by, "score", assignment).require()
    rubric = rubric_of(assignment.submission)
    values, found = validators.scores(rubric, scores), validators.findings(rubric, findings or {})
    words = None if comment is None else validators.comment(comment)
    with transaction.atomic():
        sheet = _draft(lock_assignment(assignment), base)
        fresh = sheet.pk is None
        sheet.revision += 1
        sheet.saved_at = clock.now()
        if words is not None:
            sheet.comment = words
        sheet.save(force_insert=fresh, update_fields=None if fresh else ["revision", "saved_at", "comment"])
        _put_scores(sheet, values, fresh)
        _put_findings(sheet, found, fresh)
        if fresh:
            append("sheet.started", obj=sheet, by=by, edition_id=assignment.submission.edition_id)
    return sheet


def _draft(held: Assignment, base: int | None) -> ScoreSheet:
    if held.state != "active":
        NOT_YOURS.require()
    sheet: ScoreSheet | None = getattr(held, "sheet", None)
    if sheet is not None and sheet.state == "locked":
        raise Refusal("sheet-locked", "ยืนยันคะแนนแล้ว แก้ไขไม่ได้", "The sheet is locked; it cannot be changed.")
    if base is not None and base != (sheet.revision if sheet else 0):
        raise Conflict(
            "sheet-moved",
            "แบบให้คะแนนนี้ถูกบันทึกจากหน้าต่างอื่นไปแล้ว คะแนนที่กรอกยังอยู่ กรุณาเปรียบเทียบแล้วบันทึกอีกครั้ง",
            "This sheet was saved from another window. What you entered is kept; compare and save again.",
            current=sheet,
        )
    return sheet or ScoreSheet(assignment=held)


def _put_scores(sheet: ScoreSheet, values: Mapping[str, Fraction | None], fresh: bool) -> None:
    rows = [
        Score(sheet=sheet, criterion_id=key, value_scaled=exact.to_scaled(value, SCALE))
        for key, value in values.items()
        if value is not None
    ]
    if rows:
        Score.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["sheet", "criterion_id"],
            update_fields=["value_scaled"],
        )
    cleared = [key for key, value in values.items() if value is None]
    if cleared and not fresh:
        Score.objects.filter(sheet=sheet, criterion_id__in=cleared).delete()


def _put_findings(sheet: ScoreSheet, found: Mapping[tuple[str, str], str], fresh: bool) -> None:
    rows = [
        Finding(sheet=sheet, criterion_id=key, kind=kind, text=text)
        for (key, kind), text in found.items()
        if text
    ]
    if rows:
        Finding.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["sheet", "criterion_id", "kind"],
            update_fields=["text"],
        )
    if fresh:
        return
    for kind in validators.KINDS:
        cleared = [key for (key, of_kind), text in found.items() if of_kind == kind and not text]
        if cleared:
            Finding.objects.filter(sheet=sheet, kind=kind, criterion_id__in=cleared).delete()


def lock_sheet(*, assignment: Assignment, by: Person) -> ScoreSheet:
    """Lock the sheet for good, with its exact total. Locking what is locked changes nothing (a double click).

    The lock of the last sheet of a submission makes its result in the same transaction. SheetRefused while something that
    the rubric asks for is missing.
    """
    may(by, "score", assignment).require()
    rubric = rubric_of(assignment.submission)
    with transaction.atomic():
        lock_submission(assignment.submission)
        held = lock_assignment(assignment)
        if held.state != "active":
            NOT_YOURS.require()
        sheet: ScoreSheet | None = getattr(held, "sheet", None)
        if sheet is None:
            raise Refusal("sheet-empty", "ยังไม่ได้ให้คะแนน", "Nothing has been scored yet.")
        if sheet.state == "locked":
            return sheet
        scored = {
            score.criterion_id: exact.from_scaled(score.value_scaled, SCALE)
            for score in Score.objects.filter(sheet=sheet)
        }
        found = set(Finding.objects.filter(sheet=sheet).values_list("kind", flat=True))
        validators.whole(rubric, scored, found)
        result = total(rubric, scored)
        sheet.state, sheet.locked_at = "locked", clock.now()
        sheet.total_num, sheet.total_den = result.numerator, result.denominator
        sheet.save(update_fields=["state", "locked_at", "total_num", "total_den"])
        held.waits = False
        held.save(update_fields=["waits"])
        append(
            "sheet.locked", obj=sheet, by=by, edition_id=assignment.submission.edition_id, assignment=held.pk,
            submission=held.submission_id,
        )  # fmt: skip
        settle(assignment.submission, by=by)
    return sheet
