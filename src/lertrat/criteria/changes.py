"""What changed between two years, rule by rule: the words before and after, where each stands in the sources, and which rule
a resolution has to name. One reading of `diff` for the desk, the public page and the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from lertrat.criteria import schema as s
from lertrat.criteria.difference import PARTS, Difference, Kind, diff, keyed
from lertrat.criteria.pack import Pack
from lertrat.criteria.wording import node_words
from lertrat.kernel.dates import thai_date

# Not rules: the year's own name, what the questions ask for, gaps and remarks. A reading put in force is a rule again.
_NO_RULE = {"id", "year_be", "title", "programme", "authority", "schema_version", "supplement", "label", "facts", "notes", "open_values"}  # fmt: skip
_IN_FORCE = {"in_force", "value"}
# How deep a rule lies: of a type its part, of a part that is a list the one item; of a form its question; and so on.
_LISTS = {"conditions", "levels", "remarks", "target_groups", "categories", "variants"}
_WHOLE = {"authority", "title", "kpi_refused", "aggregation", "label"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that differs. `rule` is its stable key, `name` the rule in words; `before` and `after` are words to read side by
    side, None where the rule was not there. `needs`: a year of rules may not be sealed before a resolution is named for it."""

    rule: str
    name: s.Text
    kind: Kind
    before: s.Text | None
    after: s.Text | None
    before_citations: s.Citations
    after_citations: s.Citations
    words: tuple[s.Text, ...]
    needs: bool

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {
            "rule": self.rule,
            "name": self.name.says(language),
            "kind": self.kind,
            "before": self.before.says(language) if self.before else None,
            "after": self.after.says(language) if self.after else None,
            "before_citations": [one.as_json() for one in self.before_citations],
            "after_citations": [one.as_json() for one in self.after_citations],
            "needs_resolution": self.needs,
        }


def rule_changes(a: Pack, b: Pack) -> list[RuleChange]:
    """The rules that differ from `a` to `b`, in the order of `diff`; every difference belongs to exactly one of them."""
    found: dict[tuple[str, ...], list[Difference]] = {}
    for one in diff(a, b):
        found.setdefault(rule_path(one.path), []).append(one)
    return [_change(a, b, path, parts) for path, parts in found.items()]


def rule_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """The rule that a difference's path lies in: ("types", concept, "steps", "1", "window"), ("honours", id)."""
    top = path[0]
    if top == "types":
        part = path[2:3]
        depth = 5 if part == ("steps",) else 4 if part and part[0] in _LISTS else 3
    elif top in {"forms", "rubrics"}:
        # forms / id / sections / id / questions / id; rubrics / id / criteria / id
        depth = 6 if top == "forms" else 4
        if path[2:3] not in {("sections",), ("criteria",)}:
            depth = 3
    else:
        depth = 1 if top in _WHOLE else 2
    return path[:depth]


def _change(a: Pack, b: Pack, path: tuple[str, ...], parts: list[Difference]) -> RuleChange:
    old, old_cited = _found(a, path)
    new, new_cited = _found(b, path)
    kinds = {one.kind for one in parts}
    whole = len(kinds) == 1 and (old is None or new is None)
    kind: Kind = parts[0].kind if whole or kinds == {"unknown"} else "changed"
    return RuleChange(
        rule="/".join(path),
        name=_name(a, b, path),
        kind=kind,
        before=words_of(a, old),
        after=words_of(b, new),
        before_citations=old_cited,
        after_citations=new_cited,
        words=tuple(one.words for one in parts),
        needs=any(_is_rule(one) for one in parts),
    )


def _is_rule(one: Difference) -> bool:
    if one.kind == "unknown":
        return False
    return one.path[0] not in _NO_RULE or (one.path[0] == "open_values" and one.path[-1] in _IN_FORCE)


def _found(pack: Pack, path: tuple[str, ...]) -> tuple[Any, s.Citations]:
    """What stands at `path` in a pack (None where nothing does), and the citations of the nearest rule around it."""
    value: Any = pack
    cited: s.Citations = ()
    for part in path:
        if isinstance(value, BaseModel):
            value = getattr(value, part, None)
        elif isinstance(value, dict):
            value = next((v for k, v in value.items() if getattr(v, "concept", k) == part), None)
        elif isinstance(value, tuple):
            value = keyed(value).get(part)
        if value is None:
            return None, cited
        cited = getattr(value, "citations", ()) or cited
    if isinstance(value, tuple | dict | str) and not value:
        return None, cited
    return value, cited


def _name(a: Pack, b: Pack, path: tuple[str, ...]) -> s.Text:
    """The rule in words, an item of a list by its own name: "สัมฤทธิผลประชาชนมีส่วนร่วม › ขั้นตอน “เอกสาร” › ช่วงรับสมัคร"."""
    th: list[str] = []
    en: list[str] = []
    within: s.Text | None = None  # the list an item stands in
    for place, part in enumerate(path, 1):
        value = _found(b, path[:place])[0]
        value = _found(a, path[:place])[0] if value is None else value
        said = PARTS.get(part, (part, part))
        label = s.Text(th=said[0], en=said[1])
        named = _own_name(value) if within is not None and isinstance(value, s.Base) else None
        if isinstance(value, dict | tuple) and place < len(path):
            within = label
            continue
        if named is not None and within is not None:
            plain = place == 2 and path[0] == "types"  # a type needs no word before its name
            th.append(named.th if plain else f"{within.th} “{named.th}”")
            en.append(named.en if plain else f"{within.en} “{named.en}”")
        else:
            th.append(f"{within.th} {label.th}" if within else label.th)
            en.append(f"{within.en} {label.en}" if within else label.en)
        within = None
    return s.Text(th=" › ".join(th), en=" › ".join(en))


