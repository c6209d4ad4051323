"""A year played with made-up applicants before it is sealed: eligibility, form, score sheets, gates, levels, honours. Everything
happens in memory from the pack alone, so that no rehearsal can reach an application, a record or a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.awards import AwardFact, HonourVerdict, honours
from lertrat.criteria.conditions import Verdict
from lertrat.criteria.judging import Judgement, facts_of, judge
from lertrat.criteria.pack import Pack
from lertrat.criteria.probing import probes
from lertrat.criteria.scores import GateResult, combined, gate, propose_level, total
from lertrat.kernel.errors import Refusal

# Made-up agencies, and the share of each criterion's maximum that their examiners give.
PLAYERS: tuple[tuple[s.Text, Fraction], ...] = (
    (s.Text(th="หน่วยงานสมมติ ก (ผลงานเด่น)", en="Made-up agency A (strong)"), Fraction(95, 100)),
    (s.Text(th="หน่วยงานสมมติ ข (ผลงานดี)", en="Made-up agency B (good)"), Fraction(80, 100)),
    (s.Text(th="หน่วยงานสมมติ ค (ผลงานปานกลาง)", en="Made-up agency C (fair)"), Fraction(55, 100)),
)
_MOST_FACTS = 40


@dataclass(frozen=True, slots=True)
class StepPlayed:
    """One step: how many questions its form has, the sheets, the score that came of them, the gate. `stopped` says why it did
    not get that far."""

    number: int
    name: s.Text
    questions: int
    sheets: tuple[Fraction, ...]
    score: Fraction | None
    gate: GateResult | None
    stopped: s.Text | None


@dataclass(frozen=True, slots=True)
class Played:
    """One made-up application from eligibility to level. `level` None: none was reached, or `why` it cannot be told."""

    agency: s.Text
    type: str
    judgement: Judgement
    steps: tuple[StepPlayed, ...]
    level: str | None
    why: s.Text | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All that came of a rehearsal. `turned`: for each type, a made-up applicant who does not fit, and the verdict."""

    played: tuple[Played, ...]
    turned: dict[str, Judgement]
    honours: tuple[HonourVerdict, ...]


def rehearse(pack: Pack) -> Rehearsal:
    """Every type played by every made-up agency, then the awards that follow. Deterministic: one pack, one rehearsal."""
    tried = probes(pack, {})
    played: list[Played] = []
    turned: dict[str, Judgement] = {}
    for type_id in pack.types:
        fitting = _judged(pack, type_id, tried, "met")
        against = _judged(pack, type_id, tried, "unmet")
        if against.verdict == "unmet":
            turned[type_id] = against
        played += [_played(pack, type_id, fitting, agency, share) for agency, share in PLAYERS]
    won = [
        AwardFact(pack.year_be, pack.types[one.type].branch, one.type, one.level, one.agency.th)
        for one in played
        if one.level is not None
    ]
    return Rehearsal(tuple(played), turned, tuple(honours(pack, won)) if won else ())


def _judged(pack: Pack, type_id: str, tried: Mapping[str, tuple[Any, ...]], wanted: Verdict) -> Judgement:
    """The judgement on facts chosen one by one so that as many conditions as possible come out as `wanted`."""
    facts: dict[str, Any] = {}
    best = judge(pack, type_id, facts)
    for _ in range(2):
        for spec in facts_of(pack, type_id)[:_MOST_FACTS]:
            for value in tried.get(spec.name, ()):
                trial = judge(pack, type_id, {**facts, spec.name: value})
                if _fit(trial, wanted) > _fit(best, wanted):
                    facts, best = {**facts, spec.name: value}, trial
    return best


def _fit(judged: Judgement, wanted: Verdict) -> tuple[int, int]:
    hits = sum(1 for one in judged.conditions if one.verdict == wanted)
    known = sum(1 for one in judged.conditions if one.verdict != "unknown")
    return (2 * hits - known, known) if wanted == "met" else (hits, known)


def _played(pack: Pack, type_id: str, fitting: Judgement, agency: s.Text, share: Fraction) -> Played:
    steps: list[StepPlayed] = []
    kind = pack.types[type_id]
    opened = True
    for step in kind.steps:
        if step.kind != "intake":
            continue
        played = _step(pack, kind, step, share, opened)
        steps.append(played)
        if played.stopped is not None or (
            played.gate is not None and played.gate.result != "passed" and step.gate
        ):
            opened = False
            break
    level, why = _level(pack, kind, steps) if opened else (None, steps[-1].stopped or _failed(steps[-1]))
    return Played(agency, type_id, fitting, tuple(steps), level, why)


def _failed(step: StepPlayed) -> s.Text:
    return step.gate.says if step.gate else s.Text(th="ไม่ผ่าน", en="not passed")


def _step(pack: Pack, kind: s.AwardType, step: s.Step, share: Fraction, opened: bool) -> StepPlayed:
    questions = len(pack.forms[step.form].questions) if step.form else 0
    try:
        pack.form(kind.id, step.number)
        rubric = pack.rubric(kind.id, step.number)
        count = step.assessors_per_submission or 2
        sheets = tuple(_sheet(rubric, max(share - Fraction(n, 100), Fraction(0))) for n in range(count))
        score = combined(pack, sheets)
    except Refusal as refusal:
        told = s.Text(th=refusal.th, en=refusal.en)
        return StepPlayed(step.number, step.name, questions, (), None, None, told)
    found = gate(pack, kind.id, step.number, score, opened=opened) if step.gate or step.no_gate else None
    return StepPlayed(step.number, step.name, questions, sheets, score, found, None)


def _sheet(rubric: s.Rubric, share: Fraction) -> Fraction:
    """One examiner's sheet: each criterion at its share of the scale, brought down to the criterion's own steps."""
    scores = {c.id: c.minimum + (c.maximum - c.minimum) * share // c.step * c.step for c in rubric.criteria}
    return total(rubric, scores)


def _level(pack: Pack, kind: s.AwardType, steps: list[StepPlayed]) -> tuple[str | None, s.Text | None]:
    if not steps or steps[-1].score is None:
        return None, s.Text(th="ไม่มีขั้นตอนที่ให้คะแนน", en="no step is scored")
    scores = {one.number: one.score for one in steps if one.score is not None}
    at = next((level.cut_off_step for level in kind.levels if level.cut_off_step), None)
    at = at if at in scores else steps[-1].number
    proposed = propose_level(pack, kind.id, at, scores[at])
    return proposed.level, proposed.rule
