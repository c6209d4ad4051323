"""Closing times as a calendar file (RFC 5545): the same event keeps its UID for ever, and counts its changes in SEQUENCE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from icalendar import Alarm, Calendar, Event, vDuration

from lertrat.kernel import dates

PRODUCT = "-//Lertrat//Closing times//TH"
# The event ends at the closing itself, so that a closing at midnight stands in the day that still counts.
LENGTH = timedelta(minutes=30)
ALARMS = (*(timedelta(days=days) for days in (14, 7, 3, 1)), timedelta(hours=3))


@dataclass(frozen=True, slots=True)
class Entry:
    """One closing: `key` names it for ever, `sequence` counts its changes, `changed_at` is when it last changed."""

    key: str
    title: str
    closes_at: datetime
    sequence: int
    changed_at: datetime
    url: str
    says: str = ""


def calendar(name: str, host: str, entries: Iterable[Entry]) -> bytes:
    """The calendar as bytes, with an alarm at each reminder's time. Same entries, same bytes."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Bangkok")
    for entry in entries:
        made.add_component(_event(entry, host))
    return bytes(made.to_ical())


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.closes_at - LENGTH)
    event.add("dtend", entry.closes_at)
    event.add("summary", f"ปิดรับ: {entry.title}")
    words = f"รับถึง{dates.deadline_words(entry.closes_at)}"
    event.add("description", f"{words}\n{entry.says}".strip())
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add(
            "description", f"{entry.title} {dates.remaining_words(entry.closes_at, entry.closes_at - before)}"
        )
        alarm.add("trigger", vDuration(-before), parameters={"RELATED": "END"})
        event.add_component(alarm)
    return event


def answer(content: bytes, name: str) -> HttpResponse:
    """The calendar as a response that calendar programmes subscribe to."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
