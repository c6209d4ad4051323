"""The PMQA 4.0 instrument: exact item scores in order of maturity, means, what would gain most, and what is only a forecast."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lertrat.criteria import builtin, pmqa
from lertrat.criteria import instrument as made
from lertrat.criteria.loading import load_pack
from lertrat.criteria.reading import PackError
from lertrat.kernel.errors import Refusal

PACK = builtin("psea-2564")
BARE = builtin("psea-2564", supplement=False)
TOOL = made.instrument(BARE)
PROCESS = [item for item in TOOL.items if item.points]


def marks(score: Fraction | int = 400) -> dict[str, Fraction]:
    return {item.id: Fraction(score) for item in TOOL.items}


def test_seven_categories_of_four_items_and_six_groups() -> None:
    assert [len(c.items) for c in TOOL.categories] == [4, 4, 4, 4, 4, 4, 6]
    assert [sum(sum(i.points) for i in c.items) for c in TOOL.categories] == [28, 27, 19, 25, 33, 28, 0]
    assert [m.level for m in TOOL.maturity] == ["basic", "advance", "significance"]
    assert all(rule.open for rule in (TOOL.item_rule, *PROCESS)), "what no official source prints is open"


def test_an_item_rises_level_by_level_and_never_skips_one() -> None:
    asked = TOOL.item("1.1").points
    assert asked == (3, 1, 1)
    scores = [
        made.item_score(TOOL, "1.1", met) for met in [(0, 0, 0), (2, 1, 1), (3, 0, 1), (3, 1, 0), (3, 1, 1)]
    ]
    assert scores == [0, 200, 300, 400, 500]
    assert made.item_score(TOOL, "1.2", (3, 1, 3)) == Fraction(1000, 3)
    assert [made.reached(TOOL, score) for score in scores] == [None, None, "basic", "advance", "significance"]


@given(st.data())
def test_one_point_more_never_lowers_an_item(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(PROCESS))
    met = [data.draw(st.integers(0, n)) for n in item.points]
    level = data.draw(st.integers(0, len(met) - 1))
    before = made.item_score(TOOL, item.id, met)
    met[level] = min(item.points[level], met[level] + 1)
    after = made.item_score(TOOL, item.id, met)
    assert TOOL.scale.minimum <= before <= after <= TOOL.scale.maximum


@pytest.mark.parametrize(
    ("item", "met"),
    [("1.1", (4, 0, 0)), ("1.1", (1, 0)), ("7.1", (1, 1, 1)), ("9.9", (1, 1, 1)), ("1.1", (-1, 0, 0))],
)
def test_counts_that_do_not_fit_are_refused(item: str, met: tuple[int, ...]) -> None:
    with pytest.raises(Refusal):
        made.item_score(TOOL, item, met)


def test_result_groups_are_scored_directly_and_only_on_the_scale() -> None:
    assert made.result_score(TOOL, "7.1", Fraction(801, 2)) == Fraction(801, 2)
    for item, value in (("7.1", 501), ("7.1", -1), ("1.1", 400)):
        with pytest.raises(Refusal):
            made.result_score(TOOL, item, value)


def test_means_are_exact_and_wait_for_every_item() -> None:
    scores = marks() | {"7.6": Fraction(394)}
    assert made.categories(TOOL, scores)[7] == 399
    assert made.total_score(made.categories(TOOL, scores)) == Fraction(2799, 7)
    del scores["1.4"]
    assert made.categories(TOOL, scores)[1] is None
    assert made.total_score(made.categories(TOOL, scores)) is None


def test_a_forecast_reads_the_gate_exactly_and_says_what_it_is() -> None:
    near = made.forecast(PACK, "province", marks() | {"7.6": Fraction(394)})
    assert near.gate.result == "failed" and near.kpi is not None and near.kpi.points == 100
    assert "การคาดการณ์" in near.label.th
    passed = made.forecast(PACK, "department", marks())
    assert passed.gate.result == "passed"
    assert passed.kpi is not None and passed.kpi.points is None and passed.kpi.refused_because is not None
    assert passed.level is not None and passed.level.level == "advance" and passed.level.assumed
    unread = made.forecast(BARE, "department", marks()).level
    assert unread is not None and unread.level is None
    assert made.forecast(PACK, "province", {}).gate.result == "refused"


def test_gains_are_sorted_by_what_they_add_to_the_total() -> None:
    scores = marks() | {"1.1": Fraction(100), "5.2": Fraction(300), "3.3": Fraction(500)}
    found = made.gains(TOOL, scores)
    assert [(g.item.id, g.level, g.to) for g in found[:1]] == [("1.1", "basic", Fraction(300))]
    assert found[0].total == Fraction(200, 28)
    assert {g.item.id for g in found} == {i.id for i in PROCESS} - {"3.3"}
    risen = scores | {found[0].item.id: found[0].to}
    before, after = (made.total_score(made.categories(TOOL, s)) for s in (scores, risen))
    assert before is not None and after is not None and after - before == found[0].total


def test_the_readiest_category_has_an_award_of_its_own() -> None:
    scores = made.categories(TOOL, marks() | {"7.1": Fraction(500), "4.2": Fraction(500)})
    best = made.readiest(TOOL, scores)
    assert best is not None and best.number == 4
    assert made.readiest(TOOL, {}) is None


def test_two_intakes_of_the_one_instrument() -> None:
    award, kpi = TOOL.intake("award"), TOOL.intake("kpi")
    assert award is not None and kpi is not None
    assert made.days(BARE, award) == (date(2020, 12, 23), date(2021, 1, 29))
    assert made.days(BARE, kpi) == (date(2021, 5, 1), date(2021, 6, 30))
    assert "pmqa-kpi-intake" in kpi.open


def test_the_command_s_rows_carry_the_rule_behind_each_figure() -> None:
    rows = [
        {"agency": "จังหวัด ก", "kind": "province", "step": step, "category": n, "score": "480"}
        for step in (1, 2)
        for n in range(1, 8)
    ]
    first, second = (result.as_json() for result in pmqa(PACK, rows))
    assert first["categories"] == {str(n): "480" for n in range(1, 8)}
    assert (first["level"], second["level"]) == (None, "significance")
    assert set(first["rules"]) == {"categories", "mean", "gate", "level", "kpi"}
    assert all(first["rules"][name]["citations"] for name in ("mean", "gate", "kpi"))
    assert "375" in first["rules"]["kpi"]["says"] and "ขั้นตอนที่ 1" in second["rules"]["kpi"]["says"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("      adds: 300", "      adds: 301", "add up to the scale"),
        ("points: [3, 1, 1], cit", "points: [3, 1], cit", "each maturity level"),
        ('{id: "1.1", name', '{id: "2.1", name', "stands in category 1"),
        ("  type: pmqa-4\n  name", "  type: nothing\n  name", "no award type"),
        ("met: [3, 0, 1], score: 300", "met: [3, 0, 1], score: 301", "comes out otherwise"),
        ("months: [5, 6]", "months: [5, 13]", "from 1 to 12"),
    ],
)
def test_a_wrong_instrument_does_not_load(old: str, new: str, words: str) -> None:
    from lertrat.criteria import builtin_source

    text, _ = builtin_source("psea-2564")
    assert old in text
    with pytest.raises(PackError) as caught:
        load_pack(text.replace(old, new, 1))
    assert any(words in each.words.en for each in caught.value.problems)
