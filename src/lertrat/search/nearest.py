"""Which stored texts share fingerprints with a new one. A look-up costs what the new text costs, however many are stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from lertrat.search import near
from lertrat.search.models import Print

BATCH = 400


@dataclass(frozen=True, slots=True)
class Nearest:
    """(kind, id) of the texts that share most, with how many fingerprints; and the fingerprints that count for none."""

    texts: tuple[tuple[str, int, int], ...]
    common: frozenset[int]


def remember(kind: str, object_id: int, prints: Iterable[int]) -> Nearest:
    """Keep a text's fingerprints in place of its earlier ones, and name the texts nearest to it. In the caller's transaction,
    which lets one text of a year in at a time. A statement for each BATCH of fingerprints, and three more."""
    wanted = sorted(set(prints))
    Print.objects.filter(kind=kind, object_id=object_id).delete()
    held: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for start in range(0, len(wanted), BATCH):
        rows = Print.objects.filter(hash__in=wanted[start : start + BATCH])
        for value, other, pk in rows.values_list("hash", "kind", "object_id"):
            held[value].append((other, pk))
    common = frozenset(value for value, rows in held.items() if len(rows) >= near.COMMON)
    Print.objects.bulk_create(
        [Print(hash=value, kind=kind, object_id=object_id) for value in wanted if value not in common],
        batch_size=1000,
    )
    shared = Counter(one for value, rows in held.items() if value not in common for one in rows)
    ordered = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return Nearest(tuple((other, pk, count) for (other, pk), count in ordered[: near.NEAREST]), common)


def last(kind: str) -> int:
    """The highest id of a kind that has fingerprints; 0 for none."""
    return Print.objects.filter(kind=kind).aggregate(most=Max("object_id"))["most"] or 0
