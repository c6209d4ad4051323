"""What recurs in this room: the seal."""

from __future__ import annotations

from datetime import timedelta

from lertrat.records import due, seal


def seal_waiting() -> None:
    """Seal whatever waits, batch by batch."""
    while seal.seal_batch():
        pass


due.register("records.seal", timedelta(seconds=5), seal_waiting)
