"""Dates and times as people read them: Buddhist era, Asia/Bangkok, 23.59 น.

Storage and arithmetic are in aware UTC datetimes (`kernel.clock`); only the words are made here. Thailand keeps one
offset (+07:00) all year and has since 1920, so calendar days never have 23 or 25 hours.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from lertrat.kernel.errors import Refusal
from lertrat.kernel.thai import arabic_digits, normalise, thai_digits

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = 543

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Form = Literal["short", "long", "full"]
Digits = Literal["arabic", "thai"]
Language = Literal["th", "en"]


def bangkok(moment: datetime) -> datetime:
    """`moment` on the clocks of Thailand. Raises ValueError for a naive datetime: whose clock would it be?"""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place on the clock")
    return moment.astimezone(BANGKOK)


def day_of(moment: date | datetime) -> date:
    """The calendar day in Thailand."""
    return bangkok(moment).date() if isinstance(moment, datetime) else moment


def year_be(moment: date | datetime) -> int:
    """The Buddhist year in Thailand: 2564 for 2021."""
    return day_of(moment).year + ERA


def fiscal_year_be(moment: date | datetime) -> int:
    """The government's fiscal year: it begins on 1 October of the year before."""
    day = day_of(moment)
    return day.year + ERA + (1 if day.month >= 10 else 0)


def _digits(text: str, digits: Digits) -> str:
    return thai_digits(text) if digits == "thai" else text


def thai_date(moment: date | datetime, form: Form = "long", digits: Digits = "arabic") -> str:
    """short "23 ก.พ. 2564", long "23 กุมภาพันธ์ 2564", full "วันอังคารที่ 23 กุมภาพันธ์ พ.ศ. 2564"."""
    day = day_of(moment)
    year = day.year + ERA
    if form == "short":
        text = f"{day.day} {MONTHS_SHORT[day.month - 1]} {year}"
    elif form == "long":
        text = f"{day.day} {MONTHS[day.month - 1]} {year}"
    else:
        text = f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {year}"
    return _digits(text, digits)


def thai_time(moment: datetime, digits: Digits = "arabic", *, seconds: bool = False) -> str:
    """ "23.59 น.", or "23.59.59 น." with `seconds`."""
    return _digits(bangkok(moment).strftime("%H.%M.%S" if seconds else "%H.%M") + " น.", digits)


def thai_datetime(
    moment: datetime, form: Form = "long", digits: Digits = "arabic", *, seconds: bool = False
) -> str:
    """ "23 กุมภาพันธ์ 2564 เวลา 23.59 น."; in the short form without the word "เวลา"."""
    joint = " " if form == "short" else " เวลา "
    return thai_date(moment, form, digits) + joint + thai_time(moment, digits, seconds=seconds)


def english_date(moment: date | datetime, form: Form = "long") -> str:
    """short "23 Feb 2021", long "23 February 2021", full "Tuesday 23 February 2021" (Common Era)."""
    day = day_of(moment)
    month = MONTHS_EN[day.month - 1]
    if form == "short":
        return f"{day.day} {month[:3]} {day.year}"
    return f"{WEEKDAYS_EN[day.weekday()]} " * (form == "full") + f"{day.day} {month} {day.year}"


def english_datetime(moment: datetime, form: Form = "long", *, seconds: bool = False) -> str:
    """ "23 February 2021, 23:59 (Bangkok time)"; the short form leaves the place out."""
    time = bangkok(moment).strftime("%H:%M:%S" if seconds else "%H:%M")
    return f"{english_date(moment, form)}, {time}" + (" (Bangkok time)" if form != "short" else "")


# --- reading ------------------------------------------------------------------------------------------------------

_MONTH_NUMBER: dict[str, int] = {}
for _number in range(12):
    for _name in (MONTHS[_number], MONTHS_SHORT[_number], MONTHS_EN[_number], MONTHS_EN[_number][:3]):
        _MONTH_NUMBER[_name.replace(".", "").lower()] = _number + 1
_MONTH_NUMBER |= {"sept": 9}
_DAYS = "|".join((*WEEKDAYS, "พฤหัส"))
_WORDED = re.compile(
    rf"(?:วัน)?(?:(?P<weekday>{_DAYS})(?:ที่)?|ที่)?[\s,]*(?P<day>\d{{1,2}})\s*(?P<month>[^\d\s,]+(?:\s*\.)?)[\s,]*"
    r"(?P<era>พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|พุทธศักราช|คริสต์ศักราช|[Bb]\.?[Ee]\.?|[Aa]\.?[Dd]\.?|[Cc]\.?[Ee]\.?)?\s*(?P<year>\d{4})"
)
_FIGURES = re.compile(r"(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")


def common_year(year: int, era: Literal["", "be", "ce"] = "") -> int:
    """The Common Era year of a written year: 2400 and above is พ.ศ., 1900–2200 is ค.ศ.; raises ValueError otherwise."""
    if year >= 2400 and era != "ce":
        year -= ERA
    elif era == "be":
        raise ValueError(f"{year} is no year of the Buddhist era in use")
    if not 1850 <= year <= 2200:
        raise ValueError(f"{year} is in neither era's range")
    return year


