"""Dates as Thai officials write and read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lertrat.kernel import dates
from lertrat.kernel.errors import Refusal

CLOSE = datetime(2021, 4, 30, 17, 0, tzinfo=UTC)  # 1 May 2564, 00.00 น. in Bangkok
LAST = CLOSE - timedelta(seconds=1)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def test_forms() -> None:
    day = date(2021, 2, 22)
    assert dates.thai_date(day) == "22 กุมภาพันธ์ 2564"
    assert dates.thai_date(day, "short") == "22 ก.พ. 2564"
    assert dates.thai_date(day, "full") == "วันจันทร์ที่ 22 กุมภาพันธ์ พ.ศ. 2564"
    assert dates.thai_date(day, "full", "thai") == "วันจันทร์ที่ ๒๒ กุมภาพันธ์ พ.ศ. ๒๕๖๔"
    assert dates.english_date(day, "full") == "Monday 22 February 2021"


def test_moments_are_shown_on_bangkok_clocks() -> None:
    assert dates.thai_datetime(LAST) == "30 เมษายน 2564 เวลา 23.59 น."
    assert dates.thai_datetime(LAST, seconds=True, digits="thai") == "๓๐ เมษายน ๒๕๖๔ เวลา ๒๓.๕๙.๕๙ น."
    assert dates.thai_datetime(CLOSE, "short") == "1 พ.ค. 2564 00.00 น."
    assert dates.english_datetime(LAST) == "30 April 2021, 23:59 (Bangkok time)"


def test_years() -> None:
    assert dates.year_be(datetime(2020, 12, 31, 17, 0, tzinfo=UTC)) == 2564
    assert dates.year_be(datetime(2020, 12, 31, 16, 59, tzinfo=UTC)) == 2563
    assert dates.fiscal_year_be(date(2020, 10, 1)) == 2564
    assert dates.fiscal_year_be(date(2020, 9, 30)) == 2563


def test_naive_moments_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        dates.thai_datetime(CLOSE.replace(tzinfo=None))


@pytest.mark.parametrize(
    "text",
    [
        "23 กุมภาพันธ์ พ.ศ. 2564",
        "๒๓ กุมภาพันธ์ ๒๕๖๔",
        "วันอังคารที่ 23 กุมภาพันธ์ พ.ศ. 2564",
        "วันที่ 23 กุมภาพันธ์ 2564",
        "23 ก.พ. 2564",
        "23 กพ 2564",
        "23ก.พ.2564",
        "23/2/2564",
        "23/02/2021",
        "23-2-2564",
        "2021-02-23",
        "2564-02-23",
        "23 กุมภาพันธ์ ค.ศ. 2021",
        "23 February 2021",
        "23 Feb 2021",
    ],
)
def test_reads_dates(text: str) -> None:
    assert dates.parse_date(text) == date(2021, 2, 23)


@pytest.mark.parametrize(
    "text",
    [
        "", "23", "กุมภาพันธ์ 2564", "23/2/64", "31/2/2564", "29/2/2564", "23 พ.ศ. 2564", "23/2/2300",
        "23 กุมภาพันธ์ พ.ศ. 2021", "23 กุมภาพันธ์ ค.ศ. 2564", "วันจันทร์ที่ 23 กุมภาพันธ์ 2564", "0/1/2564",
    ],
)  # fmt: skip
def test_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        dates.parse_date(text)
    assert refused.value.code == "date"


@given(days, st.sampled_from(["short", "long", "full"]), st.sampled_from(["arabic", "thai"]))
def test_every_form_reads_back(day: date, form: dates.Form, digits: dates.Digits) -> None:
    assert dates.parse_date(dates.thai_date(day, form, digits)) == day
    assert dates.parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2020, 6, 1), date(2021, 3, 1), "9 เดือน"),
        (date(2020, 6, 1), date(2021, 2, 28), "8 เดือน"),
        (date(2020, 1, 15), date(2021, 3, 15), "1 ปี 2 เดือน"),
        (date(2019, 12, 31), date(2020, 12, 31), "1 ปี"),
        (date(2021, 1, 31), date(2021, 2, 28), "1 เดือน"),
        (date(2021, 1, 1), date(2021, 1, 13), "12 วัน"),
        (date(2021, 1, 1), date(2021, 1, 1), "ไม่ถึง 1 วัน"),
    ],
)
def test_durations(start: date, end: date, words: str) -> None:
    assert dates.duration_words(start, end) == words


def test_durations_in_english_and_reversed() -> None:
    assert dates.duration_words(date(2020, 1, 1), date(2021, 3, 1), "en") == "1 year 2 months"
    with pytest.raises(ValueError, match="before"):
        dates.duration_words(date(2021, 1, 2), date(2021, 1, 1))


@given(days, days)
def test_months_and_days_lead_from_start_to_end(a: date, b: date) -> None:
    start, end = min(a, b), max(a, b)
    months, left = dates.months_between(start, end)
    assert 0 <= left <= 31
    assert dates.add_months(start, months) + timedelta(days=left) == end


def test_a_half_open_midnight_is_announced_as_the_evening_before() -> None:
    assert dates.deadline_words(CLOSE) == "วันศุกร์ที่ 30 เมษายน พ.ศ. 2564 เวลา 23.59 น."
    assert dates.deadline_words(CLOSE, "en") == "Friday 30 April 2021, 23:59 (Bangkok time)"
    office = datetime(2021, 4, 30, 9, 30, tzinfo=UTC)
    assert dates.deadline_words(office) == "วันศุกร์ที่ 30 เมษายน พ.ศ. 2564 ก่อนเวลา 16.30 น."


@pytest.mark.parametrize(
    ("left", "th", "en"),
    [
        (timedelta(days=3, hours=4, minutes=5), "เหลือเวลาอีก 3 วัน 4 ชั่วโมง", "3 days 4 hours left"),
        (timedelta(hours=1, minutes=1), "เหลือเวลาอีก 1 ชั่วโมง 1 นาที", "1 hour 1 minute left"),
        (timedelta(minutes=25), "เหลือเวลาอีก 25 นาที", "25 minutes left"),
        (timedelta(seconds=59), "เหลือเวลาไม่ถึง 1 นาที", "less than a minute left"),
        (timedelta(0), "ปิดแล้ว", "closed"),
        (timedelta(days=-1), "ปิดแล้ว", "closed"),
    ],
)
def test_time_left(left: timedelta, th: str, en: str) -> None:
    assert dates.remaining_words(CLOSE, CLOSE - left) == th
    assert dates.remaining_words(CLOSE, CLOSE - left, "en") == en
