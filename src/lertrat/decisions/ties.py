"""Equal scores: what the pack's rule for ties says of them. The rule orders and explains; the committee decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lertrat.assessment.models import SCALE
from lertrat.decisions.results import Standing
from lertrat.kernel.exact import decimal, from_scaled, parse


@dataclass(frozen=True, slots=True)
class Tie:
    """The place among equal scores (1 first; equal again: the same place), and the words that show how it came about."""

    place: int
    words: str


def ties(standings: Iterable[Standing]) -> dict[int, Tie]:
    """Application id → tie, for those that share their exact score with another of their type (and category).

    The rule (supplement, `tie_break`): the higher mean on results, then the smaller spread between assessors, then the
    sub-committee. Nothing where the pack has no rule. `StepResult.rank_value` follows the same rule.
    """
    groups: dict[tuple[str, int, int, Fraction], list[Standing]] = {}
    for one in standings:
        result = one.result
        if result is not None and one.pack.tie_break:
            key = (result.type_id, one.application.category, result.step, result.score)
            groups.setdefault(key, []).append(one)
    tied = [group for group in groups.values() if len(group) > 1]
    found = {}
    for group in tied:
        found.update(_placed(group))
    return found


def _placed(group: list[Standing]) -> dict[int, Tie]:
    def key(one: Standing) -> tuple[Fraction, int]:
        result = one.result
        assert result is not None
        return -_on_results(one), result.spread_scaled

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


def _on_results(one: Standing) -> Fraction:
    """The mean share of the points for results, in percent; 0 where the score sheet asks for none."""
    result = one.result
    assert result is not None
    rubric = one.pack.rubric(result.type_id, result.step)
    wanted = [c for c in rubric.criteria if c.kind == "result" and c.id in result.categories]
    shares = [parse(result.categories[c.id]) / c.maximum for c in wanted]
    return 100 * sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)
