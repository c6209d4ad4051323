"""What a year rests on and where it comes from: meetings as data, succession of types, days, and what silence means."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, StrictBool, model_validator

from lertrat.criteria.schema.base import Base, Id, Statement, Text, wrong


class MeetingItem(Statement):
    """One item of a meeting. `approved` is มติเห็นชอบ, `acknowledged` is รับทราบ. `about`: branches, types or honours it changes."""

    id: Id
    number: str = Field(min_length=1)
    kind: Literal["approved", "acknowledged"]
    about: tuple[str, ...] = ()


class Meeting(Statement):
    """A meeting whose items made or touched the rules; `body` is one of the pack's bodies."""

    id: Id
    number: str
    held_on: date
    body: str
    electronic: StrictBool = False
    chair: Text | None = None
    items: tuple[MeetingItem, ...] = Field(min_length=1)

    def item(self, number: str) -> MeetingItem:
        """The item `number` ("1.2"); KeyError where there is none."""
        for item in self.items:
            if item.number == number:
                return item
        raise KeyError(number)


class Succession(Statement):
    """What became of a type of an earlier edition. `inferred`: no source says so in words, the names and years suggest it."""

    edition: Id
    before: str = ""
    now: str = ""
    how: Literal["same", "renamed", "changed", "new", "dropped"]
    inferred: StrictBool = False

    @model_validator(mode="after")
    def _fits(self) -> Succession:
        if bool(self.before) == (self.how == "new") or bool(self.now) == (self.how == "dropped"):
            raise wrong(
                "new has no type before, dropped has none now, all else has both",
                "new ไม่มี before, dropped ไม่มี now, กรณีอื่นต้องมีทั้งคู่",
            )
        return self


class Dated(Statement):
    """Something that happened in the year; days stay empty where the source gives less than a day."""

    id: Id
    first_day: date | None = None
    last_day: date | None = None
    about: str = ""

    @model_validator(mode="after")
    def _forwards(self) -> Dated:
        if self.last_day is not None and (self.first_day is None or self.last_day < self.first_day):
            raise wrong("the last day comes before the first", "วันสุดท้ายมาก่อนวันแรก")
        return self


class History(Base):
    """`silence`: what it means that a rule is absent from this pack. Set where the sources of a year are known in part only;
    a comparison then says "not found for this year" instead of "dropped"."""

    meetings: tuple[Meeting, ...] = ()
    succession: tuple[Succession, ...] = ()
    calendar: tuple[Dated, ...] = ()
    silence: Text | None = None
