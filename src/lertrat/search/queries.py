"""Finding objects by Thai or English words, inside unspaced sentences too."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from lertrat.kernel import thai
from lertrat.search.models import Entry
from lertrat.search.triggers import INDEX

LONGEST = 200
"""Characters of a query that are read; the rest is left out."""
PARTS = 8


def parts(q: str) -> list[str]:
    """The folded parts of a query; each must occur. At most PARTS of them, [] for a query with nothing to find."""
    folded = thai.search_key(q[:LONGEST].replace("¦", " "))
    return list(dict.fromkeys(folded.split()))[:PARTS]


def matching(kind: str, q: str) -> QuerySet[Entry]:
    """Entries of `kind` in which every part of `q` occurs; all of them for an empty query. One statement.

    Parts of three or more characters go to the trigram index, shorter ones are compared row by row (LIKE).
    """
    found = Entry.objects.filter(kind=kind)
    wanted = parts(q)
    indexed = [part for part in wanted if len(part) >= 3] if connection.vendor == "sqlite" else []
    if indexed:
        phrase = " AND ".join('"' + part.replace('"', '""') + '"' for part in indexed)
        found = found.filter(id__in=RawSQL(f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s", [phrase]))
    for part in wanted:
        if part not in indexed:
            found = found.filter(key__contains=part)
    return found


def ids(kind: str, q: str) -> QuerySet[Entry, int]:
    """The ids of the objects found, as a subquery for `pk__in`."""
    return matching(kind, q).values_list("object_id", flat=True)


def find(kind: str, q: str, limit: int = 20) -> list[int]:
    """The ids of at most `limit` objects of `kind` found by `q`, heaviest first, then oldest. [] for an empty query."""
    if not parts(q):
        return []
    found = matching(kind, q).order_by("-weight", "object_id").values_list("object_id", flat=True)
    return list(found[:limit])
