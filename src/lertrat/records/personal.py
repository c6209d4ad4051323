"""The register of personal data: what is kept about people, why, on what basis, how long, and how it goes.

Rooms register their classes in `personal.py`. From the register alone come the public notice, a person's own page and download,
what erasing would take away, and the run that erases what is past its period; a test holds it against every model, so that a
field about a person cannot be forgotten.

Sections are those of the Personal Data Protection Act B.E. 2562 (พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562). Periods are in no
source: each class brings a proposal, and the installation sets its own (`LERTRAT_RETENTION_DAYS`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet

from lertrat.kernel import clock
from lertrat.records import discover
from lertrat.records.models import Record


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    th: str
    en: str


BASES = {
    "task": Words(
        "จำเป็นเพื่อการปฏิบัติหน้าที่ในภารกิจเพื่อประโยชน์สาธารณะ (มาตรา 24 (4))",
        "Necessary for a task carried out in the public interest (section 24 (4))",
    ),
    "archive": Words(
        "จัดทำเอกสารประวัติศาสตร์หรือจดหมายเหตุเพื่อประโยชน์สาธารณะ (มาตรา 24 (1))",
        "Historical documents or archives for public interest (section 24 (1))",
    ),
    "legitimate": Words(
        "จำเป็นเพื่อประโยชน์โดยชอบด้วยกฎหมายในการรักษาความมั่นคงปลอดภัยของระบบ (มาตรา 24 (5))",
        "Necessary for the legitimate interest in keeping the system secure (section 24 (5))",
    ),
    "legal": Words(
        "จำเป็นเพื่อปฏิบัติตามกฎหมาย (มาตรา 24 (6))",
        "Necessary for compliance with a law (section 24 (6))",
    ),
    "consent": Words("ความยินยอมของเจ้าของข้อมูล (มาตรา 19)", "The person’s consent (section 19)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One table of a class. `person`: lookups that lead to whose row it is (none: people without an account).

    `shown`: columns the person receives; `secret`: columns that are kept and shown to nobody (keys, hashes). `at`: the moment
    of a row, shown too.
    """

    model: type[models.Model]
    person: tuple[str, ...]
    shown: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    at: str = ""

    @property
    def label(self) -> str:
        """ "people.Passkey"."""
        return self.model._meta.label

    @property
    def fields(self) -> set[str]:
        """The fields it answers for: "people.Passkey.name"."""
        own = {*self.person, *self.shown, *self.secret} - {"pk"}
        return {f"{self.label}.{name}" for name in own if "__" not in name}

    def rows(self, person_id: int) -> QuerySet[Any]:
        """The rows of this person, in their order."""
        whose = Q()
        for lookup in self.person:
            whose |= Q(**{lookup: person_id})
        rows = self.model._default_manager.order_by("pk")
        return rows.filter(whose) if self.person else rows.none()

    def export(self, person_id: int) -> Iterator[dict[str, Any]]:
        """The rows as plain values, one at a time. `as`: in which capacity the person stands in the row."""
        columns = list(dict.fromkeys((*self.shown, *([self.at] if self.at else []))))
        pk = self.model._meta.pk
        number = [] if pk is None or pk.name in self.secret else ["pk"]
        for row in self.rows(person_id).values(*number, *columns, *self.person).iterator(chunk_size=500):
            capacities = [name for name in self.person if name != "pk" and row[name] == person_id]
            told = {"id": row["pk"]} if number else {}
            yield {**told, "as": capacities, **{name: row[name] for name in columns}}


@dataclass(frozen=True, slots=True)
class Retention:
    """Kept for `after` from an event; None: as the words say, with no end of its own. `event` says from when, or until what."""

    event: Words
    after: timedelta | None = None


Forget = Callable[[list[Any]], int]


@dataclass(frozen=True, slots=True)
class DataClass:
    """One class of personal data.

    `kept`: why it is not erased when somebody asks (None: it is). `erase(person id)`: how, and how many rows went; runs in the
    caller's transaction. `old(moment)`: the rows whose period began before the moment; `forget(keys)`: erases these, in one
    transaction, and says how many. `names`: an official record that goes on naming its person.
    """

    id: str
    name: Words
    whose: Words
    purpose: Words
    basis: str
    recipients: Words
    retention: Retention
    sources: tuple[Source, ...]
    kept: Words | None = None
    erase: Callable[[int], int] | None = None
    old: Callable[[datetime], QuerySet[Any]] | None = None
    forget: Forget | None = None
    names: bool = False

    @property
    def fields(self) -> set[str]:
        """Every field the class answers for."""
        return {name for source in self.sources for name in source.fields}

    @property
    def after(self) -> timedelta | None:
        """How long it is kept: what the installation set (days), or the proposal."""
        days = settings.LERTRAT_RETENTION_DAYS.get(self.id)
        return timedelta(days=int(days)) if days is not None else self.retention.after

    @property
    def set_here(self) -> bool:
        """Whether the installation set the period itself."""
        return self.id in settings.LERTRAT_RETENTION_DAYS

    def count(self, person_id: int) -> int:
        """How many rows there are about this person."""
        return sum(source.rows(person_id).count() for source in self.sources)

    def due(self, now: datetime | None = None, *, late: timedelta = timedelta()) -> QuerySet[Any] | None:
        """What is past its period (by more than `late`); None for a class that has none."""
        after = self.after
        if self.old is None or after is None:
            return None
        return self.old((now or clock.now()) - after - late)


