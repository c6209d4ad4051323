"""What recurs in this room: the seal."""

from __future__ import annotations

from datetime import timedelta

from lertrat.records import due, seal

BATCHES = 20  # in one turn: after a long standstill the worker must still get to its other duties


def seal_waiting() -> None:
    """Seal what waits, batch by batch."""
    for _ in range(BATCHES):
        if not seal.seal_batch():
            return


due.register("records.seal", timedelta(seconds=5), seal_waiting)
