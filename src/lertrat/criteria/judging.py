"""May this be entered? Each condition of a type against what is known, in words that carry the case's own values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.conditions import Case, Outcome, Verdict, compiled, facts_read
from lertrat.criteria.facts import checked, words_of
from lertrat.criteria.pack import Pack

NO_CONDITION = "no-published-condition"
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class ConditionVerdict:
    """One condition's verdict. `missing` names the facts that would settle it, `opens` the open values in the way.

    `officer`: an officer's matter, since what is missing (or all it reads) only an officer may record. `assumed`: it was settled by an assumed value.
    """

    id: str
    verdict: Verdict
    says: s.Text
    text: s.Text
    citations: s.Citations = ()
    missing: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    officer: bool = False
    assumed: bool = False

    def as_json(self, language: str = "th") -> dict[str, Any]:
        """Plain values; `citation` is the first place, `citations` all of them."""
        return {
            "id": self.id,
            "verdict": self.verdict,
            "says": self.says.says(language),
            "citation": self.citations[0].as_json() if self.citations else None,
            "citations": [c.as_json() for c in self.citations],
            "missing": list(self.missing),
            "open": list(self.opens),
            "officer": self.officer,
            "assumed": self.assumed,
        }


class Judgement:
    """The verdict on a type: unmet if a condition is unmet, else unknown if one is unknown, else met.

    The conditions are put into words when they are first asked for: ten thousand verdicts need none.
    """

    __slots__ = ("_made", "_make", "edition", "type", "verdict")

    def __init__(
        self, edition: str, type: str, verdict: Verdict, make: Callable[[], tuple[ConditionVerdict, ...]]
    ) -> None:
        self.edition, self.type, self.verdict = edition, type, verdict
        self._make = make
        self._made: tuple[ConditionVerdict, ...] | None = None

    @property
    def conditions(self) -> tuple[ConditionVerdict, ...]:
        """Each condition's verdict, in the order of the rules."""
        if self._made is None:
            self._made = self._make()
        return self._made

    @property
    def unmet(self) -> tuple[str, ...]:
        """Ids of the unmet conditions."""
        return tuple(c.id for c in self.conditions if c.verdict == "unmet")

    @property
    def missing(self) -> tuple[str, ...]:
        """Every fact that is missing, once each, in the order of the conditions."""
        return tuple(dict.fromkeys(name for c in self.conditions for name in c.missing))

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {
            "edition": self.edition,
            "type": self.type,
            "verdict": self.verdict,
            "conditions": [c.as_json(language) for c in self.conditions],
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Judgement):
            return NotImplemented
        return self._said() == other._said()

    def __hash__(self) -> int:
        return hash((self.edition, self.type, self.verdict))

    def __repr__(self) -> str:
        return f"<Judgement {self.edition} {self.type}: {self.verdict}>"

    def _said(self) -> tuple[object, ...]:
        return self.edition, self.type, self.verdict, self.conditions


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A fact to be asked for: what it is, who may say it, and which conditions of the type read it."""

    name: str
    type: str
    question: s.Text
    unit: s.Text | None
    help: s.Text | None
    options: tuple[s.Option, ...]
    minimum: Fraction | None
    maximum: Fraction | None
    record: tuple[FactSpec, ...]
    read_by: tuple[str, ...]
    who: str

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type,
            "unit": self.unit.says(language) if self.unit else None,
            "question": self.question.says(language),
            "options": [{"id": o.id, "words": o.says(language)} for o in self.options],
            "fields": [{k: v for k, v in f.as_json(language).items() if k != "read_by"} for f in self.record],
            "read_by": list(self.read_by),
            "who": self.who,
        }


def judge(pack: Pack, type_id: str, facts: Mapping[str, Any]) -> Judgement:
    """The verdict on entering `type_id` with what is known. Raises FactError for facts that do not fit, Refusal for a type
    the year does not have. A type without published conditions is unknown, never met (reading.md): screening decides."""
    type = pack.type(type_id)
    return _judged(pack, type, checked(pack, facts))


def judge_all(
    pack: Pack, facts: Mapping[str, Any], types: Iterable[str] | None = None
) -> dict[str, Judgement]:
    """As `judge`, for several types at once (all of the year's): the facts are looked through once."""
    wanted = [pack.type(type_id) for type_id in (pack.types if types is None else types)]
    known = checked(pack, facts)
    return {type.id: _judged(pack, type, known) for type in wanted}


def _judged(pack: Pack, type: s.AwardType, known: Mapping[str, Any]) -> Judgement:
    if not type.conditions:
        return Judgement(pack.id, type.id, "unknown", lambda: (_none_published(type),))
    window = type.steps[0].window
    case = Case(pack, known, window.first_day if window else None, window.last_day if window else None)
    outcomes = [compiled(condition.check)(case) for condition in type.conditions]
    verdicts = [outcome.verdict for outcome in outcomes]
    verdict: Verdict = "unmet" if "unmet" in verdicts else "unknown" if "unknown" in verdicts else "met"
    return Judgement(
        pack.id,
        type.id,
        verdict,
        lambda: tuple(_one(*both, case) for both in zip(type.conditions, outcomes, strict=True)),
    )


def _none_published(type: s.AwardType) -> ConditionVerdict:
    words = s.Text(
        th=f"แหล่งข้อมูลไม่ได้ประกาศเงื่อนไขของรางวัล{type.name.th} สมัครได้ และคณะผู้คัดกรองเป็นผู้พิจารณา",
        en=f"No condition is published for {type.name.en}. It may be entered; screening decides.",
    )
    return ConditionVerdict(NO_CONDITION, "unknown", words, words, type.citations)


def _one(condition: s.Condition, outcome: Outcome, case: Case) -> ConditionVerdict:
    written = getattr(condition.says, outcome.verdict) or _default(condition, outcome, case.pack)
    return ConditionVerdict(
        condition.id,
        outcome.verdict,
        _filled(written, outcome, case),
        condition.text,
        condition.citations,
        outcome.missing,
        outcome.opens,
        _for_officer(condition, outcome, case.pack),
        condition.assumed or any(case.pack.open_value(id).assumed for id in condition.check.derived(_opens)),
    )


def _for_officer(condition: s.Condition, outcome: Outcome, pack: Pack) -> bool:
    """Whether this verdict is an officer's matter: what is missing is, or else every fact the condition reads."""
    names = [name.partition(".")[0] for name in outcome.missing]
    if names:
        return any(pack.facts[name].who == "officer" for name in names)
    read = [pack.facts[name] for name in facts_read(condition.check) if name in pack.facts]
    return bool(read) and all(fact.who == "officer" for fact in read)


def _opens(node: s.Node) -> tuple[str, ...]:
    return tuple(_opens_used(node))


def _opens_used(node: s.Node) -> Iterable[str]:
    value = getattr(node, node.key)
    match node.key:
        case "all" | "any":
            for child in value:
                yield from _opens_used(child)
        case "negated":
            yield from _opens_used(value)
        case "open":
            yield value
        case "compare" | "count":
            if value.to_open:
                yield value.to_open
            if node.key == "count" and value.where:
                yield from _opens_used(value.where)
        case "some" | "every":
            yield from _opens_used(value.where)
        case "by_reading":
            yield value.open
            for child in value.cases.values():
                yield from _opens_used(child)


def _default(condition: s.Condition, outcome: Outcome, pack: Pack) -> s.Text:
    rule = condition.text
    if outcome.verdict == "met":
        return s.Text(th=f"เป็นไปตามเงื่อนไข: {rule.th}", en=f"Met: {rule.en}")
    if outcome.verdict == "unmet":
        return s.Text(th=f"ไม่เป็นไปตามเงื่อนไข: {rule.th}", en=f"Not met: {rule.en}")
    asked = [_question(pack, name) for name in outcome.missing]
    unsettled = [pack.open_value(id).question for id in outcome.opens if id in pack.open_ids]
    th = [f"ยังต้องทราบ: {' · '.join(q.th for q in asked)}"] if asked else []
    en = [f"Still needed: {' · '.join(q.en for q in asked)}"] if asked else []
    if unsettled:
        th.append(f"เอกสารยังไม่ชัด: {' · '.join(q.th for q in unsettled)}")
        en.append(f"Left open by the papers: {' · '.join(q.en for q in unsettled)}")
    if not th:  # the days of the window are not set
        th, en = (
            [f"ยังไม่ได้กำหนดวันรับสมัคร จึงยังตอบไม่ได้: {rule.th}"],
            [f"The days of entry are not set yet: {rule.en}"],
        )
    return s.Text(th=" — ".join(th), en=" — ".join(en))


def _question(pack: Pack, name: str) -> s.Text:
    outer, _, field = name.partition(".")
    fact = pack.facts[outer]
    return fact.record[field].question if field else fact.question


def _filled(text: s.Text, outcome: Outcome, case: Case) -> s.Text:
    if "{" not in text.th and "{" not in text.en:
        return text

    def value(found: re.Match[str], language: str) -> str:
        name = found[1]
        if name in outcome.shown:
            return outcome.shown[name].says(language)
        if name in case.pack.facts:
            return words_of(case.pack.facts[name], case.facts.get(name)).says(language)
        return "…"

    return s.Text(
        th=_PLACE.sub(lambda m: value(m, "th"), text.th),
        en=_PLACE.sub(lambda m: value(m, "en"), text.en),
    )


def facts_of(pack: Pack, type_id: str) -> list[FactSpec]:
    """Every fact the type's conditions read, in their order; then those recorded though nothing requires them."""
    read_by: dict[str, list[str]] = {}
    for condition in pack.type(type_id).conditions:
        for name in facts_read(condition.check):
            if name in pack.facts:
                read_by.setdefault(name, []).append(condition.id)
    for name in pack.type(type_id).not_required:
        read_by.setdefault(name, [])
    return [spec(name, pack.facts[name], tuple(ids)) for name, ids in read_by.items()]


def spec(name: str, fact: s.Fact, read_by: tuple[str, ...] = ()) -> FactSpec:
    """A fact of the pack as it is asked for."""
    record = tuple(spec(field, inner) for field, inner in fact.record.items())
    return FactSpec(
        name,
        fact.type,
        fact.question,
        fact.unit,
        fact.help,
        fact.options,
        fact.minimum,
        fact.maximum,
        record,
        read_by,
        fact.who,
    )


def question_order(
    pack: Pack, known: Mapping[str, Any], types: Iterable[str] | None = None
) -> list[FactSpec]:
    """What to ask next, best question first: the fact that stands open in most of the types still undecided.

    Among equals, the one that is nearer to deciding a type (fewer other facts missing there) comes first, then the pack's
    order. Facts that only an officer may record are not asked, nor facts no undecided type needs any more.
    """
    wanted = list(pack.types if types is None else types)
    score: dict[str, list[Fraction]] = {}
    readers: dict[str, list[str]] = {}
    for judgement in judge_all(pack, known, wanted).values():
        if judgement.verdict != "unknown":
            continue
        names = tuple(dict.fromkeys(name.partition(".")[0] for name in judgement.missing))
        for name in names:
            score.setdefault(name, []).append(Fraction(1, len(names)))
            readers.setdefault(name, []).extend(
                c.id for c in judgement.conditions if any(m.partition(".")[0] == name for m in c.missing)
            )
    place = {name: n for n, name in enumerate(pack.facts)}
    asked = [name for name in score if pack.facts[name].who != "officer"]
    asked.sort(key=lambda name: (-len(score[name]), -sum(score[name]), place[name]))
    return [spec(name, pack.facts[name], tuple(dict.fromkeys(readers[name]))) for name in asked]
