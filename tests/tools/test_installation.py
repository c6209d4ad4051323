"""An installation of a test's own: served by real processes, on the database of the run, and gone afterwards."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from benchmarks.loader import Client
from tools.installation import Installation


def test_it_is_migrated_and_answers(installation: Installation) -> None:
    installation.manage("migrate", "--check")
    with installation.served(workers=1, threads=2) as base:
        client = Client(base)
        assert client.get("/sign-in/").status < 500
        client.close()


def ask(home: Installation, statement: str) -> list[tuple[object, ...]]:
    """The rows that a statement gives in the installation's database, past every process of ours."""
    if home.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(home.database)) as connection, connection:
            return connection.execute(statement).fetchall()
    import psycopg

    with psycopg.connect(home.url, autocommit=True) as server:
        return server.execute(statement).fetchall()


def test_a_copy_goes_its_own_way(installation: Installation, tmp_path: Path) -> None:
    applied = "SELECT name FROM django_migrations WHERE app = 'sessions'"
    twin = installation.copy(tmp_path / "twin")
    try:
        assert twin.vendor == installation.vendor and twin.url != installation.url
        assert ask(twin, applied) == ask(installation, applied) != []
        assert ask(twin, "DELETE FROM django_migrations WHERE app = 'sessions' RETURNING name")
        assert ask(twin, applied) == [] != ask(installation, applied)
    finally:
        twin.remove()


def test_its_worker_stops_when_asked(installation: Installation) -> None:
    with installation.working() as worker:
        assert worker.poll() is None
    assert worker.returncode is not None
