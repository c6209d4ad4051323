"""PMQA 4.0 scores of many agencies: the plain mean of seven categories, the gates, and the KPI of step 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.facts import FactError
from lertrat.criteria.pack import Pack
from lertrat.criteria.scores import (
    Gated,
    GateResult,
    Kpi,
    LevelProposal,
    gate,
    kpi,
    mean,
    plain,
    propose_level,
    shown,
)
from lertrat.kernel.errors import Refusal
from lertrat.kernel.exact import decimal, parse, to_text
from lertrat.kernel.thai import normalise

TYPE = "pmqa-4"
COLUMNS = ("agency", "kind", "step", "category", "score")
CATEGORIES = tuple(range(1, 8))
HIGHEST = 500


@dataclass(frozen=True, slots=True)
class PmqaResult:
    """One agency and step. `refused_because` says why the gate, or on step 1 the KPI, is refused; else None.

    `categories` are the examiners' scores by number; `level` is what the year's cut-offs propose, never more than a proposal;
    `rules` the words and places behind each figure, by its name (categories, mean, gate, level, kpi).
    """

    agency: str
    step: int
    mean: Fraction | None
    gate: Gated
    kpi_points: int | None
    kpi_weighted: Fraction | None
    refused_because: s.Text | None
    citations: s.Citations = ()
    categories: dict[int, Fraction] = field(default_factory=dict)
    level: str | None = None
    rules: dict[str, tuple[s.Text, s.Citations]] = field(default_factory=dict)

    def as_json(self, language: str = "th") -> dict[str, Any]:
        """`mean` is the exact fraction as text, `mean_decimal` its decimal to four places (for reading only)."""
        return {
            "agency": self.agency,
            "step": self.step,
            "mean": None if self.mean is None else to_text(self.mean),
            "mean_decimal": None if self.mean is None else decimal(self.mean, 4),
            "gate": self.gate,
            "kpi_points": self.kpi_points,
            "kpi_weighted": plain(self.kpi_weighted),
            "refused_because": self.refused_because.says(language) if self.refused_because else None,
            "categories": {str(number): to_text(score) for number, score in sorted(self.categories.items())},
            "level": self.level,
            "rules": {
                name: {"says": words.says(language), "citations": [c.as_json() for c in citations]}
                for name, (words, citations) in self.rules.items()
            },
        }


@dataclass(slots=True)
class _Agency:
    kind: str
    steps: dict[int, dict[int, Fraction]]


def pmqa(pack: Pack, rows: Iterable[Mapping[str, Any]]) -> list[PmqaResult]:
    """One result per agency (in the order of the rows) and step (1 before 2), from the examiners' scores.

    Each row holds agency, kind (id or name as in the register, may be blank), step (1 or 2), category (1–7) and score
    (0–500, exact). Raises FactError naming every row that does not fit, a category given twice and an agency of two
    kinds. A missing category refuses that agency's step; step 2 is not opened unless step 1 is there and passed.
    """
    if TYPE not in pack.types:
        raise FactError([s.Text(th=f"{pack.id} ไม่มีรางวัล PMQA 4.0", en=f"{pack.id} has no PMQA 4.0 award")])
    agencies = _gathered(pack, rows)
    return [result for name, agency in agencies.items() for result in _steps(pack, name, agency)]


def _gathered(pack: Pack, rows: Iterable[Mapping[str, Any]]) -> dict[str, _Agency]:
    agencies: dict[str, _Agency] = {}
    problems: list[s.Text] = []
    for number, row in enumerate(rows, 1):
        try:
            _place(pack, agencies, row)
        except Refusal as refused:
            problems.append(s.Text(th=f"แถวที่ {number}: {refused.th}", en=f"row {number}: {refused.en}"))
    if problems:
        raise FactError(problems)
    return agencies


def _place(pack: Pack, agencies: dict[str, _Agency], row: Mapping[str, Any]) -> None:
    lacking = [name for name in COLUMNS if row.get(name) is None]
    if lacking:
        raise Refusal("row", f"ไม่มีช่อง {', '.join(lacking)}", f"lacks {', '.join(lacking)}")
    name = " ".join(normalise(str(row["agency"])).split())
    if not name:
        raise Refusal("row", "ไม่มีชื่อหน่วยงาน", "the agency is blank")
    kind_text = str(row["kind"]).strip()
    kind = pack.resolve_kind(kind_text) if kind_text else ""
    if kind is None:
        raise Refusal("row", f"ไม่รู้จักประเภทหน่วยงาน “{kind_text}”", f"unknown kind of agency “{kind_text}”")
    step = _whole(row["step"], (1, 2), "step", "ขั้นตอน")
    category = _whole(row["category"], CATEGORIES, "category", "หมวด")
    score = parse(row["score"])
    if not 0 <= score <= HIGHEST:
        raise Refusal("row", f"คะแนนต้องอยู่ระหว่าง 0 ถึง {HIGHEST}", f"a score lies between 0 and {HIGHEST}")
    agency = agencies.setdefault(name, _Agency(kind, {}))
    if agency.kind != kind:
        raise Refusal("row", f"{name} มีประเภทหน่วยงานสองแบบ", f"{name} has two kinds")
    scores = agency.steps.setdefault(step, {})
    if category in scores:
        raise Refusal(
            "row",
            f"{name} ขั้นตอนที่ {step} หมวด {category} มีคะแนนซ้ำ",
            f"{name}, step {step}, category {category} stands twice",
        )
    scores[category] = score


def _whole(value: Any, allowed: tuple[int, ...], en: str, th: str) -> int:
    number = parse(value)
    if number not in allowed:
        span = f"{allowed[0]}–{allowed[-1]}"
        raise Refusal("row", f"{th}ต้องเป็น {span} ไม่ใช่ “{value}”", f"{en} is {span}, not “{value}”")
    return int(number)


def _steps(pack: Pack, name: str, agency: _Agency) -> list[PmqaResult]:
    results: list[PmqaResult] = []
    for step in sorted(agency.steps):
        opened = step == 1 or any(r.step == 1 and r.gate == "passed" for r in results)
        results.append(_step(pack, name, agency, step, opened))
    return results


def _withheld(pack: Pack, step: int) -> s.Text | None:
    """Why this year has no gate at the step (and, on step 1, no KPI points), where the rules say so; None where they do not."""
    why = [pack.step(TYPE, step).no_gate, pack.kpi_refused if step == 1 else None]
    told = [one for one in why if one is not None]
    if not told:
        return None
    return s.Text(th=" · ".join(one.th for one in told), en=" · ".join(one.en for one in told))


def _step(pack: Pack, name: str, agency: _Agency, step: int, opened: bool) -> PmqaResult:
    scores = agency.steps[step]
    absent = [str(c) for c in CATEGORIES if c not in scores]
    average = None if absent else mean(list(scores.values()))
    reason = _withheld(pack, step)
    if absent and reason is None:
        listed = ", ".join(absent)
        reason = s.Text(
            th=f"ไม่มีคะแนนหมวด {listed} จึงเฉลี่ยครบ 7 หมวดไม่ได้",
            en=f"no score for category {listed}: the mean of all seven cannot be taken",
        )
    gated = gate(pack, TYPE, step, average, opened=opened)
    if gated.result == "not_opened" and 1 not in agency.steps:
        reason = s.Text(
            th="ยังไม่เปิดขั้นตอนที่ 2 เพราะไม่มีคะแนนขั้นตอนที่ 1",
            en="step 2 was not opened: there is no score of step 1",
        )
    elif gated.result == "not_opened" or (gated.result == "refused" and reason is None):
        reason = gated.says
    points = kpi(pack, agency.kind, average) if step == 1 and average is not None else None
    if points is not None and reason is None:
        reason = points.refused_because
    level = propose_level(pack, TYPE, step, average) if average is not None else None
    return PmqaResult(
        name,
        step,
        average,
        gated.result,
        points.points if points else None,
        points.weighted if points else None,
        reason,
        gated.citations,
        dict(scores),
        level.level if level and gated.result == "passed" else None,
        _rules(pack, agency.kind, step, gated, points, level),
    )


def _rules(
    pack: Pack, kind: str, step: int, gated: GateResult, points: Kpi | None, level: LevelProposal | None
) -> dict[str, tuple[s.Text, s.Citations]]:
    """The words behind each figure, and where they stand."""
    made = pack.instrument
    found: dict[str, tuple[s.Text, s.Citations]] = {}
    if made is not None:
        found["categories"] = (
            s.Text(
                th="คะแนนหมวดเป็นคะแนนของผู้ตรวจประเมินตามที่กรอก 0–500",
                en="Category scores are the examiners' as given, 0–500",
            ),
            made.reuse.citations,
        )
        found["mean"] = (s.Text(th=made.total_rule.th, en=made.total_rule.en), made.total_rule.citations)
    found["gate"] = (gated.says, gated.citations)
    if level is not None:
        found["level"] = (_level_words(gated, level), level.citations)
    if step == 1 and points is not None:
        found["kpi"] = (_kpi_words(pack, kind, points), points.citations)
    elif step != 1:
        rule = next((r for r in pack.kpi if kind in r.agency_kinds), None)
        words = s.Text(th="ตัวชี้วัดอ่านจากคะแนนขั้นตอนที่ 1 เท่านั้น", en="the KPI is read from step 1 alone")
        found["kpi"] = (words, rule.citations if rule else ())
    return found


def _level_words(gated: GateResult, level: LevelProposal) -> s.Text:
    if gated.result == "passed":
        return level.rule
    return s.Text(
        th="ไม่เสนอระดับ เพราะไม่มีผลว่าผ่านเกณฑ์คะแนนของขั้นตอนนี้",
        en="no level is proposed: the gate of this step is not passed",
    )


def _kpi_words(pack: Pack, kind: str, points: Kpi) -> s.Text:
    if points.refused_because is not None:
        return points.refused_because
    rule = next(r for r in pack.kpi if kind in r.agency_kinds)
    cell = next(p for p in rule.points if p.points == points.points)
    at = shown(cell.score) if cell.score is not None else "-"
    return s.Text(th=f"{cell.name.th} ({at}): {rule.text.th}", en=f"{cell.name.en} ({at}): {rule.text.en}")
