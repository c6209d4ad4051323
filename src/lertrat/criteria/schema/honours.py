"""Honours, KPI cells, open values and notes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool, model_validator

from lertrat.criteria.schema.base import Base, Citations, Exact, Id, Rule, Statement, Text, Variant, wrong


class AboutType(Statement):
    """Something said of one award type."""

    type: str


class Honour(Rule):
    """An award that follows from other awards. "open": its rule is not published; `needs` names what would settle it, and
    it is proposed and decided by hand, with a reason."""

    id: Id
    name: Text
    printed: str = ""
    variants: tuple[Variant, ...] = ()
    kind: Literal["every_branch", "by_hand", "open"]
    branches: tuple[str, ...] = Field(min_length=1)
    level: str = "outstanding"
    whatever_level: tuple[AboutType, ...] = ()
    never: tuple[AboutType, ...] = ()
    needs: tuple[Statement, ...] = ()
    text: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Honour:
        if (self.kind == "open") != bool(self.needs):
            raise wrong(
                "needs belong to an open honour, and an open honour has them",
                "ชนิด open ต้องมี needs และชนิดอื่นต้องไม่มี",
            )
        return self


class KpiPoint(Rule):
    """One published cell: `score` None is the blank cell."""

    points: int
    score: Exact | None = None
    name: Text


class KpiRule(Rule):
    """Points for the mean score, published for some kinds of agency only. Nothing is read between the cells."""

    agency_kinds: tuple[str, ...] = Field(min_length=1)
    type: str = "pmqa-4"
    step: int = 1
    weight_percent: Exact
    points: tuple[KpiPoint, ...] = Field(min_length=2)
    text: Text
    statements: tuple[Statement, ...] = ()
    note: Text | None = None


class Reading(Statement):
    """One way to read an open value; `value` is what the engine uses where it needs one."""

    id: Id
    value: bool | int | str | None = None


class OpenValue(Base):
    """A gap in the sources: both readings kept, the one in force named with its reason.

    After a merge `assumed` tells that the supplement filled it; `value` is the value in force, if any.
    """

    id: Id
    question: Text
    readings: tuple[Reading, ...] = ()
    in_force: str | None = None
    reason: Text
    citations: Citations = ()
    about: str = ""
    value: bool | int | str | None = None
    assumed: StrictBool = False
    filled: Text | None = None

    @model_validator(mode="after")
    def _named(self) -> OpenValue:
        if self.in_force is not None and self.in_force not in {r.id for r in self.readings}:
            raise wrong(
                f"in_force names no reading: {self.in_force}", f"in_force ไม่ตรงกับการอ่านข้อใด: {self.in_force}"
            )
        return self

    @property
    def in_force_value(self) -> bool | int | str | None:
        """What the engine uses: the value filled in, else that of the reading in force."""
        if self.value is not None:
            return self.value
        return next((r.value for r in self.readings if r.id == self.in_force), None)


class Note(Statement):
    """A sentence of the sources that fits nowhere else."""

    about: str = ""
