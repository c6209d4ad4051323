"""Judging many at once: the same verdicts, conditions made into functions once, and nothing of that stored."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given

from lertrat.criteria import FactError, builtin, judge, judge_all, load_pack
from lertrat.criteria import schema as s
from lertrat.criteria.conditions import compiled
from lertrat.kernel.errors import Refusal
from tests.criteria import small
from tests.criteria.test_conditions import some_facts


@given(some_facts)
def test_all_types_at_once_are_judged_as_one_by_one(facts: dict[str, Any]) -> None:
    pack = small.pack()
    together = judge_all(pack, facts)
    assert list(together) == list(pack.types)
    assert together == {type_id: judge(pack, type_id, facts) for type_id in pack.types}
    assert [one.as_json() for one in together.values()] == [
        judge(pack, t, facts).as_json() for t in pack.types
    ]


def test_only_the_types_asked_for_and_none_that_the_year_does_not_have() -> None:
    pack = small.pack()
    assert list(judge_all(pack, {}, ["expanded", "crisis"])) == ["expanded", "crisis"]
    with pytest.raises(Refusal, match="no award type palace"):
        judge_all(pack, {}, ["palace"])
    with pytest.raises(FactError, match="did you mean own_share"):
        judge_all(pack, {"owm_share": 1})


def test_a_condition_is_compiled_once_and_the_pack_is_kept_by_its_hashes() -> None:
    pack = load_pack(small.TEXT, small.SUPPLEMENT)
    assert load_pack(small.TEXT, small.SUPPLEMENT) is pack
    nodes = [condition.check for type in pack.types.values() for condition in type.conditions]
    assert nodes and all(compiled(node) is compiled(node) for node in nodes)


def test_what_a_condition_was_compiled_to_is_neither_stored_nor_shown_nor_compared() -> None:
    pack = builtin("psea-2564")
    before = pack.model_dump_json()
    judge_all(pack, {})
    again = pickle.loads(pickle.dumps(pack))
    assert again == pack and again.model_dump_json() == pack.model_dump_json() == before
    nodes = [condition.check for type in again.types.values() for condition in type.conditions]
    assert nodes and all(set(node.__dict__) == set(s.Node.model_fields) for node in nodes)
    facts = {"started_on": "2020-02-24"}
    assert judge_all(again, facts) == judge_all(pack, facts)


def test_two_judgements_differ_where_their_words_do() -> None:
    pack = small.pack()
    nine, eight = (judge(pack, "expanded", {"started_on": day}) for day in ("2020-05-20", "2020-06-20"))
    assert nine.verdict == eight.verdict == "unmet"
    assert nine != eight and nine == judge(pack, "expanded", {"started_on": "20/5/2563"})
    assert nine != "unmet" and len({nine, judge(pack, "expanded", {"started_on": "2020-05-20"})}) == 1
