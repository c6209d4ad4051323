"""Reminders before a closing, once each whatever happens to the worker; and calendars whose events keep their names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from lertrat.applications import actions, closing
from lertrat.applications.actions.timing import MARKS, due_mark
from lertrat.applications.models import ClosingReminder
from lertrat.kernel import clock
from lertrat.notices.models import OutboxMessage
from lertrat.programmes import actions as programmes
from lertrat.programmes.models import Window
from lertrat.records import actions as records
from tests import world as w

SPAN = timedelta(days=20)


@given(st.timedeltas(-SPAN, SPAN), st.timedeltas(timedelta(0), SPAN))
def test_the_nearest_mark_reached_and_none_that_lay_before_the_draft(left: timedelta, age: timedelta) -> None:
    window = closing.Closing(1, 1, "x", 1, w.OPEN, w.CLOSE, w.CLOSE)
    mark = due_mark(window, w.CLOSE - age, w.CLOSE - left)
    fits = [m for m in MARKS if timedelta(0) < left <= m <= age]
    assert mark == (min(fits) if fits else None)


@pytest.fixture
def world(db: None) -> w.World:
    return w.build()


def letters() -> list[str]:
    """Who was reminded of how much time, since the last asking."""
    while records.deliver("notices"):
        pass
    rows = OutboxMessage.objects.filter(template="closing_near").order_by("id")
    told = [f"{one.to_address.split('@')[0]} {one.subject_th.split(' จะปิดรับ')[0]}" for one in rows]
    rows.delete()
    return told


def test_who_has_an_unsent_draft_is_reminded_once_each_time(world: w.World) -> None:
    draft = w.draft(world)
    w.submitted(world, agency="b")
    with clock.frozen(w.CLOSE - timedelta(days=14, seconds=1)):
        assert actions.remind_closing() == 0
    with clock.frozen(w.CLOSE - timedelta(days=14)):
        assert actions.remind_closing() == 1 and actions.remind_closing() == 0
        assert sorted(letters()) == ["approver_a เหลือเวลา 14 วัน", "drafter_a เหลือเวลา 14 วัน"]
    # The worker stood still for days: one reminder, of the time that is left.
    with clock.frozen(w.CLOSE - timedelta(hours=20)):
        assert actions.remind_closing() == 1 and actions.remind_closing() == 0
        assert sorted(letters()) == ["approver_a เหลือเวลา 1 วัน", "drafter_a เหลือเวลา 1 วัน"]
    window = Window.objects.select_related("edition").get(
        edition=world.edition, type_id=draft.type_id, step=1
    )
    with clock.frozen(w.CLOSE - timedelta(hours=2)):
        assert actions.remind_closing() == 1
        programmes.amend_window(
            window=window,
            closes_at=w.CLOSE + timedelta(days=2),
            reason="ระบบขัดข้อง",
            document="ประกาศ",
            by=world.officer,
        )
        assert letters() == []  # what was true when it was written down no longer is
        assert actions.remind_closing() == 1  # three days before the new closing
        assert len(letters()) == 2
    with clock.frozen(w.CLOSE + timedelta(days=2)):
        assert actions.remind_closing() == 0
    assert ClosingReminder.objects.count() == 4


def events(client: Client, path: str) -> Iterator[tuple[str, int, datetime, list[timedelta]]]:
    """Of each event: its name, how often it changed, when it ends, its alarms."""
    for event in Calendar.from_ical(client.get(path).content).walk("VEVENT"):
        alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
        yield str(event["UID"]), int(event["SEQUENCE"]), event["DTEND"].dt, alarms


def test_calendars_keep_their_names_and_count_their_changes(world: w.World, client: Client) -> None:
    public = f"/calendar/{world.edition.code}.ics"
    draft = w.draft(world)
    window = Window.objects.select_related("edition").get(
        edition=world.edition, type_id=draft.type_id, step=1
    )
    uid = f"window-psea-2564-{draft.type_id}-1@testserver"
    with clock.frozen(w.OPEN):
        before = {name: (count, end) for name, count, end, _ in events(client, public)}
        assert before[uid] == (0, w.CLOSE) and len(before) == Window.objects.count()
        text = client.get(public).content.decode()
        assert text == client.get(public).content.decode() and "\r\n" in text
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        programmes.amend_window(
            window=window,
            closes_at=w.CLOSE + timedelta(days=1),
            reason="ก",
            document="ประกาศ",
            by=world.officer,
        )
        after = {name: (count, end) for name, count, end, _ in events(client, public)}
        assert after[uid] == (1, w.CLOSE + timedelta(days=1)) and after.keys() == before.keys()
        client.force_login(world.drafter_a)
        assert client.post("/apply/calendar/").status_code == 302
        address = client.get("/apply/calendar/").context["own"]
        client.logout()
        ((name, count, end, alarms),) = events(client, address)
        assert name == f"stage-{draft.ref.lower()}-1@testserver" and (count, end) == (1, after[uid][1])
        assert sorted(alarms) == sorted(-mark for mark in MARKS)
        assert draft.title not in client.get(address).content.decode()
        client.force_login(world.drafter_a)
        client.post("/apply/calendar/")
        assert client.get(address).status_code == 404
