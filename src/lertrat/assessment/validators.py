"""One rule per function: reasons, scores, findings. Nothing is rounded; what does not fit is refused with its place."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lertrat.assessment.models import SCALE
from lertrat.assessment.states import FINDING_KINDS
from lertrat.criteria.schema import Criterion, Rubric
from lertrat.kernel import exact, thai
from lertrat.kernel.errors import Refusal

MAX_FINDING = 8_000
MAX_COMMENT = 20_000
KINDS = tuple(kind for kind, _ in FINDING_KINDS)


class SheetRefused(Refusal):
    """A score sheet that cannot be saved or locked; `problems` by criterion id ("" for the sheet as a whole)."""

    def __init__(self, code: str, problems: Mapping[str, Refusal]) -> None:
        super().__init__(
            code,
            " · ".join(problem.th for problem in problems.values()),
            " · ".join(problem.en for problem in problems.values()),
        )
        self.problems = dict(problems)


def reason(text: str, longest: int = 2_000) -> str:
    """A reason in words; Refusal when empty or longer than `longest` characters."""
    clean = thai.normalise(text).strip()
    if not clean:
        raise Refusal("reason-needed", "กรุณาระบุเหตุผล", "Give the reason.")
    if len(clean) > longest:
        raise Refusal(
            "reason-long", f"เหตุผลยาวเกิน {longest:,} ตัวอักษร", f"A reason has at most {longest:,} characters."
        )
    return clean


def score(criterion: Criterion, given: str | int | Fraction) -> Fraction:
    """The exact score of one criterion; Refusal("score") off its scale or between its steps."""
    name, name_en = criterion.name.th, criterion.name.en
    try:
        value = exact.parse(given)
    except Refusal as refusal:
        raise Refusal("score", f"“{name}”: {refusal.th}", f"“{name_en}”: {refusal.en}") from None
    low, high, step = (
        exact.decimal(bound, 4, trim=True) for bound in (criterion.minimum, criterion.maximum, criterion.step)
    )
    if not criterion.minimum <= value <= criterion.maximum:
        raise Refusal(
            "score",
            f"คะแนนข้อ “{name}” ต้องอยู่ระหว่าง {low} ถึง {high}",
            f"“{name_en}” is scored from {low} to {high}.",
        )
    if ((value - criterion.minimum) / criterion.step).denominator != 1:
        raise Refusal(
            "score", f"คะแนนข้อ “{name}” ให้ได้ทีละ {step}", f"“{name_en}” is scored in steps of {step}."
        )
    exact.to_scaled(value, SCALE)
    return value


def scores(rubric: Rubric, given: Mapping[str, str | int | Fraction | None]) -> dict[str, Fraction | None]:
    """Scores by criterion id, None for one that is cleared. SheetRefused names every one that does not fit."""
    read: dict[str, Fraction | None] = {}
    problems: dict[str, Refusal] = {}
    for criterion_id, text in given.items():
        criterion = _criterion(rubric, criterion_id)
        if text is None or (isinstance(text, str) and not text.strip()):
            read[criterion_id] = None
            continue
        try:
            read[criterion_id] = score(criterion, text)
        except Refusal as refusal:
            problems[criterion_id] = refusal
    if problems:
        raise SheetRefused("score", problems)
    return read


def findings(rubric: Rubric, given: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    """Findings by (criterion id, kind), "" for one that is cleared. Refuses unknown kinds and texts that are too long."""
    read: dict[tuple[str, str], str] = {}
    for criterion_id, words in given.items():
        _criterion(rubric, criterion_id)
        for kind, text in words.items():
            if kind not in KINDS:
                raise Refusal(
                    "finding-kind", f"ไม่รู้จักข้อค้นพบชนิด {kind}", f"There is no kind of finding {kind}."
                )
            clean = thai.normalise(text or "").strip()
            if len(clean) > MAX_FINDING:
                raise Refusal(
                    "finding-long", f"ข้อค้นพบยาวเกิน {MAX_FINDING:,} ตัวอักษร",
                    f"A finding has at most {MAX_FINDING:,} characters.",
                )  # fmt: skip
            read[(criterion_id, kind)] = clean
    return read


def comment(text: str) -> str:
    """A comment on the whole; Refusal when longer than 20,000 characters."""
    clean = thai.normalise(text).strip()
    if len(clean) > MAX_COMMENT:
        raise Refusal(
            "comment-long", f"ความเห็นยาวเกิน {MAX_COMMENT:,} ตัวอักษร", f"At most {MAX_COMMENT:,} characters."
        )
    return clean


def whole(rubric: Rubric, scored: Mapping[str, Fraction], found: set[str]) -> None:
    """A sheet that may be locked: every criterion scored, a finding of every kind the rubric asks for (`found`: kinds)."""
    problems = {
        c.id: Refusal("score-missing", f"ยังไม่ได้ให้คะแนนข้อ “{c.name.th}”", f"“{c.name.en}” has no score.")
        for c in rubric.criteria
        if c.id not in scored
    }
    missing = [label for kind, label in FINDING_KINDS if kind in rubric.asks and kind not in found]
    if missing:
        problems[""] = Refusal(
            "finding-missing", f"แบบให้คะแนนนี้ต้องมี{'และ'.join(missing)}อย่างน้อยอย่างละหนึ่งข้อ",
            "This sheet needs at least one strength and one opportunity for improvement.",
        )  # fmt: skip
    if problems:
        raise SheetRefused("sheet-incomplete", problems)


def agreed(rubric: Rubric, given: str | int | Fraction) -> Fraction:
    """An agreed total: from nothing to the sheet's total, no finer than scores are kept."""
    value = exact.parse(given)
    if not 0 <= value <= rubric.total:
        high = exact.decimal(rubric.total, 4, trim=True)
        raise Refusal(
            "agreed-range", f"คะแนนที่ตกลงกันต้องอยู่ระหว่าง 0 ถึง {high}", f"An agreed score lies within 0–{high}."
        )
    exact.to_scaled(value, SCALE)
    return value


def _criterion(rubric: Rubric, criterion_id: str) -> Criterion:
    try:
        return rubric.criterion(criterion_id)
    except KeyError:
        raise Refusal(
            "no-criterion",
            f"แบบให้คะแนนไม่มีข้อ {criterion_id}",
            f"The score sheet has no criterion {criterion_id}.",
        ) from None
