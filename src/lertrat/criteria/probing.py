"""Which facts can still decide a rule: the values worth trying for a fact, and which way each part of a condition may yet turn.

Nothing here says what a verdict is; `conditions` does. It says what may come of a verdict that is still unknown when only
some of what is missing can be asked for. An open value, an officer's finding and a question passed over stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.conditions import Case, Verdict, facts_read, judge_node, like
from lertrat.criteria.facts import Collection, Value
from lertrat.criteria.pack import Pack
from lertrat.kernel.dates import add_months

Turns = frozenset[Verdict]
"""The settled verdicts that are still possible: of "met" and "unmet"."""

NEITHER: Turns = frozenset()
BOTH: Turns = frozenset(("met", "unmet"))
MOST_TRIED = 300  # joint values of one leaf; beyond that either verdict is taken to be possible
_TURNED: dict[Verdict, Verdict] = {"met": "unmet", "unmet": "met", "unknown": "unknown"}
SOME_DAY = date(2020, 1, 31)


def case_of(pack: Pack, type: s.AwardType, facts: Mapping[str, Any]) -> Case:
    """What the type's conditions are judged against."""
    window = type.steps[0].window
    return Case(pack, facts, window.first_day if window else None, window.last_day if window else None)


def probes(pack: Pack, facts: Mapping[str, Any]) -> dict[str, tuple[Value, ...]]:
    """For each fact one value of every kind that the rules tell apart: around each threshold, each choice, each record.

    Two values between which no condition distinguishes are not both here; so trying these is trying all.
    """
    marks: dict[str, set[Any]] = {}
    for type in pack.types.values():
        case = case_of(pack, type, facts)
        for condition in type.conditions:
            for name, mark in _marks(condition.check, case, ""):
                marks.setdefault(name, set()).add(mark)
    made = {
        name: _tried(fact, marks.get(name, set())) for name, fact in pack.facts.items() if not fact.record
    }
    for name, fact in pack.facts.items():
        if fact.record:
            made[name] = _collections(name, fact, marks)
    return made


def _marks(node: s.Node, case: Case, inside: str) -> Iterator[tuple[str, Any]]:
    """The values a node compares facts with, by the fact's name ("collection.field" inside a collection)."""
    value = getattr(node, node.key)

    def name(fact: str) -> str:
        return f"{inside}.{fact}" if inside and fact in case.pack.facts[inside].record else fact

    match node.key:
        case "all" | "any":
            for child in value:
                yield from _marks(child, case, inside)
        case "negated":
            yield from _marks(value, case, inside)
        case "by_reading":
            for child in value.cases.values():
                yield from _marks(child, case, inside)
        case "compare":
            target = value.to if value.to_open is None else case.pack.value_in_force(value.to_open)
            if target is not None:
                yield name(value.fact), target
        case "among":
            yield from ((name(value.fact), one) for one in value.values)
        case "elapsed":
            until = {"closing_day": case.closing_day, "opening_day": case.opening_day}.get(value.until)
            until = until or case.facts.get(value.until) or SOME_DAY
            yield value.since, last_start(until, value)
            if value.until in case.pack.facts:
                since = case.facts.get(value.since)
                yield value.until, full_on(since, value) if since else until
        case "some" | "every" | "count":
            if node.key == "count":
                target = value.to if value.to_open is None else case.pack.value_in_force(value.to_open)
                yield value.fact, target if isinstance(target, int) else 1
            if value.where is not None:
                yield from _marks(value.where, case, value.fact)
        case _:
            return


def full_on(since: date, span: s.Elapsed) -> date:
    """The first day on which the span is full."""
    if span.days is not None:
        return since + timedelta(days=span.days)
    return add_months(since, span.months or 12 * (span.years or 0))


def last_start(until: date, span: s.Elapsed) -> date:
    """The last day from which the span is full on `until`."""
    day = until - (full_on(until, span) - until)
    while full_on(day, span) > until:
        day -= timedelta(days=1)
    while full_on(day + timedelta(days=1), span) <= until:
        day += timedelta(days=1)
    return day


def _tried(fact: s.Fact, marks: set[Any]) -> tuple[Value, ...]:
    match fact.type:
        case "bool":
            return (True, False)
        case "choice":
            return tuple(option.id for option in fact.options)
        case "date":
            days = sorted({like(date.min, mark) for mark in marks}) or [SOME_DAY]
            return tuple(dict.fromkeys(day + timedelta(days=n) for day in days for n in (-1, 0, 1)))
        case "text":
            return (*sorted(map(str, marks)), "–")
        case _:
            return _numbers(fact, marks)


def _numbers(fact: s.Fact, marks: set[Any]) -> tuple[Value, ...]:
    step = Fraction(1) if fact.type == "int" else Fraction(1, 2)
    known = {like(0, mark) for mark in marks} or {fact.minimum if fact.minimum is not None else Fraction(0)}
    tried = {value + n * step for value in known for n in (-1, 0, 1)}
    kept = [
        value
        for value in sorted(tried)
        if (fact.minimum is None or value >= fact.minimum) and (fact.maximum is None or value <= fact.maximum)
    ]
    return tuple(int(value) if fact.type == "int" else value for value in kept)


