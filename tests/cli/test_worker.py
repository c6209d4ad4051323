"""The worker as a real process: killed in the middle, in twos, stopped politely. Nothing is lost, nothing is doubled."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.installation import Installation

PEOPLE = 150
SEED = f"""
from lertrat.people.actions import create_person
from django.db import transaction
with transaction.atomic():
    for number in range({PEOPLE}):
        create_person(email=f"p{{number}}@dol.example", name=f"คนที่ {{number}}", by=None)
"""

PROOF = """
from lertrat.records import queries
print([one.name for one in queries.run_invariants() if not one.ok], queries.verify())
"""


@contextlib.contextmanager
def looking(installation: Installation) -> Iterator[Any]:
    """`number(sql)` asks the installation's database from outside."""
    if installation.vendor == "sqlite":
        import sqlite3

        connection: Any = sqlite3.connect(installation.url.removeprefix("sqlite:///"), timeout=20)
        connection.isolation_level = None
    else:
        import psycopg

        connection = psycopg.connect(
            installation.url.replace("postgres://", "postgresql://"), autocommit=True
        )
    with contextlib.closing(connection):
        yield lambda sql: connection.execute(sql).fetchone()[0]


def wait_until(condition: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def pass_time(installation: Installation, seconds: int) -> None:
    """Set the installation's clock so far ahead of the machine's."""
    Path(installation.env["LERTRAT_CLOCK_FILE"]).write_text(str(seconds))


MESSAGES = "SELECT count(*) FROM notices_outboxmessage"


def prove(installation: Installation) -> None:
    """One letter for each person, all sent, every delivery done, every invariant true, the chain whole."""
    with looking(installation) as number:
        assert number("SELECT count(*) FROM records_record WHERE verb = 'person.created'") == PEOPLE
        assert number(MESSAGES) == PEOPLE
        assert number("SELECT count(DISTINCT to_address) FROM notices_outboxmessage") == PEOPLE
        assert number("SELECT count(*) FROM notices_outboxmessage WHERE state <> 'sent'") == 0
        assert (
            number("SELECT count(*) FROM records_delivery WHERE reader = 'notices' AND done_at IS NULL") == 0
        )
        assert number("SELECT count(*) FROM records_sealedrecord") == number(
            "SELECT count(*) FROM records_record"
        )
    assert installation.manage("shell", "-v0", "-c", PROOF).stdout.strip() == "[] []"


def test_killed_in_the_middle_of_deliveries(installation: Installation) -> None:
    installation.manage("shell", "-c", SEED)
    with looking(installation) as number:
        for turn in range(2):
            before = number(MESSAGES)
            with installation.working() as process:
                wait_until(lambda before=before: number(MESSAGES) >= before + 7)
                process.send_signal(signal.SIGKILL)
                process.wait()
            assert number(MESSAGES) < PEOPLE, "the worker was quicker than the test; make more people"
            # What the dead worker held is free after a minute (deliveries) or five (messages).
            pass_time(installation, (turn + 1) * 400)
        assert number("SELECT count(*) FROM records_delivery WHERE done_at IS NULL") > 0
    done = json.loads(installation.manage("worker", "--once", "--json").stdout)
    assert 0 < done["delivered"] < PEOPLE
    prove(installation)


def test_two_workers_share_the_work_and_end_when_asked(installation: Installation) -> None:
    installation.manage("shell", "-c", SEED)
    with looking(installation) as number, installation.working() as one, installation.working() as two:
        wait_until(
            lambda: number("SELECT count(*) FROM notices_outboxmessage WHERE state = 'sent'") == PEOPLE
        )
        wait_until(
            lambda: (
                number("SELECT count(*) FROM records_sealedrecord")
                == number("SELECT count(*) FROM records_record")
            )
        )
        assert number("SELECT count(*) FROM records_heartbeat") == 1
        for process in (one, two):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(timeout=20) for process in (one, two)] == [0, 0]
    prove(installation)


def run(installation: Installation, *command: str) -> subprocess.CompletedProcess[str]:
    return installation.manage(*command, check=False)


def test_management_commands_go_through_and_fail_in_one_line(
    installation: Installation, tmp_path: Path
) -> None:
    empty = Installation.on_sqlite(tmp_path / "empty")
    for where, command, status, words in [
        (installation, ("migrate", "nosuch"), 2, "nosuch"),
        (installation, ("migrate", "--nosuch"), 2, "unrecognized"),
        (installation, ("check", "--settings", "nosuch.settings"), 1, "nosuch"),
        (empty, ("records", "verify"), 1, "lertrat migrate"),
    ]:
        done = run(where, *command)
        assert done.returncode == status, done.stderr
        assert words in done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
