"""The assignment problem in people's terms, and its answer with reasons."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from lertrat.matching.flow import Flow, Network

S = TypeVar("S", bound=Hashable)
A = TypeVar("A", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Unfilled(Generic[S, A]):
    """A submission with `missing` places nobody could take, and why.

    `code` is "too_few" (fewer assessors may read it than it needs) or "full" (those who may are full, and so is
    everybody to whom their work could be handed). `assessors` are the people concerned: all who may read it, or the
    whole group that is full; `places` what that group can take, `wanted` what the submissions that only the group may
    read would need.
    """

    submission: S
    missing: int
    code: str
    assessors: tuple[A, ...]
    places: int
    wanted: int
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Assignment(Generic[S, A]):
    """Who reads what. `pairs` holds fixed pairs too, in the order of the submissions, then of the assessors.

    `loads` counts each assessor's submissions; `total` is the sum of affinity over `pairs`; `short` says by how many
    an assessor stays below the minimum asked for.
    """

    pairs: tuple[tuple[S, A], ...]
    unfilled: tuple[Unfilled[S, A], ...]
    loads: dict[A, int]
    total: int
    short: dict[A, int]


def assign(
    submissions: Sequence[S],
    assessors: Sequence[A],
    *,
    per_submission: int | Mapping[S, int],
    capacity: int | Mapping[A, int],
    forbidden: Collection[tuple[S, A]],
    affinity: Mapping[tuple[S, A], int],
    fixed: Iterable[tuple[S, A]] = (),
    minimum: int | Mapping[A, int] | None = None,
    balance: int = 1,
    listed_only: bool = False,
) -> Assignment[S, A]:
    """The best assignment of assessors to submissions; exact, in integers, and the same for the same input.

        In this order: fill as many places as can be filled (an unavoidable shortage falls evenly), bring as many loads as
        possible up to `minimum`, then make the sum of `affinity` minus `balance` × Σ load² as great as possible.

        submissions, assessors: distinct keys; their order breaks ties. per_submission: readers wanted, fixed ones
        included. capacity: greatest load, fixed pairs included. forbidden: pairs that are never used. affinity: integers,
    any sign, 0 where a pair is not named; `listed_only` allows none but the pairs it names. fixed: pairs that stay.
        balance: what a unit of Σ load² costs in units of affinity; 0 lets loads be uneven.

        Raises ValueError for keys that are unknown or twice, negative numbers, a fixed pair that is forbidden, twice, or
        beyond what a submission needs or an assessor can take; TypeError for numbers that are not integers.
    """
    rows, columns = _places("submission", submissions), _places("assessor", assessors)
    need, most = _numbers(rows, per_submission), _numbers(columns, capacity)
    least = _numbers(columns, 0 if minimum is None else minimum, default=0)
    if _whole(balance) < 0:
        raise ValueError("balance must not be negative")
    gain: list[list[int | None]] = [[None if listed_only else 0] * len(assessors) for _ in submissions]
    for (s, a), value in affinity.items():
        gain[rows[s]][columns[a]] = _whole(value)
    fixed = list(fixed)
    worth = {(s, a): gain[rows[s]][columns[a]] or 0 for s, a in fixed}
    for s, a in forbidden:
        gain[rows[s]][columns[a]] = None
    kept = _keep(fixed, set(forbidden), rows, columns, need, most)
    load = [sum(a in held for held in kept) for a in range(len(assessors))]
    flow = Flow(
        Network(
            cost=[[None if value is None else -value for value in row] for row in gain],
            need=[count - len(held) for count, held in zip(need, kept, strict=True)],
            capacity=most,
            minimum=[min(low, high) for low, high in zip(least, most, strict=True)],
            balance=balance,
            load=load,
            fixed=kept,
        )
    )
    flow.run()
    pairs = [(s, a) for s in range(len(submissions)) for a in sorted(flow.held[s] | kept[s])]
    total = sum(worth.values()) + sum(gain[s][a] or 0 for s, a in pairs if a not in kept[s])
    return Assignment(
        pairs=tuple((submissions[s], assessors[a]) for s, a in pairs),
        unfilled=tuple(
            _explain(flow, s, submissions, assessors) for s in range(len(submissions)) if flow.missing[s]
        ),
        loads={key: flow.load[a] for a, key in enumerate(assessors)},
        total=total,
        short={
            key: low - count
            for key, low, count in zip(assessors, least, flow.load, strict=True)
            if count < low
        },
    )


def _explain(flow: Flow, s: int, submissions: Sequence[S], assessors: Sequence[A]) -> Unfilled[S, A]:
    """The group that stands in the way: Hall's condition read off the residual network."""
    far, missing = flow.no_way, flow.missing[s]
    readable = [a for a in range(flow.assessors) if flow.cost[s][a] < far or a in flow.net.fixed[s]]
    wanted = flow.net.need[s] + len(flow.net.fixed[s])
    if len(readable) < wanted:
        return Unfilled(
            submissions[s], missing, "too_few", tuple(assessors[a] for a in readable), len(readable), wanted,
            f"ต้องการผู้ตรวจประเมิน {wanted} คน แต่มีผู้ที่อ่านได้เพียง {len(readable)} คน "
            "คนอื่นมีผลประโยชน์ทับซ้อนหรือไม่อยู่ในรายชื่อ",
            f"{wanted} assessors are wanted, but only {len(readable)} may read it; "
            "the others have a conflict or are not listed",
        )  # fmt: skip
    group, work = {a for a in readable if a not in flow.held[s]}, {s}
    frontier = sorted(group)
    while frontier:
        a = frontier.pop()
        work.update(flow.reads[a])
        for b in range(flow.assessors):
            if b not in group and flow.move[a][b] < far // 2:
                group.add(b)
                frontier.append(b)
    people = sorted(group)
    places = sum(flow.net.capacity[a] for a in people)
    asked = sum(len(flow.held[x] & group) for x in work) + sum(flow.missing[x] for x in work)
    asked += sum(flow.net.load[a] for a in people)
    return Unfilled(
        submissions[s], missing, "full", tuple(assessors[a] for a in people), places, asked,
        f"ผู้ที่อ่านได้รับงานเต็มแล้ว: {len(people)} คนรับได้รวม {places} ผลงาน แต่มีงานที่ต้องให้กลุ่มนี้อ่าน {asked} ผลงาน",
        f"everybody who may read it is full: {len(people)} assessors can take {places}, but {asked} are wanted of them",
    )  # fmt: skip


