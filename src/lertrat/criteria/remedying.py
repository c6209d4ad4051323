"""What would have to be otherwise for an unmet condition to be met, in words that carry the numbers: how long is still
lacking, by how much a number misses, which answer it would take. Nothing is promised: other conditions stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.conditions import Case, judge_node, like
from lertrat.criteria.facts import Collection, checked, words_of
from lertrat.criteria.pack import Pack
from lertrat.criteria.probing import case_of, full_on
from lertrat.kernel.dates import english_date, months_between, thai_date
from lertrat.kernel.exact import decimal

_COMPARED = {
    "equal": ("ต้องเท่ากับ", "must be"),
    "not_equal": ("ต้องไม่เท่ากับ", "must not be"),
    "at_least": ("ต้องไม่น้อยกว่า", "must be at least"),
    "at_most": ("ต้องไม่เกิน", "must be at most"),
    "more_than": ("ต้องมากกว่า", "must be more than"),
    "less_than": ("ต้องน้อยกว่า", "must be less than"),
}
_OPPOSITE = {
    "equal": "not_equal",
    "not_equal": "equal",
    "at_least": "less_than",
    "less_than": "at_least",
    "at_most": "more_than",
    "more_than": "at_most",
}
_OF_DAYS = {
    "at_least": ("ต้องไม่ก่อน", "must not be before"),
    "at_most": ("ต้องไม่หลัง", "must not be after"),
    "more_than": ("ต้องหลัง", "must be after"),
    "less_than": ("ต้องก่อน", "must be before"),
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """What an unmet condition still needs. `lacking`: calendar months and days, where time is what it lacks; `full_on`: the
    first day on which it is no longer lacking."""

    condition: str
    words: s.Text
    citations: s.Citations
    lacking: tuple[int, int] | None = None
    full_on: date | None = None

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {
            "condition": self.condition,
            "words": self.words.says(language),
            "lacking": None if self.lacking is None else {"months": self.lacking[0], "days": self.lacking[1]},
            "full_on": self.full_on.isoformat() if self.full_on else None,
        }


def remedies(pack: Pack, type_id: str, facts: Mapping[str, Any]) -> tuple[Remedy, ...]:
    """For each unmet condition of the type what would have to be otherwise. Raises FactError, and Refusal for no such type."""
    type = pack.type(type_id)
    case = case_of(pack, type, checked(pack, facts))
    made = []
    for condition in type.conditions:
        if judge_node(condition.check, case).verdict == "unmet":
            need = _needed(condition.check, case, True)
            made.append(Remedy(condition.id, need.words, condition.citations, need.lacking, need.full_on))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Need:
    words: s.Text
    lacking: tuple[int, int] | None = None
    full_on: date | None = None


def _needed(node: s.Node, case: Case, wanted: bool) -> _Need:
    """What makes the node met (or unmet, where that is `wanted`)."""
    value = getattr(node, node.key)
    match node.key:
        case "all" | "any":
            return _of_several(value, case, wanted, every=(node.key == "all") == wanted)
        case "negated":
            return _needed(value, case, not wanted)
        case "by_reading":
            reading = case.pack.open_value(value.open).in_force
            chosen = value.cases.get(reading) if reading else None
            return _open(value.open, case) if chosen is None else _needed(chosen, case, wanted)
        case "open":
            return _open(value, case)
        case "holds":
            answer = ("ใช่", "yes") if wanted else ("ไม่ใช่", "no")
            return _say(value, case, f"ต้องตอบว่า “{answer[0]}”", f"must be answered “{answer[1]}”")
        case "known":
            return _say(value, case, "ต้องตอบ", "must be answered")
        case "among":
            return _among(value, case, wanted)
        case "compare":
            return _compare(value, case, wanted)
        case "elapsed":
            return _elapsed(value, case, wanted)
        case "count":
            return _count(value, case, wanted)
        case _:
            return _quantified(node.key, value, case, wanted)


def _question(name: str, case: Case) -> s.Text:
    fields = case.fields()
    return (fields[name] if name in fields else case.pack.facts[name]).question


def _fact(name: str, case: Case) -> s.Fact:
    fields = case.fields()
    return fields[name] if name in fields else case.pack.facts[name]


def _say(name: str, case: Case, th: str, en: str) -> _Need:
    asked = _question(name, case)
    return _Need(s.Text(th=f"“{asked.th}” {th}", en=f"“{asked.en}” {en}"))


def _open(id: str, case: Case) -> _Need:
    asked = case.pack.open_value(id).question
    return _Need(
        s.Text(
            th=f"ขึ้นกับเรื่องที่เอกสารยังไม่ชี้ชัด: {asked.th}", en=f"It hangs on what the papers leave open: {asked.en}"
        )
    )


def _of_several(nodes: tuple[s.Node, ...], case: Case, wanted: bool, *, every: bool) -> _Need:
    """All of what is lacking, or any one of it."""
    goal = "met" if wanted else "unmet"
    lacking = [node for node in nodes if judge_node(node, case).verdict != goal]
    if len(lacking) > 1 and all(node.holds for node in lacking):
        return _answers([_question(str(node.holds), case) for node in lacking], wanted, every=every)
    needs = [_needed(node, case, wanted) for node in lacking]
    if len(needs) == 1:
        return needs[0]
    th, en = (" และ ", "; and ") if every else (" หรือ ", "; or ")
    lead = ("", "") if every else ("อย่างใดอย่างหนึ่ง: ", "any one of these: ")
    return _Need(
        s.Text(
            th=lead[0] + th.join(n.words.th for n in needs), en=lead[1] + en.join(n.words.en for n in needs)
        )
    )


def _answers(asked: list[s.Text], wanted: bool, *, every: bool) -> _Need:
    """Several questions that take the same answer, said once."""
    th = f"ต้องตอบว่า “{'ใช่' if wanted else 'ไม่ใช่'}” {'ทุกข้อ' if every else 'อย่างน้อยหนึ่งข้อ'}: "
    en = f"{'All of these' if every else 'At least one of these'} must be answered “{'yes' if wanted else 'no'}”: "
    return _Need(
        s.Text(th=th + " · ".join(f"“{q.th}”" for q in asked), en=en + " · ".join(f"“{q.en}”" for q in asked))
    )


def _among(node: s.Among, case: Case, wanted: bool) -> _Need:
    fact = _fact(node.fact, case)
    named = [words_of(fact, like(case.value(node.fact), one)) for one in node.values]
    th, en = " · ".join(n.th for n in named), " · ".join(n.en for n in named)
    if wanted:
        return _say(node.fact, case, f"ต้องเป็นอย่างใดอย่างหนึ่ง: {th}", f"must be one of: {en}")
    return _say(node.fact, case, f"ต้องไม่เป็น: {th}", f"must be none of: {en}")


def _compare(node: s.Compare, case: Case, wanted: bool) -> _Need:
    how = node.how if wanted else _OPPOSITE[node.how]
    fact, have = _fact(node.fact, case), case.value(node.fact)
    if node.to_fact is not None:
        target = case.value(node.to_fact)
    else:
        target = node.to if node.to_open is None else case.pack.value_in_force(node.to_open)
        target = like(have, target) if target is not None else None
    if target is None:
        other = node.to_fact or ""
        return (
            _open(str(node.to_open), case)
            if node.to_open
            else _say(other, case, "ต้องตอบ", "must be answered")
        )
    lead = (_OF_DAYS if isinstance(target, date) else _COMPARED).get(how, _COMPARED[how])
    goal = words_of(fact, target)
    th, en = f"{lead[0]} {goal.th}", f"{lead[1]} {goal.en}"
    if have is not None and not isinstance(have, bool | str):
        found = words_of(fact, have)
        th = f"{th} (ตอบว่า {found.th}{_gap(have, target, how, 'th')})"
        en = f"{en} (answered {found.en}{_gap(have, target, how, 'en')})"
    return _say(node.fact, case, th, en)


def _gap(have: Any, target: Any, how: str, language: str) -> str:
    """By how much a number misses; nothing for days, and where a difference says nothing."""
    if isinstance(have, date) or how in ("equal", "not_equal"):
        return ""
    size = decimal(abs(Fraction(target) - Fraction(have)), 4, trim=True)
    if size == "0":
        return ""
    short = how in ("at_least", "more_than")
    if language == "en":
        return f", {size} too {'little' if short else 'much'}"
    return f" {'ขาดอีก' if short else 'เกิน'} {size}"


def _elapsed(node: s.Elapsed, case: Case, wanted: bool) -> _Need:
    span = _span(node.years or 0, node.months or 0, node.days or 0)
    since = case.value(node.since)
    until = {"closing_day": case.closing_day, "opening_day": case.opening_day}.get(node.until)
    until = until or case.value(node.until)
    if since is None or until is None:
        return _say(node.since, case, f"ต้องครบ {span.th}", f"must be {span.en} before")
    if not wanted:
        th = f"ต้องดำเนินการไม่ถึง {span.th} {_day('นับถึง', node, until)}"
        return _Need(
            s.Text(th=th, en=f"Needs less than {span.en} in operation, counted to {_day_en(node, until)}")
        )
    day = full_on(since, node)
    lacking = months_between(until, day) if node.days is None else (0, (day - until).days)
    short = _span(lacking[0] // 12, lacking[0] % 12, lacking[1])
    counted = _day("นับถึง", node, until)
    th = f"ต้องดำเนินการครบ {span.th} เหลือ {short.th} ({counted} จะครบในวันที่ {thai_date(day)})"
    en = f"Needs {span.en} in operation; {short.en} to go (counted to {_day_en(node, until)}; full on {english_date(day)})"
    return _Need(s.Text(th=th, en=en), lacking, day)


def _span(years: int, months: int, days: int) -> s.Text:
    """Years, months and days, whole; "0 วัน" for nothing."""
    parts = [(years, "ปี", "year"), (months, "เดือน", "month"), (days, "วัน", "day")]
    kept = [part for part in parts if part[0]] or [parts[2]]
    return s.Text(
        th=" ".join(f"{n} {th}" for n, th, _ in kept),
        en=" ".join(f"{n} {en}{'' if n == 1 else 's'}" for n, _, en in kept),
    )


def _day(lead: str, node: s.Elapsed, until: date) -> str:
    named = {"closing_day": "วันปิดรับสมัคร", "opening_day": "วันเปิดรับสมัคร"}.get(node.until, "วันที่")
    return f"{lead}{named} {thai_date(until)}"


def _day_en(node: s.Elapsed, until: date) -> str:
    named = {"closing_day": "the closing day, ", "opening_day": "the opening day, "}.get(node.until, "")
    return f"{named}{english_date(until)}"


def _count(node: s.Counted, case: Case, wanted: bool) -> _Need:
    how = node.how if wanted else _OPPOSITE[node.how]
    target = node.to if node.to_open is None else case.pack.value_in_force(node.to_open)
    if not isinstance(target, int):
        return _open(str(node.to_open), case)
    held = case.facts.get(node.fact)
    items = held.items if isinstance(held, Collection) else ()
    inner = [replace(case, item=item, collection=node.fact) for item in items]
    found = sum(node.where is None or judge_node(node.where, one).verdict == "met" for one in inner)
    lead = _COMPARED[how]
    return _say(
        node.fact,
        case,
        f"{lead[0]} {target} รายการที่เข้าเงื่อนไข (มี {found}{_gap(found, target, how, 'th')})",
        f"{lead[1]} {target} that count (there are {found}{_gap(found, target, how, 'en')})",
    )


def _quantified(key: str, node: s.Quantified, case: Case, wanted: bool) -> _Need:
    words = {
        ("some", True): ("ต้องมีอย่างน้อยหนึ่งรายการที่", "needs at least one where "),
        ("some", False): ("ต้องไม่มีรายการใดที่", "must have none where "),
        ("every", True): ("ทุกรายการต้องเป็นไปตามนี้:", "must be so in every entry: "),
        ("every", False): ("ต้องมีรายการที่ไม่เป็นไปตามนี้:", "must have an entry that is not so: "),
    }[(key, wanted)]
    # What a record would have to be like, told of a record of which nothing is known.
    inner = _needed(node.where, replace(case, item={}, collection=node.fact), True)
    return _say(node.fact, case, f"{words[0]} {inner.words.th}", f"{words[1]}{inner.words.en}")
