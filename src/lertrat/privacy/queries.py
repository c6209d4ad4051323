"""What can be seen: the register in words, what is kept about somebody, the desk's lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Sum

from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.privacy.models import Breach, Erasure, Request, RetentionRun
from lertrat.privacy.permits import may
from lertrat.records import personal
from lertrat.records.personal import BASES, DataClass, Words

__all__ = ["BASES", "DataClass", "Words", "classes", "named"]


def classes() -> list[DataClass]:
    """Every class of the register, room by room."""
    return personal.classes()


def named(class_id: str) -> DataClass:
    """One class. KeyError where there is none."""
    return personal.named(class_id)


def span(length: timedelta) -> Words:
    """A period in words: years where they are whole, otherwise days or hours."""
    days = length.days
    if days and days % 365 == 0:
        years = days // 365
        return Words(f"{years} ปี", f"{years} year{'' if years == 1 else 's'}")
    if days:
        return Words(f"{days:,} วัน", f"{days:,} day{'' if days == 1 else 's'}")
    hours = max(1, round(length.total_seconds() / 3600))
    return Words(f"{hours} ชั่วโมง", f"{hours} hour{'' if hours == 1 else 's'}")


def period(data: DataClass) -> Words:
    """How long a class is kept, in one sentence."""
    event, after = data.retention.event, data.after
    if not after:
        return event
    said = span(after)
    return Words(f"{event.th} {said.th}", f"{event.en} {said.en}")


def told(data: DataClass) -> dict[str, Any]:
    """What the register says of a class, as plain values in both languages."""
    words = {
        "name": data.name, "whose": data.whose, "purpose": data.purpose, "basis": BASES[data.basis],
        "recipients": data.recipients, "period": period(data),
    }  # fmt: skip
    plain: dict[str, Any] = {key: {"th": each.th, "en": each.en} for key, each in words.items()}
    kept = {"th": data.kept.th, "en": data.kept.en} if data.kept else None
    return {"class": data.id, **plain, "kept_on_request": kept}


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of a class is kept about one person."""

    data: DataClass
    rows: int

    @property
    def period(self) -> Words:
        return period(self.data)


def mine(person: Person) -> list[Kept]:
    """Every class that holds something about this person, with how much."""
    held = [Kept(data, data.count(person.pk)) for data in personal.classes()]
    return [one for one in held if one.rows]


def requests_of(person: Person, limit: int = 50) -> list[Request]:
    """A person's own requests, the latest first."""
    return list(Request.objects.filter(person=person).order_by("-id")[:limit])


def own_request(person: Person, ref: str) -> Request:
    """One of the person's own requests. Raises NotFound for anybody else's."""
    found = Request.objects.filter(person=person, ref=ref).first()
    if found is None:
        raise NotFound("privacy-request", "ไม่พบคำขอนี้", "There is no such request.")
    return found


def requests(by: Person, *, waiting: bool = True, limit: int = 100) -> list[Request]:
    """The desk's requests: those that wait, by the day they are due; or the answered ones, the latest first."""
    may(by, "desk").require()
    rows = Request.objects.select_related("person", "decided_by")
    if waiting:
        return list(rows.filter(state="waiting").order_by("due_at", "id")[:limit])
    return list(rows.exclude(state="waiting").order_by("-decided_at", "-id")[:limit])


def request(by: Person, ref: str) -> Request:
    """One request at the desk. Raises NotFound."""
    may(by, "desk").require()
    rows = Request.objects.select_related("person", "recorded_by", "identity_by", "decided_by")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound("privacy-request", "ไม่พบคำขอนี้", "There is no such request.")
    return found


def waiting_requests() -> int:
    """How many requests wait for an answer."""
    return Request.objects.filter(state="waiting").count()


@dataclass(frozen=True, slots=True)
class Erased:
    """A class with a period: what went so far, when it last did, and what is due now."""

    data: DataClass
    erased: int
    last_at: datetime | None
    due: int

    @property
    def period(self) -> Words:
        return period(self.data)


def retention(by: Person) -> list[Erased]:
    """What went by itself, and what is due next, by class. One query for each class with a period."""
    may(by, "desk").require()
    rows = RetentionRun.objects.values("class_id").annotate(gone=Sum("erased"), last=Max("began_at"))
    past: dict[str, tuple[int, datetime | None]] = {r["class_id"]: (r["gone"], r["last"]) for r in rows}
    now = clock.now()
    found = []
    for data in personal.classes():
        due = data.due(now)
        if due is not None:
            erased, last = past.get(data.id, (0, None))
            found.append(Erased(data, erased, last, due.count()))
    return found


def runs(by: Person, limit: int = 50) -> list[RetentionRun]:
    """The latest turns that erased something."""
    may(by, "desk").require()
    return list(RetentionRun.objects.order_by("-began_at", "class_id")[:limit])


def erasures(by: Person, limit: int = 50) -> list[Erasure]:
    """Accounts that their people closed for good, the latest first."""
    may(by, "desk").require()
    return list(Erasure.objects.order_by("-id")[:limit])


def breaches(by: Person) -> list[Breach]:
    """The register of breaches: the open ones by their clock, then the closed ones."""
    may(by, "desk").require()
    rows = Breach.objects.select_related("recorded_by")
    return [
        *rows.filter(closed_at=None).order_by("due_at", "id"),
        *rows.exclude(closed_at=None).order_by("-closed_at")[:100],
    ]


def breach(by: Person, ref: str) -> Breach:
    """One breach. Raises NotFound."""
    may(by, "desk").require()
    found = Breach.objects.select_related("recorded_by", "changed_by").filter(ref=ref).first()
    if found is None:
        raise NotFound("breach", "ไม่พบเหตุนี้ในทะเบียน", "There is no such breach.")
    return found


def open_breaches() -> int:
    """How many breaches are not closed."""
    return Breach.objects.filter(closed_at=None).count()
