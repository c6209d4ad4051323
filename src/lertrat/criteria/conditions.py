"""Conditions in three values: met, unmet, and unknown because a named fact is missing or a value is open.

Strong Kleene logic. A verdict of met or unmet never changes when more becomes known: a missing fact is any value it might
still take, a collection not marked complete may hold more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

from lertrat.criteria import schema as s
from lertrat.criteria.facts import Collection
from lertrat.criteria.pack import Pack
from lertrat.kernel.dates import duration_words, months_between, parse_date
from lertrat.kernel.exact import parse

Verdict = Literal["met", "unmet", "unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict; for unknown the facts that are missing and the open values that stand in the way.

    `shown` holds the case's own values by placeholder ("elapsed", "count") in both languages.
    """

    verdict: Verdict
    missing: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    shown: Mapping[str, s.Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """What a condition is judged against: checked facts, and the days of the type's first window."""

    pack: Pack
    facts: Mapping[str, Any]
    opening_day: date | None = None
    closing_day: date | None = None
    # Within a record: its fields, and the collection they stand in.
    item: Mapping[str, Any] | None = None
    collection: str = ""

    def fields(self) -> Mapping[str, s.Fact]:
        """The record's fields, outside a record none."""
        return self.pack.facts[self.collection].record if self.collection else {}

    def value(self, name: str) -> Any:
        """The value of a fact, or None where it is not known."""
        if self.item is not None and name in self.fields():
            return self.item.get(name)
        return self.facts.get(name)

    def missing(self, name: str) -> Outcome:
        """Unknown, because of this fact."""
        return Outcome("unknown", (f"{self.collection}.{name}" if name in self.fields() else name,))


def judge_node(node: s.Node, case: Case) -> Outcome:
    """The verdict of one node."""
    return _NODES[node.key](getattr(node, node.key), case)


def both(outcomes: Sequence[Outcome]) -> Outcome:
    """All of them: one unmet decides, then one unknown."""
    return _joined(outcomes, "unmet", "met")


def either(outcomes: Sequence[Outcome]) -> Outcome:
    """Any of them: one met decides, then one unknown."""
    return _joined(outcomes, "met", "unmet")


def _joined(outcomes: Sequence[Outcome], decides: Verdict, otherwise: Verdict) -> Outcome:
    shown = {name: text for o in reversed(outcomes) for name, text in o.shown.items()}
    if any(o.verdict == decides for o in outcomes):
        return Outcome(decides, shown=shown)
    unknown = [o for o in outcomes if o.verdict == "unknown"]
    if not unknown:
        return Outcome(otherwise, shown=shown)
    return Outcome(
        "unknown",
        tuple(dict.fromkeys(name for o in unknown for name in o.missing)),
        tuple(dict.fromkeys(name for o in unknown for name in o.opens)),
        shown,
    )


def _settled(met: bool, shown: Mapping[str, s.Text] | None = None) -> Outcome:
    return Outcome("met" if met else "unmet", shown=shown or {})


def _all(nodes: tuple[s.Node, ...], case: Case) -> Outcome:
    return both([judge_node(node, case) for node in nodes])


def _any(nodes: tuple[s.Node, ...], case: Case) -> Outcome:
    return either([judge_node(node, case) for node in nodes])


def _negated(node: s.Node, case: Case) -> Outcome:
    found = judge_node(node, case)
    turned: dict[Verdict, Verdict] = {"met": "unmet", "unmet": "met", "unknown": "unknown"}
    return Outcome(turned[found.verdict], found.missing, found.opens, found.shown)


def _holds(name: str, case: Case) -> Outcome:
    value = case.value(name)
    return case.missing(name) if value is None else _settled(value)


def _known(name: str, case: Case) -> Outcome:
    return case.missing(name) if case.value(name) is None else _settled(True)


def _compare(node: s.Compare, case: Case) -> Outcome:
    left = case.value(node.fact)
    if node.to_fact is not None:
        right = case.value(node.to_fact)
        if left is None or right is None:
            return both([case.missing(n) for n, v in ((node.fact, left), (node.to_fact, right)) if v is None])
        return _settled(holds(left, node.how, right))
    target: Any = node.to
    if node.to_open is not None:
        target = case.pack.value_in_force(node.to_open)
    lacking = [case.missing(node.fact)] if left is None else []
    if target is None:
        lacking.append(Outcome("unknown", opens=(str(node.to_open),)))
    if lacking:
        return both(lacking)
    return _settled(holds(left, node.how, like(left, target)))


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
    match how:
        case "equal":
            return bool(left == right)
        case "not_equal":
            return bool(left != right)
        case "at_least":
            return bool(left >= right)
        case "at_most":
            return bool(left <= right)
        case "more_than":
            return bool(left > right)
        case _:
            return bool(left < right)


def _among(node: s.Among, case: Case) -> Outcome:
    value = case.value(node.fact)
    return case.missing(node.fact) if value is None else _settled(value in node.values)


def _elapsed(node: s.Elapsed, case: Case) -> Outcome:
    since = case.value(node.since)
    lacking = [case.missing(node.since)] if since is None else []
    until: date | None
    if node.until in ("closing_day", "opening_day"):
        until = case.closing_day if node.until == "closing_day" else case.opening_day
        if until is None:
            lacking.append(Outcome("unknown", opens=(node.until,)))
    else:
        until = case.value(node.until)
        if until is None:
            lacking.append(case.missing(node.until))
    if lacking or since is None or until is None:
        return both(lacking)
    if until < since:
        words = s.Text(th="0 วัน", en="0 days")
        return _settled(False, {"elapsed": words})
    words = s.Text(th=duration_words(since, until), en=duration_words(since, until, "en"))
    if node.days is not None:
        return _settled(until - since >= timedelta(days=node.days), {"elapsed": words})
    months, _ = months_between(since, until)
    return _settled(months >= (node.months or 12 * (node.years or 0)), {"elapsed": words})


def _items(name: str, where: s.Node | None, case: Case) -> tuple[list[Outcome], bool] | None:
    found = case.facts.get(name)
    if not isinstance(found, Collection):
        return None
    if where is None:
        return [_settled(True) for _ in found.items], found.complete
    inner = [
        Case(case.pack, case.facts, case.opening_day, case.closing_day, item, name) for item in found.items
    ]
    return [judge_node(where, one) for one in inner], found.complete


def _quantified(node: s.Quantified, case: Case, join: Callable[[Sequence[Outcome]], Outcome]) -> Outcome:
    found = _items(node.fact, node.where, case)
    if found is None:
        return case.missing(node.fact)
    outcomes, complete = found
    return join(outcomes if complete else [*outcomes, case.missing(node.fact)])


def _some(node: s.Quantified, case: Case) -> Outcome:
    return _quantified(node, case, either)


def _every(node: s.Quantified, case: Case) -> Outcome:
    return _quantified(node, case, both)


def _count(node: s.Counted, case: Case) -> Outcome:
    found = _items(node.fact, node.where, case)
    if found is None:
        return case.missing(node.fact)
    outcomes, complete = found
    least = sum(o.verdict == "met" for o in outcomes)
    most = least + sum(o.verdict == "unknown" for o in outcomes) if complete else None
    shown = {"count": s.Text(th=str(least), en=str(least))}
    target = node.to if node.to_open is None else case.pack.value_in_force(node.to_open)
    if not isinstance(target, int):
        return Outcome("unknown", opens=(str(node.to_open),), shown=shown)
    settled = _between(node.how, least, most, target)
    if settled is not None:
        return _settled(settled, shown)
    waiting = [o for o in outcomes if o.verdict == "unknown"] + (
        [] if complete else [case.missing(node.fact)]
    )
    return Outcome("unknown", both(waiting).missing, both(waiting).opens, shown)


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


def _open(id: str, case: Case) -> Outcome:
    value = case.pack.value_in_force(id)
    return _settled(value) if isinstance(value, bool) else Outcome("unknown", opens=(id,))


def _by_reading(node: s.ByReading, case: Case) -> Outcome:
    reading = case.pack.open_value(node.open).in_force
    chosen = node.cases.get(reading) if reading else None
    return Outcome("unknown", opens=(node.open,)) if chosen is None else judge_node(chosen, case)


_NODES: dict[str, Callable[[Any, Case], Outcome]] = {
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
