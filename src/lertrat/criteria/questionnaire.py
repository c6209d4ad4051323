"""The fewest questions: which fact to ask next, when nothing is open any more, and how many questions that saves.

A type is *open* while its verdict is unknown and an answer can still settle it. What only an officer may find, what the
papers leave open and what the reader passed over cannot be asked; a fact that can then change no open verdict is not asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.conditions import Case, Verdict, both, judge_node
from lertrat.criteria.facts import Value, checked
from lertrat.criteria.judging import FactSpec, Judgement, facts_of, judge, spec
from lertrat.criteria.pack import Pack
from lertrat.criteria.probing import BOTH, Prospect, case_of, probes


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact worth asking for. `types`: the open types it can bear on. `decides`: how many of them an answer settles, on the
    average over the kinds of answer the rules tell apart; `advances`: how many conditions of theirs it settles."""

    spec: FactSpec
    types: tuple[str, ...]
    decides: Fraction
    advances: Fraction

    @property
    def name(self) -> str:
        return self.spec.name


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the questions stand: what to ask, best first, and the types that an answer can still settle. Both are empty
    when no question can change anything; what is unknown then is an officer's or the papers' to settle."""

    asks: tuple[Ask, ...]
    open: tuple[str, ...]

    def of(self, type_id: str) -> tuple[Ask, ...]:
        """What to ask for one type alone, best first."""
        return tuple(ask for ask in self.asks if type_id in ask.types)


def outlook(
    pack: Pack,
    known: Mapping[str, Any],
    passed: Iterable[str] = (),
    types: Iterable[str] | None = None,
) -> Outlook:
    """What to ask next for the `types` (all of the year's), given what is known and the facts passed over.

    The order: the fact that settles most open types, on the average over its answers; then the one that settles most of
    their conditions; then the order of the rules. Raises FactError for facts that do not fit.
    """
    return _outlook(
        pack, checked(pack, known), frozenset(passed), tuple(pack.types if types is None else types)
    )


def _outlook(pack: Pack, facts: dict[str, Value], passed: frozenset[str], wanted: tuple[str, ...]) -> Outlook:
    askable = frozenset(
        name
        for name, fact in pack.facts.items()
        if fact.who != "officer" and name not in facts and name not in passed
    )
    bears: dict[str, list[str]] = {}
    readers: dict[str, list[str]] = {}
    cases: dict[str, Case] = {}
    tried = probes(pack, facts)
    for type_id in wanted:
        type = pack.type(type_id)
        case = case_of(pack, type, facts)
        found = {c.id: judge_node(c.check, case) for c in type.conditions}
        if not found or both(list(found.values())).verdict != "unknown":
            continue
        for name, ids in _bearing(type, Prospect(case, askable, tried)).items():
            bears.setdefault(name, []).append(type_id)
            readers.setdefault(name, []).extend(ids)
            cases[type_id] = case
    place = {name: n for n, name in enumerate(pack.facts)}
    asks = [
        Ask(
            spec(name, pack.facts[name], tuple(dict.fromkeys(readers[name]))),
            tuple(ids),
            *_promise(pack, name, tried[name], [(pack.types[id], cases[id]) for id in ids]),
        )
        for name, ids in bears.items()
    ]
    asks.sort(key=lambda ask: (-ask.decides, -ask.advances, place[ask.name]))
    return Outlook(tuple(asks), tuple(cases))


def _bearing(type: s.AwardType, prospect: Prospect) -> dict[str, list[str]]:
    """The facts that can still bear on the type's verdict, each with the conditions it bears on."""
    turns = {c.id: prospect.turns(c.check) for c in type.conditions}
    reachable = all("met" in one for one in turns.values())
    goals = BOTH if reachable else frozenset[Verdict](("unmet",))
    made: dict[str, list[str]] = {}
    for condition in type.conditions:
        for name in prospect.bears(condition.check, goals):
            made.setdefault(name, []).append(condition.id)
    return made


def _promise(
    pack: Pack, name: str, values: tuple[Value, ...], types: list[tuple[s.AwardType, Case]]
) -> tuple[Fraction, Fraction]:
    """What an answer settles on the average over `values`: how many of the types, and what share of their open conditions."""
    decided = advanced = Fraction(0)
    for type, case in types:
        open_now = [c for c in type.conditions if judge_node(c.check, case).verdict == "unknown"]
        for value in values:
            then = replace(case, facts={**case.facts, name: value})
            found = [judge_node(c.check, then) for c in open_now]
            decided += both(found).verdict != "unknown"
            settled = sum(one.verdict != "unknown" for one in found)
            advanced += Fraction(settled, len(open_now))
    return decided / len(values), advanced / len(values)


@dataclass(frozen=True, slots=True)
class Run:
    """A questionnaire answered to its end: what was asked, in that order, and the verdicts it ends with."""

    asked: tuple[str, ...]
    judgements: Mapping[str, Judgement]


def run(
    pack: Pack,
    answer: Callable[[str], Any],
    known: Mapping[str, Any] | None = None,
    types: Iterable[str] | None = None,
) -> Run:
    """Ask until nothing is open. `answer` gives a fact's value by its name, None for "not known"."""
    facts = dict(known or {})
    wanted = tuple(pack.types if types is None else types)
    asked: list[str] = []
    passed: set[str] = set()
    while asks := outlook(pack, facts, passed, wanted).asks:
        name = asks[0].name
        asked.append(name)
        value = answer(name)
        if value is None:
            passed.add(name)
        else:
            facts[name] = value
    return Run(tuple(asked), {type_id: judge(pack, type_id, facts) for type_id in wanted})


@dataclass(frozen=True, slots=True)
class Measure:
    """How many questions made-up readers were asked, on the average: until every type of the year is decided, and for one
    type alone; and how many asking everything takes."""

    pack: str
    readers: int
    every: Fraction
    every_all: int
    single: Fraction
    single_all: Fraction

    def words(self) -> str:
        """One line for a bench."""
        return (
            f"{self.pack}: {float(self.every):.1f} questions of {self.every_all} decide every type, "
            f"{float(self.single):.1f} of {float(self.single_all):.1f} decide one ({self.readers} readers)"
        )


def measure(pack: Pack, readers: int = 50, fitting: Fraction = Fraction(1, 2), seed: int = 2564) -> Measure:
    """Questions asked of `readers` made-up readers. An answer is drawn from the kinds of answer that the rules tell apart;
    a share `fitting` of them is the one that stands in the way of the fewest types, as a reader's who has a case."""
    drawn = random.Random(seed)
    asked = {type.id: _asked_of(pack, type) for type in pack.types.values() if type.conditions}
    if not asked:
        return Measure(pack.id, readers, Fraction(0), 0, Fraction(0), Fraction(0))
    values = {n: tried for n, tried in probes(pack, {}).items() if pack.facts[n].who != "officer"}
    best = {name: _best(pack, name, tried) for name, tried in values.items()}
    every = single = single_all = 0
    for number in range(readers):
        given = {
            name: best[name] if drawn.random() < fitting else drawn.choice(tried)
            for name, tried in values.items()
        }
        one = list(asked)[number % len(asked)]
        every += len(run(pack, given.get).asked)
        single += len(run(pack, given.get, types=[one]).asked)
        single_all += len(asked[one])
    return Measure(
        pack.id,
        readers,
        Fraction(every, readers),
        len(set().union(*asked.values())),
        Fraction(single, readers),
        Fraction(single_all, readers),
    )


def _best(pack: Pack, name: str, values: tuple[Value, ...]) -> Value:
    """The answer that makes the fewest conditions unmet."""

    def unmet(value: Value) -> int:
        cases = [(type, case_of(pack, type, {name: value})) for type in pack.types.values()]
        return sum(
            judge_node(c.check, case).verdict == "unmet" for type, case in cases for c in type.conditions
        )

    return min(values, key=unmet)


def _asked_of(pack: Pack, type: s.AwardType) -> set[str]:
    """What asking everything asks for one type."""
    return {one.name for one in facts_of(pack, type.id) if one.read_by and one.who != "officer"}
