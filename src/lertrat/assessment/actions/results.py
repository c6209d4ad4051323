"""What locked sheets give together. A result is born with the last lock of its submission; before that there is nothing."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from django.db import transaction

from lertrat.applications.actions import open_stage
from lertrat.applications.models import Application, Stage, Submission
from lertrat.assessment import validators
from lertrat.assessment.actions.locks import lock_submission
from lertrat.assessment.models import SCALE, Assignment, Score, ScoreSheet, StepResult
from lertrat.assessment.permits import may
from lertrat.assessment.rules import opened_by, pack_of, readers_of
from lertrat.criteria import Pack, Rubric, combined, gate
from lertrat.kernel import clock, exact
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append

# A rank is score × 10^6, then four digits for the mean on results and four for the spread (the pack's tie-break).
RANKS = 10**6
DIGITS = 10**4


def settle(submission: Submission, *, by: Person | None, short_reason: str = "") -> StepResult | None:
    """Make the result once every active sheet is locked and as many are as the rules ask for (fewer with `short_reason`).

    Called with the submission's row held. None while it has to wait. Called again after a sheet was taken out of a result,
    it computes the result anew from what is left.
    """
    pack = pack_of(submission)
    active = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .filter(submission_id=submission.pk, state="active")
        .select_related("sheet")
        .order_by("pk")
    )
    sheets: list[ScoreSheet | None] = [getattr(assignment, "sheet", None) for assignment in active]
    locked = [sheet for sheet in sheets if sheet is not None and sheet.state == "locked"]
    needed = readers_of(pack, submission.type_id, submission.step)
    if not locked or len(locked) < len(sheets) or (len(locked) < needed and not short_reason):
        return None
    made = _compute(pack, submission, locked)
    made.short_reason = short_reason
    made.save()
    append(
        "result.settled",
        obj=made,
        by=by,
        edition_id=made.edition_id,
        submission=submission.pk,
        sheets=made.sheets,
    )
    _open_next(pack, submission, made)
    return made


def _compute(pack: Pack, submission: Submission, sheets: list[ScoreSheet]) -> StepResult:
    rubric = pack.rubric(submission.type_id, submission.step)
    totals = [sheet.total for sheet in sheets if sheet.total is not None]
    mean, spread = combined(pack, totals), max(totals) - min(totals)
    given: dict[str, list[Fraction]] = defaultdict(list)
    for row in Score.objects.filter(sheet__in=sheets).order_by("pk"):
        given[row.criterion_id].append(exact.from_scaled(row.value_scaled, SCALE))
    means = {c.id: sum(given[c.id], Fraction(0)) / len(given[c.id]) for c in rubric.criteria if given[c.id]}
    made = StepResult.objects.filter(submission_id=submission.pk).first() or StepResult(
        submission_id=submission.pk
    )
    made.edition_id, made.type_id, made.step = submission.edition_id, submission.type_id, submission.step
    made.sheets, made.counted = len(sheets), [sheet.assignment_id for sheet in sheets]
    made.mean_num, made.mean_den = mean.numerator, mean.denominator
    made.spread_scaled = int(spread * SCALE)
    made.categories = {name: exact.to_text(value) for name, value in means.items()}
    made.rank_value = _rank(pack, rubric, made.score, means, spread)
    made.gate = _gate(pack, submission, made.score)
    made.computed_at = clock.now()
    return made


def _gate(pack: Pack, submission: Submission, score: Fraction) -> str:
    """ "passed", "failed", or "none" where the step has no gate. Thresholds read the score in force."""
    result = gate(pack, submission.type_id, submission.step, score).result
    return result if result in {"passed", "failed"} else "none"


def _rank(pack: Pack, rubric: Rubric, score: Fraction, means: dict[str, Fraction], spread: Fraction) -> int:
    rules = {statement.id for statement in pack.tie_break}
    results = [means[c.id] / c.maximum for c in rubric.criteria if c.kind == "result" and c.id in means]
    first = sum(results, Fraction(0)) / len(results) if results and "results" in rules else Fraction(0)
    second = 1 - spread / rubric.total if "spread" in rules else Fraction(0)
    return (int(score * RANKS) * DIGITS + int(first * (DIGITS - 1))) * DIGITS + int(second * (DIGITS - 1))


def _open_next(pack: Pack, submission: Submission, result: StepResult) -> None:
    following = opened_by(pack, submission.type_id, submission.step)
    if result.gate == "passed" and following is not None and following.kind == "intake":
        application = Application.objects.get(pk=submission.application_id)
        open_stage(application=application, step=following.number, by=None)


def conclude(*, submission: Submission, reason: str, by: Person) -> StepResult:
    """The office makes the result from fewer sheets than the rules ask for, with its reason (nobody else could read it)."""
    may(by, "judge", submission).require()
    words = validators.reason(reason, 400)
    with transaction.atomic():
        lock_submission(submission)
        if StepResult.objects.filter(submission=submission).exists():
            raise Refusal("concluded", "สรุปคะแนนของผลงานนี้ไปแล้ว", "This submission has its result already.")
        made = settle(submission, by=by, short_reason=words)
        if made is None:
            raise Refusal(
                "sheets-open", "ยังมีแบบให้คะแนนที่ไม่ได้ยืนยัน จึงสรุปไม่ได้", "There are sheets that are not locked yet."
            )
    return made


def agree(*, submission: Submission, score: str | int | Fraction, reason: str, by: Person) -> StepResult:
    """The panel's agreed score, with its reason, after all sheets are locked; the mean stays beside it. Said once.

    Every threshold reads the agreed score from then on: the gate and the rank are computed anew. Refuses a score that would
    fail a gate which has opened the next step's intake already.
    """
    may(by, "agree", submission).require()
    words = validators.reason(reason, 600)
    pack = pack_of(submission)
    value = validators.agreed(pack.rubric(submission.type_id, submission.step), score)
    with transaction.atomic():
        lock_submission(submission)
        held = StepResult.objects.select_for_update().filter(submission=submission).first()
        if held is None:
            raise Refusal(
                "sheets-open",
                "ตกลงคะแนนได้หลังจากทุกคนยืนยันคะแนนแล้ว",
                "Scores are agreed after all sheets are locked.",
            )
        if held.agreed is not None:
            raise Refusal("agreed-already", "ตกลงคะแนนของผลงานนี้ไปแล้ว", "A score has been agreed already.")
        held.agreed_num, held.agreed_den, held.agreed_reason = value.numerator, value.denominator, words
        held.gate = _gate(pack, submission, value)
        held.rank_value = int(value * RANKS) * DIGITS**2 + held.rank_value % DIGITS**2
        _refuse_closing(pack, submission, held)
        held.save(update_fields=["agreed_num", "agreed_den", "agreed_reason", "gate", "rank_value"])
        append("result.agreed", obj=held, by=by, edition_id=held.edition_id, submission=submission.pk)
        _open_next(pack, submission, held)
    return held


def _refuse_closing(pack: Pack, submission: Submission, result: StepResult) -> None:
    following = opened_by(pack, submission.type_id, submission.step)
    if result.gate != "failed" or following is None:
        return
    if Stage.objects.filter(application_id=submission.application_id, step=following.number).exists():
        raise Refusal(
            "next-open", "ขั้นต่อไปเปิดรับเอกสารจากหน่วยงานแล้ว จึงตกลงคะแนนต่ำกว่าเกณฑ์ไม่ได้",
            "The next step has been opened to the agency; the agreed score cannot fall below the gate.",
        )  # fmt: skip


def take_out(submission: Submission, assignment_id: int, *, by: Person | None) -> None:
    """A sheet of a released assignment leaves the result it was counted in. With the submission's row held.

    The result is computed anew from the sheets left. Without any it goes, unless the next step has been opened by it.
    """
    result = StepResult.objects.select_for_update().filter(submission_id=submission.pk).first()
    if result is None or assignment_id not in result.counted:
        return
    if settle(submission, by=by, short_reason=result.short_reason or "ถอนคะแนนของผู้มีผลประโยชน์ทับซ้อน"):
        return
    if Stage.objects.filter(application_id=submission.application_id, step=submission.step + 1).exists():
        raise Refusal(
            "next-open", "ไม่มีแบบให้คะแนนอื่นเหลืออยู่ และขั้นต่อไปเปิดแล้ว โปรดมอบหมายผู้อื่นให้ตรวจก่อน",
            "No other sheet is left and the next step is open; let somebody else read it first.",
        )  # fmt: skip
    append("result.removed", obj=result, by=by, edition_id=result.edition_id, submission=submission.pk)
    result.delete()
