"""Two years' rules side by side: what came, what went, what changed, matched by the ids that are stable across years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel

from lertrat.criteria import schema as s
from lertrat.criteria.pack import Pack

Kind = Literal["added", "removed", "changed"]
# What is no rule: where a rule stands may move without the rule changing, and hashes and examples follow from the rest.
_LEFT_OUT = {
    "citations",
    "examples",
    "sha256",
    "supplement_sha256",
    "sources",
    "assumed",
    "assumed_parts",
    "hours_assumed",
}
_KEYS = ("id", "concept", "number", "level", "type", "points")
# English and Thai words for the parts of a pack, for reading; what is not listed is shown by its own name.
_PARTS = {
    "types": ("ประเภทรางวัล", "award type"),
    "branches": ("สาขา", "branch"),
    "conditions": ("เงื่อนไข", "condition"),
    "steps": ("ขั้นตอน", "step"),
    "levels": ("ระดับ", "level"),
    "honours": ("รางวัลเกียรติยศ", "honour"),
    "kpi": ("ตัวชี้วัด", "KPI"),
    "forms": ("แบบฟอร์ม", "form"),
    "rubrics": ("เกณฑ์ให้คะแนน", "rubric"),
    "open_values": ("ค่าที่ยังไม่ชัด", "open value"),
    "facts": ("ข้อเท็จจริง", "fact"),
    "gate": ("เกณฑ์ผ่าน", "gate"),
    "window": ("ช่วงรับสมัคร", "window"),
    "quota": ("จำนวนที่ส่งได้", "quota"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `where` is a path such as "types/effective-change/quota/max"; before and after are plain values,
    None where there is none."""

    where: str
    kind: Kind
    before: Any
    after: Any
    words: s.Text

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {
            "where": self.where,
            "kind": self.kind,
            "before": self.before,
            "after": self.after,
            "words": self.words.says(language),
        }


def diff(a: Pack, b: Pack) -> list[Difference]:
    """What changed from `a` to `b`. Types are matched by their concept, other rules by their id; places in the sources,
    worked examples and hashes are left out. Empty when the rules are the same."""
    return list(_compare((), _plain(a), _plain(b)))


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        names = [n for n in type(value).model_fields if n not in _LEFT_OUT]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        concepts = {k: getattr(v, "concept", k) for k, v in value.items()}
        return {concepts[k]: _plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return _by_key([_plain(item) for item in value])
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value) if isinstance(value, Fraction) else value.isoformat()


def _by_key(items: list[Any]) -> Any:
    """A list of rules as a mapping by the first of the usual keys that tells them apart; other lists stay lists."""
    if not items or not all(isinstance(item, dict) for item in items):
        return items
    for name in _KEYS:
        keys = [item.get(name) for item in items]
        if all(key not in (None, "") for key in keys) and len(set(map(str, keys))) == len(keys):
            return {str(key): item for key, item in zip(keys, items, strict=True)}
    return items


def _compare(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            one, two = before.get(key), after.get(key)
            if key in before and key in after:
                yield from _compare((*path, str(key)), one, two)
            else:
                yield _made((*path, str(key)), one, two, "removed" if key in before else "added")
        return
    kind: Kind = "added" if before is None else "removed" if after is None else "changed"
    yield _made(path, before, after, kind)


def _made(path: tuple[str, ...], before: Any, after: Any, kind: Kind) -> Difference:
    where_th = " › ".join(_PARTS[p][0] if p in _PARTS else p for p in path)
    where_en = " › ".join(_PARTS[p][1] if p in _PARTS else p for p in path)
    one, two = _named(before), _named(after)
    words = {
        "added": (f"เพิ่ม {where_th}: {two[0]}", f"added {where_en}: {two[1]}"),
        "removed": (f"ตัดออก {where_th}: {one[0]}", f"removed {where_en}: {one[1]}"),
        "changed": (f"{where_th}: จาก {one[0]} เป็น {two[0]}", f"{where_en}: from {one[1]} to {two[1]}"),
    }[kind]
    return Difference("/".join(path), kind, before, after, s.Text(th=words[0], en=words[1]))


def _named(value: Any) -> tuple[str, str]:
    """A short name for a value: a rule by its name or text, all else as written."""
    if isinstance(value, dict):
        for holder in (
            value.get("name"),
            value.get("text"),
            value.get("title"),
            value.get("question"),
            value,
        ):
            if isinstance(holder, dict) and isinstance(holder.get("th"), str):
                return f"“{holder['th']}”", f"“{holder.get('en', holder['th'])}”"
        return "…", "…"
    if value is None:
        return "ไม่มี", "none"
    if isinstance(value, list):
        return ", ".join(_named(v)[0] for v in value) or "ไม่มี", ", ".join(
            _named(v)[1] for v in value
        ) or "none"
    return f"“{value}”", f"“{value}”"
