"""What a pack must hold together: every id it names exists, every condition reads facts it can read, nothing stands twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from lertrat.criteria import schema as s
from lertrat.criteria.reading import Document, Path, Problem, problem
from lertrat.kernel.errors import Refusal

PLACES = frozenset({"elapsed", "count"})
_PLACE = re.compile(r"\{([^{}]*)\}")
Report = Callable[[Path, str, str], None]


class Reporter:
    """Collects problems of one document, each with its line."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def __call__(self, path: Path, th: str, en: str) -> None:
        self.problems.append(problem(self.document.file, self.document.line(path), th, en))

    def unknown(self, path: Path, id: str, th: str, en: str) -> None:
        """An id that names nothing."""
        self(path, f"ไม่มี{th} “{id}”", f"no {en} “{id}”")


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Every model within `value`, with the path it has in the file."""
    if isinstance(value, BaseModel):
        yield path, value
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if isinstance(inner, BaseModel | tuple | dict):
                yield from walk(inner, (*path, field.alias or name))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from walk(inner, (*path, place))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))


def common_problems(report: Reporter, document: BaseModel, opens: set[str], sources: set[str]) -> None:
    """What holds for both documents: references to open values and sources, ids that stand twice in one list."""
    for path, model in walk(document):
        if isinstance(model, s.Citation) and model.file not in sources:
            report.unknown(path, model.file, "แหล่งข้อมูล", "source")
        if isinstance(model, s.Rule):
            for id in model.open:
                if id not in opens:
                    report.unknown((*path, "open"), id, "รายการ open", "open value")
        for name in type(model).model_fields:
            _twice(report, (*path, name), getattr(model, name))


def _twice(report: Reporter, path: Path, listed: Any) -> None:
    if not isinstance(listed, tuple):
        return
    seen: set[Any] = set()
    for place, item in enumerate(listed):
        id = getattr(item, "id", None) or getattr(item, "number", None) if isinstance(item, s.Base) else None
        if id is None or id == "":
            continue
        if id in seen:
            report((*path, place), f"รหัสซ้ำ: {id}", f"the id stands twice: {id}")
        seen.add(id)


def pack_problems(report: Reporter, pack: s.PackDocument) -> None:
    """What is wrong within the pack itself."""
    opens = {value.id for value in pack.open}
    common_problems(report, pack, opens, {source.id for source in pack.sources})
    branches = {b.id for b in pack.branches}
    levels = {level.id for level in pack.levels}
    types = {t.id for t in pack.types}
    _conditions(report, pack, branches, types)
    for n, type in enumerate(pack.types):
        _type(report, ("types", n), type, branches, levels, types)
        for name in type.not_required:
            if name not in pack.facts:
                report.unknown(("types", n, "not_required"), name, "ข้อเท็จจริง", "fact")
    for n, honour in enumerate(pack.honours):
        _honour(report, ("honours", n), honour, branches, levels, types)
    for n, rule in enumerate(pack.kpi):
        _kpi(report, ("kpi", n), rule, pack)
    named = [("emblems", n, emblem.branch) for n, emblem in enumerate(pack.emblems)]
    named += [("bodies", n, body.branch) for n, body in enumerate(pack.bodies)]
    for name, n, branch in named:
        if branch and branch not in branches:
            report.unknown((name, n, "branch"), branch, "สาขา", "branch")
    for name, fact in pack.facts.items():
        for field in fact.record:
            if field in pack.facts:
                report(
                    ("facts", name, "record", field),
                    f"ชื่อช่อง {field} ซ้ำกับข้อเท็จจริง",
                    f"the field {field} has a fact's name",
                )


def _conditions(report: Reporter, pack: s.PackDocument, branches: set[str], types: set[str]) -> None:
    seen: set[str] = set()
    listed: list[tuple[Path, s.Condition]] = [(("conditions", n), c) for n, c in enumerate(pack.conditions)]
    for m, type in enumerate(pack.types):
        listed += [(("types", m, "conditions", n), c) for n, c in enumerate(type.conditions)]
    for path, condition in listed:
        if condition.id in seen:
            report(path, f"เงื่อนไขสองข้อใช้รหัสเดียวกัน: {condition.id}", f"two rules with one id: {condition.id}")
        seen.add(condition.id)
        if path[0] == "conditions" and condition.applies_to is None:
            report(path, "เงื่อนไขร่วมต้องบอก applies_to", "a shared condition says what it applies_to")
        for kind, known in (("branches", branches), ("types", types)):
            for id in getattr(condition.applies_to, kind, ()):
                if id not in known:
                    report.unknown((*path, "applies_to", kind), id, "สาขาหรือประเภท", kind)
        NodeCheck(report, pack).check(condition.check, (*path, "check"), {})
        for verdict in ("met", "unmet", "unknown"):
            text = getattr(condition.says, verdict)
            for place in _PLACE.findall(text.th + text.en) if text else ():
                if place not in PLACES and place not in pack.facts:
                    report.unknown((*path, "says", verdict), place, "ข้อเท็จจริง", "fact")


class NodeCheck:
    """Checks the nodes of a condition against the facts they read."""

    def __init__(self, report: Reporter, pack: s.PackDocument) -> None:
        self.report, self.pack = report, pack
        self.opens = {value.id: value for value in pack.open}

    def check(self, node: s.Node, path: Path, fields: dict[str, s.Fact]) -> None:
        value, key = getattr(node, node.key), node.key
        inner: Path = (*path, {"negated": "not", "among": "in"}.get(key, key))
        match key:
            case "all" | "any":
                for n, child in enumerate(value):
                    self.check(child, (*inner, n), fields)
            case "negated":
                self.check(value, inner, fields)
            case "holds":
                self.fact(value, inner, fields, "bool")
            case "known":
                self.fact(value, inner, fields)
            case "compare":
                self.compare(value, inner, fields)
            case "among":
                self.among(value, inner, fields)
            case "elapsed":
                self.fact(value.since, (*inner, "from"), fields, "date")
                if value.until not in ("closing_day", "opening_day"):
                    self.fact(value.until, (*inner, "until"), fields, "date")
            case "some" | "every" | "count":
                self.quantified(value, inner)
            case "open":
                self.open(value, inner)
            case _:
                self.by_reading(value, inner, fields)

    def fact(self, name: str, path: Path, fields: dict[str, s.Fact], *types: str) -> s.Fact | None:
        found = fields.get(name) or self.pack.facts.get(name)
        if found is None:
            self.report.unknown(path, name, "ข้อเท็จจริง", "fact")
        elif types and found.type not in types:
            self.report(
                path,
                f"{name} เป็นชนิด {found.type} ใช้ที่นี่ไม่ได้ (ต้องเป็น {' หรือ '.join(types)})",
                f"{name} is a {found.type}; a {' or '.join(types)} is needed here",
            )
            return None
        return found

    def compare(self, node: s.Compare, path: Path, fields: dict[str, s.Fact]) -> None:
        ordered = node.how not in ("equal", "not_equal")
        types = ("int", "number", "date") if ordered else ("int", "number", "date", "choice", "bool", "text")
        fact = self.fact(node.fact, (*path, "fact"), fields, *types)
        if node.to_fact:
            other = self.fact(node.to_fact, (*path, "to_fact"), fields, *types)
            numbers = {"int", "number"}
            if fact and other and fact.type != other.type and not {fact.type, other.type} <= numbers:
                self.report(path, "เทียบข้อเท็จจริงต่างชนิดกัน", "two facts of different types are compared")
        if node.to_open:
            self.open(node.to_open, (*path, "to_open"))
        if fact and node.to is not None:
            self.literal(fact, node.to, (*path, "to"))

    def literal(self, fact: s.Fact, value: object, path: Path) -> None:
        try:
            if fact.type in ("int", "number"):
                s.exact(value)
                return
            if fact.type == "date":
                from_text(value)
                return
            fits = isinstance(value, bool) if fact.type == "bool" else isinstance(value, str)
            if fact.type == "choice":
                fits = value in {option.id for option in fact.options}
        except (ValueError, Refusal):
            fits = False
        if not fits:
            self.report(path, f"ค่า {value} ไม่เข้ากับชนิด {fact.type}", f"{value} does not fit a {fact.type}")

    def among(self, node: s.Among, path: Path, fields: dict[str, s.Fact]) -> None:
        fact = self.fact(node.fact, (*path, "fact"), fields, "choice", "int", "text")
        for n, value in enumerate(node.values):
            if fact:
                self.literal(fact, value, (*path, "values", n))

    def quantified(self, node: s.Quantified | s.Counted, path: Path) -> None:
        fact = self.fact(node.fact, (*path, "fact"), {}, "collection")
        if isinstance(node, s.Counted) and node.to_open:
            self.open(node.to_open, (*path, "to_open"))
        if fact and node.where:
            self.check(node.where, (*path, "where"), fact.record)

    def open(self, id: str, path: Path) -> None:
        if id not in self.opens:
            self.report.unknown(path, id, "รายการ open", "open value")

    def by_reading(self, node: s.ByReading, path: Path, fields: dict[str, s.Fact]) -> None:
        self.open(node.open, (*path, "open"))
        readings = {r.id for r in self.opens[node.open].readings} if node.open in self.opens else set()
        for id, case in node.cases.items():
            if id not in readings:
                self.report.unknown((*path, "cases", id), id, "การอ่าน", "reading")
            self.check(case, (*path, "cases", id), fields)


def from_text(value: object) -> None:
    """Raise unless `value` is the text of a date."""
    if not isinstance(value, str):
        raise ValueError(value)
    date.fromisoformat(value)


def _type(
    report: Reporter, path: Path, type: s.AwardType, branches: set[str], levels: set[str], types: set[str]
) -> None:
    if type.branch not in branches:
        report.unknown((*path, "branch"), type.branch, "สาขา", "branch")
    for n, level in enumerate(type.levels):
        if level.level not in levels:
            report.unknown((*path, "levels", n), level.level, "ระดับ", "level")
    numbers = [step.number for step in type.steps]
    if numbers != list(range(1, len(numbers) + 1)):
        report((*path, "steps"), "ขั้นตอนต้องเรียงจาก 1", "steps are numbered from 1 in order")
    for n, step in enumerate(type.steps):
        if step.opens_after is not None and step.opens_after >= step.number:
            report((*path, "steps", n), "opens_after ต้องเป็นขั้นก่อนหน้า", "opens_after names an earlier step")
    parents = type.requires_parent.types if type.requires_parent else ()
    excluding = (*type.exclusion.passed, *type.exclusion.also_open) if type.exclusion else ()
    for name, ids in (("requires_parent", parents), ("exclusion", excluding)):
        for id in ids:
            if id not in types:
                report.unknown((*path, name), id, "ประเภทรางวัล", "award type")


def _honour(
    report: Reporter, path: Path, honour: s.Honour, branches: set[str], levels: set[str], types: set[str]
) -> None:
    for id in honour.branches:
        if id not in branches:
            report.unknown((*path, "branches"), id, "สาขา", "branch")
    if honour.level not in levels:
        report.unknown((*path, "level"), honour.level, "ระดับ", "level")
    for name in ("whatever_level", "never"):
        for n, about in enumerate(getattr(honour, name)):
            if about.type not in types:
                report.unknown((*path, name, n), about.type, "ประเภทรางวัล", "award type")


def _kpi(report: Reporter, path: Path, rule: s.KpiRule, pack: s.PackDocument) -> None:
    scores = [p.score for p in rule.points if p.score is not None]
    points = [p.points for p in rule.points]
    if not scores or scores != sorted(set(scores)) or points != sorted(set(points)):
        report((*path, "points"), "คะแนนตัวชี้วัดต้องเรียงขึ้น", "KPI points and scores must rise")
    if rule.points[-1].score is None or rule.points[0].score is None:
        report((*path, "points"), "ช่องแรกและช่องสุดท้ายต้องมีคะแนน", "the first and the last cell need a score")
    if rule.type not in {t.id for t in pack.types}:
        report.unknown((*path, "type"), rule.type, "ประเภทรางวัล", "award type")
    fact = pack.facts.get("agency_kind")
    for kind in rule.agency_kinds:
        if fact and kind not in {o.id for o in fact.options}:
            report.unknown((*path, "agency_kinds"), kind, "ประเภทหน่วยงาน", "kind of agency")
