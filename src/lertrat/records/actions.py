"""Appending to the record."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from lertrat.kernel import clock
from lertrat.records.models import Record


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