def _own_name(value: Any) -> s.Text | None:
    for field in ("name", "title", "label", "question", "text"):
        held = getattr(value, field, None)
        if isinstance(held, s.Text):
            return s.Text(th=held.th, en=held.en)
    return s.Text(th=value.th, en=value.en) if isinstance(value, s.Text) else None


# --- a rule in words --------------------------------------------------------------------------------------------------

_QUIET = {"id", "concept", "citations", "assumed", "assumed_parts", "hours_assumed", "open", "printed", "reading", "variants", "officer", "schema_version", "criterion", "fact", "include", "number", "applies_to", "says"}  # fmt: skip


def words_of(pack: Pack, value: Any) -> s.Text | None:
    """A rule, or a part of one, in words: one line for each thing it says. None for nothing."""
    if value is None:
        return None
    th = "\n".join(_lines(pack, value, "th"))
    en = "\n".join(_lines(pack, value, "en"))
    return s.Text(th=th or "–", en=en or "–")


def _lines(pack: Pack, value: Any, language: str) -> Iterator[str]:
    if isinstance(value, s.Node):
        yield node_words(pack, value).says(language)
    elif isinstance(value, s.Text):
        yield value.says(language)
        for name in ("note", "kinds"):
            if name == "kinds" and (held := getattr(value, name, None)):
                yield ", ".join(_kind(pack, one, language) for one in held)
            elif held := getattr(value, name, None):
                yield from _lines(pack, held, language)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            held = getattr(value, name)
            if name in _QUIET or held is None or held == () or held == {} or held == "" or held is False:
                continue
            yield from _field(pack, name, held, language)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _lines(pack, one, language)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _lines(pack, one, language)
    else:
        yield _plain(value, language)


def _kind(pack: Pack, id: str, language: str) -> str:
    """A kind of agency in words."""
    fact = pack.facts.get("agency_kind")
    return next((one.says(language) for one in (fact.options if fact else ()) if one.id == id), id)


def _field(pack: Pack, name: str, held: Any, language: str) -> Iterator[str]:
    if isinstance(held, s.Text) and name in {"name", "title", "label", "text", "question"}:
        yield held.says(language)
        return
    lines = list(_lines(pack, held, language))
    said = FIELDS.get(name) or PARTS.get(name)
    if said is None:
        yield from lines
    else:
        label = said[1] if language == "en" else said[0]
        yield f"{label}: " + " · ".join(lines)


FIELDS: dict[str, tuple[str, str]] = {
    "first_day": ("วันเปิดรับ", "Opens on"), "last_day": ("วันปิดรับ", "Closes on"), "opens_at": ("เวลาเปิด", "Opening hour"),
    "closes_at": ("เวลาปิด", "Closing hour"), "at_least": ("คะแนนอย่างน้อย", "At least"), "scale": ("คะแนนเต็ม", "Scale"),
    "weight": ("น้ำหนัก", "Weight"), "minimum": ("ต่ำสุด", "Minimum"), "maximum": ("สูงสุด", "Maximum"), "step": ("ขั้นคะแนน", "Step"),
    "max": ("จำนวนสูงสุด", "At most"), "help": ("คำอธิบาย", "Help"), "example": ("ตัวอย่าง", "Example"),
    "required": ("ต้องตอบ", "Required"), "max_words": ("ไม่เกินกี่คำ", "Words at most"), "max_rows": ("ไม่เกินกี่แถว", "Rows at most"),
    "options": ("ตัวเลือก", "Options"), "columns": ("ช่องตาราง", "Columns"), "total": ("คะแนนรวม", "Total"),
    "guidance": ("คำแนะนำ", "Guidance"), "check": ("วิธีพิจารณา", "Judged by"), "cut_off": ("คะแนนตัดระดับ", "Cut-off"),
    "kind": ("ชนิด", "Kind"), "level": ("ระดับ", "Level"), "body": ("ถ้อยคำ", "Wording"), "accept": ("ชนิดไฟล์", "File types"),
    "unit": ("หน่วย", "Unit"), "in_force": ("การอ่านที่ใช้", "Reading in force"), "value": ("ค่าที่ใช้", "Value in force"),
    "assessors_per_submission": ("จำนวนผู้ตรวจต่อผลงาน", "Assessors per submission"), "points": ("คะแนนตัวชี้วัด", "Points"),
    "from_year": ("ตั้งแต่ปี", "From"), "to_year": ("ถึงปี", "To"), "rank": ("ลำดับระดับ", "Rank"), "counted": ("นับตาม", "Counted by"),
    "anchors": ("คำอธิบายระดับคะแนน", "Score bands"), "weight_percent": ("น้ำหนักร้อยละ", "Weight in per cent"),
}  # fmt: skip


def _plain(value: Any, language: str) -> str:
    if value is True:
        return "ใช่" if language == "th" else "yes"
    if isinstance(value, date):
        return thai_date(value) if language == "th" else value.isoformat()
    return str(value) if not isinstance(value, Fraction) or value.denominator != 1 else str(value.numerator)
