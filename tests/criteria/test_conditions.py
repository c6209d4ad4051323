"""Three values: the laws of the logic, and that learning a fact never changes met or unmet."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lertrat.criteria import FactError, checked, facts_from_json, facts_of, judge, question_order
from lertrat.criteria.conditions import Case, Outcome, both, either, judge_node
from lertrat.criteria.schema import Node
from tests.criteria import small

VALUES = {"unmet": 0, "unknown": 1, "met": 2}
verdicts = st.sampled_from(sorted(VALUES))

FACTS: dict[str, st.SearchStrategy[Any]] = {
    "continues": st.booleans(),
    "own_share": st.fractions(0, 100, max_denominator=4),
    "new_areas": st.integers(0, 4),
    "started_on": st.dates(date(2019, 6, 1), date(2021, 6, 1)),
    "agency_kind": st.sampled_from(["department", "province", "local_government", "company"]),
}
records = st.fixed_dictionaries(
    {},
    optional={
        "source_level": st.sampled_from(["outstanding", "good"]),
        "source_year": st.integers(2560, 2564),
    },
)

comparisons = st.sampled_from(["equal", "not_equal", "at_least", "at_most", "more_than", "less_than"])
in_record = st.one_of(
    st.builds(lambda how: {"compare": {"fact": "source_year", "is": how, "to": 2562}}, comparisons),
    st.just({"compare": {"fact": "source_level", "is": "equal", "to": "outstanding"}}),
    st.just({"known": "source_year"}),
    st.just({"holds": "continues"}),
)
leaves = st.one_of(
    st.just({"holds": "continues"}),
    st.just({"known": "own_share"}),
    st.just({"open": "local-bodies"}),
    st.just({"in": {"fact": "agency_kind", "values": ["department", "province"]}}),
    st.just({"compare": {"fact": "new_areas", "is": "more_than", "to_fact": "own_share"}}),
    st.just({"compare": {"fact": "new_areas", "is": "at_least", "to_open": "areas-needed"}}),
    st.builds(lambda how, to: {"compare": {"fact": "own_share", "is": how, "to": to}}, comparisons, st.integers(0, 100)),
    st.builds(lambda unit, n: {"elapsed": {"from": "started_on", "until": "closing_day", unit: n}}, st.sampled_from(["years", "months", "days"]), st.integers(1, 9)),
    st.builds(lambda kind, where: {kind: {"fact": "source_awards", "where": where}}, st.sampled_from(["some", "every"]), in_record),
    st.builds(lambda where, how, to: {"count": {"fact": "source_awards", "where": where, "is": how, "to": to}}, in_record, comparisons, st.integers(0, 3)),
)  # fmt: skip
nodes = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda c: {"not": c}, inner),
        st.builds(lambda k, c: {k: c}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda a, b: {"by_reading": {"open": "counted-to", "cases": {"closing": a, "opening": b}}}, inner, inner),
    ),
    max_leaves=8,
)  # fmt: skip


@given(st.lists(verdicts, min_size=1, max_size=6))
def test_all_is_the_least_and_any_the_greatest_of_the_three_values(found: list[Any]) -> None:
    outcomes = [Outcome(v) for v in found]
    assert VALUES[both(outcomes).verdict] == min(VALUES[v] for v in found)
    assert VALUES[either(outcomes).verdict] == max(VALUES[v] for v in found)


@given(verdicts, verdicts, verdicts)
def test_the_three_values_form_a_lattice_in_which_unknown_is_neither(a: Any, b: Any, c: Any) -> None:
    def least(*found: Outcome) -> Outcome:
        return both(found)

    def most(*found: Outcome) -> Outcome:
        return either(found)

    x, y, z = Outcome(a), Outcome(b), Outcome(c)
    for one, other in ((least, most), (most, least)):
        assert one(x, y).verdict == one(y, x).verdict
        assert one(one(x, y), z).verdict == one(x, one(y, z)).verdict == one(x, y, z).verdict
        assert one(x, other(x, y)).verdict == a
        assert one(x, other(y, z)).verdict == other(one(x, y), one(x, z)).verdict
        assert one(x, x).verdict == a
    # No excluded middle: what is not known stays unknown, whatever is joined to its negation.
    turned: Any = {"met": "unmet", "unmet": "met", "unknown": "unknown"}[a]
    assert (either([x, Outcome(turned)]).verdict == "met") == (a != "unknown")


def case(facts: dict[str, Any], supplement: bool = True) -> Case:
    pack = small.pack(supplement)
    return Case(pack, checked(pack, facts), date(2020, 12, 23), date(2021, 2, 23))


some_facts = st.fixed_dictionaries(
    {},
    optional={
        **FACTS,
        "source_awards": st.fixed_dictionaries(
            {"complete": st.booleans(), "items": st.lists(records, max_size=3)}
        ),
    },
)


@given(nodes, some_facts)
def test_not_all_and_any_obey_de_morgan_and_double_negation(
    node: dict[str, Any], facts: dict[str, Any]
) -> None:
    here = case(facts)

    def verdict(n: dict[str, Any]) -> str:
        return judge_node(Node.model_validate(n), here).verdict

    other = {"holds": "continues"}
    assert verdict({"not": {"not": node}}) == verdict(node)
    assert verdict({"not": {"all": [node, other]}}) == verdict({"any": [{"not": node}, {"not": other}]})
    assert verdict({"not": {"any": [node, other]}}) == verdict({"all": [{"not": node}, {"not": other}]})
    assert verdict({"all": [node, node]}) == verdict(node) == verdict({"any": [node]})


@st.composite
def learning(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is known now, and what may be known later: more facts, more fields, more items, a collection completed."""
    now = draw(some_facts)
    later = {name: draw(values) for name, values in FACTS.items()} | now
    collection = now.get("source_awards")
    if collection is None:
        later["source_awards"] = {"complete": True, "items": draw(st.lists(records, max_size=3))}
    else:
        filled = [
            {"source_level": "good", "source_year": draw(st.integers(2560, 2564)), **item}
            if draw(st.booleans())
            else item
            for item in collection["items"]
        ]
        more = [] if collection["complete"] else draw(st.lists(records, max_size=2))
        later["source_awards"] = {
            "complete": collection["complete"] or draw(st.booleans()),
            "items": filled + more,
        }
    return now, later


