"""Shapes of the drawings: a ruler, a radar, an indicator's years. Each stands beside a table that says the same in figures.

Floats are for places on the paper only; every figure that is read comes from the exact score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lertrat.criteria import Pack
from lertrat.criteria.schema import Instrument
from lertrat.selfassessment.queries import Measure, Picture

NEAR = 5.0  # per cent of the ruler within which two marks need lanes of their own


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the ruler. `kind`: now, last, gate or kpi; `lane` counts up from the line."""

    number: int
    kind: str
    name: str
    score: Fraction
    left: str
    lane: int
    note: str = ""

    @property
    def y(self) -> int:
        return -24 - 30 * self.lane


@dataclass(frozen=True, slots=True)
class Ruler:
    """0 to the top of the scale, with every mark and its lane."""

    ticks: list[Tick]
    scale: list[tuple[int, str]]

    @property
    def base(self) -> int:
        """Where the line lies, counted from the top of the drawing."""
        return 44 + 30 * max((tick.lane for tick in self.ticks), default=0)


def ruler(pack: Pack, made: Instrument, picture: Picture, agency_kind: str) -> Ruler:
    """Last year's and this year's total, the gates and the KPI's cells that are published, on one scale."""
    top = made.scale.maximum
    marks: list[tuple[Fraction, str, str, str]] = []
    for step in pack.type(made.type).steps:
        if step.gate is not None and (step.gate.at_least, "gate") not in {(m[0], m[1]) for m in marks}:
            marks.append((step.gate.at_least, "gate", "เกณฑ์ผ่าน", step.gate.text.th))
    for rule in pack.kpi:
        if agency_kind in rule.agency_kinds:
            marks += [
                (point.score, "kpi", f"ตัวชี้วัด {point.points} คะแนน", point.name.th)
                for point in rule.points
                if point.score is not None
            ]
    if picture.last is not None:
        marks.append((picture.last, "last", "ปีก่อน", picture.last_source))
    if picture.forecast.total is not None:
        marks.append((picture.forecast.total, "now", "ปีนี้ (คาดการณ์)", "คะแนนประเมินตนเองที่สรุปร่วมกัน"))
    ticks: list[Tick] = []
    taken: list[float] = []
    for number, (score, kind, name, note) in enumerate(sorted(marks, key=lambda mark: mark[0]), 1):
        left = float(score / top * 100)
        lane = next((n for n, until in enumerate(taken) if until + NEAR <= left), len(taken))
        taken[lane : lane + 1] = [left]
        ticks.append(Tick(number, kind, name, score, f"{left:.2f}%", lane, note))
    whole = [(value, f"{value / float(top) * 100:.2f}%") for value in range(0, int(top) + 1, 100)]
    return Ruler(ticks, whole)


@dataclass(frozen=True, slots=True)
class Spoke:
    """An axis of the radar: its end, and where its number stands."""

    number: int
    x: str
    y: str
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Radar:
    """Rings, axes and the outlines of this year and (where its categories are known) last year."""

    rings: list[str]
    spokes: list[Spoke]
    now: str
    last: str


CENTRE, REACH = 140.0, 108.0


def radar(made: Instrument, picture: Picture) -> Radar | None:
    """The categories around a circle, the first on top; None while one has no score."""
    scores = picture.forecast.categories
    if any(score is None for score in scores.values()):
        return None
    count, top = len(made.categories), made.scale.maximum

    def at(place: int, share: float) -> tuple[str, str]:
        turn = 2 * math.pi * place / count - math.pi / 2
        return (
            f"{CENTRE + REACH * share * math.cos(turn):.1f}",
            f"{CENTRE + REACH * share * math.sin(turn):.1f}",
        )

    def outline(values: Sequence[float]) -> str:
        return " ".join(",".join(at(place, value)) for place, value in enumerate(values))

    def shares(of: dict[int, Fraction | None]) -> list[float]:
        return [float(score / top) for _, score in sorted(of.items()) if score is not None]

    last = shares(picture.last_categories)
    return Radar(
        [outline([step / 5] * count) for step in range(1, 6)],
        [Spoke(c.number, *at(n, 1.0), *at(n, 1.17)) for n, c in enumerate(made.categories)],
        outline(shares(scores)),
        outline(last) if len(last) == count else "",
    )


@dataclass(frozen=True, slots=True)
class Dot:
    """One year's result: its place, and the year below it."""

    x: str
    y: str
    year: int
    written: str


@dataclass(frozen=True, slots=True)
class Years:
    """An indicator's results as a line, with the target's height (empty where it is no number)."""

    dots: list[Dot]
    line: str
    target: str
    says: str


LEFT, RIGHT, HIGH, LOW = 30.0, 230.0, 18.0, 78.0


def years(measure: Measure) -> Years | None:
    """The results that are numbers; None with fewer than two."""
    known = [(year, written, value) for year, written, value in measure.years if value is not None]
    if len(known) < 2:
        return None
    values = [value for *_, value in known] + ([measure.target] if measure.target is not None else [])
    low, high = min(values), max(values)
    span, first, width = (high - low) or Fraction(1), known[0][0], known[-1][0] - known[0][0]

    def height(value: Fraction) -> str:
        return f"{LOW - (LOW - HIGH) * float((value - low) / span):.1f}"

    dots = [
        Dot(f"{LEFT + (RIGHT - LEFT) * (year - first) / width:.1f}", height(value), year, written)
        for year, written, value in known
    ]
    said = ", ".join(f"ปี {dot.year} {dot.written}" for dot in dots)
    target = height(measure.target) if measure.target is not None else ""
    return Years(dots, " ".join(f"{dot.x},{dot.y}" for dot in dots), target, said)
