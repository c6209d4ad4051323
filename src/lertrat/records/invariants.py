"""Sentences that must always be true, each as a query for what breaks it. Rooms register theirs in `invariants.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from lertrat.records import discover, triggers
from lertrat.records.models import Delivery, Seal

Offenders = Callable[[], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A sentence in both languages and the query for its offenders."""

    name: str
    th: str
    en: str
    query: Offenders


@dataclass(frozen=True, slots=True)
class Finding:
    """An invariant after a run; `offenders` (as text) is empty when the sentence holds."""

    name: str
    th: str
    en: str
    offenders: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.offenders


_invariants: dict[str, Invariant] = {}


def register(name: str, th: str, en: str, query: Offenders) -> None:
    """Add a sentence. `name` is "room.what"; `query` returns whatever breaks it (rows, texts), none when it holds."""
    if name in _invariants:
        raise ValueError(f"two invariants are called {name!r}")
    _invariants[name] = Invariant(name, th, en, query)


def all_invariants() -> list[Invariant]:
    """Every registered sentence, by name."""
    discover.rooms("invariants")
    return [_invariants[name] for name in sorted(_invariants)]


def run_all() -> list[Finding]:
    """Run every query; one finding per sentence, by name."""
    return [
        Finding(item.name, item.th, item.en, tuple(str(offender) for offender in item.query()))
        for item in all_invariants()
    ]


register(
    "records.triggers",
    "ตัวกันแก้ไขและดัชนีที่ฐานข้อมูลต้องมีอยู่ครบทุกตัว",
    "Every trigger and index that the database must carry is there.",
    triggers.missing,
)
register(
    "records.seal_count",
    "การผนึกทุกครั้งมีจำนวนบันทึกเท่าที่ระบุไว้",
    "Every seal holds as many records as it says.",
    lambda: Seal.objects.annotate(found=Count("entries")).exclude(found=F("count")),
)
register(
    "records.delivery_done",
    "การส่งที่เสร็จแล้วไม่มีผู้ถือครองและไม่มีข้อผิดพลาดค้างอยู่",
    "A delivery that is done is held by nobody and shows no error.",
    lambda: Delivery.objects.filter(done_at__isnull=False).exclude(Q(claim="") & Q(error="")),
)
