"""What a condition comes to, and what it is judged against: three values, joined by strong Kleene logic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal, Protocol

from lertrat.criteria import schema as s
from lertrat.criteria.pack import Pack
from lertrat.kernel.dates import duration_words

Verdict = Literal["met", "unmet", "unknown"]


class Said(Protocol):
    """Words in both languages, put together when they are read: a verdict is asked for far more often than its words."""

    def says(self, language: str = "th") -> str: ...


@dataclass(frozen=True, slots=True)
class Span:
    """How long from one day to another, in words."""

    since: date
    until: date

    def says(self, language: str = "th") -> str:
        return duration_words(self.since, self.until, "en" if language == "en" else "th")


@dataclass(frozen=True, slots=True)
class Number:
    """How many were found."""

    count: int

    def says(self, language: str = "th") -> str:
        return str(self.count)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict; for unknown the facts that are missing and the open values that stand in the way.

    `shown` holds the case's own values by placeholder ("elapsed", "count") in both languages.
    """

    verdict: Verdict
    missing: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    shown: Mapping[str, Said] = field(default_factory=dict)


MET, UNMET = Outcome("met"), Outcome("unmet")


@lru_cache(4096)
def _absent(name: str) -> Outcome:
    return Outcome("unknown", (name,))


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
        inside = self.collection and name in self.fields()
        return _absent(f"{self.collection}.{name}" if inside else name)


def both(outcomes: Sequence[Outcome]) -> Outcome:
    """All of them: one unmet decides, then one unknown."""
    return _joined(outcomes, UNMET, MET)


def either(outcomes: Sequence[Outcome]) -> Outcome:
    """Any of them: one met decides, then one unknown."""
    return _joined(outcomes, MET, UNMET)


def _joined(outcomes: Sequence[Outcome], decides: Outcome, otherwise: Outcome) -> Outcome:
    verdicts = [o.verdict for o in outcomes]
    shown = {name: text for o in reversed(outcomes) if o.shown for name, text in o.shown.items()}
    if decides.verdict in verdicts:
        return settled(decides is MET, shown)
    if "unknown" not in verdicts:
        return settled(otherwise is MET, shown)
    unknown = [o for o in outcomes if o.verdict == "unknown"]
    if len(unknown) == 1 and not shown:
        return unknown[0]
    return Outcome(
        "unknown",
        tuple(dict.fromkeys(name for o in unknown for name in o.missing)),
        tuple(dict.fromkeys(name for o in unknown for name in o.opens)),
        shown,
    )


def settled(met: bool, shown: Mapping[str, Said] | None = None) -> Outcome:
    """Met or unmet."""
    if shown:
        return Outcome("met" if met else "unmet", shown=shown)
    return MET if met else UNMET


def waits_for(id: str) -> Outcome:
    """Unknown, because of this open value."""
    return Outcome("unknown", opens=(id,))
