"""What the assessors of the demonstration world give: scores that meet on the mean a work's story names, and findings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from lertrat.criteria.schema import Criterion, Rubric
from lertrat.demo import texts
from lertrat.demo.answers import Work, branch, pick


@dataclass(frozen=True, slots=True)
class Finding:
    """A strength or an opportunity, tied to a criterion of the rubric."""

    criterion: str
    strength: bool
    words: str


def sheets(work: Work, step: int, rubric: Rubric, count: int) -> list[dict[str, Fraction]]:
    """`count` sheets (2 or 3), criterion id → score. "pmqa": their mean is exactly the story's; "points": at most two above.

    KeyError where the story never comes that far (a draft, a work that is screened out).
    """
    drawn = 2 + _hash(f"{work['id']}:{step}") % 7
    spread = [drawn, -drawn] if count == 2 else [drawn, 0, -drawn]
    if rubric.scale == "pmqa":
        aims = work["items"] if work["type"] == "pmqa-category" else work["scores"][step]
        return [
            {c.id: Fraction(aim + apart) for c, aim in zip(rubric.criteria, aims, strict=True)}
            for apart in spread
        ]
    if not work["score"]:
        raise KeyError(f"{work['id']} is never scored")
    return [
        _points(rubric, Fraction(work["score"]) + Fraction(apart, 4), work["number"] + n)
        for n, apart in enumerate(spread)
    ]


def _points(rubric: Rubric, aim: Fraction, turn: int) -> dict[str, Fraction]:
    """Scores whose total is the first at or above `aim` (of the rubric's total) that half points reach."""
    share = aim / rubric.total
    scores = {c.id: share * c.maximum // c.step * c.step for c in rubric.criteria}
    order = [rubric.criteria[(turn + n) % len(rubric.criteria)] for n in range(len(rubric.criteria))]
    for criterion in sorted(order, key=lambda c: c.weight, reverse=True) * 2:
        if _total(rubric, scores) >= aim:
            break
        scores[criterion.id] = min(criterion.maximum, scores[criterion.id] + criterion.step)
    return scores


def _total(rubric: Rubric, scores: dict[str, Fraction]) -> Fraction:
    return sum((c.weight * scores[c.id] / c.maximum for c in rubric.criteria), Fraction(0))


def findings(work: Work, rubric: Rubric, place: int) -> list[Finding]:
    """Two strengths and one or two opportunities from the assessor at `place` (from 0) of this work."""
    turn = work["number"] + place
    criteria = [rubric.criteria[(turn + n) % len(rubric.criteria)] for n in range(3 + turn % 2)]
    return [
        Finding(criterion.id, n < 2, _words(work, criterion, n < 2, place))
        for n, criterion in enumerate(criteria)
    ]


def _words(work: Work, criterion: Criterion, strength: bool, place: int) -> str:
    told = texts.read("comments")["findings"]
    ours = told[branch(work)]
    bank = ours.get(criterion.id) or ours.get("any") or told["service"][criterion.id]
    return pick(bank["strengths" if strength else "opportunities"], work, f"{criterion.id}:{place}")


def summary(work: Work, share: Fraction, place: int) -> str:
    """An assessor's closing sentence for a sheet that gave `share` (0..1) of all points."""
    level = "high" if share >= Fraction(4, 5) else "middle" if share >= Fraction(7, 10) else "low"
    return pick(texts.read("comments")["summaries"][level], work, f"summary:{place}")


def _hash(words: str) -> int:
    return int.from_bytes(sha256(words.encode()).digest()[:6], "big")
