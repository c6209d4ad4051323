"""Putting texts into the index and taking them out. Rooms call these inside the transaction of their own change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lertrat.kernel import thai
from lertrat.search.models import Entry

SEPARATOR = " ¦ "
"""Stands between the texts of one entry, so that a query never matches across two of them (it is in no query)."""


def key_of(texts: Iterable[str]) -> str:
    """The folded key of several texts, each once, in order."""
    folded = (thai.search_key(text.replace("¦", " ")) for text in texts)
    return SEPARATOR.join(dict.fromkeys(text for text in folded if text))


def put(kind: str, object_id: int, texts: Iterable[str], *, weight: int = 0) -> None:
    """Make `kind`:`object_id` findable by every one of `texts` (name, aliases, printed variants) and by nothing else."""
    put_many(kind, {object_id: texts}, weight=weight)


def put_many(kind: str, texts: Mapping[int, Iterable[str]], *, weight: int = 0) -> None:
    """As `put`, for many objects in a handful of statements; what is unchanged is not written."""
    known = {
        entry.object_id: entry
        for chunk in _chunks(list(texts))
        for entry in Entry.objects.filter(kind=kind, object_id__in=chunk)
    }
    new: list[Entry] = []
    changed: list[Entry] = []
    for object_id, words in texts.items():
        key = key_of(words)
        entry = known.get(object_id)
        if entry is None:
            new.append(Entry(kind=kind, object_id=object_id, key=key, weight=weight))
        elif (entry.key, entry.weight) != (key, weight):
            entry.key, entry.weight = key, weight
            changed.append(entry)
    Entry.objects.bulk_create(new, batch_size=500)
    Entry.objects.bulk_update(changed, ["key", "weight"], batch_size=200)


def remove(kind: str, object_id: int) -> None:
    """Make `kind`:`object_id` unfindable."""
    Entry.objects.filter(kind=kind, object_id=object_id).delete()


def _chunks(ids: list[int], size: int = 500) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
