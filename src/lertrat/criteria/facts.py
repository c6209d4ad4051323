"""What is known of a case, made exact: facts checked against the pack's definitions before any rule reads them."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.names import key
from lertrat.criteria.pack import Pack
from lertrat.kernel.dates import common_year, english_date, parse_date, thai_date
from lertrat.kernel.errors import Refusal
from lertrat.kernel.exact import decimal, parse

LARGEST = 1_000_000  # characters of a file of facts
MOST_ITEMS = 2_000


class FactError(Refusal):
    """Facts or rows that do not fit; `problems` names each in both languages."""

    def __init__(self, problems: list[s.Text]) -> None:
        super().__init__(
            "facts", "; ".join(p.th for p in problems[:5]), "; ".join(p.en for p in problems[:5])
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Collection:
    """Several records of one kind. `complete` says that there are no others."""

    items: tuple[dict[str, Any], ...]
    complete: bool


Value = bool | int | Fraction | date | str | Collection


def facts_from_json(text: str) -> dict[str, Any]:
    """The facts in a JSON object; decimals are kept exact. Raises FactError for anything but an object."""
    try:
        if len(text) > LARGEST:
            raise ValueError("too large")
        made = json.loads(text, parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise FactError(
            [_text(f"อ่านแฟ้มข้อเท็จจริงไม่ได้: {error}", f"the facts cannot be read: {error}")]
        ) from None
    if not isinstance(made, dict):
        raise FactError([_text("ข้อเท็จจริงต้องเป็นออบเจกต์ JSON", "the facts are one JSON object")])
    return made


def _decimal(text: str) -> Fraction:
    if "e" in text.lower():
        raise ValueError(f"{text}: write the number without an exponent")
    return Fraction(text)


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return made


def checked(pack: Pack, facts: Mapping[str, Any]) -> dict[str, Value]:
    """The known facts in their exact types; None and empty texts are facts not known. Raises FactError naming every fault.

    Dates are date objects or text in either era, numbers are int, Fraction or text, choices are ids or their Thai or
    English words, a collection is ``{"complete": bool, "items": [{field: value}]}`` (not complete unless it says so).
    """
    problems: list[s.Text] = []
    made: dict[str, Value] = {}
    for name, value in facts.items():
        fact = pack.facts.get(name)
        if fact is None:
            near = difflib.get_close_matches(str(name), pack.facts, n=1)
            hint = f" หมายถึง {near[0]} หรือไม่" if near else ""
            hint_en = f"; did you mean {near[0]}?" if near else ""
            problems.append(_text(f"ไม่รู้จักข้อเท็จจริง “{name}”{hint}", f"unknown fact “{name}”{hint_en}"))
            continue
        try:
            known = _value(fact, value)
        except _Wrong as wrong:
            problems.append(_text(f"{name}{wrong.at}: {wrong.th}", f"{name}{wrong.at}: {wrong.en}"))
            continue
        if known is not None:
            made[name] = known
    if problems:
        raise FactError(problems)
    return made


class _Wrong(Exception):
    def __init__(self, th: str, en: str, at: str = "") -> None:
        self.th, self.en, self.at = th, en, at


def _text(th: str, en: str) -> s.Text:
    return s.Text(th=th, en=en)


def _value(fact: s.Fact, value: Any) -> Value | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    match fact.type:
        case "bool":
            if not isinstance(value, bool):
                raise _Wrong("ต้องเป็น true หรือ false", "expects true or false")
            return value
        case "int" | "number":
            return _number(fact, value)
        case "date":
            return _date(value)
        case "choice":
            return _choice(fact, value)
        case "text":
            if not isinstance(value, str):
                raise _Wrong("ต้องเป็นข้อความ", "expects text")
            return " ".join(value.split())
        case _:
            return _collection(fact, value)


def _number(fact: s.Fact, value: Any) -> int | Fraction:
    if isinstance(value, bool) or not isinstance(value, int | str | Fraction):
        raise _Wrong("ต้องเป็นจำนวน เขียนเป็นเลขจำนวนเต็มหรือข้อความ", "expects a number, as an integer or as text")
    number: int | Fraction
    if isinstance(value, str):
        try:
            number = parse(value)
        except Refusal as refused:
            raise _Wrong(refused.th, refused.en) from None
    else:
        number = value
    low, high = fact.minimum, fact.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise _Wrong(
            f"ต้องอยู่ระหว่าง {_shown(low)} ถึง {_shown(high)}",
            f"must lie between {_shown(low)} and {_shown(high)}",
        )
    if fact.type == "number":
        return Fraction(number) if isinstance(number, int) else number
    if number.denominator != 1:
        raise _Wrong("ต้องเป็นจำนวนเต็ม", "expects a whole number")
    return int(number)


def _shown(number: Fraction | None) -> str:
    return "…" if number is None else decimal(number, 4, trim=True)


def _date(value: Any) -> date:
    if isinstance(value, str):
        try:
            return parse_date(value)
        except Refusal as refused:
            raise _Wrong(refused.th, refused.en) from None
    if type(value) is not date:
        raise _Wrong("ต้องเป็นวันที่ เช่น 2021-02-23", "expects a date, for example 2021-02-23")
    return value.replace(year=common_year(value.year))


def _choice(fact: s.Fact, value: Any) -> str:
    for option in fact.options:
        if option.id == value:
            return option.id
    sought = key(str(value))
    for option in fact.options:
        if sought in (key(option.id), key(option.th), key(option.en)):
            return option.id
    ids = ", ".join(option.id for option in fact.options)
    raise _Wrong(f"“{value}” ไม่อยู่ในตัวเลือก ({ids})", f"“{value}” is none of {ids}")


def _collection(fact: s.Fact, value: Any) -> Collection:
    if isinstance(value, Collection):
        value = {"complete": value.complete, "items": list(value.items)}
    if not isinstance(value, Mapping) or not set(value) <= {"complete", "items"}:
        raise _Wrong(
            'ต้องเป็น {"complete": true หรือ false, "items": [...]}',
            'expects {"complete": true or false, "items": [...]}',
        )
    complete, items = value.get("complete", False), value.get("items", [])
    if not isinstance(complete, bool) or not isinstance(items, list | tuple) or len(items) > MOST_ITEMS:
        raise _Wrong(
            "complete เป็น true/false และ items เป็นรายการ", "complete is true or false, items is a list"
        )
    return Collection(tuple(_record(fact, item, n) for n, item in enumerate(items)), complete)


def _record(fact: s.Fact, item: Any, number: int) -> dict[str, Any]:
    at = f"[{number + 1}]"
    if not isinstance(item, Mapping):
        raise _Wrong("แต่ละรายการต้องเป็นออบเจกต์", "each item is an object", at)
    made: dict[str, Any] = {}
    for name, value in item.items():
        if name not in fact.record:
            raise _Wrong(f"ไม่รู้จักช่อง “{name}”", f"unknown field “{name}”", at)
        try:
            known = _value(fact.record[name], value)
        except _Wrong as wrong:
            raise _Wrong(wrong.th, wrong.en, f"{at}.{name}") from None
        if known is not None:
            made[name] = known
    return made


def words_of(fact: s.Fact, value: Value | None) -> s.Text:
    """A value as people read it, with its unit."""
    if value is None:
        return _text("(ยังไม่ทราบ)", "(not known)")
    if isinstance(value, bool):
        return _text("ใช่", "yes") if value else _text("ไม่ใช่", "no")
    if isinstance(value, date):
        return _text(thai_date(value), english_date(value))
    if isinstance(value, Collection):
        return _text(f"{len(value.items)} รายการ", f"{len(value.items)} items")
    if isinstance(value, int | Fraction):
        number = decimal(value, 4, trim=True)
        unit = fact.unit
        if unit is None:
            return _text(number, number)
        th = f"{unit.th} {number}" if unit.th == "ร้อยละ" else f"{number} {unit.th}"
        return _text(th, f"{number} {unit.en}")
    for option in fact.options:
        if option.id == value:
            return _text(option.th, option.en)
    return _text(value, value)
