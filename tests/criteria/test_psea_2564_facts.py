"""The rules of 2564 under every sort of facts: learning never changes a settled verdict, and the words are whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lertrat.criteria import builtin, facts_of, judge, question_order
from lertrat.criteria.schema import Fact

PACK = builtin("psea-2564", supplement=False)


def values(fact: Fact) -> st.SearchStrategy[Any]:
    low, high = int(fact.minimum or 0), int(fact.maximum or 100)
    match fact.type:
        case "bool":
            return st.booleans()
        case "int":
            return st.integers(low, min(high, low + 6))
        case "number":
            return st.integers(2 * low, 2 * high).map(lambda n: f"{n}/2")
        case "date":
            return st.dates(date(2019, 1, 1), date(2021, 6, 1))
        case "choice":
            return st.sampled_from([option.id for option in fact.options])
        case "text":
            return st.just("ก")
        case _:
            fields = {name: values(field) for name, field in fact.record.items()}
            return st.fixed_dictionaries(
                {
                    "complete": st.just(True),
                    "items": st.lists(st.fixed_dictionaries({}, optional=fields), max_size=3),
                }
            )


everything = st.fixed_dictionaries({name: values(fact) for name, fact in PACK.facts.items()})
type_ids = st.sampled_from(list(PACK.types))


@st.composite
def part_of(draw: st.DrawFn, facts: dict[str, Any]) -> dict[str, Any]:
    """Less than what `facts` knows: some left out, some items of a collection left out and the rest not marked complete."""
    known: dict[str, Any] = {}
    for name, value in facts.items():
        if draw(st.booleans()):
            continue
        if isinstance(value, dict) and draw(st.booleans()):
            kept = [item for item in value["items"] if draw(st.booleans())]
            known[name] = {"complete": False, "items": kept}
        else:
            known[name] = value
    return known


@given(st.data(), everything, type_ids)
def test_learning_never_changes_a_condition_that_is_met_or_unmet(
    data: st.DataObject, facts: dict[str, Any], type_id: str
) -> None:
    before = judge(PACK, type_id, data.draw(part_of(facts)))
    after = judge(PACK, type_id, facts)
    assert before.verdict in ("unknown", after.verdict)
    for one, two in zip(before.conditions, after.conditions, strict=True):
        assert one.verdict in ("unknown", two.verdict), one.id


@given(everything, type_ids)
def test_words_are_whole_and_with_everything_known_only_open_values_stay_unknown(
    facts: dict[str, Any], type_id: str
) -> None:
    judgement = judge(PACK, type_id, facts)
    for condition in judgement.conditions:
        for words in (condition.says.th, condition.says.en):
            assert words.strip() and "{" not in words and "…" not in words, (condition.id, words)
        if condition.verdict == "unknown" and condition.id != "no-published-condition":
            # What may still be missing is a field of a record, or something the papers leave open.
            assert condition.opens or all("." in name for name in condition.missing)


@settings(max_examples=8)
@given(everything)
def test_answering_the_questions_in_order_settles_every_type_that_can_be_settled(
    facts: dict[str, Any],
) -> None:
    known = {name: value for name, value in facts.items() if PACK.facts[name].who == "officer"}
    asked = 0
    while questions := [q for q in question_order(PACK, known) if q.name not in known]:
        known[questions[0].name] = facts[questions[0].name]
        asked += 1
        assert asked <= len(PACK.facts)
    for type_id in PACK.types:
        assert judge(PACK, type_id, known).verdict == judge(PACK, type_id, facts).verdict


def test_every_condition_reads_a_fact_and_every_fact_is_read() -> None:
    read = {spec.name for type_id in PACK.types for spec in facts_of(PACK, type_id)}
    assert read == set(PACK.facts)