def _collections(name: str, fact: s.Fact, marks: Mapping[str, set[Any]]) -> tuple[Value, ...]:
    """Nothing; one record of every kind, alone and as often as any rule counts."""
    fields = {
        field: _kinds(inner, marks.get(f"{name}.{field}", set())) for field, inner in fact.record.items()
    }
    counted = {mark + n for mark in marks.get(name, set()) if isinstance(mark, int) for n in (-1, 0, 1)}
    often = sorted({1, *(times for times in counted if times > 0)})
    records = [dict(zip(fields, values, strict=True)) for values in product(*fields.values())][:100]
    made = [Collection((), True)]
    made += [Collection((record,) * times, True) for record in records for times in often]
    return tuple(made)


def _kinds(fact: s.Fact, marks: set[Any]) -> tuple[Value, ...]:
    """As `_tried`, with one option for all that no rule names."""
    tried = _tried(fact, marks)
    named = [value for value in tried if value in marks]
    return tried if fact.type != "choice" else (*named, *[v for v in tried if v not in marks][:1])


@dataclass(frozen=True, slots=True)
class Prospect:
    """What may come of conditions, given the case, the facts that can still be asked, and the values to try for them."""

    case: Case
    askable: frozenset[str]
    tried: Mapping[str, tuple[Value, ...]]

    def turns(self, node: s.Node) -> Turns:
        """The settled verdicts the node may still reach; its own where it is settled."""
        found = judge_node(node, self.case).verdict
        if found != "unknown":
            return frozenset((found,))
        match node.key:
            case "all":
                return self._joined([self.turns(child) for child in node.all or ()], "unmet", "met")
            case "any":
                return self._joined([self.turns(child) for child in node.any or ()], "met", "unmet")
            case "negated":
                assert node.negated is not None
                return frozenset(_TURNED[turn] for turn in self.turns(node.negated))
            case "by_reading":
                chosen = self._chosen(node)
                return NEITHER if chosen is None else self.turns(chosen)
            case _:
                return self._leaf(node)

    def bears(self, node: s.Node, goals: Turns) -> frozenset[str]:
        """The facts to ask for if the node is to reach one of `goals`. None where it is settled or cannot."""
        if not goals or judge_node(node, self.case).verdict != "unknown":
            return frozenset()
        match node.key:
            case "all":
                return self._joining(node.all or (), goals, "unmet", "met")
            case "any":
                return self._joining(node.any or (), goals, "met", "unmet")
            case "negated":
                assert node.negated is not None
                return self.bears(node.negated, frozenset(_TURNED[goal] for goal in goals))
            case "by_reading":
                chosen = self._chosen(node)
                return frozenset() if chosen is None else self.bears(chosen, goals)
            case _:
                return self._missing(node) if self._leaf(node) & goals else frozenset()

    def _chosen(self, node: s.Node) -> s.Node | None:
        assert node.by_reading is not None
        reading = self.case.pack.open_value(node.by_reading.open).in_force
        return node.by_reading.cases.get(reading) if reading else None

    def _joined(self, children: list[Turns], decides: Verdict, otherwise: Verdict) -> Turns:
        made: set[Verdict] = set()
        if any(decides in turns for turns in children):
            made.add(decides)
        if all(otherwise in turns for turns in children):
            made.add(otherwise)
        return frozenset(made)

    def _joining(
        self, children: tuple[s.Node, ...], goals: Turns, decides: Verdict, otherwise: Verdict
    ) -> frozenset[str]:
        """One child settles the whole as `decides`; all are needed for `otherwise`, so each child's part in it counts only
        as long as none of them is barred from it."""
        turns = [self.turns(child) for child in children]
        found: set[str] = set()
        if decides in goals:
            for child in children:
                found |= self.bears(child, frozenset((decides,)))
        if otherwise in goals and all(otherwise in turn for turn in turns):
            for child in children:
                found |= self.bears(child, frozenset((otherwise,)))
        return frozenset(found)

    def _missing(self, node: s.Node) -> frozenset[str]:
        missing = judge_node(node, self.case).missing
        return frozenset(name.partition(".")[0] for name in missing) & self.askable

    def _leaf(self, node: s.Node) -> Turns:
        """What a part without parts may turn to, found by trying every kind of value of what is missing."""
        names = [name for name in facts_read(node) if name in self.askable and name not in self.case.facts]
        if names and node.compare is not None and node.compare.to_fact is not None:
            return BOTH  # two answers compared with each other: no list of values shows all they may be
        sets = [self.tried[name] for name in names]
        size = 1
        for values in sets:
            size *= len(values)
        if size > MOST_TRIED:
            return BOTH
        made: set[Verdict] = set()
        for values in product(*sets):
            facts = {**self.case.facts, **dict(zip(names, values, strict=True))}
            made.add(judge_node(node, replace(self.case, facts=facts)).verdict)
            if len(made - {"unknown"}) == 2:
                break
        return frozenset(made - {"unknown"})
