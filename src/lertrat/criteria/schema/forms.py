"""Forms, score sheets and wordings."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field, StrictBool, model_validator

from lertrat.criteria.schema.base import Base, Exact, Id, Rule, Statement, Text, wrong
from lertrat.criteria.schema.facts import Option


class Column(Base):
    """A column of a table question."""

    id: Id
    label: Text
    kind: Literal["text", "number", "date"] = "text"
    help: Text | None = None
    required: StrictBool = False


class Question(Rule):
    """One question of a form. `fact` names the fact it fills, `criterion` the rubric criterion it serves."""

    id: Id
    kind: Literal[
        "text", "long_text", "number", "date", "choice", "multi", "yes_no", "file", "table", "award_ref"
    ]
    label: Text
    help: Text | None = None
    example: Text | None = None
    required: StrictBool = False
    max_words: int | None = Field(None, ge=1)
    unit: Text | None = None
    minimum: Exact | None = None
    maximum: Exact | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    max_rows: int | None = Field(None, ge=1)
    accept: tuple[str, ...] = ()
    fact: str = ""
    criterion: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Question:
        if (self.kind == "table") != bool(self.columns):
            raise wrong(
                "columns belong to a table, and a table needs them", "ชนิด table ต้องมี columns และชนิดอื่นต้องไม่มี"
            )
        if self.options and self.kind not in ("choice", "multi"):
            raise wrong("options belong to a choice", "options ใช้กับ choice หรือ multi เท่านั้น")
        if self.kind in ("choice", "multi") and not self.options and not self.fact:
            raise wrong(
                "a choice needs options (or a choice fact that brings them)",
                "choice ต้องมี options หรือมี fact ที่มีตัวเลือก",
            )
        return self


class Section(Rule):
    id: Id
    title: Text
    guidance: Text | None = None
    questions: tuple[Question, ...] = ()


class Form(Rule):
    """What a step asks. After loading, `sections` holds the included ones too and `include` is empty."""

    id: Id
    title: Text
    guidance: Text | None = None
    include: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in reading order."""
        return tuple(q for section in self.sections for q in section.questions)

    def question(self, id: str) -> Question:
        """The question `id`; KeyError where the form has none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)


class Band(Base):
    """What a stretch of scores means."""

    lowest: Exact = Field(alias="from")
    highest: Exact = Field(alias="to")
    text: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Band:
        if self.highest < self.lowest:
            raise wrong("the band runs backwards", "ช่วงคะแนนเรียงย้อนกลับ")
        return self


class Criterion(Rule):
    """One line of a score sheet: scores from `minimum` to `maximum` in steps of `step`."""

    id: Id
    name: Text
    help: Text | None = None
    weight: Exact = Fraction(1)
    minimum: Exact = Fraction(0)
    maximum: Exact
    step: Exact = Fraction(1)
    anchors: tuple[Band, ...] = ()
    kind: Literal["process", "result"] = "process"

    @model_validator(mode="after")
    def _sane(self) -> Criterion:
        if self.maximum <= self.minimum or self.weight <= 0 or self.step <= 0:
            raise wrong(
                "maximum above minimum, weight and step above zero",
                "maximum ต้องมากกว่า minimum และ weight กับ step ต้องมากกว่าศูนย์",
            )
        if any(band.lowest < self.minimum or band.highest > self.maximum for band in self.anchors):
            raise wrong("an anchor lies outside the criterion's scale", "คำอธิบายระดับอยู่นอกช่วงคะแนนของข้อ")
        return self


class Rubric(Rule):
    """A score sheet. "points": the sum of weight * score / maximum, weights adding up to `total`. "pmqa": the plain mean.

    `asks`: of each kind named, a sheet needs at least one finding before it can be locked.
    """

    id: Id
    title: Text | None = None
    scale: Literal["points", "pmqa"]
    total: Exact
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    guidance: Text | None = None
    asks: tuple[Literal["strength", "opportunity"], ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Rubric:
        if self.scale == "points" and sum(c.weight for c in self.criteria) != self.total:
            raise wrong(
                f"the weights add up to {sum(c.weight for c in self.criteria)}, not to {self.total}",
                f"น้ำหนักรวมไม่เท่ากับ {self.total}",
            )
        if self.scale == "pmqa" and any(c.maximum != self.total for c in self.criteria):
            raise wrong(
                f"every category is scored from 0 to {self.total}", f"ทุกหมวดให้คะแนน 0 ถึง {self.total}"
            )
        return self

    def criterion(self, id: str) -> Criterion:
        """The criterion `id`; KeyError where the rubric has none."""
        for criterion in self.criteria:
            if criterion.id == id:
                return criterion
        raise KeyError(id)


class Wording(Rule):
    """The wording of a letter or certificate; {agency}, {work}, {type}, {branch}, {level}, {year} are filled in."""

    id: Id
    title: Text
    body: Text
    note: Text | None = None


class Aggregation(Statement):
    """How the sheets of one submission become one score, and to how many places it is shown."""

    method: Literal["mean", "median"] = "mean"
    places: int = Field(2, ge=0, le=6)
