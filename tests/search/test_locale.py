"""A PostgreSQL that takes Thai letters for no letters is refused before anything is built on it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections

from lertrat.search.checks import thai_trigrams

pytestmark = pytest.mark.django_db
NAME = "lertrat_without_thai"


@pytest.fixture
def without_thai() -> Iterator[str]:
    """A database whose character type is "C", as an alias; on SQLite the run's own database (it has no locale)."""
    if connection.vendor == "sqlite":
        yield "default"
        return
    at = connection.get_connection_params()
    server = {key: at[key] for key in ("host", "port", "user", "password") if key in at}
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME}")
        admin.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        with psycopg.connect(**server, dbname=NAME, autocommit=True) as made:
            made.execute("CREATE EXTENSION pg_trgm")
        connections.databases[NAME] = connections.databases["default"] | {"NAME": NAME}
        try:
            yield NAME
        finally:
            connections[NAME].close()
            del connections.databases[NAME]
            admin.execute(f"DROP DATABASE {NAME}")


def test_a_locale_without_thai_is_refused(without_thai: str) -> None:
    found = [message.id for message in thai_trigrams([without_thai])]
    assert found == ([] if connection.vendor == "sqlite" else ["lertrat.search.E001"])


def test_the_run_s_own_database_is_fine() -> None:
    assert thai_trigrams(["default"]) == []
