"""What this machine can do at all: a constant page of bare Django, one INSERT with its commit, and the statements that a
submission asks of the database without the logic between them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness import Journey, Stand, served
from benchmarks.loader import Client
from tools.installation import Installation
from tools.processes import ROOT

SIZE = 2_500
_CREATE = {
    "sqlite": "CREATE TABLE floor (id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    "postgresql": "CREATE TABLE floor (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL)",
}


def _bare(client: Client, number: int) -> None:
    client.get("/").expect(200)


def _insert(client: Client, number: int) -> None:
    client.get("/insert").expect(200, "ok")


def _replay(client: Client, number: int) -> None:
    client.get("/replay").expect(200, "ok")


JOURNEYS = {
    "bare": Journey("floor: constant page", _bare, against="bare"),
    "insert": Journey("floor: one INSERT + commit", _insert, against="insert"),
    "replay": Journey("floor: a submission's statements", _replay, against="replay"),
}


def _captured(installation: Installation) -> Path:
    """The statements of one submission of this installation, kept in a file."""
    env, file = installation.env, installation.home / "submission.pickle"
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.world", "approved", "1"],
        env=env, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    ref = json.loads(made.stdout.splitlines()[-1])[0]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.replay", str(file), ref],
        env=env,
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return file


@contextmanager
def stand(installation: Installation, *, replays: bool = True) -> Iterator[Stand]:
    """The bare application on this installation's database (a filled one), with a table of its own; without `replays` nothing is
    sent beforehand, and the last of the floors cannot be played."""
    if installation.vendor == "sqlite":
        import sqlite3

        with sqlite3.connect(installation.url.removeprefix("sqlite:///")) as database:
            database.execute(_CREATE["sqlite"])
        database.close()
    else:
        import psycopg

        with psycopg.connect(installation.url) as connection:
            connection.execute(_CREATE["postgresql"])
    settings = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.floor_settings",
        "LERTRAT_REPLAY": str(_captured(installation)) if replays else "",
    }
    with served(installation, application="benchmarks.floor_app:application", extra=settings) as made:
        yield made
