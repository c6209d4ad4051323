"""What can be seen of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from lertrat.kernel import clock
from lertrat.records import invariants, proof, readers
from lertrat.records.invariants import Finding
from lertrat.records.models import DueTask, Heartbeat, Record, Seal
from lertrat.records.proof import Problem
from lertrat.records.seal import GENESIS

__all__ = ["Finding", "Head", "Problem"]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain, as printed on receipts and minutes. Number 0 and zeros before the first seal."""

    number: int
    link_hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.link_hash}"


def head() -> Head:
    """The chain's head as it stands; records of the last seconds may not be in it yet."""
    seal = Seal.objects.order_by("-number").first()
    return Head(seal.number, seal.link_hash) if seal else Head(0, GENESIS)


def verify(heads: dict[int, str] | None = None) -> list[Problem]:
    """Problems of the chain and its contents; see `proof.verify`."""
    return proof.verify(heads)


def counts() -> tuple[int, int]:
    """How many records there are, and how many seals."""
    return Record.objects.count(), Seal.objects.count()


def total() -> int:
    """How many records there are."""
    return Record.objects.count()


def run_invariants() -> list[Finding]:
    """Every invariant of every room, run now."""
    return invariants.run_all()


def reader_names() -> list[str]:
    """Every registered reader of the record."""
    return readers.names()


def backlog() -> int:
    """How many deliveries wait, over all readers."""
    return sum(readers.backlog(name) for name in readers.names())


def beating(within: timedelta = timedelta(seconds=30)) -> QuerySet[Heartbeat]:
    """The worker's sign of life, where it is no older than this: for EXISTS in another query, so that asking costs nothing."""
    now = clock.now()
    # Both ways, since a rehearsal's clock can be set back.
    return Heartbeat.objects.filter(pk="worker", at__gte=now - within, at__lte=now + within)


def worker_alive(within: timedelta = timedelta(seconds=30)) -> bool:
    """Whether the worker gave a sign of life within this time."""
    return beating(within).exists()


def history(object_type: str, object_id: int, limit: int = 100) -> list[Record]:
    """What happened to one object, newest first. The caller's room decides who may see it."""
    rows = Record.objects.filter(object_type=object_type, object_id=object_id)
    return list(rows.order_by("-id")[:limit])


def browse(
    *,
    verb: str = "",
    object_type: str = "",
    object_id: int | None = None,
    actor_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Record]:
    """Records, newest first, up to `limit` of them older than the id `before`. `verb` may be the beginning of one. One query.

    Ids only stand in them; still, the caller decides who may see this (administrators).
    """
    rows = Record.objects.order_by("-id")
    if verb:
        rows = rows.filter(verb__startswith=verb)
    if object_type:
        rows = rows.filter(object_type=object_type)
    if object_id is not None:
        rows = rows.filter(object_id=object_id)
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:limit])


def last_beat() -> datetime | None:
    """When the worker last gave a sign of life; None where it never ran."""
    beat = Heartbeat.objects.filter(pk="worker").first()
    return beat.at if beat else None


def backlogs() -> dict[str, int]:
    """How many deliveries wait, by reader."""
    return {name: readers.backlog(name) for name in readers.names()}


def recurring() -> list[DueTask]:
    """The recurring tasks that have run, each with when it last did and its error, by name."""
    return list(DueTask.objects.order_by("name"))