def parse_date(text: str) -> date:
    """The day meant by "23 กุมภาพันธ์ พ.ศ. ๒๕๖๔", "23 ก.พ. 2564", "23/2/2564", "2021-02-23", "23 February 2021"…

    Years of two digits are refused, for nobody can tell their era, and so is a weekday that does not fit its date.
    Raises Refusal("date").
    """
    plain = " ".join(arabic_digits(normalise(text)).split())
    found = _ISO.fullmatch(plain) or _FIGURES.fullmatch(plain) or _WORDED.fullmatch(plain)
    if found is None:
        raise _no_date(text)
    parts = found.groupdict()
    month = parts["month"].replace(".", "").replace(" ", "").lower()
    number = int(month) if month.isdigit() else _MONTH_NUMBER.get(month, 0)
    era = re.sub(r"[.\s]", "", parts.get("era") or "").lower()
    kind: Literal["", "be", "ce"] = "be" if era in ("พศ", "พุทธศักราช", "be") else "ce" if era else ""
    try:
        day = date(common_year(int(parts["year"]), kind), number, int(parts["day"]))
    except ValueError:
        raise _no_date(text) from None
    weekday = parts.get("weekday")
    if weekday and not WEEKDAYS[day.weekday()].startswith(weekday):
        raise Refusal(
            "date",
            f"{thai_date(day)} ตรงกับวัน{WEEKDAYS[day.weekday()]} ไม่ใช่วัน{weekday} กรุณาตรวจสอบวันที่",
            f"{english_date(day)} is a {WEEKDAYS_EN[day.weekday()]}; check the date",
        )
    return day


def _no_date(text: str) -> Refusal:
    shown = " ".join(text.split())[:40]
    return Refusal(
        "date",
        f"อ่านวันที่ “{shown}” ไม่ได้ กรุณากรอกวัน เดือน และปีสี่หลัก เช่น 23 กุมภาพันธ์ 2564 หรือ 23/2/2564",
        f"“{shown}” is not a date. Write day, month and a four-digit year, for example 23 February 2021",
    )


# --- spans and deadlines ------------------------------------------------------------------------------------------


def months_between(start: date, end: date) -> tuple[int, int]:
    """Whole calendar months from `start` to `end`, and the days beyond them. Raises ValueError if `end` is earlier."""
    if end < start:
        raise ValueError("the end lies before the start")
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return months, (end - add_months(start, months)).days


def add_months(start: date, months: int) -> date:
    """The same day so many calendar months later; the month's last day where it has no such day."""
    year, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(start.day, last.day))


def _said(parts: list[tuple[int, str, str]], language: Language) -> str:
    shown = [(count, th, en) for count, th, en in parts if count]
    if language == "en":
        return " ".join(f"{count} {en}{'' if count == 1 else 's'}" for count, _, en in shown)
    return " ".join(f"{count} {th}" for count, th, _ in shown)


def duration_words(start: date | datetime, end: date | datetime, language: Language = "th") -> str:
    """How long, in whole units: "9 เดือน", "1 ปี 2 เดือน"; days only below one month. Raises ValueError if reversed."""
    months, days = months_between(day_of(start), day_of(end))
    if months:
        return _said([(months // 12, "ปี", "year"), (months % 12, "เดือน", "month")], language)
    return _said([(days, "วัน", "day")], language) or ("ไม่ถึง 1 วัน" if language == "th" else "less than a day")


def deadline_words(closes_at: datetime, language: Language = "th", digits: Digits = "arabic") -> str:
    """The last moment that counts, as people say it.

    Windows are half-open: one that closes at 00.00 น. is announced as 23.59 น. of the day before. Any other close is
    said as "ก่อนเวลา 16.30 น.", because 16.30.00 itself is too late.
    """
    local = bangkok(closes_at)
    midnight = (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    if midnight:
        local -= timedelta(minutes=1)
    if language == "en":
        before = "" if midnight else "before "
        return f"{english_date(local, 'full')}, {before}{local:%H:%M} (Bangkok time)"
    joint = "เวลา" if midnight else "ก่อนเวลา"
    return f"{thai_date(local, 'full', digits)} {joint} {thai_time(local, digits)}"


def remaining_words(closes_at: datetime, now: datetime, language: Language = "th") -> str:
    """How much time is left: "เหลือเวลาอีก 3 วัน 4 ชั่วโมง", minutes only on the last day, "ปิดแล้ว" from the close on."""
    left = closes_at - now
    if left <= timedelta(0):
        return "ปิดแล้ว" if language == "th" else "closed"
    minutes = int(left.total_seconds()) // 60
    if minutes == 0:
        return "เหลือเวลาไม่ถึง 1 นาที" if language == "th" else "less than a minute left"
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [(days, "วัน", "day"), (hours, "ชั่วโมง", "hour")]
    if not days:
        parts.append((minutes % 60, "นาที", "minute"))
    said = _said(parts, language)
    return f"เหลือเวลาอีก {said}" if language == "th" else f"{said} left"
