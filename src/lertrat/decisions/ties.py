"""Equal scores: what the pack's rule for ties says of them. The rule orders and explains; the committee decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lertrat.assessment.models import SCALE, Score
from lertrat.criteria import Rubric
from lertrat.decisions.results import Standing, score_of
from lertrat.kernel.exact import decimal, from_scaled


@dataclass(frozen=True, slots=True)
class Tie:
    """The place among equal scores (1 first; equal again: the same place), and the words that show how it came about."""

    place: int
    words: str


def ties(standings: Iterable[Standing]) -> dict[int, Tie]:
    """Application id → tie, for those that share their exact score with another of their type (and category).

    The rule (supplement, `tie_break`): the higher mean on results, then the smaller spread between assessors, then the
    sub-committee. Nothing where the pack has no rule. One query, none without a tie.
    """
    groups: dict[tuple[str, int, int, Fraction], list[Standing]] = {}
    for one in standings:
        result = one.result
        if result is not None and one.pack.tie_break:
            key = (result.type_id, one.application.category, result.step, score_of(result))
            groups.setdefault(key, []).append(one)
    tied = [group for group in groups.values() if len(group) > 1]
    on_results = _on_results([one for group in tied for one in group])
    found = {}
    for group in tied:
        found.update(_placed(group, on_results))
    return found


def _placed(group: list[Standing], on_results: dict[int, Fraction]) -> dict[int, Tie]:
    def key(one: Standing) -> tuple[Fraction, int]:
        result = one.result
        assert result is not None
        return -on_results.get(result.submission_id, Fraction(0)), result.spread_scaled

    order = sorted(group, key=lambda one: (*key(one), one.application.pk))
    found: dict[int, Tie] = {}
    place = 0
    for number, one in enumerate(order, 1):
        if number == 1 or key(one) != key(order[number - 2]):
            place = number
        shown, spread = decimal(-key(one)[0], 2), decimal(from_scaled(key(one)[1], SCALE), 2, trim=True)
        even = sum(1 for other in order if key(other) == key(one)) > 1
        last = " ยังเท่ากัน ให้คณะอนุกรรมการพิจารณา" if even else ""
        found[one.application.pk] = Tie(
            place,
            f"คะแนนเท่ากัน {len(order)} ใบสมัคร อยู่ลำดับที่ {place} (ด้านผลลัพธ์ร้อยละ {shown} "
            f"คะแนนผู้ตรวจต่างกัน {spread}){last}",
        )
    return found


def _on_results(tied: list[Standing]) -> dict[int, Fraction]:
    """Submission id → the mean share of the points for results, in percent, over its locked sheets."""
    rubrics: dict[int, Rubric] = {}
    for one in tied:
        if one.result is not None:
            rubrics[one.result.submission_id] = one.pack.rubric(one.application.type_id, one.result.step)
    if not rubrics:
        return {}
    rows = Score.objects.filter(
        sheet__state="locked",
        sheet__assignment__state="active",
        sheet__assignment__submission__in=list(rubrics),
    ).values_list("sheet__assignment__submission_id", "criterion_id", "value_scaled")
    got: dict[int, Fraction] = {}
    most: dict[int, Fraction] = {}
    for submission_id, criterion_id, scaled in rows:
        criterion = next((c for c in rubrics[submission_id].criteria if c.id == criterion_id), None)
        if criterion is not None and criterion.kind == "result":
            share = criterion.weight * from_scaled(scaled, SCALE) / criterion.maximum
            got[submission_id] = got.get(submission_id, Fraction(0)) + share
            most[submission_id] = most.get(submission_id, Fraction(0)) + criterion.weight
    return {pk: 100 * points / most[pk] for pk, points in got.items()}
