"""Self-scores of PMQA 4.0: from the points an agency meets to items, categories, the total, and what they foretell.

All of it is a forecast: gates and the KPI read the examiners' scores (004:968). Everything is exact; nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lertrat.criteria import schema as s
from lertrat.criteria.pack import Pack
from lertrat.criteria.scores import GateResult, Kpi, LevelProposal, gate, kpi, mean, propose_level
from lertrat.kernel.errors import Refusal
from lertrat.kernel.exact import decimal


def instrument(pack: Pack) -> s.Instrument:
    """The year's instrument; Refusal("no_instrument") where its rules hold none."""
    if pack.instrument is None:
        raise Refusal(
            "no_instrument",
            f"หลักเกณฑ์ปี {pack.year_be} ไม่มีเครื่องมือประเมิน PMQA 4.0",
            f"{pack.id} has no PMQA 4.0 instrument",
        )
    return pack.instrument


def item_score(made: s.Instrument, item_id: str, met: Sequence[int]) -> Fraction:
    """The score of a process item from how many points are met at each maturity level, lowest first.

    A level counts only when every level below it is complete. Refusal("points") for counts that do not fit the item.
    """
    item = _item(made, item_id)
    if not item.points:
        raise Refusal("points", f"หัวข้อ {item.id} ให้คะแนนโดยตรง", f"{item.id} is scored directly")
    if len(met) != len(item.points) or any(
        not 0 <= have <= asked for have, asked in zip(met, item.points, strict=False)
    ):
        asked = " ".join(map(str, item.points))
        raise Refusal(
            "points",
            f"หัวข้อ {item.id} มีจำนวนข้อตามระดับ {asked} จำนวนที่กรอกไม่ตรง",
            f"{item.id} asks {asked} points by level; what was given does not fit",
        )
    score = made.scale.minimum
    for level, have, needed in zip(made.maturity, met, item.points, strict=True):
        score += level.adds * Fraction(have, needed)
        if have < needed:
            break
    return score


def result_score(made: s.Instrument, item_id: str, value: Fraction | int) -> Fraction:
    """The directly given score of a group of results; Refusal("points") off the scale."""
    item, score = _item(made, item_id), s.exact(value)
    if item.points:
        raise Refusal("points", f"หัวข้อ {item.id} คิดจากจำนวนข้อ", f"{item.id} is scored by its points")
    if not made.scale.minimum <= score <= made.scale.maximum:
        low, high = (decimal(each, 4, trim=True) for each in (made.scale.minimum, made.scale.maximum))
        raise Refusal(
            "points",
            f"คะแนนหัวข้อ {item.id} ต้องอยู่ระหว่าง {low} ถึง {high}",
            f"{item.id} is scored from {low} to {high}",
        )
    return score


def _item(made: s.Instrument, item_id: str) -> s.Item:
    try:
        return made.item(item_id)
    except KeyError:
        raise Refusal("points", f"ไม่มีหัวข้อ {item_id}", f"there is no item {item_id}") from None


def reached(made: s.Instrument, score: Fraction) -> str | None:
    """The highest maturity level that an item's score completes; None below the first."""
    at, best = made.scale.minimum, None
    for level in made.maturity:
        at += level.adds
        if score >= at:
            best = level.level
    return best


def category_score(made: s.Instrument, number: int, items: Mapping[str, Fraction]) -> Fraction | None:
    """The mean of the category's items by id; None while one of them has no score."""
    ids = [item.id for item in made.category(number).items]
    return mean([items[id] for id in ids]) if all(id in items for id in ids) else None


def categories(made: s.Instrument, items: Mapping[str, Fraction]) -> dict[int, Fraction | None]:
    """Every category's score by its number; None where items are missing."""
    return {c.number: category_score(made, c.number, items) for c in made.categories}


def total_score(scores: Mapping[int, Fraction | None]) -> Fraction | None:
    """The plain mean of the categories; None while one is missing."""
    known = [score for score in scores.values() if score is not None]
    return mean(known) if known and len(known) == len(scores) else None


@dataclass(frozen=True, slots=True)
class Gain:
    """What an item would add by completing its next maturity level: to itself, and to the total."""

    item: s.Item
    now: Fraction
    to: Fraction
    level: str
    total: Fraction


def gains(made: s.Instrument, items: Mapping[str, Fraction]) -> list[Gain]:
    """For every process item below the top, what one more level gives; the greatest gain of the total first, then in order."""
    found: list[Gain] = []
    for category in made.categories:
        for item in category.items:
            if not item.points or item.id not in items:
                continue
            at, now = made.scale.minimum, items[item.id]
            for level in made.maturity:
                at += level.adds
                if now < at:
                    share = (at - now) / len(category.items) / len(made.categories)
                    found.append(Gain(item, now, at, level.level, share))
                    break
    return sorted(found, key=lambda gain: -gain.total)


def readiest(made: s.Instrument, scores: Mapping[int, Fraction | None]) -> s.Category | None:
    """The category nearest to an award by category: the highest of those that have one (process categories); the first of
    equals. None while none has a score."""
    known = [
        (score, category)
        for category in made.categories
        if category.kind == "process" and (score := scores.get(category.number)) is not None
    ]
    return max(known, key=lambda pair: pair[0])[1] if known else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a self-score would mean if the examiners agreed. Shown only with `label`."""

    label: s.Statement
    categories: dict[int, Fraction | None]
    total: Fraction | None
    gate: GateResult
    kpi: Kpi | None
    level: LevelProposal | None


def forecast(pack: Pack, agency_kind: str, items: Mapping[str, Fraction]) -> Forecast:
    """The categories, the total, and the gate of step 1, the KPI and the level that this total would give."""
    made = instrument(pack)
    scores = categories(made, items)
    total = total_score(scores)
    intake = made.intake("award")
    step = intake.step if intake and intake.step else 1
    return Forecast(
        made.forecast,
        scores,
        total,
        gate(pack, made.type, step, total),
        kpi(pack, agency_kind, total) if total is not None else None,
        _level(pack, made.type, total) if total is not None else None,
    )


def _level(pack: Pack, type_id: str, total: Fraction) -> LevelProposal:
    steps = [cut.cut_off_step for cut in pack.type(type_id).levels if cut.cut_off_step]
    return propose_level(pack, type_id, steps[0] if steps else 1, total)


def days(pack: Pack, intake: s.Intake) -> tuple[date, date]:
    """The first and last day of an intake in the pack's year. The award round's are its step's window; where the year prints
    none, whole months, a December before a January lying in the year before."""
    if intake.step is not None:
        window = pack.step(instrument(pack).type, intake.step).window
        if window is not None:
            return window.first_day, window.last_day
    year = pack.year_be - 543
    first, last = intake.months[0], intake.months[-1]
    opens = date(year - 1 if first > last else year, first, 1)
    after = date(year + 1, 1, 1) if last == 12 else date(year, last + 1, 1)
    return opens, date.fromordinal(after.toordinal() - 1)
