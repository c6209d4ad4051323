"""What this machine can do at all: a constant page of bare Django, and one INSERT with its commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.harness import Journey, Stand, served
from benchmarks.loader import Client
from tools.installation import Installation

_CREATE = {
    "sqlite": "CREATE TABLE floor (id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    "postgresql": "CREATE TABLE floor (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL)",
}


def _bare(client: Client, number: int) -> None:
    client.get("/").expect(200)


def _insert(client: Client, number: int) -> None:
    client.get("/insert").expect(200, "ok")


JOURNEYS = {
    "bare": Journey("floor: constant page", _bare, against="bare"),
    "insert": Journey("floor: one INSERT + commit", _insert, against="insert"),
}


@contextmanager
def stand(installation: Installation) -> Iterator[Stand]:
    """The bare application on this installation's database, with a table of its own."""
    if installation.vendor == "sqlite":
        import sqlite3

        with sqlite3.connect(installation.url.removeprefix("sqlite:///")) as database:
            database.execute(_CREATE["sqlite"])
        database.close()
    else:
        import psycopg

        with psycopg.connect(installation.url) as connection:
            connection.execute(_CREATE["postgresql"])
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.floor_settings"}
    with served(installation, application="benchmarks.floor_app:application", extra=settings) as made:
        yield made
