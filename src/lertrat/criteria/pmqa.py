"""PMQA 4.0 scores of many agencies: the plain mean of seven categories, the gates, and the KPI of step 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.facts import FactError
from lertrat.criteria.pack import Pack
from lertrat.criteria.scores import Gated, gate, kpi, mean, plain
from lertrat.kernel.errors import Refusal
from lertrat.kernel.exact import decimal, parse, to_text
from lertrat.kernel.thai import normalise

TYPE = "pmqa-4"
COLUMNS = ("agency", "kind", "step", "category", "score")
CATEGORIES = tuple(range(1, 8))
HIGHEST = 500


@dataclass(frozen=True, slots=True)
class PmqaResult:
    """One agency and step. `refused_because` says why the gate, or on step 1 the KPI, is refused; else None."""

    agency: str
    step: int
    mean: Fraction | None
    gate: Gated
    kpi_points: int | None
    kpi_weighted: Fraction | None
    refused_because: s.Text | None
    citations: s.Citations = ()

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


def _step(pack: Pack, name: str, agency: _Agency, step: int, opened: bool) -> PmqaResult:
    scores = agency.steps[step]
    absent = [str(c) for c in CATEGORIES if c not in scores]
    average = None if absent else mean(list(scores.values()))
    reason: s.Text | None = None
    if absent:
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
    return PmqaResult(
        name,
        step,
        average,
        gated.result,
        points.points if points else None,
        points.weighted if points else None,
        reason,
        gated.citations,
    )
