"""Worked examples, stored with the rules and run at every load."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import StrictBool

from lertrat.criteria.schema.base import Base, Exact, Text


class JudgeExample(Base):
    id: str = ""
    type: str
    facts: dict[str, Any] = {}
    expect: Literal["met", "unmet", "unknown"]
    unmet: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    why: Text | None = None


class GateExample(Base):
    id: str = ""
    type: str
    step: int
    score: Exact | None = None
    opened: StrictBool = True
    expect: Literal["passed", "failed", "not_opened", "refused"]


class KpiExample(Base):
    id: str = ""
    agency_kind: str
    mean: Exact
    points: int | None = None
    weighted: Exact | None = None
    refused: StrictBool = False


class HonourExample(Base):
    id: str = ""
    honour: str
    awards: tuple[dict[str, Any], ...]
    expect: Literal["yes", "no", "unknown"]
    missing: tuple[str, ...] | None = None


class ExclusionExample(Base):
    id: str = ""
    type: str
    others: dict[str, Literal["passed", "failed", "unknown"]]
    expect: Literal["considered", "not_considered", "committee", "unknown"]


class ReaffirmationExample(Base):
    id: str = ""
    type: str
    category: int | None = None
    past: tuple[dict[str, Any], ...]
    expect: Literal["met", "unmet", "unknown"]


class ItemExample(Base):
    """Points met by maturity level, lowest first, and the item's score."""

    id: str = ""
    item: str
    met: tuple[int, ...]
    score: Exact


class Examples(Base):
    judge: tuple[JudgeExample, ...] = ()
    gates: tuple[GateExample, ...] = ()
    kpi: tuple[KpiExample, ...] = ()
    honours: tuple[HonourExample, ...] = ()
    exclusions: tuple[ExclusionExample, ...] = ()
    reaffirmations: tuple[ReaffirmationExample, ...] = ()
    items: tuple[ItemExample, ...] = ()