_classes: dict[str, DataClass] = {}
_holds: dict[str, Callable[[int], Words | None]] = {}
_closings: dict[str, Callable[[int], int]] = {}


def register(data: DataClass) -> None:
    """Add a class. Its id is "room.what"; it either says why it is kept or how it is erased."""
    if data.id in _classes:
        raise ValueError(f"two classes of personal data are called {data.id!r}")
    if data.basis not in BASES:
        raise ValueError(f"{data.id}: no such basis: {data.basis!r}")
    if (data.kept is None) == (data.erase is None):
        raise ValueError(f"{data.id}: say either why it is kept or how it is erased")
    _classes[data.id] = data


def hold(name: str, reason: Callable[[int], Words | None]) -> None:
    """Add a reason for which an account cannot be closed yet: `reason(person id)` says it in words, or None."""
    if name in _holds:
        raise ValueError(f"two holds are called {name!r}")
    _holds[name] = reason


def on_closing(name: str, end: Callable[[int], int]) -> None:
    """Add what ends when an account is closed for good: `end(person id)`, in the caller's transaction; how many ended."""
    if name in _closings:
        raise ValueError(f"two things called {name!r} end with an account")
    _closings[name] = end


def classes() -> list[DataClass]:
    """Every class, in the order of their rooms."""
    discover.rooms("personal")
    return list(_classes.values())


def named(class_id: str) -> DataClass:
    """One class. KeyError for one that is not registered."""
    discover.rooms("personal")
    return _classes[class_id]


def holds(person_id: int) -> list[Words]:
    """Why this account cannot be closed yet, each reason in words."""
    discover.rooms("personal")
    return [words for reason in _holds.values() if (words := reason(person_id)) is not None]


def end_all(person_id: int) -> int:
    """End what ends with an account, in the caller's transaction; how many ended."""
    discover.rooms("personal")
    return sum(end(person_id) for end in _closings.values())


def names_person(person_id: int) -> list[DataClass]:
    """The official records that name this person: for their sake the name outlives the account."""
    return [
        data for data in classes() if data.names and any(s.rows(person_id).exists() for s in data.sources)
    ]


def forget_batch(data: DataClass, limit: int, now: datetime | None = None) -> int:
    """Erase at most `limit` rows that are past their period, in one transaction; how many. 0: nothing is left to do."""
    due = data.due(now)
    if due is None:
        return 0
    keys = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    if not keys:
        return 0
    if data.forget is not None:
        return data.forget(keys)
    with transaction.atomic():
        # Asked again: what was touched meanwhile may have begun a new period.
        rows = due.model._default_manager.filter(pk__in=keys) & due
        gone: dict[str, int] = rows.delete()[1]
        return gone.get(due.model._meta.label, 0)


def deleting(*sources: Source) -> Callable[[int], int]:
    """The plain way to erase on request: the person's rows of these tables go."""

    def erase(person_id: int) -> int:
        return sum(source.rows(person_id).delete()[1].get(source.label, 0) for source in sources)

    return erase


OFFICE = Words("เจ้าหน้าที่โครงการ", "The awards team")
USERS = Words("ผู้ใช้ระบบ", "Account holders")

register(
    DataClass(
        id="records.acts",
        name=Words("บันทึกการกระทำในระบบ", "The record of what was done"),
        whose=USERS,
        purpose=Words(
            "ให้ตรวจสอบย้อนหลังได้ว่าใครทำอะไรเมื่อใด บันทึกเก็บเฉพาะหมายเลข ไม่มีชื่อหรือข้อความ",
            "To show afterwards who did what and when; it holds numbers only, no names and no texts.",
        ),
        basis="task",
        recipients=Words("ผู้ดูแลระบบและผู้ตรวจสอบ", "Administrators and auditors"),
        retention=Retention(
            Words("เก็บตลอดอายุของระบบ เพราะผนึกต่อกันเป็นลูกโซ่", "Kept for good: it is sealed as a chain.")
        ),
        sources=(Source(Record, ("actor_id",), ("verb", "object_type", "object_id"), at="at"),),
        kept=Words(
            "เป็นหลักฐานการปฏิบัติหน้าที่ของรัฐที่แก้ไขหรือลบไม่ได้ มีเพียงหมายเลขบัญชี",
            "Evidence of how a public task was done; it cannot be altered, and holds the account’s number only.",
        ),
    )
)

OFFICIAL = Words(
    "เป็นบันทึกการปฏิบัติหน้าที่ของรัฐ จึงยกเว้นจากการลบตามคำขอ (มาตรา 33 วรรคสอง)",
    "It records how a public task was done, which section 33, second paragraph, exempts from erasure on request.",
)
FOR_GOOD = Words("เก็บไว้คู่กับบันทึกทางการของรางวัลปีนั้น", "Kept with the official records of that year’s awards.")


def official(
    data_id: str, name: Words, purpose: Words, *sources: Source, names: bool = False, whose: Words = USERS
) -> None:
    """Register who did what in the awards' own work: kept for good as part of it. `names`: the record goes on naming them."""
    register(
        DataClass(
            id=data_id,
            name=name,
            whose=whose,
            purpose=purpose,
            basis="task",
            recipients=OFFICE,
            retention=Retention(FOR_GOOD),
            sources=sources,
            kept=OFFICIAL,
            names=names,
        )
    )
