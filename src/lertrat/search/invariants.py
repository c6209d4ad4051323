"""What must always be true of the index."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from lertrat.records.invariants import register
from lertrat.search.models import Entry
from lertrat.search.triggers import INDEX


def _out_of_step() -> Iterable[str]:
    """SQLite's index holds one row per entry; PostgreSQL keeps its own index in step."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {INDEX}_docsize")
        indexed = cursor.fetchone()[0]
    entries = Entry.objects.count()
    return [] if indexed == entries else [f"{indexed} indexed, {entries} entries"]


register(
    "search.complete",
    "ดัชนีค้นหามีครบทุกรายการ",
    "The text index holds every entry.",
    _out_of_step,
)
