"""Rows of a spreadsheet against the indicators that stand: what would be added, changed, kept or refused. Writes nothing.

Columns by their Thai or English names: กลุ่ม/group (7.1–7.6), ตัวชี้วัด/name, นิยาม/definition, หน่วย/unit, ทิศทาง/direction,
เป้าหมาย/target, คู่เทียบ/comparator, แหล่งข้อมูล/source; a year's result under its year (2561, ปี 2561 or 2018), a year's own
unit under หน่วย 2561/unit 2561. A blank cell changes nothing. A value that is no number is kept as it was written, and the checks say so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lertrat.criteria import instrument
from lertrat.criteria.schema import Instrument
from lertrat.kernel import exact, thai
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.selfassessment.content import pack_of
from lertrat.selfassessment.models import Indicator, SelfAssessment

COLUMNS: dict[str, tuple[str, ...]] = {
    "group": ("กลุ่ม", "กลุ่มตัวชี้วัด", "มิติ", "group"),
    "name": ("ตัวชี้วัด", "ชื่อตัวชี้วัด", "name", "indicator"),
    "definition": ("นิยาม", "คำอธิบาย", "definition"),
    "unit": ("หน่วย", "หน่วยวัด", "unit"),
    "direction": ("ทิศทาง", "direction"),
    "target": ("เป้าหมาย", "ค่าเป้าหมาย", "target"),
    "comparator": ("คู่เทียบ", "คู่เทียบเคียง", "comparator"),
    "source": ("แหล่งข้อมูล", "ที่มา", "source"),
}
LABELS = {key: names[0] for key, names in COLUMNS.items()}
LIMITS = {"name": 300, "definition": 1000, "unit": 80, "target": 60, "comparator": 300, "source": 300}
UP = frozenset({"up", "higher", "มาก", "ยิ่งมากยิ่งดี", "มากดี", "เพิ่ม", "+"})
DOWN = frozenset({"down", "lower", "น้อย", "ยิ่งน้อยยิ่งดี", "น้อยดี", "ลด", "-"})
_YEAR = re.compile(r"(?:ปี|พ\.ศ\.|year)?\s*(\d{4})")
_UNIT = re.compile(r"(?:หน่วย|unit)\s*(?:ปี|พ\.ศ\.)?\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator as a row gives it; years in the Buddhist era."""

    group: str
    name: str
    key: str
    direction: str
    definition: str = ""
    unit: str = ""
    target: str = ""
    comparator: str = ""
    source: str = ""
    years: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)

    def values(self) -> dict[str, str]:
        """The indicator's own columns that the row fills: a blank cell blanks nothing that stands."""
        names = ("name", "definition", "unit", "direction", "target", "comparator", "source")
        return {name: value for name in names if (value := getattr(self, name))}

    def shown(self) -> dict[str, str]:
        """What the plan shows, by Thai column names."""
        found = {LABELS[name]: value for name, value in self.values().items() if name != "name"}
        found |= {f"ปี {year}": value for year, value in sorted(self.years.items())}
        return found | {f"หน่วย {year}": unit for year, unit in sorted(self.units.items()) if unit}


def plan(assessment: SelfAssessment, rows: Iterable[Mapping[str, str]]) -> Plan:
    """What these rows would do. Three queries."""
    made = instrument.instrument(pack_of(assessment))
    standing = _standing(assessment)
    changes: list[Change] = []
    seen: Counter[tuple[str, str]] = Counter()
    for number, given in enumerate(rows, 1):
        try:
            row = read(made, given)
            seen[row.group, row.key] += 1
            if seen[row.group, row.key] > 1:
                raise Refusal(
                    "twice", "ตัวชี้วัดนี้ปรากฏมากกว่าหนึ่งแถวในไฟล์", "This indicator stands twice in the file."
                )
        except Refusal as refusal:
            changes.append(Change("refuse", f"แถวที่ {number}", after=dict(given), why=refusal.th))
            continue
        before = standing.get((row.group, row.key))
        after, subject = row.shown(), f"{row.group} {row.name}"
        if before is None:
            changes.append(Change("add", subject, after=after))
            continue
        merged = before | after
        kind = "keep" if merged == before else "change"
        changes.append(Change(kind, subject, before=before, after=merged))
    if not changes:
        raise Refusal("sheet", "ไฟล์มีแต่หัวตาราง ไม่มีแถวข้อมูล", "The file has a heading and no rows.")
    return Plan("indicators", tuple(changes))


