"""The seal: records are numbered and chained in batches, off the hot path, so that nothing can be altered unnoticed.

Each record has a hash of its own; a batch is hashed as the list of them, in order; a link is the hash of the batch and of the
link before. The head of the chain is printed on receipts and minutes: who holds an old one can prove what came before it.
"""

from __future__ import annotations

from datetime import UTC

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from lertrat.kernel import clock
from lertrat.kernel.hashing import digest
from lertrat.records.horizon import Horizon
from lertrat.records.models import ReaderMark, Record, Seal, SealedRecord

GENESIS = "0" * 64
SEALER = "seal"
STRIDE = 500

_horizon = Horizon()


def record_hash(record: Record) -> str:
    """SHA-256 over every field of a record, in hexadecimal; the time in UTC to the microsecond."""
    return digest(
        [
            record.pk,
            record.at.astimezone(UTC).isoformat(timespec="microseconds"),
            record.actor_id,
            record.verb,
            record.object_type,
            record.object_id,
            record.edition_id,
            record.data,
        ]
    )


def link_hash(seal: Seal) -> str:
    """SHA-256 that ties a seal to the one before it."""
    at = seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest([seal.number, at, seal.count, seal.batch_hash, seal.previous_hash])


def unsealed(floor: int = 0) -> QuerySet[Record]:
    """Records above `floor` that stand in no seal, oldest first."""
    sealed = Exists(SealedRecord.objects.filter(record=OuterRef("pk")))
    return Record.objects.filter(~sealed, id__gt=floor).order_by("id")


def seal_batch(limit: int = 500) -> int:
    """Seal up to `limit` records that are not sealed yet; how many were. Call outside a transaction.

    One sealer at a time: whoever holds the row of the mark. A record that commits late goes into a later seal.
    """
    mark, _ = ReaderMark.objects.get_or_create(reader=SEALER, verb="")
    count = 0
    if unsealed(mark.floor).exists():
        with transaction.atomic():
            ReaderMark.objects.select_for_update().get(pk=mark.pk)
            count = _seal(list(unsealed(mark.floor)[:limit]))
    _raise_floor(mark)
    return count


def _seal(records: list[Record]) -> int:
    if not records:
        return 0
    last = Seal.objects.order_by("-number").first()
    hashes = [record_hash(record) for record in records]
    seal = Seal(
        number=last.number + 1 if last else 1,
        sealed_at=clock.now(),
        count=len(records),
        batch_hash=digest(hashes),
        previous_hash=last.link_hash if last else GENESIS,
    )
    seal.link_hash = link_hash(seal)
    seal.save()
    SealedRecord.objects.bulk_create(
        [
            SealedRecord(record=record, seal=seal, place=place, hash=value)
            for place, (record, value) in enumerate(zip(records, hashes, strict=True), start=1)
        ]
    )
    return len(records)


def _raise_floor(mark: ReaderMark) -> None:
    settled = _horizon.settled()
    if settled - mark.floor < STRIDE:
        return
    first = unsealed(mark.floor).aggregate(first=Min("id"))["first"]
    floor = settled if first is None else min(settled, first - 1)
    ReaderMark.objects.filter(pk=mark.pk, floor__lt=floor).update(floor=floor)
