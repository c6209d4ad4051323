"""Last year's rules as the beginning of the next: the same text with the year moved on and every day left to be settled."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from lertrat.criteria.parsing import Path, Refused, parsed
from lertrat.criteria.surgery import changed, spans
from lertrat.kernel.errors import Refusal

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def open_id(year_be: int) -> str:
    """The open value that a copied year's days name."""
    return f"dates-{year_be}"


def next_year(source: str, supplement: str, *, code: str, year_be: int) -> tuple[str, str]:
    """The text of a year's rules and of its supplement as the first draft of the year `year_be`, under the id `code`.

    The year, the title's year and the days of windows move on; each window is marked open until its day is resolved; citations
    stay and are told as carried over (`carried_from`); what the earlier year's meetings decided is left with that year.
    Refusal where the text cannot be read.
    """
    try:
        value, _ = parsed(source)
        moved = year_be - int(value["year_be"])
        text = _pack(source, value, code, year_be, moved)
        extra = _supplement(supplement, code, value, year_be, moved) if supplement else ""
    except (Refused, KeyError, TypeError, ValueError):
        raise Refusal("copy", "อ่านหลักเกณฑ์ต้นทางไม่ได้", "The rules to copy from cannot be read.") from None
    return text, extra


def _pack(text: str, value: dict[str, Any], code: str, year_be: int, moved: int) -> str:
    old = int(value["year_be"])
    edits: dict[Path, Any] = {("id",): code, ("year_be",): year_be}
    for language in ("th", "en"):
        titled = str(value["title"][language])
        edits["title", language] = titled.replace(str(old), str(year_be)).replace(
            str(old - 543), str(year_be - 543)
        )
    edits |= _authority(value["authority"], year_be, old)
    windows = [
        (n, m, step["window"])
        for n, kind in enumerate(value["types"])
        for m, step in enumerate(kind["steps"])
        if step.get("window")
    ]
    for n, m, window in windows:
        edits |= _moved(("types", n, "steps", m, "window"), window, moved)
        held = window.get("open")
        place: Path = ("types", n, "steps", m, "window", "open")
        if isinstance(held, list):
            edits[*place, len(held)] = open_id(year_be)
        else:
            edits[place] = [held, open_id(year_be)] if held else open_id(year_be)
    for n, example in enumerate(value.get("examples", {}).get("judge", [])):
        for fact, given in example.get("facts", {}).items():
            if isinstance(given, str) and _DAY.fullmatch(given):
                edits["examples", "judge", n, "facts", fact] = _later(given, moved)
    for n, example in enumerate(value.get("examples", {}).get("honours", [])):
        for m, award in enumerate(example.get("awards", [])):
            if (given := award.get("year_be")) is not None:
                place = ("examples", "honours", n, "awards", m, "year_be")
                shifted = re.sub(r"\d{4}", lambda found: str(int(found[0]) + moved), str(given))
                edits[place] = int(shifted) if isinstance(given, int) else shifted
    if windows:
        edits |= _opened(value, year_be, old)
    edits["carried_from",] = {"edition": value["id"], "year_be": old}
    return changed(_without(text, "history"), edits)


def _authority(held: dict[str, Any], year_be: int, old: int) -> dict[Path, Any]:
    """What the new year rests on until its own meeting is named: nothing of the earlier year's paper is claimed for it."""
    said = {
        "th": f"มติที่ระบุไว้กับแต่ละข้อที่เปลี่ยนในปี {year_be} ข้ออื่นยกมาจากหลักเกณฑ์ปี {old}",
        "en": f"The resolutions named for each rule changed in {year_be}; all else carried over from {old}",
    }
    edits: dict[Path, Any] = {("authority", language): words for language, words in said.items()}
    edits["authority", "kind"] = "document"
    return edits | {
        ("authority", key): None for key in ("number", "shown", "citations", "note") if key in held
    }


def _opened(value: dict[str, Any], year_be: int, old: int) -> dict[Path, Any]:
    entry = {
        "id": open_id(year_be),
        "question": {
            "th": f"วันเปิดและปิดรับสมัครของปี {year_be} คือวันใด", "en": f"On which days does {year_be} open and close?",
        },
        "reason": {
            "th": f"เลื่อนมาจากวันของปี {old} รอมติของปี {year_be}", "en": f"Moved on from {old}; to be resolved for {year_be}",
        },
    }  # fmt: skip
    held = value.get("open")
    return {("open", len(held)): entry} if held else {("open",): [entry]}


def _supplement(text: str, code: str, pack: dict[str, Any], year_be: int, moved: int) -> str:
    value, _ = parsed(text)
    named = str(value["supplement"]).replace(str(pack["id"]), code)
    edits: dict[Path, Any] = {("supplement",): named, ("for",): code}
    for n, window in enumerate(value.get("windows", [])):
        edits |= _moved(("windows", n), window, moved)
    return changed(text, edits)


def _moved(path: Path, window: dict[str, Any], moved: int) -> dict[Path, Any]:
    return {(*path, name): _later(str(window[name]), moved) for name in ("first_day", "last_day")}


def _later(day: str, years: int) -> str:
    held = date.fromisoformat(day)
    try:
        return held.replace(year=held.year + years).isoformat()
    except ValueError:  # 29 February of a year that has none
        return held.replace(year=held.year + years, day=28).isoformat()


def _without(text: str, key: str) -> str:
    """The text without one of its outermost parts."""
    at = spans(text).get((key,))
    if at is None:
        return text
    start = text.rfind("\n", 0, at.opens) + 1
    end = text.find("\n", at.end)
    return text[:start] + (text[end + 1 :] if end >= 0 else "")
