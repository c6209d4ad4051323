"""Sums, means, gates, levels and KPI points: exact from the sheet to the page, nothing rounded before it is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from lertrat.criteria import schema as s
from lertrat.criteria.pack import Pack
from lertrat.kernel.errors import Refusal
from lertrat.kernel.exact import decimal, to_text

Gated = Literal["passed", "failed", "not_opened", "refused"]


def _t(th: str, en: str) -> s.Text:
    return s.Text(th=th, en=en)


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether a score opens the next step. `says` carries the numbers, `rule` the words of the rule where there is one."""

    result: Gated
    says: s.Text
    rule: s.Text | None = None
    citations: s.Citations = ()

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {
            "result": self.result,
            "says": self.says.says(language),
            "rule": self.rule.says(language) if self.rule else None,
            "citations": [c.as_json() for c in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Kpi:
    """KPI points and their weighted share; both None where nothing is published, `refused_because` then says which cell."""

    points: int | None
    weighted: Fraction | None
    refused_because: s.Text | None
    citations: s.Citations = ()

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {
            "kpi_points": self.points,
            "kpi_weighted": plain(self.weighted),
            "refused_because": self.refused_because.says(language) if self.refused_because else None,
        }


@dataclass(frozen=True, slots=True)
class LevelProposal:
    """The level a score would reach, or None; never more than a proposal. `assumed`: the cut-off came from a supplement."""

    level: str | None
    rule: s.Text
    assumed: bool
    citations: s.Citations = ()

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {"level": self.level, "rule": self.rule.says(language), "assumed": self.assumed}


def plain(value: Fraction | None) -> int | float | str | None:
    """An exact value as a JSON number where a JSON number holds it exactly (7.5), else as the text of the fraction."""
    if value is None:
        return None
    if value.denominator == 1:
        return value.numerator
    return float(value) if Fraction(float(value)) == value else to_text(value)


def total(rubric: s.Rubric, scores: Mapping[str, Fraction | int]) -> Fraction:
    """The exact result of one sheet: the sum of weight × score ÷ maximum, for scale "pmqa" the plain mean of the scores.

    Every criterion must be scored, within its scale and on its steps; Refusal("score") names the one that is not.
    """
    for name in scores:
        if name not in {c.id for c in rubric.criteria}:
            raise _wrong(f"แบบให้คะแนนไม่มีข้อ {name}", f"the score sheet has no criterion {name}")
    exact = {c.id: _score(c, scores.get(c.id)) for c in rubric.criteria}
    if rubric.scale == "pmqa":
        return mean(list(exact.values()))
    return sum((c.weight * exact[c.id] / c.maximum for c in rubric.criteria), Fraction(0))


def _score(criterion: s.Criterion, score: Fraction | int | None) -> Fraction:
    name, name_en = criterion.name.th, criterion.name.en
    if score is None:
        raise _wrong(f"ยังไม่ได้ให้คะแนนข้อ “{name}”", f"“{name_en}” has no score")
    value = s.exact(score)
    if not criterion.minimum <= value <= criterion.maximum:
        low, high = decimal(criterion.minimum, 4, trim=True), decimal(criterion.maximum, 4, trim=True)
        raise _wrong(
            f"คะแนนข้อ “{name}” ต้องอยู่ระหว่าง {low} ถึง {high}", f"“{name_en}” is scored from {low} to {high}"
        )
    if ((value - criterion.minimum) / criterion.step).denominator != 1:
        step = decimal(criterion.step, 4, trim=True)
        raise _wrong(f"คะแนนข้อ “{name}” ให้ได้ทีละ {step}", f"“{name_en}” is scored in steps of {step}")
    return value


def _wrong(th: str, en: str) -> Refusal:
    return Refusal("score", th, en)


def mean(values: Sequence[Fraction | int]) -> Fraction:
    """The exact plain mean. Refusal("score") for no values."""
    if not values:
        raise _wrong("ไม่มีคะแนนให้เฉลี่ย", "there are no scores to average")
    return sum((s.exact(v) for v in values), Fraction(0)) / len(values)


def combined(pack: Pack, sheets: Sequence[Fraction]) -> Fraction:
    """The sheets of one submission and step as one exact score, by the pack's aggregation. Refusal where none is in force."""
    if pack.aggregation is None:
        raise Refusal(
            "open", "แหล่งข้อมูลไม่ได้กำหนดวิธีรวมคะแนนของผู้ประเมิน", "how sheets become one score is not published"
        )
    if pack.aggregation.method == "mean" or not sheets:
        return mean(sheets)
    ordered = sorted(sheets)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def shown(score: Fraction) -> str:
    """A score as a rule's words show it: exact where four decimals hold it, otherwise the fraction beside its decimal."""
    text = decimal(score, 4, trim=True)
    return text if Fraction(text) == score else f"{to_text(score)} (≈ {decimal(score, 4)})"


def gate(pack: Pack, type_id: str, step: int, score: Fraction | None, *, opened: bool = True) -> GateResult:
    """The gate of a step against an exact score. `opened` False: the earlier step was not passed, so this one was not open.

    "refused" where no gate is published for the step, or where there is no score to compare, or one off the scale.
    """
    at = pack.step(type_id, step)
    if at.gate is None:
        if at.no_gate is not None:
            return GateResult("refused", _t(at.no_gate.th, at.no_gate.en), None, at.no_gate.citations)
        words = _t(f"แหล่งข้อมูลไม่ได้กำหนดคะแนนผ่านของขั้นตอนที่ {step}", f"no gate is published for step {step}")
        return GateResult("refused", words)
    least, rule, citations = at.gate.at_least, at.gate.text, at.gate.citations
    if not opened:
        words = _t(
            f"ยังไม่เปิดขั้นตอนที่ {step} เพราะไม่ผ่านขั้นตอนที่ {at.opens_after or step - 1}",
            f"step {step} was not opened: step {at.opens_after or step - 1} was not passed",
        )
        return GateResult("not_opened", words, rule, citations)
    if score is None:
        return GateResult(
            "refused", _t("ไม่มีคะแนนให้เทียบกับเกณฑ์", "there is no score to compare"), rule, citations
        )
    if not 0 <= score <= at.gate.scale:
        words = _t(
            f"คะแนน {shown(score)} อยู่นอกช่วง 0–{at.gate.scale}",
            f"{shown(score)} lies outside 0–{at.gate.scale}",
        )
        return GateResult("refused", words, rule, citations)
    passed = score >= least
    verb, verb_en = ("ผ่าน", "passes") if passed else ("ไม่ผ่าน", "does not pass")
    words = _t(
        f"คะแนน {shown(score)} {verb}เกณฑ์ {decimal(least, 4, trim=True)} คะแนนขึ้นไป (เทียบค่าจริง ไม่ปัดเศษ)",
        f"{shown(score)} {verb_en} the gate of {decimal(least, 4, trim=True)} (compared exactly, not rounded)",
    )
    return GateResult("passed" if passed else "failed", words, rule, citations)


def kpi(pack: Pack, agency_kind: str, mean_score: Fraction) -> Kpi:
    """KPI points for the examiners' mean of step 1. Refused, naming the cell, wherever the table publishes nothing:
    below the lowest target, between two targets (the blank cell), and for kinds of agency it does not name."""
    rule = next((r for r in pack.kpi if agency_kind in r.agency_kinds), None)
    if pack.kpi_refused is not None and rule is None:
        return Kpi(None, None, _t(pack.kpi_refused.th, pack.kpi_refused.en), pack.kpi_refused.citations)
    if rule is None:
        return Kpi(None, None, _no_table(pack))
    score = s.exact(mean_score)
    known = [p for p in rule.points if p.score is not None]
    highest = known[-1]
    for point in known:
        if score == point.score or (point is highest and point.score is not None and score >= point.score):
            return Kpi(point.points, point.points * rule.weight_percent / 100, None, rule.citations)
    return Kpi(None, None, _unpublished(rule, score), rule.citations)


def _no_table(pack: Pack) -> s.Text:
    fact = pack.facts.get("agency_kind")
    published = {kind for rule in pack.kpi for kind in rule.agency_kinds}
    options = [o for o in (fact.options if fact else ()) if o.id in published]
    th = ", ".join(o.th for o in options) or "-"
    en = ", ".join(o.en for o in options) or "none"
    return _t(
        f"แหล่งข้อมูลไม่มีตารางคะแนนตัวชี้วัดของหน่วยงานประเภทนี้ (มีเฉพาะ {th})",
        f"no KPI points are published for this kind of agency (only for: {en})",
    )


def _unpublished(rule: s.KpiRule, score: Fraction) -> s.Text:
    known = [p for p in rule.points if p.score is not None]
    lowest, highest = known[0], known[-1]
    least = decimal(lowest.score or 0, 4, trim=True)
    most = decimal(highest.score or 0, 4, trim=True)
    if score < (lowest.score or 0):
        return _t(
            f"คะแนน {shown(score)} ต่ำกว่า {lowest.name.th} ({least}) ซึ่งแหล่งข้อมูลไม่ได้กำหนดคะแนนไว้",
            f"{shown(score)} is below “{lowest.name.en}” ({least}); no points are published there",
        )
    blank = [p for p in rule.points if p.score is None]
    cells = ", ".join(f"“{p.name.th}” ({p.points})" for p in blank) or "ค่าระหว่างช่อง"
    cells_en = ", ".join(f"“{p.name.en}” ({p.points})" for p in blank) or "the values between"
    return _t(
        f"คะแนน {shown(score)} อยู่ระหว่าง {least} กับ {most} ช่อง {cells} ในแหล่งข้อมูลเว้นว่าง จึงไม่คำนวณ",
        f"{shown(score)} lies between {least} and {most}; the cell {cells_en} is blank in the source, so nothing is computed",
    )


def propose_level(pack: Pack, type_id: str, step: int, score: Fraction) -> LevelProposal:
    """The highest level whose cut-off the exact score reaches. None, with the reason, where no cut-off is published (the
    committee decides), where it is read at another step, or where no cut-off is reached."""
    type = pack.type(type_id)
    cuts = [level for level in type.levels if level.cut_off is not None]
    if not cuts:
        return LevelProposal(
            None,
            _t(
                "แหล่งข้อมูลไม่มีคะแนนตัดระดับรางวัล คณะกรรมการเป็นผู้กำหนดระดับ",
                "no cut-off is published; the committee sets the level",
            ),
            False,
        )
    at = cuts[0].cut_off_step
    if at is not None and at != step:
        return LevelProposal(
            None,
            _t(f"ระดับรางวัลพิจารณาจากคะแนนขั้นตอนที่ {at}", f"the level is read from the score of step {at}"),
            any(c.assumed for c in cuts),
        )
    exact = s.exact(score)
    for level in cuts:
        least = level.cut_off or Fraction(0)
        if exact >= least:
            name, needed = pack.levels[level.level].name, decimal(least, 4, trim=True)
            rule = _t(
                f"คะแนน {shown(exact)} ถึงเกณฑ์ระดับ{name.th} ({needed})",
                f"{shown(exact)} reaches {name.en} ({needed})",
            )
            return LevelProposal(level.level, rule, level.assumed, level.citations)
    least_text = decimal(min(c.cut_off or Fraction(0) for c in cuts), 4, trim=True)
    return LevelProposal(
        None,
        _t(
            f"คะแนน {shown(exact)} ไม่ถึงเกณฑ์ระดับใด (ต่ำสุด {least_text})",
            f"{shown(exact)} reaches no level (lowest {least_text})",
        ),
        any(c.assumed for c in cuts),
    )
