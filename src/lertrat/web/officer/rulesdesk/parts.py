"""The parts of a rules file that have a form: which there are, and the values of each as fields by their paths in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict

from lertrat.criteria.changes import FIELDS
from lertrat.criteria.difference import PARTS
from lertrat.kernel.errors import Refusal
from lertrat.web import ui
from lertrat.web.forms import join_date
from lertrat.web.officer.rulesdesk import examples

Path = tuple[str | int, ...]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Codes, places in the sources and what the loader reads: these are changed as YAML.
_HIDDEN = {
    "id", "concept", "citations", "open", "printed", "reading", "variants", "corresponds", "examples", "applies_to", "assumed",
    "kinds", "kind", "fact", "from", "until", "holds", "known", "is", "in", "branch", "branches", "subject", "counted", "how",
    "criterion", "types", "type", "include", "accept", "not_required", "to_fact", "to_open", "level", "form", "rubric", "asks",
    "english", "answers_in", "number", "opens_after", "examines", "cut_off_step", "scale_kind", "method", "whatever_level", "never",
}  # fmt: skip
_LONG = {
    "help",
    "guidance",
    "text",
    "definition",
    "body",
    "example",
    "note",
    "reason",
    "intent",
    "remarks",
    "meaning",
}
_WORDS = {
    "years": "จำนวนปี", "months": "จำนวนเดือน", "days": "จำนวนวัน", "to": "ค่าที่เทียบ", "at_least": "คะแนนอย่างน้อย",
    "note": "หมายเหตุ", "label": "คำถาม", "says": "คำอธิบายผล", "unmet": "เมื่อไม่ผ่าน", "met": "เมื่อผ่าน", "unknown": "เมื่อยังไม่ทราบ",
    "assessors": "จำนวนผู้ตรวจต่อผลงาน", "weight_percent": "น้ำหนักร้อยละ", "score": "คะแนน", "reason": "เหตุผล", "title": "ชื่อ",
    "name": "ชื่อ", "shown": "คำที่แสดง", "question": "คำถาม", "text": "ข้อความ", "no_gate": "เหตุที่ไม่มีเกณฑ์ผ่าน", "grace": "เวลาผ่อนผัน", "filled": "ค่าที่เติม",
    "needs": "สิ่งที่ต้องกำหนด", "falls_with_parent": "ตกไปพร้อมใบสมัครฐาน", "same_category": "ต้องเป็นหมวดเดิม",
}  # fmt: skip
LANGUAGES = {"th": "ไทย", "en": "อังกฤษ"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part with a form of its own. `path` in its document; `keys` limits it to some of the keys there."""

    slug: str
    title: str
    path: Path
    keys: tuple[str, ...] = ()
    within: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that a form may change."""

    path: Path
    label: str
    group: str
    value: Any
    missing: bool = False  # a text the rule does not have yet

    @property
    def name(self) -> str:
        return "f-" + ".".join(str(part) for part in self.path)


_OF_TYPE = ("name", "definition", "remarks", "target_groups", "quota", "levels", "categories", "requires_parent", "exclusion", "reaffirmation", "note")  # fmt: skip


def parts(document: str, value: Mapping[str, Any]) -> list[tuple[str, list[Part]]]:
    """The parts of the pack or of its supplement, under headings."""
    groups: list[tuple[str, list[Part]]] = []
    if document == "pack":
        own = [Part("about", "ชื่อปีและที่มาของหลักเกณฑ์", (), ("title", "authority"))]
        own += [
            _plain(key, value)
            for key in ("conditions", "honours", "levels", "branches", "facts", "open", "kpi")
            if value.get(key)
        ]
        groups.append(("ทั้งปี", own))
        groups.append(("ตัวอย่างประกอบ ซึ่งระบบตรวจทุกครั้งที่อ่านหลักเกณฑ์", [
            Part(f"examples/{kind}", examples.EXAMPLES.get(kind, kind), ("examples", kind))
            for kind, listed in (value.get("examples") or {}).items() if listed
        ]))  # fmt: skip
        for n, kind in enumerate(value.get("types", [])):
            id, path = kind["id"], ("types", n)
            groups.append((kind["name"]["th"], [
                Part(f"types/{id}", "คำจำกัดความ กลุ่มเป้าหมาย โควตา และระดับ", path, _OF_TYPE),
                *([Part(f"types/{id}/conditions", "เงื่อนไข", (*path, "conditions"))] if kind.get("conditions") else []),
                Part(f"types/{id}/steps", "ขั้นตอน วันรับสมัคร และเกณฑ์ผ่าน", (*path, "steps")),
            ]))  # fmt: skip
    else:
        own = [
            _plain(key, value)
            for key in ("hours", "windows", "steps", "cut_offs", "resolves")
            if value.get(key)
        ]
        groups.append(("ค่าที่เติม", own))
    papers = ("sections", "forms", "rubrics")
    for key in papers:
        listed = [
            Part(f"{key}/{one['id']}", _title(one), (key, n)) for n, one in enumerate(value.get(key) or [])
        ]
        if listed:
            groups.append((_HEADS[key], listed))
    rest = [
        _plain(key, value)
        for key in ("aggregation", "tie_break", "certificates", "letters")
        if value.get(key)
    ]
    if rest:
        groups.append(("การรวมคะแนนและถ้อยคำ", rest))
    return [(title, listed) for title, listed in groups if listed]


_HEADS = {"sections": "ส่วนของแบบฟอร์มที่ใช้ร่วมกัน", "forms": "แบบฟอร์ม", "rubrics": "เกณฑ์ให้คะแนน"}
_TITLES = {
    "conditions": "เงื่อนไขที่ใช้ร่วมกัน", "honours": "รางวัลเกียรติยศ", "open": "ค่าที่ยังไม่ชัด", "facts": "คำถามข้อเท็จจริง",
    "hours": "เวลาเปิดและปิดรับ", "windows": "วันรับสมัครที่เติม", "steps": "จำนวนผู้ตรวจของแต่ละขั้นตอน", "cut_offs": "คะแนนตัดระดับ", "resolves": "ค่าที่เลือกใช้",
}  # fmt: skip


def _plain(key: str, value: Mapping[str, Any]) -> Part:
    return Part(key, _TITLES.get(key) or PARTS.get(key, (key,))[0], (key,))


def _title(one: Mapping[str, Any]) -> str:
    return str((one.get("title") or one.get("name") or {"th": one["id"]})["th"])


def part(document: str, value: Mapping[str, Any], slug: str) -> Part | None:
    """The part behind an address."""
    return next(
        (
            replace(one, within=title)
            for title, listed in parts(document, value)
            for one in listed
            if one.slug == slug
        ),
        None,
    )


def leaves(value: Any, chosen: Part) -> list[Leaf]:
    """The values of a part in reading order."""
    if chosen.path[:1] == ("examples",):
        return [
            Leaf(*each)
            for n, one in enumerate(_at(value, chosen.path))
            for each in examples.values(value, one, (*chosen.path, n))
        ]
    held = value
    for step in chosen.path:
        held = held[step]
    if chosen.keys:
        found = [
            leaf
            for key in chosen.keys
            if key in held
            for leaf in _walk(held[key], (*chosen.path, key), "", key)
        ]
        if "definition" in chosen.keys and "definition" not in held:
            found += _absent((*chosen.path, "definition"), "", "definition")
        return found
    return list(_walk(held, chosen.path, "", str(chosen.path[-1])))


def _walk(held: Any, path: Path, group: str, key: str) -> Iterator[Leaf]:
    if isinstance(held, dict):
        group = _own_title(held) or group
        for inner, value in held.items():
            if str(inner) in _HIDDEN and not (inner == "scale" and not isinstance(value, str)):
                continue
            yield from _walk(value, (*path, inner), group, str(inner))
        for inner in _could_have(held):
            yield from _absent((*path, inner), group, inner)
    elif isinstance(held, list):
        for place, value in enumerate(held):
            if isinstance(value, dict | list):
                yield from _walk(value, (*path, place), group, key)
    else:
        yield Leaf(path, _label(path), group, held)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _own_title(held: Mapping[str, Any]) -> str:
    for key in ("name", "title", "label", "question", *(("text",) if "id" in held else ())):
        inner = held.get(key)
        if isinstance(inner, dict) and isinstance(inner.get("th"), str):
            return str(inner["th"])
    said = held.get("th")
    return str(said) if isinstance(said, str) and "id" in held else ""


def _could_have(held: Mapping[str, Any]) -> list[str]:
    """Texts a rule may have and does not: a question's help and example, a section's guidance, a criterion's help."""
    wanted: tuple[str, ...] = ()
    if "label" in held and "kind" in held:
        wanted = ("help", "example")
    elif "questions" in held:
        wanted = ("guidance",)
    elif "weight" in held or "anchors" in held:
        wanted = ("help",)
    return [key for key in wanted if key not in held]


