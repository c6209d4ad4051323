"""Conditions in three values: met, unmet, and unknown because a named fact is missing or a value is open.

Strong Kleene logic. A verdict of met or unmet never changes when more becomes known: a missing fact is any value it might
still take, a collection not marked complete may hold more.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.facts import Collection
from lertrat.criteria.outcomes import (
    MET,
    UNMET,
    Case,
    Number,
    Outcome,
    Span,
    Verdict,
    both,
    either,
    settled,
    waits_for,
)
from lertrat.kernel.dates import months_between, parse_date
from lertrat.kernel.exact import parse

__all__ = [
    "Case",
    "Outcome",
    "Verdict",
    "both",
    "compiled",
    "either",
    "facts_read",
    "holds",
    "judge_node",
    "like",
]

NOT_A_DAY = s.Text(th="0 วัน", en="0 days")
Compared = Callable[[Any, Any], Any]
COMPARED: dict[str, Compared] = {
    "equal": operator.eq,
    "not_equal": operator.ne,
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "less_than": operator.lt,
}
Test = Callable[[Case], Outcome]


def judge_node(node: s.Node, case: Case) -> Outcome:
    """The verdict of one node."""
    return compiled(node)(case)


def compiled(node: s.Node) -> Test:
    """The node as a function, made once for each node and kept with it."""
    return node.derived(_test)


def _test(node: s.Node) -> Test:
    return _NODES[node.key](getattr(node, node.key))


# --- one function to a key: what a node asks, as a function of the case -------------------------------------------------


def _all(nodes: tuple[s.Node, ...]) -> Test:
    tests = [compiled(node) for node in nodes]
    return lambda case: both([test(case) for test in tests])


def _any(nodes: tuple[s.Node, ...]) -> Test:
    tests = [compiled(node) for node in nodes]
    return lambda case: either([test(case) for test in tests])


def _negated(node: s.Node) -> Test:
    test = compiled(node)

    def turned(case: Case) -> Outcome:
        found = test(case)
        if found.verdict == "unknown":
            return found
        return settled(found.verdict == "unmet", found.shown)

    return turned


def _holds(name: str) -> Test:
    def test(case: Case) -> Outcome:
        value = case.value(name)
        return case.missing(name) if value is None else MET if value else UNMET

    return test


def _known(name: str) -> Test:
    return lambda case: case.missing(name) if case.value(name) is None else MET


def _compare(node: s.Compare) -> Test:
    compare, name, other = COMPARED[node.how], node.fact, node.to_fact
    if other is not None:
        return lambda case: _two_facts(case, name, other, compare)
    if node.to_open is not None:
        return lambda case: _to_open(case, name, str(node.to_open), compare)
    of_type: dict[type, Any] = {}  # the pack's literal in each type the fact has come in

    def test(case: Case) -> Outcome:
        left = case.value(name)
        if left is None:
            return case.missing(name)
        kind = type(left)
        if kind not in of_type:
            target = like(left, node.to)
            whole = isinstance(target, Fraction) and target.denominator == 1  # whole numbers compare quicker
            of_type[kind] = int(target) if whole else target
        return MET if compare(left, of_type[kind]) else UNMET

    return test


def _two_facts(case: Case, one: str, other: str, compare: Compared) -> Outcome:
    left, right = case.value(one), case.value(other)
    if left is None or right is None:
        return both([case.missing(name) for name, value in ((one, left), (other, right)) if value is None])
    return settled(compare(left, right))


def _to_open(case: Case, name: str, id: str, compare: Compared) -> Outcome:
    left, target = case.value(name), case.pack.value_in_force(id)
    lacking = [case.missing(name)] if left is None else []
    if target is None:
        lacking.append(waits_for(id))
    return both(lacking) if lacking else settled(compare(left, like(left, target)))


def like(left: Any, target: Any) -> Any:
    """A pack's literal in the type of the fact it is compared with."""
    if isinstance(left, bool) or isinstance(target, bool):
        return target
    if isinstance(left, int | Fraction):
        return parse(target)
    if isinstance(left, date) and isinstance(target, str):
        return parse_date(target)
    return target


def holds(left: Any, how: str, right: Any) -> bool:
    """The comparison `how` of two values of one type."""
    return bool(COMPARED[how](left, right))


def _among(node: s.Among) -> Test:
    name, values = node.fact, node.values

    def test(case: Case) -> Outcome:
        value = case.value(name)
        return case.missing(name) if value is None else MET if value in values else UNMET

    return test


def _elapsed(node: s.Elapsed) -> Test:
    name, days, months = node.since, node.days, node.months or 12 * (node.years or 0)

    def test(case: Case) -> Outcome:
        since, until = case.value(name), _until(node.until, case)
        if since is None or not isinstance(until, date):
            lacking = [case.missing(name)] if since is None else []
            return both(lacking if isinstance(until, date) else [*lacking, until])
        if until < since:
            return settled(False, {"elapsed": NOT_A_DAY})
        if days is not None:
            full = until - since >= timedelta(days=days)
        else:
            # Days of the month decide only where the calendar months just come out.
            whole = (until.year - since.year) * 12 + until.month - since.month
            full = whole > months or (whole == months and months_between(since, until)[0] >= months)
        return settled(full, {"elapsed": Span(since, until)})

    return test


