"""The rules of a year as pages read them: who may enter what, each condition with the place it stands at, the dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lertrat.criteria import AwardType, Citation, Condition, OpenValue, Pack, Text
from lertrat.criteria.schema import Branch, Source
from lertrat.decisions.models import Publication
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition, PackVersion, Window


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """A condition in its own words, with every place it stands at (source, line, words) and what in it is open."""

    condition: Condition
    citations: tuple[Citation, ...]
    open: tuple[OpenValue, ...]


@dataclass(frozen=True, slots=True)
class TypeShown:
    """An award type with its conditions and the windows of its intakes."""

    type: AwardType
    conditions: tuple[ConditionShown, ...]
    windows: tuple[Window, ...]
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """A year's rules with their authority, by branch. `sources`: source id → the paper."""

    edition: Edition
    pack: Pack
    version: PackVersion
    branches: tuple[tuple[Branch, tuple[TypeShown, ...]], ...]
    sources: dict[str, Source]

    def type(self, type_id: str) -> TypeShown | None:
        """One award type; None where the year has none of that id."""
        return next((t for _, types in self.branches for t in types if t.type.id == type_id), None)


def rules(edition: Edition) -> Rules:
    """The rules in force. One query beside the edition's own. Raises NotFound while they are not sealed."""
    pack = programmes.pack_of(edition)
    assert edition.pack_version is not None
    windows: dict[str, list[Window]] = {}
    for window in programmes.windows(edition):
        windows.setdefault(window.type_id, []).append(window)
    open_values = {value.id: value for value in pack.open_values}
    return Rules(
        edition=edition,
        pack=pack,
        version=edition.pack_version,
        branches=tuple(
            (branch, tuple(_type(pack, t, windows, open_values) for t in pack.types_of(branch.id)))
            for branch in pack.branches.values()
        ),
        sources={source.id: source for source in pack.sources},
    )


def _type(
    pack: Pack, type: AwardType, windows: dict[str, list[Window]], open_values: dict[str, OpenValue]
) -> TypeShown:
    conditions = tuple(
        ConditionShown(c, c.citations, tuple(open_values[id] for id in c.open if id in open_values))
        for c in type.conditions
    )
    own = tuple(sorted(windows.get(type.id, ()), key=lambda w: w.step))
    return TypeShown(type, conditions, own, tuple(n for n in pack.names_of(type.id) if n != type.name.th))


@dataclass(frozen=True, slots=True)
class YearEvent:
    """A date or span of the year's line. `kind`: "intake", "visit" or "published"."""

    kind: str
    at: datetime
    until: datetime | None
    name: Text
    types: tuple[str, ...]
    branch: str = ""


def year_line(edition: Edition) -> list[YearEvent]:
    """The year's dates in order: each intake's window once, however many types share it, visits, publications that are
    over. An hour that is still to come is told by nobody: a publication shows when it has happened. Two queries."""
    pack = programmes.pack_of(edition)
    spans: dict[tuple[datetime, datetime, str, int], list[str]] = {}
    for window in programmes.windows(edition):
        step = pack.step(window.type_id, window.step)
        key = (window.opens_at, window.closes_at, step.kind, window.step)
        spans.setdefault(key, []).append(window.type_id)
    events = []
    for (opens, closes, kind, step_number), types in spans.items():
        branches = {pack.types[t].branch for t in types}
        events.append(
            YearEvent(
                kind=kind, at=opens, until=closes, name=_name(pack, kind, step_number, types), types=tuple(types),
                branch=branches.pop() if len(branches) == 1 else "",
            )
        )  # fmt: skip
    for done in Publication.objects.filter(edition=edition, state="published").order_by("published_at"):
        assert done.published_at is not None
        events.append(
            YearEvent("published", done.published_at, None, Text(th="ประกาศผล", en="Results published"), ())
        )
    return sorted(events, key=lambda event: (event.at, event.until or event.at))


def _name(pack: Pack, kind: str, step: int, types: list[str]) -> Text:
    names = [pack.types[t].name for t in types]
    who = Text(th=" · ".join(n.th for n in names), en=" · ".join(n.en for n in names))
    if len(names) > 2:
        branches = [pack.branches[b].name for b in dict.fromkeys(pack.types[t].branch for t in types)]
        who = Text(th=" · ".join(b.th for b in branches), en=" · ".join(b.en for b in branches))
    if kind == "visit":
        return Text(th=f"ตรวจในพื้นที่ {who.th}", en=f"Site visits: {who.en}")
    if step > 1:
        return Text(th=f"รับเอกสารขั้นตอนที่ {step} {who.th}", en=f"Intake of step {step}: {who.en}")
    return Text(th=f"รับสมัคร {who.th}", en=f"Applications: {who.en}")
