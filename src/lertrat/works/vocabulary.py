"""How the register reads printed names of branches, types, levels and honours, across the years.

A criteria pack names the types of one year; the register holds awards of many. Names of 2564 lead to the ids every pack
keeps; a name that belongs to no type of 2564 (ขับเคลื่อนเห็นผล, บริการตอบโจทย์ตรงใจ …) stays as printed, without an id.
Sources: reading.md, "The 14 award types, as printed"; 004:81–123 for branches and honours; 002:10–14 for later names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lertrat.works.keys import loose

BRANCHES: dict[str, tuple[str, ...]] = {
    "service": ("รางวัลบริการภาครัฐ", "บริการภาครัฐ", "สาขาบริการภาครัฐ", "รางวัลเลิศรัฐ สาขาบริการภาครัฐ"),
    "participatory": (
        "รางวัลการบริหารราชการแบบมีส่วนร่วม",
        "การบริหารราชการแบบมีส่วนร่วม",
        "รางวัลบริหารราชการแบบมีส่วนร่วม",
        "รางวัลบริหารราชการ แบบมีส่วนร่วม",
        "สาขาการบริหารราชการแบบมีส่วนร่วม",
        "การบริหารราชการแบบส่วนร่วม",
    ),
    "management": (
        "รางวัลคุณภาพการบริหารจัดการภาครัฐ",
        "คุณภาพการบริหารจัดการภาครัฐ",
        "สาขาคุณภาพการบริหารจัดการภาครัฐ",
    ),
}
# Names a source uses for awards that belong to no branch.
NO_BRANCH = ("ภาพรวม (รางวัลเลิศรัฐ)", "ภาพรวม", "รางวัลเลิศรัฐ")

# id → (branch, printed names and their variants; the first is the one shown).
TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "service-innovation": ("service", ("นวัตกรรมบริการ", "นวัตกรรมการบริการ")),
    "service-development": ("service", ("พัฒนาการบริการ", "ประเภทพัฒนาการบริการ")),
    "service-standard": ("service", ("ขยายผลมาตรฐานการบริการ", "ประเภทขยายผลมาตรฐานการบริการ")),
    "service-integration": ("service", ("บูรณาการข้อมูลเพื่อการบริการ",)),
    "service-covid": (
        "service",
        (
            "ยกระดับบริการที่ตอบสนองต่อสถานการณ์โควิด 19",
            "ยกระดับบริการที่ตอบสนองต่อสถานการณ์โควิด-19",
            "ประเภทยกระดับบริการที่ตอบสนองต่อสถานการณ์โควิด 19",
        ),
    ),
    "service-most-improved": (
        "service",
        (
            "ยกระดับการอำนวยความสะดวกในการให้บริการ",
            "ประเภทยกระดับการอำนวยความสะดวกในการให้บริการ",
            "Most Improved Award",
        ),
    ),
    "open-governance": ("participatory", ("เปิดใจใกล้ชิดประชาชน", "Open Governance")),
    "effective-change": (
        "participatory",
        ("สัมฤทธิผลประชาชนมีส่วนร่วม", "สัมฤทธิ์ผลประชาชนมีส่วนร่วม", "Effective Change"),
    ),
    "engaged-citizen": (
        "participatory",
        ("ผู้นำหุ้นส่วนความร่วมมือ", "ผู้นำหันส่วนความร่วมมือ", "Engaged Citizen"),
    ),
    "participation-expanded": ("participatory", ("เลื่องลือขยายผล", "Participation Expanded")),
    "antipoverty": ("participatory", ("ร่วมใจแก้จน", "ร่วมใจแท็กทีม", "Antipoverty Empowered")),
    "pmqa-outstanding": ("management", ("PMQA ดีเด่น",)),
    "pmqa-category": (
        "management",
        ("PMQA รายหมวด", "รางวัลคุณภาพการบริหารจัดการภาครัฐ รายหมวด", "รางวัลรายหมวด"),
    ),
    "pmqa-4": (
        "management",
        ("PMQA 4.0", "รางวัลคุณภาพการบริหารจัดการภาครัฐ 4.0", "ระบบราชการ 4.0"),
    ),
}
# The honours of 2564, and "เกียรติยศเลิศรัฐ", which later years added.
HONOURS: dict[str, tuple[str, ...]] = {
    "overall": ("เลิศรัฐยอดเยี่ยม", "รางวัลเลิศรัฐยอดเยี่ยม"),
    "prestige": ("เกียรติยศเลิศรัฐ", "รางวัลเกียรติยศเลิศรัฐ"),
    "branch-service": ("รางวัลเลิศรัฐสาขา",),
    "branch-participatory": ("รางวัลเลิศรัฐสาขา",),
}
BRANCH_HONOUR = ("เลิศรัฐสาขา", "รางวัลเลิศรัฐสาขา")
LEVELS: dict[str, tuple[str, ...]] = {
    "outstanding": ("ดีเด่น", "ระดับดีเด่น"),
    "good": ("ดี", "ระดับดี"),
    "basic": ("พื้นฐาน", "Basic"),
    "advance": ("ก้าวหน้า", "Advance"),
    "significance": ("พัฒนาจนเกิดผล", "Significance"),
}
_CATEGORY = re.compile(r"หมวด(?:ที่)?\s*([1-9])\s*$")
_PARENTHESES = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


@dataclass(frozen=True, slots=True)
class Type:
    """A printed type, read: the branch it lies in ("" if unknown), the id or honour, and the PMQA category."""

    branch: str = ""
    type_id: str = ""
    honour_id: str = ""
    category: int | None = None


def _table(names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {loose(name): id for id, printed in names.items() for name in printed}


_BRANCH = _table(BRANCHES) | {loose(id): id for id in BRANCHES}
_TYPE = _table({id: names for id, (_, names) in TYPES.items()}) | {loose(id): id for id in TYPES}
_HONOUR = _table({id: names for id, names in HONOURS.items() if not id.startswith("branch-")})
_LEVEL = _table(LEVELS) | {loose(id): id for id in (*LEVELS, "awarded")}
_NO_BRANCH = {loose(name) for name in NO_BRANCH}


def branch(text: str) -> str | None:
    """The branch's id; "" for a blank or a name of no branch; None for words that are not understood."""
    key = loose(text)
    return "" if not key or key in _NO_BRANCH else _BRANCH.get(key)


