"""Who decides, emblems, levels and branches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lertrat.criteria.schema.base import Id, Rule, Statement, Text, Variant


class Authority(Statement):
    """What the edition is sealed under: a resolution, or the document that announced the rules."""

    kind: Literal["resolution", "document"]
    number: str = ""
    shown: Text | None = None


class Body(Statement):
    """Who decides: the Commission, the Office, a sub-committee, a co-organiser."""

    id: Id
    role: str
    branch: str = ""
    types: tuple[str, ...] = ()


class EmblemPart(Rule):
    id: Id
    name: Text
    printed: str = ""
    reading: str = ""
    note: Text | None = None
    meaning: Statement | None = None


class Emblem(Rule):
    """An emblem with its parts and meanings."""

    id: Id
    branch: str = ""
    name: Text
    printed: str = ""
    reading: str = ""
    note: Text | None = None
    description: Statement | None = None
    meaning: Statement | None = None
    parts: tuple[EmblemPart, ...] = ()


class Level(Rule):
    """A level of award. Ranks order levels, the higher the better; they are not scores."""

    id: Id
    name: Text
    rank: int = 0
    printed: str = ""
    variants: tuple[Variant, ...] = ()
    note: Text | None = None


class Branch(Rule):
    id: Id
    name: Text
    printed: str = ""
    variants: tuple[Variant, ...] = ()
    english: str = ""
    definition: Statement | None = None
    intent: tuple[Statement, ...] = ()
    note: Text | None = None


class Suspension(Statement):
    """A year (Buddhist era) in which the programme takes no entries."""

    year_be: int = Field(ge=2500, le=2700)
