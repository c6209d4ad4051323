"""The closing moment over HTTP, with real server processes: when it arrived decides, not when a lock let it through."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta

from lertrat.kernel import clock
from tests import world as w
from tests.players import players
from tools.installation import Installation

TOKEN = "a" * 32
HELD = 9.0  # seconds for which somebody else holds what a submission needs
EARLY = 6.0  # seconds before the closing at which it is sent


@contextlib.contextmanager
def held_up(home: Installation) -> Iterator[None]:
    """Within the block and until HELD seconds have passed, nobody can write an application."""
    taken = threading.Event()

    def hold() -> None:
        if home.vendor == "sqlite":
            connection = sqlite3.connect(
                home.url.removeprefix("sqlite:///"), timeout=30, isolation_level=None
            )
            connection.execute("BEGIN IMMEDIATE")
            taken.set()
            time.sleep(HELD)
            connection.execute("ROLLBACK")
            connection.close()
        else:
            import psycopg

            with psycopg.connect(home.url) as server:
                server.execute("LOCK TABLE applications_stage IN EXCLUSIVE MODE")
                taken.set()
                time.sleep(HELD)
                server.rollback()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(30)
    try:
        yield
    finally:
        thread.join()


def send(base: str, session: str, path: str, **data: str) -> tuple[int, str, str]:
    """What the page says: status, final address, words."""
    body = urllib.parse.urlencode(data | {"csrfmiddlewaretoken": TOKEN}).encode() if data else None
    wanted = urllib.request.Request(
        base + path, data=body, headers={"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
    )
    try:
        with urllib.request.urlopen(wanted, timeout=60) as answer:
            return answer.status, answer.url, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.url or "", error.read().decode()


def move(home: Installation, moment: datetime) -> None:
    """Set the clock of all processes of the installation."""
    before = os.environ.get("LERTRAT_CLOCK_FILE")
    os.environ["LERTRAT_CLOCK_FILE"] = home.env["LERTRAT_CLOCK_FILE"]
    try:
        clock.move_to(moment)
    finally:
        if before is None:
            del os.environ["LERTRAT_CLOCK_FILE"]
        else:
            os.environ["LERTRAT_CLOCK_FILE"] = before


def test_what_arrived_in_time_counts_though_it_waited_and_what_came_later_is_refused(
    installation: Installation,
) -> None:
    home = installation
    with players(home, "tests.applications.play") as cast, home.served() as base:
        in_time, late = json.loads(cast.alone("prepare", "2"))["refs"]
        session = cast.alone("session")
        for ref in (in_time, late):  # every process has served a page before it counts
            assert send(base, session, f"/apply/{ref}/step/1/submit/")[0] == 200
        with held_up(home):
            move(home, w.CLOSE - timedelta(seconds=EARLY))
            status, address, words = send(
                base, session, f"/apply/{in_time}/step/1/submit/", acknowledged="on"
            )
        assert status == 200 and "/apply/receipt/" in address, words[:2000]
        assert "23 กุมภาพันธ์ 2564" in words and "23.59.5" in words

        move(home, w.CLOSE + timedelta(seconds=1))
        status, address, words = send(base, session, f"/apply/{late}/step/1/submit/", acknowledged="on")
        assert status == 422 and "พ้นเวลาปิดรับสมัครแล้ว" in words, (status, words[:2000])
        status, _, words = send(base, session, f"/apply/{late}/step/1/check/")
        assert status == 200 and "ข้อความทดสอบที่เพียงพอ" in words
        (row,) = json.loads(cast.alone("live"))
    assert row["application__ref"] == in_time
    received, written = (datetime.fromisoformat(each) for each in (row["received_at"], *row["told"]))
    assert received < w.CLOSE <= written
