"""Facts, and the closed vocabulary of conditions on them: one key per node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from pydantic import Field, StrictBool, model_validator

from lertrat.criteria.schema.base import Base, Exact, FactName, Id, Rule, Text, wrong

T = TypeVar("T")


class Option(Text, Rule):
    """One value of a choice."""

    id: Id


FactType = Literal["bool", "int", "number", "date", "choice", "text", "collection"]


class Fact(Rule):
    """A fact a condition reads: its type, who knows it, and the question that asks for it."""

    name: str = ""
    type: FactType
    who: Literal["applicant", "officer", "register"] = "applicant"
    question: Text
    help: Text | None = None
    unit: Text | None = None
    options: tuple[Option, ...] = ()
    minimum: Exact | None = None
    maximum: Exact | None = None
    record: dict[FactName, Fact] = {}

    @model_validator(mode="after")
    def _whole(self) -> Fact:
        if (self.type == "choice") != bool(self.options):
            raise wrong(
                "options belong to a choice, and a choice needs them",
                "ชนิด choice ต้องมี options และชนิดอื่นต้องไม่มี",
            )
        if (self.type == "collection") != bool(self.record):
            raise wrong(
                "a record belongs to a collection, and a collection needs one",
                "ชนิด collection ต้องมี record และชนิดอื่นต้องไม่มี",
            )
        if any(field.type == "collection" for field in self.record.values()):
            raise wrong("a record holds no further collection", "record ซ้อน collection ไม่ได้")
        return self


# --- conditions: one key per node -------------------------------------------------------------------------------------

Comparison = Literal["equal", "not_equal", "at_least", "at_most", "more_than", "less_than"]
Literalish = bool | int | str


class Compare(Base):
    fact: str
    how: Comparison = Field(alias="is")
    to: Literalish | None = None
    to_fact: str | None = None
    to_open: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Compare:
        if sum(x is not None for x in (self.to, self.to_fact, self.to_open)) != 1:
            raise wrong("exactly one of to, to_fact, to_open", "ต้องมี to, to_fact หรือ to_open เพียงอย่างเดียว")
        return self


class Among(Base):
    fact: str
    values: tuple[str | int, ...] = Field(min_length=1)


class Elapsed(Base):
    """From a date to another, in whole years, months or days: met when at least that long."""

    since: str = Field(alias="from")
    until: str
    years: int | None = Field(None, ge=1)
    months: int | None = Field(None, ge=1)
    days: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _one(self) -> Elapsed:
        if sum(x is not None for x in (self.years, self.months, self.days)) != 1:
            raise wrong("exactly one of years, months, days", "ต้องมี years, months หรือ days เพียงอย่างเดียว")
        return self


class Quantified(Base):
    fact: str
    where: Node


class Counted(Base):
    fact: str
    where: Node | None = None
    how: Comparison = Field(alias="is")
    to: int | None = None
    to_open: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Counted:
        if (self.to is None) == (self.to_open is None):
            raise wrong("exactly one of to, to_open", "ต้องมี to หรือ to_open เพียงอย่างเดียว")
        return self


class ByReading(Base):
    open: str
    cases: dict[str, Node] = Field(min_length=1)


class Node(Base):
    """One node of a condition: exactly one key of the closed vocabulary."""

    all: tuple[Node, ...] | None = Field(None, min_length=1)
    any: tuple[Node, ...] | None = Field(None, min_length=1)
    negated: Node | None = Field(None, alias="not")
    holds: str | None = None
    compare: Compare | None = None
    among: Among | None = Field(None, alias="in")
    elapsed: Elapsed | None = None
    some: Quantified | None = None
    every: Quantified | None = None
    count: Counted | None = None
    known: str | None = None
    open: str | None = None
    by_reading: ByReading | None = None

    @model_validator(mode="after")
    def _one(self) -> Node:
        if len(self.model_fields_set) != 1 or getattr(self, self.key) is None:
            raise wrong("a condition's node has exactly one key", "หนึ่งข้อของเงื่อนไขมีคำสั่งได้เพียงคำเดียว")
        return self

    @property
    def key(self) -> str:
        """The one key in use."""
        return next(iter(self.model_fields_set))

    def derived(self, make: Callable[[Node], T]) -> T:
        """What `make` (a module's function) makes of the node, made once and kept with it; never stored or compared."""
        name = f"_{make.__name__}"
        found: T | None = self.__dict__.get(name)
        if found is None:
            found = self.__dict__[name] = make(self)
        return found

    def __getstate__(self) -> dict[Any, Any]:
        """Without what was derived."""
        state = super().__getstate__()
        return {
            **state,
            "__dict__": {k: v for k, v in state["__dict__"].items() if k in type(self).model_fields},
        }


class Says(Base):
    """Wording per verdict; {fact}, {elapsed} and {count} stand for the case's values."""

    met: Text | None = None
    unmet: Text | None = None
    unknown: Text | None = None


class AppliesTo(Base):
    branches: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


class Condition(Rule):
    """A condition of entry. `officer`: it reads a fact that only an officer may record (set by the loader)."""

    id: Id
    text: Text
    check: Node
    says: Says = Says()
    applies_to: AppliesTo | None = None
    printed: str = ""
    reading: str = ""
    note: Text | None = None
    officer: StrictBool = False