def _until(name: str, case: Case) -> date | Outcome:
    """The day to which a span is counted, or why it is not known."""
    day: date | None
    if name in ("closing_day", "opening_day"):
        day = case.closing_day if name == "closing_day" else case.opening_day
        return waits_for(name) if day is None else day
    day = case.value(name)
    return case.missing(name) if day is None else day


def _items(name: str, where: s.Node | None) -> Callable[[Case], tuple[list[Outcome], bool] | None]:
    """What each record of a collection comes to, and whether there are no others; None where nothing is known of it."""
    test = compiled(where) if where is not None else None

    def found(case: Case) -> tuple[list[Outcome], bool] | None:
        held = case.facts.get(name)
        if not isinstance(held, Collection):
            return None
        if test is None:
            return [MET for _ in held.items], held.complete
        pack, facts, opening, closing = case.pack, case.facts, case.opening_day, case.closing_day
        return [test(Case(pack, facts, opening, closing, item, name)) for item in held.items], held.complete

    return found


def _quantified(node: s.Quantified, join: Callable[[Sequence[Outcome]], Outcome]) -> Test:
    name, items = node.fact, _items(node.fact, node.where)

    def test(case: Case) -> Outcome:
        found = items(case)
        if found is None:
            return case.missing(name)
        outcomes, complete = found
        return join(outcomes if complete else [*outcomes, case.missing(name)])

    return test


def _some(node: s.Quantified) -> Test:
    return _quantified(node, either)


def _every(node: s.Quantified) -> Test:
    return _quantified(node, both)


def _count(node: s.Counted) -> Test:
    items = _items(node.fact, node.where)

    def test(case: Case) -> Outcome:
        found = items(case)
        return case.missing(node.fact) if found is None else _counted(node, case, *found)

    return test


def _counted(node: s.Counted, case: Case, outcomes: list[Outcome], complete: bool) -> Outcome:
    least = sum(o.verdict == "met" for o in outcomes)
    waiting = [o for o in outcomes if o.verdict == "unknown"]
    shown = {"count": Number(least)}
    target = node.to if node.to_open is None else case.pack.value_in_force(node.to_open)
    if not isinstance(target, int):
        return Outcome("unknown", opens=(str(node.to_open),), shown=shown)
    found = _between(node.how, least, least + len(waiting) if complete else None, target)
    if found is not None:
        return settled(found, shown)
    lacking = both(waiting if complete else [*waiting, case.missing(node.fact)])
    return Outcome("unknown", lacking.missing, lacking.opens, shown)


def _between(how: str, least: int, most: int | None, target: int) -> bool | None:
    """Whether a number known to lie in least..most compares as `how` to `target`; None while it may go either way."""
    if how in ("equal", "not_equal"):
        if target < least or (most is not None and target > most):
            return how == "not_equal"
        return (how == "equal") if least == most else None
    low = holds(least, how, target)
    if how in ("at_least", "more_than"):  # grows true with the number
        return True if low else None if most is None else (False if not holds(most, how, target) else None)
    return False if not low else None if most is None else (True if holds(most, how, target) else None)


def _open(id: str) -> Test:
    def test(case: Case) -> Outcome:
        value = case.pack.value_in_force(id)
        return settled(value) if isinstance(value, bool) else waits_for(id)

    return test


def _by_reading(node: s.ByReading) -> Test:
    cases = {reading: compiled(chosen) for reading, chosen in node.cases.items()}

    def test(case: Case) -> Outcome:
        reading = case.pack.open_value(node.open).in_force
        chosen = cases.get(reading) if reading else None
        return waits_for(node.open) if chosen is None else chosen(case)

    return test


_NODES: dict[str, Callable[[Any], Test]] = {
    "all": _all,
    "any": _any,
    "negated": _negated,
    "holds": _holds,
    "compare": _compare,
    "among": _among,
    "elapsed": _elapsed,
    "some": _some,
    "every": _every,
    "count": _count,
    "known": _known,
    "open": _open,
    "by_reading": _by_reading,
}


def facts_read(node: s.Node) -> tuple[str, ...]:
    """The names of the facts a node reads, collections by their own name, in the order of the text."""
    return node.derived(_reads)


def _reads(node: s.Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_read(node)))


def _read(node: s.Node) -> list[str]:
    value = getattr(node, node.key)
    match node.key:
        case "all" | "any":
            return [name for child in value for name in _read(child)]
        case "negated":
            return _read(value)
        case "holds" | "known":
            return [value]
        case "compare":
            return [value.fact, *([value.to_fact] if value.to_fact else [])]
        case "among":
            return [value.fact]
        case "elapsed":
            return [n for n in (value.since, value.until) if n not in ("closing_day", "opening_day")]
        case "some" | "every" | "count":
            return [value.fact, *(_read(value.where) if value.where else [])]
        case "by_reading":
            return [name for child in value.cases.values() for name in _read(child)]
        case _:
            return []
