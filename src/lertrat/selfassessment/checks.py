"""What an examiner would stumble over in the indicators of category 7: texts for numbers, years missing, units that change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lertrat.criteria.schema import Text
from lertrat.kernel import exact, thai
from lertrat.kernel.errors import Refusal

YEARS = 3
LEAP = 100  # a result that grows or shrinks a hundredfold within a year has most likely changed its unit


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at; `kind` is text, missing, unit or blank."""

    kind: str
    words: Text


def number(value: str) -> Fraction | None:
    """The exact number that is written, or None."""
    try:
        return exact.parse(value) if value else None
    except Refusal:
        return None


def findings(
    unit: str, target: str, years: Mapping[int, str], units: Mapping[int, str], blanks: Mapping[str, str]
) -> list[Finding]:
    """What to look at in one indicator. `years` by Buddhist year; `blanks`: names of other columns and what stands there."""
    found = [*_texts(target, years), *_missing(years), *_units(unit, years, units)]
    empty = [name for name, value in blanks.items() if not value]
    if empty:
        found.append(
            _finding("blank", f"ยังไม่ได้ระบุ{' และ'.join(empty)}", "Definition, comparator or source is missing")
        )
    return found


def _finding(kind: str, th: str, en: str) -> Finding:
    return Finding(kind, Text(th=th, en=en))


def _texts(target: str, years: Mapping[int, str]) -> list[Finding]:
    found = []
    if not target:
        found.append(_finding("blank", "ยังไม่มีเป้าหมาย", "There is no target"))
    elif number(target) is None:
        found.append(
            _finding("text", f"เป้าหมาย “{target}” ไม่ใช่ตัวเลข", f"The target “{target}” is not a number")
        )
    worded = [f"{year} “{value}”" for year, value in sorted(years.items()) if value and number(value) is None]
    if worded:
        listed = ", ".join(worded)
        found.append(_finding("text", f"ผลที่ไม่ใช่ตัวเลข: {listed}", f"Results that are not numbers: {listed}"))
    return found


def _missing(years: Mapping[int, str]) -> list[Finding]:
    known = sorted(year for year, value in years.items() if value)
    found = []
    if len(known) < YEARS:
        found.append(
            _finding(
                "missing",
                f"มีผล {len(known)} ปี ต้องมีอย่างน้อย {YEARS} ปี",
                f"{len(known)} years; at least {YEARS} are needed",
            )
        )
    gaps = [str(year) for year in range(known[0], known[-1]) if year not in known] if known else []
    if gaps:
        listed = ", ".join(gaps)
        found.append(_finding("missing", f"ขาดปี {listed}", f"Missing years: {listed}"))
    return found


def _units(unit: str, years: Mapping[int, str], units: Mapping[int, str]) -> list[Finding]:
    found = []
    if not unit:
        found.append(_finding("blank", "ยังไม่ได้ระบุหน่วย", "There is no unit"))
    other = [
        f"{year} “{each}”"
        for year, each in sorted(units.items())
        if each and unit and thai.search_key(each) != thai.search_key(unit)
    ]
    if other:
        listed = ", ".join(other)
        found.append(
            _finding("unit", f"หน่วยต่างจาก “{unit}”: {listed}", f"A unit other than “{unit}”: {listed}")
        )
    numbers = [(year, value) for year in sorted(years) if (value := number(years[year]))]
    for (before, a), (after, b) in zip(numbers, numbers[1:], strict=False):
        ratio = abs(b / a)
        if ratio >= LEAP or ratio <= Fraction(1, LEAP):
            found.append(
                _finding(
                    "unit", f"ผลปี {after} ต่างจากปี {before} เกิน {LEAP} เท่า หน่วยอาจเปลี่ยนไป",
                    f"{after} differs from {before} more than {LEAP}-fold; the unit may have changed",
                )
            )  # fmt: skip
    return found
