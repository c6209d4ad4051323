"""Two years' rules side by side: what came, what went, what changed, matched by the ids that are stable across years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel

from lertrat.criteria import schema as s
from lertrat.criteria.pack import Pack

Kind = Literal["added", "removed", "changed", "unknown"]
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
    "carried_from",
    "history",  # told first, in its own words
}
# Where absence says that nothing was found for the year, rather than that the rule was dropped, if the pack says so.
_NOT_RULES = {"open_values", "facts", "notes"}
_KEYS = ("id", "concept", "number", "level", "type", "points")
# English and Thai words for the parts of a pack, for reading; what is not listed is shown by its own name.
PARTS = {
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
    "definition": ("คำจำกัดความ", "definition"),
    "remarks": ("ข้อสังเกต", "remark"),
    "text": ("ข้อความ", "text"),
    "title": ("ชื่อ", "title"),
    "authority": ("ที่มาของหลักเกณฑ์", "authority"),
    "bodies": ("คณะและหน่วยงาน", "body"),
    "notes": ("หมายเหตุ", "note"),
    "target_groups": ("กลุ่มเป้าหมาย", "target group"),
    "reaffirmation": ("การยืนยันมาตรฐาน", "reaffirmation"),
    "exclusion": ("ข้อยกเว้น", "exclusion"),
    "requires_parent": ("ใบสมัครฐาน", "parent entry"),
    "sections": ("ส่วน", "section"),
    "questions": ("คำถาม", "question"),
    "criteria": ("ข้อให้คะแนน", "criterion"),
    "purpose": ("วัตถุประสงค์", "purpose"),
    "emphasis": ("จุดเน้น", "emphasis"),
    "success_factors": ("ปัจจัยความสำเร็จ", "success factor"),
    "legal_basis": ("ฐานกฎหมาย", "legal basis"),
    "emblems": ("สัญลักษณ์", "emblem"),
    "categories": ("หมวด", "category"),
    "variants": ("ชื่อที่พิมพ์ต่างกัน", "printed form"),
    "letters": ("จดหมาย", "letter"),
    "certificates": ("เกียรติบัตร", "certificate"),
    "certification": ("การรับรองสถานะ", "certification"),
    "suspended": ("ปีที่งดรับ", "suspended year"),
    "tie_break": ("การตัดสินเมื่อคะแนนเท่ากัน", "tie-break"),
    "aggregation": ("วิธีรวมคะแนน", "how scores are joined"),
    "kpi_refused": ("เหตุที่ไม่คำนวณตัวชี้วัด", "why no KPI is given"),
    "instrument": ("เครื่องมือประเมิน", "instrument"),
    "examines": ("หมวดที่พิจารณา", "categories examined"),
    "year_be": ("ปี", "year"),
    "id": ("รหัส", "id"),
    "subject": ("ผู้รับการประเมิน", "subject"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `where` is a path such as "types/effective-change/quota/max"; before and after are plain values,
    None where there is none. "unknown": one of the two years' sources is silent, so no change can be told."""

    where: str
    kind: Kind
    before: Any
    after: Any
    words: s.Text
    path: tuple[str, ...] = ()  # `where` in its parts: a concept may hold a slash itself

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
    worked examples and hashes are left out. Empty when the rules are the same.

    What `b` says of the succession of `a`'s types comes first, what cannot be told last. Where a year's sources are known
    in part only (`history.silence`), a rule they lack is "unknown": not found, rather than dropped.
    """
    told = list(_succession(a, b))
    known = {one.where for one in told if one.kind != "changed"}
    rest = [one for one in _Comparison(a, b).compare((), _plain(a), _plain(b)) if one.where not in known]
    return [*told, *sorted(rest, key=lambda one: one.kind == "unknown")]


def _succession(a: Pack, b: Pack) -> Iterator[Difference]:
    kinds: dict[str, Kind] = {"new": "added", "dropped": "removed"}
    for one in b.history.succession:
        if one.edition != a.id or one.how == "same" or (one.before and one.before not in a.types):
            continue
        concept = b.types[one.now].concept if one.now else a.types[one.before].concept
        inferred = s.Text(th=" (โดยอนุมาน)", en=" (by inference)") if one.inferred else s.Text(th=" ", en=" ")
        words = s.Text(th=(one.th + inferred.th).strip(), en=(one.en + inferred.en).strip())
        yield Difference(
            f"types/{concept}",
            kinds.get(one.how, "changed"),
            one.before or None,
            one.now or None,
            words,
            ("types", concept),
        )


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        out = _LEFT_OUT | ({"open"} if isinstance(value, s.Rule) else set())
        out |= {"number"} if isinstance(value, s.AwardType) else set()  # its place in the list
        names = [n for n in type(value).model_fields if n not in out]
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


def keyed(items: tuple[Any, ...]) -> dict[str, Any]:
    """Rules of a list by the key that `diff` tells them apart by; empty where it does not."""
    for name in _KEYS:
        keys = [getattr(item, name, None) for item in items]
        if all(key not in (None, "") for key in keys) and len(set(map(str, keys))) == len(keys):
            return {str(key): item for key, item in zip(keys, items, strict=True)}
    return {}


class _Comparison:
    """Walks two packs; knows of each whether its silence means anything."""

    def __init__(self, a: Pack, b: Pack) -> None:
        self.a, self.b = a, b
        self.names = {t.concept: t.name for pack in (a, b) for t in pack.types.values()}

    def compare(self, path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
        if before == after:
            return
        if path[-1:] == ("check",):
            yield self.check(path, before, after)
        elif _is_text(before) and _is_text(after):
            yield self.made(path, before, after, "changed")
        elif isinstance(before, dict) and isinstance(after, dict):
            for key in dict.fromkeys((*before, *after)):
                one, two = before.get(key), after.get(key)
                if key in before and key in after:
                    yield from self.compare((*path, str(key)), one, two)
                else:
                    yield self.made((*path, str(key)), one, two, "removed" if key in before else "added")
        else:
            gone, come = _nothing(before), _nothing(after)
            yield self.made(path, before, after, "added" if gone else "removed" if come else "changed")

    def made(self, path: tuple[str, ...], before: Any, after: Any, kind: Kind) -> Difference:
        silent = {"added": self.a, "removed": self.b}.get(kind)
        if silent is not None and silent.history.silence is not None and path[0] not in _NOT_RULES:
            return self.silent(path, before, after, silent)
        return self.told(path, before, after, kind)

    def check(self, path: tuple[str, ...], before: Any, after: Any) -> Difference:
        """A condition's test, told as one: no one reads a tree of nodes."""
        where_th, where_en = self.where(path[:-1])
        reading = after.get("by_reading") if isinstance(after, dict) else None
        value = next((v for v in self.b.open_values if reading and v.id == reading["open"]), None)
        if value is not None and value.in_force is None:
            th = f"{where_th}: ยังไม่ยืนยันสำหรับปี {self.b.year_be} ({value.reason.th})"
            en = f"{where_en}: not confirmed for {self.b.year_be} ({value.reason.en})"
            return Difference("/".join(path), "unknown", before, after, s.Text(th=th, en=en), path)
        words = s.Text(th=f"{where_th}: เปลี่ยนวิธีพิจารณา", en=f"{where_en}: judged in another way")
        return Difference("/".join(path), "changed", before, after, words, path)

    def where(self, path: tuple[str, ...]) -> tuple[str, str]:
        parts = [PARTS.get(part, (part, part)) for part in path]
        if path[0] == "types" and len(path) > 1 and path[1] in self.names:
            parts[1] = (self.names[path[1]].th, self.names[path[1]].en)
        return " › ".join(th for th, _ in parts), " › ".join(en for _, en in parts)

    def silent(self, path: tuple[str, ...], before: Any, after: Any, silent: Pack) -> Difference:
        where_th, where_en = self.where(path)
        one = _named(before if _nothing(after) else after)
        year = silent.year_be
        words = s.Text(
            th=f"{where_th}: ไม่พบในแหล่งข้อมูลของปี {year} จึงไม่ทราบว่าเปลี่ยนหรือไม่ (อีกปีหนึ่งคือ {one[0]})",
            en=f"{where_en}: not found for {year}, so no change can be told (the other year: {one[1]})",
        )
        return Difference("/".join(path), "unknown", before, after, words, path)

    def told(self, path: tuple[str, ...], before: Any, after: Any, kind: Kind) -> Difference:
        where_th, where_en = self.where(path)
        one, two = _named(before), _named(after)
        changed = (f"{where_th}: จาก {one[0]} เป็น {two[0]}", f"{where_en}: from {one[1]} to {two[1]}")
        words = {
            "added": (f"เพิ่ม {where_th}: {two[0]}", f"added {where_en}: {two[1]}"),
            "removed": (f"ตัดออก {where_th}: {one[0]}", f"removed {where_en}: {one[1]}"),
        }.get(kind, changed)
        return Difference("/".join(path), kind, before, after, s.Text(th=words[0], en=words[1]), path)


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, dict | list | str) and not value)


def _is_text(value: Any) -> bool:
    """Words in both languages and nothing else: told as one difference, not as two."""
    return isinstance(value, dict) and set(value) == {"th", "en"}


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
        if isinstance(value.get("words"), str):
            return f"“{value['words']}”", f"“{value['words']}”"
        inside = [_named(inner) for inner in value.values() if isinstance(inner, dict)]
        if inside and len(inside) == len(value):
            return ", ".join(th for th, _ in inside), ", ".join(en for _, en in inside)
        return "…", "…"
    if value is None:
        return "ไม่มี", "none"
    if isinstance(value, list):
        return ", ".join(_named(v)[0] for v in value) or "ไม่มี", ", ".join(
            _named(v)[1] for v in value
        ) or "none"
    return f"“{value}”", f"“{value}”"
