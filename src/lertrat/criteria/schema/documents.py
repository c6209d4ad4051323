"""The two documents as written: the pack and the supplement."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator

from lertrat.criteria.schema.base import Base, Exact, FactName, Id, Source, Statement, Text, Variant, wrong
from lertrat.criteria.schema.examples import Examples
from lertrat.criteria.schema.facts import Condition, Fact
from lertrat.criteria.schema.forms import Aggregation, Form, Rubric, Section, Wording
from lertrat.criteria.schema.history import History
from lertrat.criteria.schema.honours import Honour, KpiRule, Note, OpenValue
from lertrat.criteria.schema.pmqa import Instrument
from lertrat.criteria.schema.programme import Authority, Body, Branch, Emblem, Level, Suspension
from lertrat.criteria.schema.types import AwardType


class CarriedFrom(Base):
    """The year whose text this one began as: what still stands as it stood there is carried over, with its citations."""

    edition: Id
    year_be: int = Field(ge=2500, le=2700)


class PackDocument(Base):
    """The pack as written."""

    schema_version: int = Field(alias="schema")
    id: Id
    programme: Id
    year_be: int = Field(ge=2500, le=2700)
    carried_from: CarriedFrom | None = None
    title: Text
    authority: Authority
    sources: tuple[Source, ...] = Field(min_length=1)
    bodies: tuple[Body, ...] = ()
    legal_basis: tuple[Statement, ...] = ()
    purpose: tuple[Statement, ...] = ()
    emblems: tuple[Emblem, ...] = ()
    emphasis: tuple[Statement, ...] = ()
    success_factors: tuple[Statement, ...] = ()
    levels: tuple[Level, ...] = ()
    branches: tuple[Branch, ...] = Field(min_length=1)
    facts: dict[FactName, Fact] = {}
    conditions: tuple[Condition, ...] = ()
    types: tuple[AwardType, ...] = Field(min_length=1)
    honours: tuple[Honour, ...] = ()
    kpi: tuple[KpiRule, ...] = ()
    kpi_refused: Statement | None = None
    instrument: Instrument | None = None
    certification: tuple[Statement, ...] = ()
    suspended: tuple[Suspension, ...] = ()
    notes: tuple[Note, ...] = ()
    open: tuple[OpenValue, ...] = ()
    beside: tuple[Variant, ...] = ()
    history: History = History()
    examples: Examples = Examples()
    # A programme whose rules publish these in full needs no supplement for them.
    sections: tuple[Section, ...] = ()
    forms: tuple[Form, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    aggregation: Aggregation | None = None
    tie_break: tuple[Statement, ...] = ()
    letters: tuple[Wording, ...] = ()
    certificates: tuple[Wording, ...] = ()


class Resolve(Base):
    """An open value filled in: by one of its readings and/or by a value."""

    open: str
    reading: str | None = None
    value: bool | int | str | None = None
    th: str
    en: str


class Hours(Base):
    opens_at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    closes_at: str = Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")


class AssumedWindow(Base):
    type: str
    step: int
    first_day: date
    last_day: date
    opens_at: str | None = None
    closes_at: str | None = None
    text: Text | None = None


class StepUse(Base):
    """What a step uses: a form, a rubric, how many assessors read each submission."""

    form: str = ""
    rubric: str = ""
    assessors: int | None = Field(None, ge=1, le=9)


class LevelCut(Base):
    level: str
    at_least: Exact


class CutOffs(Base):
    """Least scores for levels, the highest level first, read at one step."""

    types: tuple[str, ...] = Field(min_length=1)
    step: int = 1
    levels: tuple[LevelCut, ...] = Field(min_length=1)
    text: Text | None = None

    @model_validator(mode="after")
    def _falling(self) -> CutOffs:
        cuts = [level.at_least for level in self.levels]
        if cuts != sorted(set(cuts), reverse=True):
            raise wrong("cut-offs fall from the highest level to the lowest", "คะแนนตัดระดับต้องเรียงจากสูงไปต่ำ")
        return self


class SupplementDocument(Base):
    """The supplement as written."""

    schema_version: int = Field(alias="schema")
    supplement: Id
    extends: str = Field(alias="for")
    label: Text
    resolves: tuple[Resolve, ...] = ()
    hours: Hours | None = None
    windows: tuple[AssumedWindow, ...] = ()
    sections: tuple[Section, ...] = ()
    forms: tuple[Form, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    steps: dict[str, dict[int, StepUse]] = {}
    cut_offs: tuple[CutOffs, ...] = ()
    aggregation: Aggregation | None = None
    tie_break: tuple[Statement, ...] = ()
    letters: tuple[Wording, ...] = ()
    certificates: tuple[Wording, ...] = ()
    notes: tuple[Note, ...] = ()
    sources: tuple[Source, ...] = ()
