"""Readers of the record: who wants to hear of what, and how a record reaches them once and only once.

A reader claims records that lack its `Delivery` in one short transaction, then handles them one by one. What the handler
writes and the mark "done" stand in one transaction, so a worker killed at any point leaves either both or neither. A claim
expires after a minute and somebody else takes it up. A handler that fails is tried again, later and later, for ever: its
error stays readable in the delivery.

A handler must write to this database only. Whatever leaves the house (mail) is put down there and sent by someone else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from lertrat.kernel import clock
from lertrat.records import discover
from lertrat.records.horizon import Horizon
from lertrat.records.models import Delivery, ReaderMark, Record

logger = logging.getLogger(__name__)

Handler = Callable[[Record], None]

CLAIM = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
# A floor rises in strides: fewer writes, and the search below it stays as short as the stride.
STRIDE = 500


@dataclass
class Reader:
    """A registered reader; `verbs` None means every verb."""

    name: str
    verbs: frozenset[str] | None
    handler: Handler
    horizon: Horizon = field(default_factory=Horizon)

    @property
    def wanted(self) -> list[str]:
        return [""] if self.verbs is None else sorted(self.verbs)


_readers: dict[str, Reader] = {}


def register(name: str, verbs: Iterable[str] | None, handler: Handler) -> None:
    """Add a reader (in a room's `readers.py`). A verb added later is delivered from the beginning of the record."""
    if name in _readers:
        raise ValueError(f"two readers are called {name!r}")
    _readers[name] = Reader(name, None if verbs is None else frozenset(verbs), handler)


def forget(name: str) -> None:
    """Take a reader off the list (its deliveries stay)."""
    _readers.pop(name, None)


def names() -> list[str]:
    """Every registered reader."""
    discover.rooms("readers")
    return sorted(_readers)


def deliver(reader: str, batch: int = 50) -> int:
    """Hand up to `batch` waiting records to `reader`; how many were handled without error. Call outside a transaction."""
    discover.rooms("readers")
    one = _readers[reader]
    marks = _marks(one)
    if not (_expired(one).exists() or _fresh(one, marks).exists()):
        _raise_floors(one, marks)
        return 0
    claim = uuid4().hex
    with transaction.atomic():
        _claim(one, marks, claim, batch)
    held = (
        Delivery.objects.filter(claim=claim, done_at=None).order_by("record_id").values_list("id", flat=True)
    )
    done = sum(_handle(one, delivery_id, claim) for delivery_id in held)
    _raise_floors(one, marks)
    return done


def backlog(reader: str) -> int:
    """How many records wait for `reader`, those that failed and wait for another try included."""
    discover.rooms("readers")
    one = _readers[reader]
    waiting = Delivery.objects.filter(reader=one.name, done_at=None).count()
    return waiting + _fresh(one, _marks(one)).count()


def _marks(one: Reader) -> dict[str, ReaderMark]:
    marks = {mark.verb: mark for mark in ReaderMark.objects.filter(reader=one.name)}
    new = [verb for verb in one.wanted if verb not in marks]
    if new:
        ReaderMark.objects.bulk_create(
            [ReaderMark(reader=one.name, verb=verb) for verb in new], ignore_conflicts=True
        )
        marks = {mark.verb: mark for mark in ReaderMark.objects.filter(reader=one.name)}
    return {verb: marks[verb] for verb in one.wanted}


def _fresh(one: Reader, marks: dict[str, ReaderMark]) -> QuerySet[Record]:
    """Records above the floors without a delivery to this reader, oldest first."""
    # The lowest floor again on its own: a bound that the primary key can use, whichever way the planner takes the rest.
    lowest = min((mark.floor for mark in marks.values()), default=0)
    wanted = Q(pk__in=[])
    for verb, mark in marks.items():
        wanted |= Q(id__gt=mark.floor) if verb == "" else Q(verb=verb, id__gt=mark.floor)
    has_delivery = Exists(Delivery.objects.filter(record=OuterRef("pk"), reader=one.name))
    return Record.objects.filter(wanted, ~has_delivery, id__gt=lowest).order_by("id")


def _expired(one: Reader) -> QuerySet[Delivery]:
    """Open deliveries whose claim or waiting time has run out."""
    now = clock.now()
    # No claim reaches further than LONGEST_WAIT: one that does was made before a rehearsal's clock was set back.
    over = Q(claimed_until__lte=now) | Q(claimed_until__gt=now + 2 * LONGEST_WAIT)
    return Delivery.objects.filter(over, reader=one.name, done_at=None)


def _claim(one: Reader, marks: dict[str, ReaderMark], claim: str, batch: int) -> None:
    until = clock.now() + CLAIM
    again = list(
        _expired(one)
        .select_for_update(skip_locked=True)
        .order_by("claimed_until")
        .values_list("id", flat=True)[:batch]
    )
    Delivery.objects.filter(id__in=again).update(claim=claim, claimed_until=until)
    fresh = _fresh(one, marks).values_list("id", flat=True)[: batch - len(again)]
    # Two workers may have seen the same record; the unique pair gives it to one of them.
    Delivery.objects.bulk_create(
        [Delivery(record_id=pk, reader=one.name, claim=claim, claimed_until=until) for pk in fresh],
        ignore_conflicts=True,
    )


def _handle(one: Reader, delivery_id: int, claim: str) -> bool:
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(of=("self",))
                .select_related("record")
                .filter(id=delivery_id, claim=claim, done_at=None)
                .first()
            )
            if delivery is None:  # the claim ran out and another worker took it up
                return False
            one.handler(delivery.record)
            delivery.done_at = clock.now()
            delivery.attempts += 1
            delivery.claim = delivery.error = ""
            delivery.claimed_until = None
            delivery.save()
    except Exception as error:
        logger.exception("reader %s failed at delivery %s", one.name, delivery_id)
        _put_off(delivery_id, claim, error)
        return False
    return True


def _put_off(delivery_id: int, claim: str, error: Exception) -> None:
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update().filter(id=delivery_id, claim=claim, done_at=None).first()
        )
        if delivery is None:
            return
        delivery.attempts = min(delivery.attempts + 1, 30000)
        delivery.error = f"{type(error).__name__}: {error}"[:300]
        delivery.claim = ""
        delivery.claimed_until = waits(delivery.attempts)
        delivery.save()


def waits(attempts: int) -> datetime:
    """Until when to wait after so many failures: 10 s, 20 s, 40 s … at most an hour."""
    return clock.now() + min(timedelta(seconds=10 * 2 ** min(attempts - 1, 10)), LONGEST_WAIT)


def _raise_floors(one: Reader, marks: dict[str, ReaderMark]) -> None:
    """Raise each floor to just below the first record without a delivery, never above what is settled.

    A delivery row is enough, done or not: open ones are found by their own index, and no delivery is ever removed.
    """
    lowest = min((mark.floor for mark in marks.values()), default=0)
    settled = one.horizon.settled()
    if settled - lowest < STRIDE:
        return
    for verb, mark in marks.items():
        first = _fresh(one, {verb: mark}).aggregate(first=Min("id"))["first"]
        floor = settled if first is None else min(settled, first - 1)
        if floor > mark.floor:
            ReaderMark.objects.filter(pk=mark.pk, floor__lt=floor).update(floor=floor)