def read_all(assessment: SelfAssessment, rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """Every row, read; Refusal for one that cannot be."""
    made = instrument.instrument(pack_of(assessment))
    return [read(made, given) for given in rows]


def _standing(assessment: SelfAssessment) -> dict[tuple[str, str], dict[str, str]]:
    found = {}
    for one in Indicator.objects.filter(assessment=assessment).prefetch_related("years"):
        years = {year.year_be: year.value for year in one.years.all()}
        units = {year.year_be: year.unit for year in one.years.all()}
        row = Row(
            one.group, one.name, one.name_key, one.direction, one.definition, one.unit, one.target, one.comparator,
            one.source, years, units,
        )  # fmt: skip
        found[one.group, one.name_key] = row.shown()
    return found


def read(made: Instrument, given: Mapping[str, str]) -> Row:
    """One row. Refusal where the group, the name or the direction is missing or unknown, or a text is too long."""
    cells: dict[str, str] = {}
    for name, value in given.items():
        if _folded(name) in cells:
            raise _twice(name)
        cells[_folded(name)] = thai.normalise(value).strip()
    texts = {key: next((cells[n] for n in names if cells.get(n)), "") for key, names in COLUMNS.items()}
    for key, limit in LIMITS.items():
        if len(texts[key]) > limit:
            raise Refusal(
                "too-long", f"{LABELS[key]}ยาวเกิน {limit} ตัวอักษร", f"{key} has at most {limit} characters."
            )
    if not texts["name"]:
        raise Refusal("name", "ไม่มีชื่อตัวชี้วัด", "The indicator has no name.")
    years, units = _years(cells)
    return Row(
        group=_group(made, texts["group"]), name=texts["name"], key=thai.search_key(texts["name"])[:400],
        direction=_direction(texts["direction"]), definition=texts["definition"], unit=texts["unit"],
        target=_number(texts["target"]), comparator=texts["comparator"], source=texts["source"],
        years=years, units=units,
    )  # fmt: skip


def _folded(name: str) -> str:
    return " ".join(thai.arabic_digits(thai.normalise(name)).lower().split())


def _years(cells: Mapping[str, str]) -> tuple[dict[int, str], dict[int, str]]:
    years: dict[int, str] = {}
    units: dict[int, str] = {}
    for name, value in cells.items():
        if not value:
            continue
        if found := _UNIT.fullmatch(name):
            units[_be(found[1])] = value[:80]
        elif found := _YEAR.fullmatch(name):
            if len(value) > 60:
                raise Refusal(
                    "too-long", f"ค่าปี {found[1]} ยาวเกิน 60 ตัวอักษร", f"{found[1]} has at most 60 characters."
                )
            if (year := _be(found[1])) in years:
                raise _twice(str(year))
            years[year] = _number(value)
    return years, {year: unit for year, unit in units.items() if year in years}


def _twice(name: str) -> Refusal:
    return Refusal("twice", f"มีคอลัมน์ “{name}” มากกว่าหนึ่งคอลัมน์", f"The column “{name}” stands there twice.")


def _be(text: str) -> int:
    year = int(text)
    if 1950 <= year <= 2200:
        return year + 543
    if 2450 <= year <= 2700:
        return year
    raise Refusal("year", f"ปี {year} อ่านไม่ได้", f"{year} is no year.")


def _number(text: str) -> str:
    """The exact number as text where it is one; otherwise what was written."""
    bare = re.sub(r"\s*%$", "", text)
    try:
        made = exact.to_text(exact.parse(bare)) if bare else ""
    except Refusal:
        return text
    return made if len(made) <= 60 else bare


def _group(made: Instrument, text: str) -> str:
    groups = [item for category in made.categories if category.kind == "result" for item in category.items]
    for item in groups:
        if (
            text == item.id
            or text.startswith(f"{item.id} ")
            or thai.search_key(text) == thai.search_key(item.name.th)
        ):
            return item.id
    listed = ", ".join(item.id for item in groups)
    raise Refusal(
        "group", f"ไม่รู้จักกลุ่ม “{text}” ใช้ได้คือ {listed}", f"Unknown group “{text}”; there are {listed}."
    )


def _direction(text: str) -> str:
    word = "".join(text.lower().split())
    if word in UP or word in DOWN:
        return "up" if word in UP else "down"
    raise Refusal(
        "direction", f"ทิศทาง “{text}” ใช้ได้คือ ยิ่งมากยิ่งดี หรือ ยิ่งน้อยยิ่งดี", f"Direction “{text}” is not up or down."
    )
