"""The worked examples of a rules file as values of a form: what each expects, and the facts it begins from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]
Value = tuple[Path, str, str, Any]  # path, label, heading, value
EXAMPLES = {
    "judge": "คุณสมบัติของผู้สมัคร", "gates": "เกณฑ์ผ่าน", "kpi": "คะแนนตัวชี้วัด", "honours": "รางวัลเกียรติยศ", "exclusions": "ข้อยกเว้น",
    "reaffirmations": "การยืนยันมาตรฐาน", "items": "คะแนนรายหัวข้อ",
}  # fmt: skip
# What an example expects, in the words that pages use.
EXPECTED = {
    "judge": {"met": "ครบ", "unmet": "ไม่ครบ", "unknown": "ยังไม่ทราบ"},
    "gates": {"passed": "ผ่าน", "failed": "ไม่ผ่าน", "not_opened": "ยังไม่เปิดอ่าน", "refused": "ไม่ตัดสิน"},
    "honours": {"yes": "ได้", "no": "ไม่ได้", "unknown": "ยังไม่ทราบ"},
    "exclusions": {"considered": "พิจารณา", "not_considered": "ไม่พิจารณา", "committee": "คณะกรรมการพิจารณา", "unknown": "ยังไม่ทราบ"},
    "reaffirmations": {"met": "ครบ", "unmet": "ไม่ครบ", "unknown": "ยังไม่ทราบ"},
}  # fmt: skip


def values(value: Mapping[str, Any], one: Mapping[str, Any], path: Path) -> Iterator[Value]:
    """A worked example: every value that stands alone, and each list of codes as one line of words."""
    names = {kind["id"]: kind["name"]["th"] for kind in value["types"]}
    about = names.get(
        str(one.get("type")), str(one.get("honour") or one.get("item") or one.get("agency_kind") or "")
    )
    step = f" ขั้นที่ {one['step']}" if "step" in one else ""
    group = f"{about}{step}: {one.get('id') or int(path[-1]) + 1}"
    for key, held in one.items():
        if key in {"unmet", "missing", "met"} and isinstance(held, list):
            yield ((*path, key), _EXAMPLE_WORDS[key], group, held)
        elif key == "facts":
            known = value.get("facts") or {}
            for name, given in held.items():
                if not isinstance(given, dict | list):
                    asked = ((known.get(name) or {}).get("question") or {}).get("th", name)
                    yield ((*path, key, name), asked, group, given)
        elif key in _EXAMPLE_WORDS and not isinstance(held, dict | list):
            yield ((*path, key), _EXAMPLE_WORDS[key], group, held)
        elif key == "why":
            for language in held:
                yield (
                    (*path, key, language),
                    f"เหตุผล ({'ไทย' if language == 'th' else 'อังกฤษ'})",
                    group,
                    held[language],
                )


_EXAMPLE_WORDS = {
    "score": "คะแนน", "expect": "ผลที่ต้องได้", "unmet": "เงื่อนไขที่ไม่ผ่าน (รหัส คั่นด้วยจุลภาค)", "missing": "ข้อเท็จจริงที่ยังขาด (รหัส คั่นด้วยจุลภาค)",
    "met": "จำนวนข้อที่ผ่านแต่ละระดับ (คั่นด้วยจุลภาค)", "opened": "เปิดอ่านแล้ว", "mean": "คะแนนเฉลี่ย", "points": "คะแนนตัวชี้วัด", "weighted": "คะแนนถ่วงน้ำหนัก",
    "refused": "ไม่คำนวณ", "category": "หมวด",
}  # fmt: skip
