"""System checks that need the database: `manage check --database default`, and before every migrate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import DatabaseError


@register(Tags.database)
def thai_trigrams(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a PostgreSQL whose locale takes Thai letters for no letters: its trigram index would hold no Thai at all."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "postgresql" and _trigrams(alias) == 0:
            found.append(
                Error(
                    "This PostgreSQL database's locale yields no trigrams for Thai text, so search would read every row.",
                    hint="Create the database with LC_CTYPE 'C.UTF-8' or 'th_TH.UTF-8' (not 'C' or 'POSIX').",
                    id="lertrat.search.E001",
                )
            )
    return found


def _trigrams(alias: str) -> int | None:
    """How many trigrams PostgreSQL sees in a Thai word; None while the extension is not there yet."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone() is None:
                return None
            cursor.execute("SELECT cardinality(show_trgm('ผู้ป่วย'))")
            row = cursor.fetchone()
            return int(row[0]) if row else None
    except DatabaseError:
        return None
