"""Exact numbers are read, shown and stored without a float."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lertrat.kernel import exact
from lertrat.kernel.errors import Refusal

fractions = st.fractions(max_denominator=10**6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("412.5", Fraction(825, 2)),
        ("๔๑๒.๕", Fraction(825, 2)),
        (" 400 ", Fraction(400)),
        ("2799/7", Fraction(2799, 7)),
        ("๒๗๙๙ / ๗", Fraction(2799, 7)),
        ("1,250.75", Fraction(5003, 4)),
        (".5", Fraction(1, 2)),
        ("-3", Fraction(-3)),
        ("\u22123", Fraction(-3)),
        (7, Fraction(7)),
        (Decimal("0.1"), Fraction(1, 10)),
    ],
)
def test_reads_what_people_write(text: Any, value: Fraction) -> None:
    assert exact.parse(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "-",
        "nan",
        "inf",
        "1e3",
        "1E3",
        "1/0",
        "1/2/3",
        "1_000",
        "12,34",
        "สี่ร้อย",
        "4 00",
        "²",
        "9" * 99,
    ],
)
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        exact.parse(text)
    assert refused.value.code == "number"
    assert "ตัวเลข" in refused.value.th


@pytest.mark.parametrize("value", [0.1, float("nan"), True])
def test_floats_are_programming_errors(value: Any) -> None:
    with pytest.raises(TypeError):
        exact.parse(value)


def test_infinite_decimals_are_refused() -> None:
    with pytest.raises(Refusal):
        exact.parse(Decimal("Infinity"))


@given(fractions)
def test_text_reads_back(value: Fraction) -> None:
    assert exact.parse(exact.to_text(value)) == value


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(2799, 7), 4, "399.8571"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(399_99999, 100000), 2, "400.00"),
        (400, 4, "400.0000"),
    ],
)
def test_decimals_round_half_up(value: Fraction, places: int, text: str) -> None:
    assert exact.decimal(value, places) == text


def test_trimmed_decimals() -> None:
    assert exact.decimal(Fraction(825, 2), 2, trim=True) == "412.5"
    assert exact.decimal(400, 2, trim=True) == "400"


@given(fractions, st.integers(0, 8))
def test_decimals_are_nearest(value: Fraction, places: int) -> None:
    shown = exact.parse(exact.decimal(value, places))
    assert abs(shown - value) <= Fraction(1, 2 * 10**places)


def test_storage_keeps_exactly_or_refuses() -> None:
    assert exact.to_scaled(Fraction(825, 2), 10000) == 4_125_000
    assert exact.from_scaled(4_125_000, 10000) == Fraction(825, 2)
    with pytest.raises(Refusal) as refused:
        exact.to_scaled(Fraction(2799, 7), 10000)
    assert refused.value.code == "precision"


@given(st.integers(), st.integers(1, 10**6))
def test_storage_reads_back(stored: int, scale: int) -> None:
    assert exact.to_scaled(exact.from_scaled(stored, scale), scale) == stored