def award_type(text: str, branch_id: str) -> Type:
    """A printed type: "PMQA รายหมวด หมวด 2", "สัมฤทธิ์ผล… (Effective Change)", "เลิศรัฐสาขา (best of the best)"."""
    bare = _PARENTHESES.sub(" ", text)
    if any(loose(bare).startswith(loose(name)) for name in BRANCH_HONOUR) and branch_id:
        return Type(branch=branch_id, honour_id=f"branch-{branch_id}")
    for form in (text, bare, _CATEGORY.sub("", bare), *_PARENTHESES.findall(text)):
        if (honour := _HONOUR.get(loose(form))) is not None:
            return Type(honour_id=honour)
        if (found := _TYPE.get(loose(form))) is not None:
            digit = _CATEGORY.search(bare)
            category = int(digit[1]) if digit and found == "pmqa-category" else None
            return Type(branch=TYPES[found][0], type_id=found, category=category)
    return Type(branch=branch_id)


def level(text: str) -> str | None:
    """The level's id; "" for a blank; None for words that are not understood."""
    if not text.strip():
        return ""
    forms = (text, _PARENTHESES.sub(" ", text), *_PARENTHESES.findall(text))
    return next((_LEVEL[loose(form)] for form in forms if loose(form) in _LEVEL), None)


def variants(type_id: str, honour_id: str = "") -> tuple[str, ...]:
    """Every printed name of a type or an honour, so that each of them finds the award."""
    return TYPES[type_id][1] if type_id in TYPES else HONOURS.get(honour_id, ())


def branch_names(branch_id: str) -> tuple[str, ...]:
    """Every printed name of a branch."""
    return BRANCHES.get(branch_id, ())


# Types whose concept outlived the name: the award for COVID-19 became one for crises (002:10, by inference).
_CONCEPTS = {"service-covid": "psea/service-crisis"}


def concept(type_id: str) -> str:
    """The id a type keeps across the years, as the packs write it; "" for a type without one."""
    return _CONCEPTS.get(type_id, f"psea/{type_id}") if type_id in TYPES else ""
