"""Award types with their windows, steps, gates, quotas, exclusion and reaffirmation."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, StrictBool, field_validator, model_validator

from lertrat.criteria.schema.base import BANGKOK, Exact, Id, Rule, Statement, Text, Variant, wrong
from lertrat.criteria.schema.facts import Condition, Option


class TargetGroup(Statement):
    """Who an award is for; `kinds` are agency kinds, empty where the words name none."""

    kinds: tuple[str, ...] = ()


class Quota(Rule):
    """How many may be entered. `max` None: the sources set no limit. `counted`: whose slots they are."""

    max: int | None = Field(None, ge=1)
    counted: Literal["agency", "department", "parent", "agency_category", "edition"] = "agency"
    text: Text
    note: Text | None = None


class Grace(Statement):
    """How long after the closing a sending that was begun in time may still be finished; published, so it must cite."""

    minutes: int = Field(ge=1, le=24 * 60)

    @model_validator(mode="after")
    def _cited(self) -> Grace:
        if not (self.citations or self.assumed):
            raise wrong("a grace period names its source", "เวลาผ่อนผันต้องมีแหล่งอ้างอิง")
        return self


class Window(Rule):
    """Days of opening and closing (Bangkok); the hours may be open. Half-open: the moment `closes` is already too late."""

    first_day: date
    last_day: date
    opens_at: str | None = Field(None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    closes_at: str | None = Field(None, pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
    hours_assumed: StrictBool = False
    grace: Grace | None = None  # none unless the year's rules publish one
    text: Text | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Window:
        if self.last_day < self.first_day:
            raise wrong("the window closes before it opens", "ช่วงรับสมัครปิดก่อนเปิด")
        if self.opens and self.closes and self.closes <= self.opens:
            raise wrong("the window closes before it opens", "ช่วงรับสมัครปิดก่อนเปิด")
        return self

    @property
    def opens(self) -> datetime | None:
        """The first moment of the window, aware; None where the hour is open."""
        return _moment(self.first_day, self.opens_at)

    @property
    def closes(self) -> datetime | None:
        """The first moment after the window, aware; None where the hour is open."""
        return _moment(self.last_day, self.closes_at)


def _moment(day: date, hour: str | None) -> datetime | None:
    if hour is None:
        return None
    if hour == "24:00":
        return datetime.combine(day + timedelta(days=1), time(0), BANGKOK)
    return datetime.combine(day, time.fromisoformat(hour), BANGKOK)


class Gate(Rule):
    """The score that opens the next step; compared exactly, never rounded."""

    at_least: Exact
    scale: Exact = Fraction(500)
    text: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _on_scale(self) -> Gate:
        if not 0 <= self.at_least <= self.scale:
            raise wrong(
                f"the gate {self.at_least} lies outside the scale 0..{self.scale}",
                f"เกณฑ์ผ่าน {self.at_least} อยู่นอกช่วงคะแนน 0..{self.scale}",
            )
        return self


class Step(Rule):
    number: int = Field(ge=1)
    kind: Literal["intake", "visit"]
    name: Text
    window: Window | None = None
    form: str = ""
    rubric: str = ""
    gate: Gate | None = None
    assessors_per_submission: int | None = Field(None, ge=1, le=50)
    opens_after: int | None = Field(None, ge=1)
    examines: tuple[int, ...] = ()  # PMQA categories this step reads; empty: all of them
    no_gate: Statement | None = None  # why there is no gate to compare with
    text: Text | None = None
    note: Text | None = None
    answers_in: Literal["th", "en"] = "th"  # the language the answers are written in
    assumed_parts: tuple[str, ...] = ()  # of "window", "hours", "form", "rubric", "assessors"


class TypeLevel(Rule):
    """A level an award type knows; `cut_off` is the least score, read at `cut_off_step`."""

    level: str
    cut_off: Exact | None = None
    cut_off_step: int | None = None
    note: Text | None = None

    @property
    def id(self) -> str:
        return self.level


class RequiresParent(Rule):
    """An entry that hangs on another entry of the same agency and edition."""

    types: tuple[str, ...] = Field(min_length=1)
    how: Literal["any", "all"] = "any"
    falls_with_parent: StrictBool = True
    text: Text
    note: Text | None = None


class Exclusion(Rule):
    """Not considered once the agency passed one of `passed` in the same edition; for `also_open` the committee decides."""

    passed: tuple[str, ...] = ()
    also_open: tuple[str, ...] = ()
    name: Text
    text: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Exclusion:
        if not self.passed and not self.also_open:
            raise wrong("an exclusion names the awards it looks at", "ข้อยกเว้นต้องระบุรางวัลที่เกี่ยวข้อง")
        return self


class Reaffirmation(Rule):
    """Winners of the years from..to (Buddhist era, inclusive) may enter the same award again. No years: not published."""

    from_year: int | None = None
    to_year: int | None = None
    same_category: StrictBool = False
    text: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Reaffirmation:
        if (self.from_year is None) != (self.to_year is None):
            raise wrong("both years, or neither", "ต้องมีทั้งสองปี หรือไม่มีทั้งสองปี")
        if self.from_year is not None and self.to_year is not None and self.to_year < self.from_year:
            raise wrong("the years run backwards", "ปีเรียงย้อนกลับ")
        return self


class Correspondence(Statement):
    """An award type of another programme's year that a source sets beside this one."""

    edition: Id
    type: Id


class AwardType(Rule):
    id: Id
    concept: Id
    number: int = Field(ge=1)
    branch: str
    name: Text
    printed: str
    english: str = ""
    variants: tuple[Variant, ...] = ()
    definition: Statement | None = None
    remarks: tuple[Statement, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    subject: Literal["work", "organisation", "organisation_category", "person_or_group"]
    subject_note: Statement | None = None
    categories: tuple[Option, ...] = ()
    conditions: tuple[Condition, ...] = ()
    quota: Quota | None = None
    levels: tuple[TypeLevel, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    requires_parent: RequiresParent | None = None
    exclusion: Exclusion | None = None
    reaffirmation: Reaffirmation | None = None
    corresponds: tuple[Correspondence, ...] = ()
    not_required: tuple[str, ...] = ()  # facts that are recorded, though no condition asks for them
    note: Text | None = None

    @field_validator("categories", mode="before")
    @classmethod
    def _text_ids(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [{**o, "id": str(o["id"])} if isinstance(o, dict) and "id" in o else o for o in value]
        return value

    def step(self, number: int) -> Step:
        """The step `number`; KeyError where the type has none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)