def _absent(path: Path, group: str, key: str) -> list[Leaf]:
    return [
        Leaf((*path, language), _label((*path, language)), group, None, missing=True)
        for language in LANGUAGES
    ]


def _label(path: Path) -> str:
    names = [str(part) for part in path if not isinstance(part, int)]
    last = names[-1]
    language = LANGUAGES.get(last, "")
    key = names[-2] if language and len(names) > 1 else last
    said = _WORDS.get(key) or (FIELDS.get(key) or PARTS.get(key) or (key,))[0]
    before = names[-3 if language else -2] if len(names) > (2 if language else 1) else ""
    if key in {"text", "note"} and before in PARTS and before not in {"conditions", "types", "honours"}:
        said = f"{PARTS[before][0]}: {said}"
    return f"{said} ({language})" if language else said


# --- fields -----------------------------------------------------------------------------------------------------------


def field(leaf: Leaf, value: Any, error: str = "") -> ui.FieldView:
    """A value as the field it is drawn as; `value` is the value, or what was typed."""
    optional = leaf.missing or leaf.value is None
    if isinstance(leaf.value, list):
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        return ui.FieldView(leaf.name, leaf.label, "text", text, optional=True, error=error)
    if leaf.path[0] == "examples" and leaf.path[-1] == "expect":
        words = examples.EXPECTED.get(str(leaf.path[1]), {})
        options = [ui.Option(code, said, chosen=code == str(value)) for code, said in words.items()]
        return ui.FieldView(leaf.name, leaf.label, "select", str(value), options=options, error=error)
    if isinstance(leaf.value, bool):
        chosen = "true" if value is True else "false" if value is False else str(value)
        options = [
            ui.Option(code, words, chosen=code == chosen)
            for code, words in (("true", "ใช่"), ("false", "ไม่ใช่"))
        ]
        return ui.FieldView(leaf.name, leaf.label, "select", options=options, error=error)
    if _is_day(leaf.value):
        day = date.fromisoformat(value) if _is_day(value) else value
        return ui.FieldView(leaf.name, leaf.label, "date", day, error=error)
    text = "" if value is None else str(value)
    names = {part for part in leaf.path if isinstance(part, str)}
    if isinstance(leaf.value, int) and leaf.path[0] != "examples":
        return ui.FieldView(leaf.name, leaf.label, "number", text, error=error)
    if leaf.path[-1] in LANGUAGES and (names & _LONG or len(text) > 70):
        return ui.FieldView(
            leaf.name,
            leaf.label,
            "textarea",
            text,
            rows=min(8, 2 + len(text) // 90),
            optional=optional,
            error=error,
        )
    return ui.FieldView(leaf.name, leaf.label, "text", text, optional=optional, error=error)


def _is_day(value: Any) -> bool:
    """Whether it is a day of the calendar; 31 February stays a text, to be mended as one."""
    try:
        return isinstance(value, str) and bool(_DAY.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def posted(leaf: Leaf, data: QueryDict) -> Any:
    """What was typed for a value, of the value's own type. Refusal where it does not fit."""
    if _is_day(leaf.value):
        if f"{leaf.name}_0" not in data:
            return leaf.value
        day = join_date(*(data.get(f"{leaf.name}_{place}", "") for place in range(3)))
        if day is None:
            raise Refusal("blank", "กรุณากรอกวันที่", "Enter a date.")
        return day.isoformat()
    if leaf.name not in data:
        return leaf.value
    text = data.get(leaf.name, "").replace("\r\n", "\n").strip()
    if isinstance(leaf.value, list):
        given = [each.strip() for each in text.split(",") if each.strip()]
        return [int(each) if each.isdigit() else each for each in given]
    if leaf.path[:2] == ("examples", "gates") and leaf.path[-1] == "score" and re.fullmatch(r"\d{1,9}", text):
        return int(text)
    if isinstance(leaf.value, bool):
        return text == "true"
    exact = leaf.path[0] == "examples" and leaf.path[-1] in {"score", "mean", "weighted"}
    if (isinstance(leaf.value, int) and not exact) or (
        leaf.value is None and not leaf.missing and re.fullmatch(r"\d{1,9}", text)
    ):
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise Refusal("number", "กรุณากรอกจำนวนเต็ม", "Enter a whole number.")
        return int(text)
    if not text:
        if leaf.value is None:
            return None
        raise Refusal("blank", "ข้อความนี้เว้นว่างไม่ได้ หากต้องการตัดออก ให้แก้ในหน้า YAML", "This may not be blank.")
    # A block of several lines ends with a line end in the file; typing it again is no change.
    return leaf.value if isinstance(leaf.value, str) and text == leaf.value.strip() else text


def raw(leaf: Leaf, data: QueryDict) -> Any:
    """What was typed, as it was typed, to be drawn again beside the mistake: a day's three boxes, or a text."""
    if _is_day(leaf.value):
        return [data.get(f"{leaf.name}_{place}", "") for place in range(3)]
    return data.get(leaf.name, "")


def joined(made: Mapping[Path, Any], missing: set[Path]) -> dict[Path, Any]:
    """As `made`, with the two languages of each text that was not there put together."""
    out: dict[Path, Any] = {path: value for path, value in made.items() if path not in missing}
    for path in missing & set(made):
        holder = path[:-1]
        both = {language: made.get((*holder, language)) for language in LANGUAGES}
        if not all(both.values()):
            raise Refusal("both", "ข้อความใหม่ต้องมีทั้งภาษาไทยและภาษาอังกฤษ", "A new text needs both languages.")
        out[holder] = both
    return out