@settings(max_examples=300)
@given(nodes, learning())
def test_learning_a_fact_never_changes_met_or_unmet(
    node: dict[str, Any], known: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    condition = Node.model_validate(node)
    before, after = (judge_node(condition, case(facts)).verdict for facts in known)
    assert before in ("unknown", after)


@given(nodes, some_facts)
def test_settling_an_open_value_never_changes_met_or_unmet(
    node: dict[str, Any], facts: dict[str, Any]
) -> None:
    condition = Node.model_validate(node)
    before = judge_node(condition, case(facts, supplement=False)).verdict
    assert before in ("unknown", judge_node(condition, case(facts)).verdict)


@given(in_record, some_facts)
def test_some_every_and_count_agree(where: dict[str, Any], facts: dict[str, Any]) -> None:
    here = case(facts)

    def verdict(n: dict[str, Any]) -> str:
        return judge_node(Node.model_validate(n), here).verdict

    def of(kind: str, inner: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {kind: {"fact": "source_awards", "where": inner, **more}}

    assert verdict(of("some", where)) == verdict(of("count", where, **{"is": "at_least", "to": 1}))
    assert verdict(of("some", where)) == verdict({"not": of("every", {"not": where})})
    assert verdict(of("count", where, **{"is": "at_most", "to": 1})) == verdict(
        {"not": of("count", where, **{"is": "more_than", "to": 1})}
    )


@given(nodes, some_facts, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_told_does_not_matter(
    node: dict[str, Any], facts: dict[str, Any], random: Any
) -> None:
    names = list(facts)
    random.shuffle(names)
    condition = Node.model_validate(node)
    assert judge_node(condition, case(facts)) == judge_node(condition, case({n: facts[n] for n in names}))


@settings(max_examples=150)
@given(nodes, some_facts)
def test_unknown_names_what_is_missing_and_the_rest_names_nothing(
    node: dict[str, Any], facts: dict[str, Any]
) -> None:
    found = judge_node(Node.model_validate(node), case(facts))
    if found.verdict == "unknown":
        assert found.missing or found.opens
        # What is named as missing is really not known: a fact, a field of some item, or the rest of a collection.
        for name in found.missing:
            assert "." in name or name not in facts or not facts[name]["complete"]
    else:
        assert (found.missing, found.opens) == ((), ())


@given(some_facts)
def test_verdicts_of_a_type_follow_from_its_conditions(facts: dict[str, Any]) -> None:
    for type_id in small.pack().types:
        judgement = judge(small.pack(), type_id, facts)
        values = [VALUES[c.verdict] for c in judgement.conditions]
        assert VALUES[judgement.verdict] == min(values)


def verdict_of(type_id: str, condition: str, facts: dict[str, Any], supplement: bool = True) -> Any:
    found = judge(small.pack(supplement), type_id, facts)
    return next(c for c in found.conditions if c.id == condition)


def test_a_type_without_published_conditions_is_unknown_and_says_so() -> None:
    found = judge(small.pack(), "innovation", {"continues": True})
    assert found.verdict == "unknown"
    assert [c.id for c in found.conditions] == ["no-published-condition"]
    assert "ไม่ได้ประกาศเงื่อนไข" in found.conditions[0].says.th


@pytest.mark.parametrize(
    ("started", "verdict"),
    [
        ("2020-02-23", "met"),
        ("2020-02-24", "unmet"),
        ("23/2/2563", "met"),
        ("2021-06-01", "unmet"),
        ("", "unknown"),
    ],
)
def test_a_year_in_operation_is_counted_to_the_closing_day(started: str, verdict: str) -> None:
    assert verdict_of("expanded", "one-year", {"started_on": started}).verdict == verdict


def test_the_words_carry_the_case_s_own_values() -> None:
    says = verdict_of("expanded", "one-year", {"started_on": date(2020, 5, 20)}).says
    assert says.th == "ดำเนินการมาแล้ว 9 เดือน ต้องครบ 1 ปี"
    assert says.en == "In operation for 9 months; a year is needed"
    share = verdict_of("crisis", "own-share", {"own_share": "69.5"}).says
    assert share.th == "ทำเองร้อยละ 69.5 ต้องไม่น้อยกว่าร้อยละ 70"
    waiting = verdict_of("crisis", "own-share", {})
    assert "ทำเองร้อยละเท่าใด" in waiting.says.th and waiting.missing == ("own_share",)


def test_comparison_is_exact() -> None:
    almost = Fraction(70) - Fraction(1, 10**9)
    assert verdict_of("crisis", "own-share", {"own_share": almost}).verdict == "unmet"
    assert verdict_of("crisis", "own-share", {"own_share": "70.000"}).verdict == "met"


@pytest.mark.parametrize(
    ("collection", "verdict", "missing"),
    [
        (None, "unknown", ("source_awards",)),
        ({"complete": False, "items": []}, "unknown", ("source_awards",)),
        ({"complete": True, "items": []}, "unmet", ()),
        ({"complete": False, "items": [{"source_level": "outstanding"}]}, "met", ()),
        ({"complete": True, "items": [{"source_level": "good"}]}, "unmet", ()),
        ({"complete": True, "items": [{"source_year": 2562}]}, "unknown", ("source_awards.source_level",)),
        ({"items": [{"source_level": "good"}]}, "unknown", ("source_awards",)),
    ],
)
def test_some_in_an_incomplete_collection_is_unknown(
    collection: Any, verdict: str, missing: tuple[str, ...]
) -> None:
    found = verdict_of("expanded", "from-outstanding", {"source_awards": collection})
    assert (found.verdict, found.missing) == (verdict, missing)


def test_an_open_value_stands_in_the_way_until_it_is_filled() -> None:
    bare = verdict_of("expanded", "new-areas", {"new_areas": 2}, supplement=False)
    assert (bare.verdict, bare.missing, bare.opens) == ("unknown", (), ("areas-needed",))
    filled = verdict_of("expanded", "new-areas", {"new_areas": 2})
    assert (filled.verdict, filled.assumed) == ("met", True)


def test_a_local_body_is_unknown_a_company_unmet_and_standing_is_an_officer_s_word() -> None:
    def verdicts(kind: str) -> list[str]:
        return [c.verdict for c in judge(small.pack(), "pmqa-outstanding", {"agency_kind": kind}).conditions]

    assert verdicts("จังหวัด") == ["met", "unknown"]
    assert verdicts("local_government") == ["unknown", "unknown"]
    assert verdicts("company") == ["unmet", "unknown"]
    assert verdict_of("pmqa-outstanding", "standing", {}).officer
    assert verdict_of("pmqa-outstanding", "standing", {"good_standing": True}).officer
    assert not verdict_of("pmqa-outstanding", "state-agency", {}).officer


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"owm_share": 1}, "did you mean own_share"),
        ({"own_share": True}, "expects a number"),
        ({"own_share": 101}, "between 0 and 100"),
        ({"own_share": 69.5}, "expects a number"),
        ({"own_share": "seventy"}, "not a number"),
        ({"new_areas": "1.5"}, "whole number"),
        ({"continues": "true"}, "true or false"),
        ({"continues": 1}, "true or false"),
        ({"started_on": "2021-02-30"}, "not a date"),
        ({"started_on": 2021}, "expects a date"),
        ({"agency_kind": "palace"}, "none of"),
        ({"source_awards": [{}]}, "complete"),
        ({"source_awards": {"complete": "yes"}}, "complete"),
        ({"source_awards": {"items": [{"level": "good"}]}}, "source_awards[1]: unknown field"),
        ({"source_awards": {"items": [{"source_level": "best"}]}}, "source_awards[1].source_level"),
    ],
)
def test_facts_that_do_not_fit_are_refused_by_name(facts: dict[str, Any], words: str) -> None:
    with pytest.raises(FactError) as caught:
        judge(small.pack(), "crisis", facts)
    assert words in caught.value.en


