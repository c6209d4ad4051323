"""What does not fit the shape of a rules file, in words for the people who write one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lertrat.criteria.schema import Text

_PLAIN: dict[str, tuple[str, str]] = {
    "missing": ("ขาด {key}", "{key} is missing"),
    "extra_forbidden": ("ไม่รู้จักชื่อ {key}", "unknown key {key}"),
    "rule": ("{th}", "{en}"),
    "string_type": ("{key} ต้องเป็นข้อความ", "{key} expects text"),
    "string_too_short": ("{key} ต้องไม่ว่าง", "{key} must not be empty"),
    "string_too_long": ("{key} ยาวเกิน {max_length} ตัวอักษร", "{key} is longer than {max_length} characters"),
    "string_pattern_mismatch": (
        "{key} ใช้อักษรเหล่านี้ไม่ได้ ต้องเป็นไปตามแบบ {pattern}",
        "{key} may not hold these characters; it follows the pattern {pattern}",
    ),
    "tuple_type": ("{key} ต้องเป็นรายการ แต่ละข้อขึ้นต้นด้วย -", "{key} expects a list, each item after a -"),
    "too_short": ("{key} ต้องมีอย่างน้อย {min_length} รายการ", "{key} needs at least {min_length} item(s)"),
    "too_long": ("{key} มีได้ไม่เกิน {max_length} รายการ", "{key} holds at most {max_length} item(s)"),
    "dict_type": ("{key} ต้องเป็นชุด ชื่อ: ค่า", "{key} expects names with values"),
    "model_type": ("{key} ต้องเป็นชุด ชื่อ: ค่า", "{key} expects names with values"),
    "literal_error": ("{key} ต้องเป็นค่าใดค่าหนึ่งใน {expected}", "{key} expects one of {expected}"),
    "greater_than_equal": ("{key} ต้องไม่น้อยกว่า {ge}", "{key} must be at least {ge}"),
    "greater_than": ("{key} ต้องมากกว่า {gt}", "{key} must be more than {gt}"),
    "less_than_equal": ("{key} ต้องไม่เกิน {le}", "{key} must be at most {le}"),
    "less_than": ("{key} ต้องน้อยกว่า {lt}", "{key} must be less than {lt}"),
}  # fmt: skip
# The kinds of value whose faults have several names each ("int_type", "int_parsing", …).
_KINDS: dict[str, tuple[str, str]] = {
    "int": ("{key} ต้องเป็นจำนวนเต็ม", "{key} expects a whole number"),
    "bool": ("{key} ต้องเป็น true หรือ false", "{key} expects true or false"),
    "datetime": (
        "{key} ต้องเป็นวันและเวลา เช่น 2021-02-23T16:30",
        "{key} expects a day and time, such as 2021-02-23T16:30",
    ),
    "date": ("{key} ต้องเป็นวันที่ เช่น 2021-02-23", "{key} expects a day, such as 2021-02-23"),
    "time": ("{key} ต้องเป็นเวลา เช่น 16:30", "{key} expects a time of day, such as 16:30"),
}


def fault(error: Mapping[str, Any]) -> Text:
    """The words of one of pydantic's errors, ending with the place in the file by its names and numbers."""
    path = error["loc"]
    kind, context = str(error["type"]), dict(error.get("ctx") or {})
    th, en = _PLAIN.get(kind) or _KINDS.get(kind.split("_")[0]) or ("{key}: {said}", "{key}: {said}")
    at = ".".join(str(part) for part in path)
    given = {
        **context,
        "key": _name(path, "th"),
        "said": error.get("msg", ""),
        "expected": str(context.get("expected", "")).replace(" or ", ", ").replace("'", ""),
    }
    end = f" ({at})" if at else ""
    return Text(th=th.format(**given) + end, en=en.format(**given | {"key": _name(path, "en")}) + end)


def _name(path: tuple[str | int, ...], language: str) -> str:
    """What stands at the place: its name, or its number in the list."""
    if not path:
        return "แฟ้ม" if language == "th" else "the file"
    last = path[-1]
    if isinstance(last, str):
        return last
    return f"รายการที่ {last + 1}" if language == "th" else f"item {last + 1}"