def _keep(
    fixed: Sequence[tuple[S, A]],
    forbidden: Collection[tuple[S, A]],
    rows: Mapping[S, int],
    columns: Mapping[A, int],
    need: Sequence[int],
    most: Sequence[int],
) -> list[set[int]]:
    """Per submission, the columns of its fixed assessors."""
    kept: list[set[int]] = [set() for _ in rows]
    loads = [0] * len(columns)
    for s, a in fixed:
        if (s, a) in forbidden:
            raise ValueError(f"the pair {s!r}, {a!r} is fixed and forbidden")
        row, column = rows[s], columns[a]
        if column in kept[row]:
            raise ValueError(f"the pair {s!r}, {a!r} is fixed twice")
        kept[row].add(column)
        loads[column] += 1
        if len(kept[row]) > need[row]:
            raise ValueError(f"more assessors are fixed for {s!r} than it needs")
        if loads[column] > most[column]:
            raise ValueError(f"more submissions are fixed for {a!r} than the capacity")
    return kept


class _Places(dict[Hashable, int]):
    """Key → index; an unknown key is a ValueError that names it."""

    kind = ""

    def __missing__(self, key: Hashable) -> int:
        raise ValueError(f"{key!r} is no {self.kind} of this assignment")


def _places(kind: str, keys: Sequence[Hashable]) -> _Places:
    places = _Places((key, place) for place, key in enumerate(keys))
    places.kind = kind
    if len(places) != len(keys):
        raise ValueError(f"a {kind} is listed twice")
    return places


def _numbers(places: _Places, given: int | Mapping[Any, int], default: int | None = None) -> list[int]:
    """One count per key, in the order of the keys; a key that is not named has `default`, or is an error."""
    if not isinstance(given, Mapping):
        counts = [_whole(given)] * len(places)
    else:
        for key in given:
            places[key]  # an unknown key is an error with its name
        nameless = next((key for key in places if key not in given), None)
        if default is None and nameless is not None:
            raise ValueError(f"no number is given for the {places.kind} {nameless!r}")
        counts = [_whole(given.get(key, default)) for key in places]
    if any(count < 0 for count in counts):
        raise ValueError("needs, capacities and minimums must not be negative")
    return counts


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"integers only, not {value!r}: scale and round before you hand over")
    return value
