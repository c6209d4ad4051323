"""A PostgreSQL that takes Thai letters for no letters is refused before anything is built on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from lertrat.search import checks
from lertrat.search.checks import thai_trigrams, trigrams

pytestmark = pytest.mark.django_db
NAME = "lertrat_without_thai"


@pytest.fixture
def without_thai() -> Iterator[psycopg.Cursor[Any] | None]:
    """A cursor in a database whose character type is "C"; None on SQLite, which has no locale."""
    if connection.vendor == "sqlite":
        yield None
        return
    at = connection.get_connection_params()
    server = {key: at[key] for key in ("host", "port", "user", "password") if key in at}
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME}")
        admin.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        with psycopg.connect(**server, dbname=NAME, autocommit=True) as made, made.cursor() as cursor:
            yield cursor
        admin.execute(f"DROP DATABASE {NAME}")


def test_a_locale_without_thai_is_refused(
    without_thai: psycopg.Cursor[Any] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if without_thai is None:
        assert thai_trigrams(["default"]) == []
        return
    assert trigrams(without_thai) is None
    without_thai.execute("CREATE EXTENSION pg_trgm")
    seen = trigrams(without_thai)
    assert seen == 0
    monkeypatch.setattr(checks, "trigrams", lambda _: seen)
    assert [message.id for message in thai_trigrams(["default"])] == ["lertrat.search.E001"]


def test_the_database_of_this_run_is_fine() -> None:
    assert thai_trigrams(["default"]) == []
