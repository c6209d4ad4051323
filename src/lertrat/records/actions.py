"""Appending to the record, and what the worker does with it."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from lertrat.kernel import clock
from lertrat.records import due, readers, seal
from lertrat.records.models import Heartbeat, Record


def append(
    verb: str,
    *,
    obj: models.Model,
    by: Any | None,
    edition_id: int | None = None,
    **data: Any,
) -> Record:
    """Record that `by` (a person, or None for the machine) did `verb` to `obj`; `data` are ids and codes only.

    Must run inside the transaction of the change itself: the two stand or fall together. Raises RuntimeError otherwise.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"record {verb!r} appended outside a transaction")
    return Record.objects.create(
        at=clock.now(),
        actor_id=getattr(by, "pk", None),
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        edition_id=edition_id,
        data=data,
    )


def deliver(reader: str, batch: int = 50) -> int:
    """Hand waiting records to `reader`; how many were handled. See `readers.deliver`."""
    return readers.deliver(reader, batch)


def deliver_all(batch: int = 50) -> int:
    """One turn for every reader; how many records were handled."""
    return sum(readers.deliver(name, batch) for name in readers.names())


def seal_batch(limit: int = 500) -> int:
    """Chain records that are not sealed yet; how many. See `seal.seal_batch`."""
    return seal.seal_batch(limit)


def run_due() -> int:
    """Run the recurring tasks whose time has come; how many ran without error."""
    return due.run_due()


def beat(name: str = "worker") -> None:
    """A sign of life."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.now()})
