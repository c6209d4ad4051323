"""Exactness: totals, means, gates, levels and KPI points, never through a float."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lertrat.criteria import FactError, combined, gate, kpi, mean, pmqa, propose_level, total
from lertrat.criteria.scores import plain, shown
from lertrat.kernel.errors import Refusal
from tests.criteria import small

halves = st.integers(0, 20).map(lambda n: Fraction(n, 2))
scores = st.fractions(0, 500, max_denominator=1000)


@given(halves, halves)
def test_a_sheet_s_total_is_the_exact_weighted_sum(idea: Fraction, results: Fraction) -> None:
    rubric = small.pack().rubric("innovation", 1)
    assert (
        total(rubric, {"idea": idea, "results": results})
        == Fraction("3.75") * idea + Fraction("6.25") * results
    )


@pytest.mark.parametrize(
    ("given_scores", "words"),
    [
        ({"idea": 5}, "“Results” has no score"),
        ({"idea": 5, "results": 11}, "scored from 0 to 10"),
        ({"idea": 5, "results": -1}, "scored from 0 to 10"),
        ({"idea": Fraction(1, 4), "results": 1}, "steps of 0.5"),
        ({"idea": 5, "results": 5, "luck": 5}, "no criterion luck"),
    ],
)
def test_a_sheet_that_is_not_whole_is_refused(given_scores: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal) as caught:
        total(small.pack().rubric("innovation", 1), given_scores)
    assert words in caught.value.en


def test_a_float_is_no_score() -> None:
    with pytest.raises(ValueError, match="not an exact number"):
        total(small.pack().rubric("innovation", 1), {"idea": 0.5, "results": 1})  # type: ignore[dict-item]  # the point


@given(st.lists(scores, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_mean_is_exact_and_does_not_depend_on_the_order(
    values: list[Fraction], chance: random.Random
) -> None:
    mixed = values[:]
    chance.shuffle(mixed)
    assert mean(values) == mean(mixed) == sum(values) / len(values)
    assert combined(small.pack(), values) == mean(values)


def test_no_mean_of_nothing_and_no_way_to_combine_without_a_rule() -> None:
    with pytest.raises(Refusal):
        mean([])
    with pytest.raises(Refusal, match="not published"):
        combined(small.pack(supplement=False), [Fraction(1)])


@given(scores)
def test_the_gate_is_at_400_exactly(score: Fraction) -> None:
    assert gate(small.pack(), "pmqa-4", 1, score).result == ("passed" if score >= 400 else "failed")


@pytest.mark.parametrize(
    ("score", "result"),
    [
        (Fraction(2799, 7), "failed"),
        (Fraction(400), "passed"),
        (400 - Fraction(1, 10**12), "failed"),
        (Fraction(501), "refused"),
        (None, "refused"),
    ],
)
def test_the_gate_never_rounds(score: Fraction | None, result: str) -> None:
    found = gate(small.pack(), "pmqa-4", 1, score)
    assert found.result == result
    assert found.citations[0].words == "400"


def test_gates_say_the_exact_number_and_steps_without_a_gate_say_so() -> None:
    assert "2799/7 (≈ 399.8571)" in gate(small.pack(), "pmqa-4", 1, Fraction(2799, 7)).says.th
    assert gate(small.pack(), "pmqa-4", 3, Fraction(450)).result == "refused"
    assert gate(small.pack(), "innovation", 1, Fraction(90)).result == "refused"
    assert gate(small.pack(), "pmqa-4", 2, Fraction(450), opened=False).result == "not_opened"


@given(scores)
def test_kpi_points_are_given_at_the_published_cells_and_nowhere_else(score: Fraction) -> None:
    found = kpi(small.pack(), "province", score)
    if score >= 375:
        assert (found.points, found.weighted, found.refused_because) == (100, 15, None)
    elif score == 240:
        assert (found.points, found.weighted) == (50, Fraction(15, 2))
    else:
        assert (found.points, found.weighted) == (None, None) and found.refused_because is not None
    assert kpi(small.pack(), "department", score).points is None


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (Fraction("239.9999"), "is below “Minimum target” (240)"),
        (Fraction("240.0001"), "the cell “Standard target” (75) is blank"),
        (375 - Fraction(1, 10**9), "the cell “Standard target” (75) is blank"),
    ],
)
def test_a_refused_kpi_names_the_cell(score: Fraction, words: str) -> None:
    reason = kpi(small.pack(), "province", score).refused_because
    assert reason is not None and words in reason.en


def test_kpi_at_240_and_other_kinds() -> None:
    assert kpi(small.pack(), "province", Fraction(240)).as_json() == {
        "kpi_points": 50,
        "kpi_weighted": 7.5,
        "refused_because": None,
    }
    reason = kpi(small.pack(), "department", Fraction(400)).refused_because
    assert reason is not None and "this kind of agency" in reason.en


@pytest.mark.parametrize(
    ("score", "level"),
    [("80", "outstanding"), ("79.9999", "good"), ("62.5", "good"), ("187/3", None), ("0", None)],
)
def test_levels_are_proposed_where_a_cut_off_is_in_force(score: str, level: str | None) -> None:
    found = propose_level(small.pack(), "innovation", 1, Fraction(score))
    assert (found.level, found.assumed) == (level, True)


def test_no_cut_off_no_proposal() -> None:
    bare = propose_level(small.pack(supplement=False), "innovation", 1, Fraction(99))
    assert (bare.level, bare.assumed) == (None, False) and "committee" in bare.rule.en
    other = propose_level(small.pack(), "innovation", 2, Fraction(99))
    assert other.level is None and "step 1" in other.rule.en


def test_plain_numbers_are_exact_or_text() -> None:
    assert [plain(Fraction(x)) for x in ("7.5", "15", "1/3")] == [7.5, 15, "1/3"] and plain(None) is None
    assert shown(Fraction(1, 8)) == "0.125"


# --- many agencies at once --------------------------------------------------------------------------------------------


def rows(agency: str, kind: str, step: int, *values: str | int) -> list[dict[str, str]]:
    return [
        {"agency": agency, "kind": kind, "step": str(step), "category": str(n), "score": str(v)}
        for n, v in enumerate(values, 1)
    ]


def test_pmqa_of_many_agencies() -> None:
    found = pmqa(
        small.pack(),
        [
            *rows("จังหวัด ก", "province", 2, 400, 400, 400, 400, 400, 400, 400),
            *rows("จังหวัด ก", "province", 1, 400, 400, 400, 400, 400, 400, "400.0"),
            *rows("จังหวัด  ข ", "จังหวัด", 1, 400, 400, 400, 400, 400, 400, 399),
            *rows("จังหวัด ข", "province", 2, 500, 500, 500, 500, 500, 500, 500),
            *rows("จังหวัด ค", "province", 1, 240, 240, 240, 240, 240, 240, 240),
            *rows("กรม ง", "department", 1, 450, 450, 450, 450, 450, 450, "450.5"),
            *rows("กรม จ", "department", 1, 450, 450, 450),
            *rows("กรม ฉ", "department", 2, 450, 450, 450, 450, 450, 450, 450),
        ],
    )
    said = [(r.agency, r.step, str(r.mean), r.gate, r.kpi_points, r.kpi_weighted) for r in found]
    assert said == [
        ("จังหวัด ก", 1, "400", "passed", 100, 15),
        ("จังหวัด ก", 2, "400", "passed", None, None),
        ("จังหวัด ข", 1, "2799/7", "failed", 100, 15),
        ("จังหวัด ข", 2, "500", "not_opened", None, None),
        ("จังหวัด ค", 1, "240", "failed", 50, Fraction(15, 2)),
        ("กรม ง", 1, "6301/14", "passed", None, None),
        ("กรม จ", 1, "None", "refused", None, None),
        ("กรม ฉ", 2, "450", "not_opened", None, None),
    ]
    assert found[2].as_json()["mean_decimal"] == "399.8571"
    assert [r.refused_because is not None for r in found] == [
        False,
        False,
        False,
        True,
        False,
        True,
        True,
        True,
    ]
    assert "หมวด 4, 5, 6, 7" in str(found[6].as_json()["refused_because"])
    assert "ไม่มีคะแนนขั้นตอนที่ 1" in str(found[7].as_json()["refused_because"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"score": "501"}, "between 0 and 500"),
        ({"score": "-1"}, "between 0 and 500"),
        ({"score": "nan"}, "not a number"),
        ({"score": "4e2"}, "not a number"),
        ({"score": ""}, "not a number"),
        ({"category": "8"}, "category is 1–7"),
        ({"category": "2"}, "stands twice"),
        ({"step": "3"}, "step is 1–2"),
        ({"agency": " "}, "agency is blank"),
        ({"kind": "palace"}, "unknown kind"),
        ({"kind": "department"}, "has two kinds"),
        ({"score": None}, "lacks score"),
    ],
)
def test_rows_that_do_not_fit_are_refused_with_their_number(change: dict[str, Any], words: str) -> None:
    given_rows: list[dict[str, Any]] = [*rows("จังหวัด ก", "province", 1, 1, 2, 3, 4, 5, 6, 7)]
    given_rows[2] = {**given_rows[2], **change}
    with pytest.raises(FactError) as caught:
        pmqa(small.pack(), given_rows)
    assert "row" in caught.value.en and words in caught.value.en


@given(st.lists(st.integers(0, 5000), min_size=7, max_size=7))
def test_the_mean_of_seven_agrees_with_whole_number_arithmetic(tenths: list[int]) -> None:
    (found,) = pmqa(small.pack(), rows("ก", "province", 1, *[f"{t // 10}.{t % 10}" for t in tenths]))
    assert found.mean is not None and found.mean * 70 == sum(tenths)
    assert found.gate == ("passed" if sum(tenths) >= 400 * 70 else "failed")
