"""The PMQA 4.0 instrument: categories, items, maturity, and the intakes that the one instrument serves."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from lertrat.criteria.schema.base import Base, Exact, Id, Rule, Statement, Text, wrong


class Maturity(Rule):
    """A maturity level of an item. `adds` is what all its points add once every level below is complete."""

    level: Id
    adds: Exact
    text: Text
    note: Text | None = None

    @property
    def id(self) -> str:
        return self.level


class Item(Rule):
    """An item of a category. `points` is how many points each maturity level asks, lowest level first; none for a group of
    results, whose score the sources tie to no list of points."""

    id: str = Field(pattern=r"^[1-9]\.[1-9]$")
    name: Text
    points: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _asks(self) -> Item:
        if any(count < 1 for count in self.points):
            raise wrong(
                f"item {self.id}: every level asks at least one point",
                f"หัวข้อ {self.id}: ทุกระดับต้องมีอย่างน้อยหนึ่งข้อ",
            )
        return self


class Category(Rule):
    """A category: `process` items are scored by their points, `result` groups directly on the scale."""

    number: int = Field(ge=1, le=9)
    name: Text
    kind: Literal["process", "result"]
    items: tuple[Item, ...] = Field(min_length=1)
    note: Text | None = None

    @model_validator(mode="after")
    def _own(self) -> Category:
        for item in self.items:
            if not item.id.startswith(f"{self.number}."):
                raise wrong(
                    f"item {item.id} stands in category {self.number}",
                    f"หัวข้อ {item.id} อยู่ผิดหมวด ({self.number})",
                )
            if bool(item.points) != (self.kind == "process"):
                raise wrong(
                    f"item {item.id}: points belong to process items",
                    f"หัวข้อ {item.id}: จำนวนข้อใช้กับหัวข้อกระบวนการเท่านั้น",
                )
        return self


class Intake(Rule):
    """One intake of the instrument. `step`: the step of the award it is; None for the KPI round. `months` as 1–12, in order."""

    id: Literal["award", "kpi"]
    name: Text
    months: tuple[int, ...] = Field(min_length=1)
    step: int | None = None
    text: Text
    note: Text | None = None


class Scale(Base):
    """The scale of every score of the instrument."""

    minimum: Exact
    maximum: Exact


class Instrument(Rule):
    """What is assessed and how a self-score is made. Item scores follow `maturity`; a category is the mean of its items, the
    total the mean of the categories. A self-score is a forecast and is shown with `forecast`."""

    type: Id
    name: Text
    scale: Scale
    maturity: tuple[Maturity, ...] = Field(min_length=1)
    categories: tuple[Category, ...] = Field(min_length=1)
    item_rule: Statement
    category_rule: Statement
    total_rule: Statement
    result_rule: Statement
    forecast: Statement
    reuse: Statement
    intakes: tuple[Intake, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Instrument:
        numbers = [category.number for category in self.categories]
        if numbers != list(range(1, len(numbers) + 1)):
            raise wrong("categories are numbered from 1 without a gap", "หมวดต้องเรียงเลขจาก 1 โดยไม่ข้าม")
        if sum(each.adds for each in self.maturity) != self.scale.maximum - self.scale.minimum:
            raise wrong(
                "the maturity levels must add up to the scale", "คะแนนของทุกระดับรวมกันต้องเท่ากับช่วงคะแนนเต็ม"
            )
        for category in self.categories:
            for item in category.items:
                if item.points and len(item.points) != len(self.maturity):
                    raise wrong(
                        f"item {item.id} needs a count for each maturity level",
                        f"หัวข้อ {item.id} ต้องมีจำนวนข้อครบทุกระดับ",
                    )
        return self

    def category(self, number: int) -> Category:
        """The category `number`; KeyError where there is none."""
        for category in self.categories:
            if category.number == number:
                return category
        raise KeyError(number)

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, in reading order."""
        return tuple(item for category in self.categories for item in category.items)

    def item(self, id: str) -> Item:
        """The item `id`; KeyError where there is none."""
        for item in self.items:
            if item.id == id:
                return item
        raise KeyError(id)

    def intake(self, id: str) -> Intake | None:
        """The intake "award" or "kpi"; None where the year has none."""
        return next((each for each in self.intakes if each.id == id), None)
