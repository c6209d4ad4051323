"""The solver against scipy's linear programme, against a published benchmark, and in the cases people meet."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment, linprog

from lertrat.matching import Assignment, assign

Pair = tuple[int, int]


def case(seed: int) -> dict[str, Any]:
    """A small instance with every feature somewhere: shortages, minimums, negative affinity, fixed pairs."""
    chance = random.Random(seed)
    submissions, assessors = list(range(chance.randint(1, 9))), list(range(chance.randint(1, 6)))
    pairs = [(s, a) for s in submissions for a in assessors]
    density = chance.choice([0.1, 0.5])
    forbidden = {pair for pair in pairs if chance.random() < density}
    need = {s: chance.randint(0, 3) for s in submissions}
    capacity = {a: chance.randint(0, 6) for a in assessors}
    fixed: list[Pair] = []
    for s, a in chance.sample(pairs, min(3, len(pairs))):
        held = sum(a == other for _, other in fixed)
        if (s, a) not in forbidden and sum(s == x for x, _ in fixed) < need[s] and held < capacity[a]:
            fixed.append((s, a))
    return {
        "submissions": submissions,
        "assessors": assessors,
        "per_submission": need,
        "capacity": capacity,
        "minimum": {a: chance.randint(0, capacity[a]) if chance.random() < 0.4 else 0 for a in assessors},
        "forbidden": forbidden,
        "affinity": {pair: chance.randint(-5, 9) for pair in pairs if chance.random() < 0.8},
        "balance": chance.choice([0, 0, 1, 3]),
        "fixed": fixed,
    }


def weights(given: dict[str, Any]) -> tuple[int, int]:
    """What a load below the minimum and an empty place cost, beyond all that lesser things can save."""
    most = max((abs(value) for value in given["affinity"].values()), default=0) + given["balance"] * 40 + 1
    return most * 60, most * 61 * 60


def cost_of(given: dict[str, Any], answer: Assignment[int, int]) -> int:
    """What the answer costs, counted from its pairs alone; fails where it breaks a rule."""
    below, empty = weights(given)
    assert len(set(answer.pairs)) == len(answer.pairs)
    assert not set(answer.pairs) & given["forbidden"]
    assert set(given["fixed"]) <= set(answer.pairs)
    loads = {a: sum(a == b for _, b in answer.pairs) for a in given["assessors"]}
    missing = {s: n - sum(s == x for x, _ in answer.pairs) for s, n in given["per_submission"].items()}
    assert loads == answer.loads
    assert all(loads[a] <= given["capacity"][a] for a in given["assessors"])
    assert {row.submission: row.missing for row in answer.unfilled} == {s: m for s, m in missing.items() if m}
    assert answer.total == sum(given["affinity"].get(pair, 0) for pair in answer.pairs)
    assert answer.short == {a: low - loads[a] for a, low in given["minimum"].items() if loads[a] < low}
    return (
        -answer.total
        + given["balance"] * sum(load**2 for load in loads.values())
        - below * sum(min(loads[a], given["minimum"][a]) for a in given["assessors"])
        + empty * sum(m * (m + 1) // 2 for m in missing.values())
    )


def least_cost(given: dict[str, Any]) -> int:
    """The optimum of the same objective by linear programming; the matrix is totally unimodular."""
    below, empty = weights(given)
    columns: list[
        tuple[int, list[int], float]
    ] = []  # cost, rows touched with +1 (last one −1 for loads), lower bound
    submissions, assessors = len(given["submissions"]), len(given["assessors"])
    for s in given["submissions"]:
        for a in given["assessors"]:
            if (s, a) not in given["forbidden"]:
                columns.append(
                    (-given["affinity"].get((s, a), 0), [s, submissions + a], (s, a) in given["fixed"])
                )
        columns += [(empty * (place + 1), [s], 0) for place in range(given["per_submission"][s])]
    for a in given["assessors"]:
        for load in range(given["capacity"][a]):
            bonus = below if load < given["minimum"][a] else 0
            columns.append((given["balance"] * (2 * load + 1) - bonus, [-(submissions + a) - 1], 0))
    matrix = np.zeros((submissions + assessors, len(columns)))
    for place, (_, rows, _) in enumerate(columns):
        for row in rows:
            matrix[row if row >= 0 else -row - 1, place] = 1 if row >= 0 else -1
    right = np.array([*(given["per_submission"][s] for s in given["submissions"]), *[0] * assessors])
    found = linprog(
        [cost for cost, _, _ in columns],
        A_eq=matrix,
        b_eq=right,
        bounds=[(float(low), 1) for _, _, low in columns],
        method="highs",
    )
    assert found.success
    return round(found.fun)


@pytest.mark.parametrize("block", range(10))
def test_as_good_as_the_linear_programme(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        given = case(seed)
        assert cost_of(given, assign(**given)) == least_cost(given), f"seed {seed}"


def test_as_good_as_the_hungarian_method() -> None:
    for seed in range(20):
        table = np.random.default_rng(seed).integers(0, 1000, (25, 31))
        rows, columns = linear_sum_assignment(table, maximize=True)
        answer = assign(
            range(25),
            range(31),
            per_submission=1,
            capacity=1,
            forbidden=(),
            affinity={(s, a): int(table[s, a]) for s in range(25) for a in range(31)},
        )
        assert answer.total == table[rows, columns].sum()


@pytest.mark.parametrize(("bounded", "optimum"), [(False, 201.88), (True, 150.04)])
def test_known_optimum_of_the_midl_benchmark(sources: Path, bounded: bool, optimum: float) -> None:
    folder = sources / "data" / "midl"
    scores, wanted = np.load(folder / "scores.npy"), np.load(folder / "covs.npy")
    most, least = np.load(folder / "loads.npy"), np.load(folder / "loads-lb.npy")
    assessors, submissions = scores.shape
    answer = assign(
        range(submissions),
        range(assessors),
        per_submission=dict(enumerate(wanted.astype(int).tolist())),
        capacity=dict(enumerate(most.astype(int).tolist())),
        minimum=dict(enumerate(least.astype(int).tolist())) if bounded else None,
        forbidden=(),
        affinity={
            (s, a): round(float(scores[a, s]) * 10**6) for s in range(submissions) for a in range(assessors)
        },
        balance=0,
    )
    assert not answer.unfilled
    assert not answer.short
    assert round(sum(float(scores[a, s]) for s, a in answer.pairs), 2) == optimum


def test_conflicts_are_never_used_even_at_the_price_of_empty_places() -> None:
    answer = assign(
        ["w1", "w2"],
        ["a", "b", "c"],
        per_submission=2,
        capacity=5,
        forbidden={("w1", "a"), ("w1", "b")},
        affinity={("w1", "a"): 999, ("w1", "b"): 999},
    )
    assert [pair for pair in answer.pairs if pair[0] == "w1"] == [("w1", "c")]
    (row,) = answer.unfilled
    assert (row.submission, row.missing, row.code, row.assessors) == ("w1", 1, "too_few", ("c",))
    assert "2 คน" in row.th
    assert "1 คน" in row.th


def test_a_shortage_names_the_group_that_is_full_and_falls_evenly() -> None:
    answer = assign(
        ["w1", "w2", "w3"],
        ["a", "b", "free"],
        per_submission=2,
        capacity={"a": 2, "b": 2, "free": 9},
        forbidden={(work, "free") for work in ("w1", "w2", "w3")},
        affinity={},
    )
    assert [row.missing for row in answer.unfilled] == [1, 1]
    for row in answer.unfilled:
        assert (row.code, set(row.assessors), row.places, row.wanted) == ("full", {"a", "b"}, 4, 6)
    assert answer.loads["free"] == 0


def test_a_full_favourite_hands_work_over() -> None:
    # w2 can be read by a alone; w1 prefers a, and must make way.
    answer = assign(
        ["w1", "w2"],
        ["a", "b"],
        per_submission=1,
        capacity=1,
        forbidden={("w2", "b")},
        affinity={("w1", "a"): 100, ("w2", "a"): 1},
    )
    assert answer.pairs == (("w1", "b"), ("w2", "a"))


def test_loads_are_balanced_where_affinity_does_not_decide() -> None:
    answer = assign(range(30), range(7), per_submission=3, capacity=30, forbidden=(), affinity={})
    assert sorted(answer.loads.values()) == [12, 13, 13, 13, 13, 13, 13]


def test_minimum_loads_come_before_affinity() -> None:
    affinity = {(s, 0): 100 for s in range(4)}
    common: dict[str, Any] = {
        "per_submission": 1,
        "capacity": 4,
        "forbidden": (),
        "affinity": affinity,
        "balance": 0,
    }
    assert assign(range(4), range(2), **common).loads == {0: 4, 1: 0}
    assert assign(range(4), range(2), minimum=1, **common).loads == {0: 3, 1: 1}
    assert assign(range(4), range(2), minimum=3, **common).short in ({0: 2}, {1: 2}, {0: 1, 1: 1})


def test_fixed_pairs_stay_and_count() -> None:
    answer = assign(
        ["w"],
        ["a", "b"],
        per_submission=2,
        capacity=1,
        forbidden=(),
        affinity={("w", "b"): -5},
        fixed=[("w", "b")],
    )
    assert answer.pairs == (("w", "a"), ("w", "b"))
    assert answer.total == -5


def test_listed_only_opens_no_other_pair() -> None:
    answer = assign(
        ["w"],
        ["a", "b"],
        per_submission=2,
        capacity=1,
        forbidden=(),
        affinity={("w", "a"): 0},
        listed_only=True,
    )
    assert answer.pairs == (("w", "a"),)
    assert answer.unfilled[0].code == "too_few"


def test_same_input_same_answer_and_empty_cases() -> None:
    given = case(77)
    assert assign(**given) == assign(**given)
    common: dict[str, Any] = {"per_submission": 2, "capacity": 2, "forbidden": (), "affinity": {}}
    assert assign([], [], **common).pairs == ()
    assert assign([], ["a"], **common).loads == {"a": 0}
    assert assign(["w"], [], **common).unfilled[0].missing == 2


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"affinity": {("w", "a"): 0.5}}, TypeError, "integers"),
        ({"affinity": {("w", "a"): True}}, TypeError, "integers"),
        ({"affinity": {("x", "a"): 1}}, ValueError, "'x' is no submission"),
        ({"affinity": {("w", "z"): 1}}, ValueError, "'z' is no assessor"),
        ({"forbidden": {("w", "z")}}, ValueError, "'z' is no assessor"),
        ({"submissions": ["w", "w"]}, ValueError, "twice"),
        ({"capacity": -1}, ValueError, "negative"),
        ({"balance": -1}, ValueError, "negative"),
        ({"per_submission": {"x": 1}}, ValueError, "'x' is no submission"),
        ({"capacity": {"a": 1}}, ValueError, "no number is given for the assessor 'b'"),
        ({"fixed": [("w", "a")], "forbidden": {("w", "a")}}, ValueError, "fixed and forbidden"),
        ({"fixed": [("w", "a"), ("w", "a")]}, ValueError, "twice"),
        ({"fixed": [("w", "a"), ("w", "b")], "per_submission": 1}, ValueError, "than it needs"),
        ({"fixed": [("w", "a")], "capacity": 0}, ValueError, "than the capacity"),
    ],
)
def test_wrong_input_is_named(change: dict[str, Any], error: type[Exception], words: str) -> None:
    given: dict[str, Any] = {
        "submissions": ["w"],
        "assessors": ["a", "b"],
        "per_submission": 2,
        "capacity": 2,
        "forbidden": set(),
        "affinity": {},
    }
    with pytest.raises(error, match=words):
        assign(**(given | change))


def test_a_hundred_works_take_no_time_to_speak_of() -> None:
    chance = random.Random(1)
    affinity = {(s, a): chance.randint(0, 100) for s in range(120) for a in range(24)}
    answer = assign(range(120), range(24), per_submission=3, capacity=17, forbidden=(), affinity=affinity)
    assert not answer.unfilled
