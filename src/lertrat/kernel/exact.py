"""Exact numbers: scores are fractions from the form to the printed page, rounded once where the rule says so.

Binary floats are refused at the door: 0.1 + 0.2 misses 0.3, and a mean of seven categories can miss the gate of 400.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from lertrat.kernel.errors import Refusal
from lertrat.kernel.thai import arabic_digits, normalise

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d+))?")
_RATIO = re.compile(r"([+-]?\d+)\s*/\s*(\d+)")
_LONGEST = 60


def parse(value: str | int | Fraction | Decimal) -> Fraction:
    """The exact value of "412.5", "๔๑๒.๕", "1,250", "2799/7" or of an int, Fraction or finite Decimal.

    Raises Refusal("number") for anything else: an empty text, nan, infinity, exponents ("1e3"), a zero denominator.
    Raises TypeError for a float or a bool: those are programming errors, not entries.
    """
    if isinstance(value, bool | float):
        raise TypeError(f"an exact number is not made from {type(value).__name__}")
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise _refused(str(value))
        return Fraction(value)
    text = arabic_digits(normalise(value)).strip().replace("\u2212", "-")
    if not text or len(text) > _LONGEST or not text.isascii():
        raise _refused(value)
    if ratio := _RATIO.fullmatch(text):
        if int(ratio[2]) == 0:
            raise _refused(value)
        return Fraction(int(ratio[1]), int(ratio[2]))
    number = _NUMBER.fullmatch(text)
    if number is None or (number[2] is None and number[3] is None):
        raise _refused(value)
    digits = (number[2] or "0").replace(",", "")
    part = number[3] or ""
    exact = Fraction(int(digits + part), 10 ** len(part))
    return -exact if number[1] == "-" else exact


def _refused(text: str) -> Refusal:
    shown = text.strip()[:40]
    return Refusal(
        "number",
        f"อ่านจำนวน “{shown}” ไม่ได้ กรุณากรอกเป็นตัวเลข เช่น 412.5 หรือเศษส่วน เช่น 2799/7",
        f"“{shown}” is not a number. Write digits, for example 412.5, or a fraction, for example 2799/7",
    )


def to_text(value: Fraction | int) -> str:
    """The exact value as text: "412" or "2799/7". `parse` reads it back."""
    return str(Fraction(value))


def decimal(value: Fraction | int, places: int, *, trim: bool = False) -> str:
    """The value to `places` decimal places, halves away from zero ("0.125" to two places is "0.13").

    `trim` drops trailing zeros of the decimals, for reading: "412.50" is shown as "412.5".
    """
    if places < 0:
        raise ValueError("places must not be negative")
    exact = Fraction(value)
    size = abs(exact) * 10**places
    # Exact: floor(size + 1/2), without ever leaving the integers.
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    digits = str(whole).rjust(places + 1, "0")
    text = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"-{text}" if exact < 0 and whole else text


def plain(text: str) -> str:
    """A stored number as people write it: a decimal where it ends within six places, else the fraction; no number: as it is."""
    try:
        number = parse(text)
    except Refusal:
        return text
    short = decimal(number, 6, trim=True)
    return short if parse(short) == number else to_text(number)


def to_scaled(value: Fraction | int, scale: int) -> int:
    """The integer n with value = n / scale, for storage (scale 10000 keeps four decimal places).

    Raises Refusal("precision") where the value does not fit the scale: nothing is rounded silently.
    """
    if scale <= 0:
        raise ValueError("scale must be positive")
    exact = Fraction(value) * scale
    if exact.denominator != 1:
        raise Refusal(
            "precision",
            f"จำนวน {to_text(value)} ละเอียดเกินกว่าที่เก็บได้ (หน่วยย่อยที่สุดคือ 1/{scale})",
            f"{to_text(value)} is finer than can be kept (the smallest step is 1/{scale})",
        )
    return exact.numerator


def from_scaled(stored: int, scale: int) -> Fraction:
    """The value kept as `stored` by `to_scaled` with the same scale."""
    if scale <= 0:
        raise ValueError("scale must be positive")
    return Fraction(stored, scale)
