"""One rule per function: what a work and an award must look like."""

from __future__ import annotations

import re

from lertrat.kernel import thai
from lertrat.kernel.errors import Refusal

_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")


def title(text: str) -> str:
    """A work's title in its normal form. Refusal "no-title"."""
    text = " ".join(thai.normalise(text).split())
    if not text or len(text) > 500:
        raise Refusal(
            "no-title",
            "ไม่มีชื่อผลงาน หรือชื่อยาวเกิน 500 ตัวอักษร",
            "A work has a title of at most 500 characters.",
        )
    return text


def years(text: str) -> tuple[int, int] | None:
    """A Buddhist year or a span of years ("2555-2563", Thai digits too); None for a blank. Refusal "year"."""
    if not text:
        return None
    found = _YEARS.fullmatch(thai.arabic_digits(text))
    first = int(found[1]) if found else 0
    last = int(found[2] or found[1]) if found else 0
    if not 2540 <= first <= last <= 2700:
        raise Refusal(
            "year", f"ปี “{text}” ต้องเป็นปี พ.ศ. หรือช่วงปี", f"“{text}” is no Buddhist year or span of years."
        )
    return first, last
