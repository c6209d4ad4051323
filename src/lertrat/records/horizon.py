"""Up to which id the record is settled: no record at or below it can still appear.

Ids are given when a row is inserted and seen when its transaction commits, so a greater id may be seen before a smaller one.
Readers therefore never remember "the last id". They look for records that lack their delivery; this module only tells them
below which id they need not look again, so that the search stays short when there are a million records.

SQLite: there is one writer at a time and ids are AUTOINCREMENT, so ids are committed in their order. The greatest id that can
be seen is settled.

PostgreSQL: an INSERT locks the table (ROW EXCLUSIVE) before it takes an id from the sequence and keeps the lock until its
transaction has ended. So: read the greatest id, *then* list the transactions that hold that lock. Whoever has taken an id up
to that one has either ended by now or is in the list. Once every transaction of the list has ended, that id is settled. It
is what CREATE INDEX CONCURRENTLY does to wait for writers, without the waiting: this asks again next time and blocks nobody.
The list of a restarted server may name a number that is in use again; that delays the answer and never makes it wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connections
from django.db.models import Max

from lertrat.records.models import Record

_HOLDERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND relation = to_regclass('records_record')
      AND pid IS DISTINCT FROM pg_backend_pid()
"""


@dataclass
class _Wait:
    beginning: tuple[int, datetime] | None = None
    candidate: int = 0
    settled: int = 0
    holders: set[str] = field(default_factory=set)


class Horizon:
    """One process's view of the settled id; asks the database each time, remembers only whom it still waits for."""

    def __init__(self, using: str = "default") -> None:
        self.using = using
        self._wait = _Wait()

    def settled(self) -> int:
        """The greatest id known to be settled; 0 when nothing is known yet.

        Call outside a transaction: within one, records of its own could be rolled back.
        """
        if connections[self.using].vendor != "postgresql":
            return self._greatest()
        # A rehearsal may have emptied the record and begun it anew, ids included: what was known is of another record then.
        beginning = Record.objects.using(self.using).order_by("id").values_list("id", "at").first()
        if beginning != self._wait.beginning:
            self._wait = _Wait(beginning)
        wait = self._wait
        if wait.candidate <= wait.settled:
            # The order is the proof: first the id, then the holders.
            wait.candidate = self._greatest()
            wait.holders = self._now_holding()
        elif wait.holders:
            wait.holders &= self._now_holding()
        if not wait.holders:
            wait.settled = max(wait.settled, wait.candidate)
        return wait.settled

    def _greatest(self) -> int:
        return Record.objects.using(self.using).aggregate(top=Max("id"))["top"] or 0

    def _now_holding(self) -> set[str]:
        with connections[self.using].cursor() as cursor:
            cursor.execute(_HOLDERS)
            return {row[0] for row in cursor.fetchall()}