def test_json_facts_keep_decimals_exact_and_refuse_what_is_no_object() -> None:
    assert facts_from_json('{"own_share": 69.999999999999999999}')["own_share"] < 70
    for text in ("[]", "{", '{"a": NaN}', '{"a": 1e999999999}', '{"a": 1, "a": 2}', "[" * 100_000):
        with pytest.raises(FactError):
            facts_from_json(text)


def test_facts_of_a_type_and_who_reads_them() -> None:
    found = facts_of(small.pack(), "expanded")
    assert [(f.name, f.read_by) for f in found] == [
        ("started_on", ("one-year",)),
        ("source_awards", ("from-outstanding",)),
        ("new_areas", ("new-areas",)),
    ]
    assert [f.name for f in found[1].record] == ["source_level", "source_year"]
    assert found[0].as_json()["question"] == "เริ่มเมื่อใด"


def test_the_next_question_is_the_one_that_decides_most_types() -> None:
    names = [f.name for f in question_order(small.pack(), {})]
    assert names[0] == "started_on"  # two types wait for it
    assert "good_standing" not in names  # an officer's to say
    left = [f.name for f in question_order(small.pack(), {"started_on": "2021-01-01"})]
    assert "new_areas" not in left and "source_awards" not in left  # their type is decided
    only = [f.name for f in question_order(small.pack(), {}, ["crisis"])]
    assert set(only) == {"own_share", "continues"}
