"""What changed, rule by rule, with words to read side by side."""

from __future__ import annotations

from lertrat.criteria import builtin, diff, load_pack, rule_changes
from lertrat.criteria.changes import rule_path
from tests.criteria import small

GATE = '{at_least: 400, text: {th: "400 คะแนน", en'


def test_a_changed_rule_shows_both_texts_and_asks_for_its_resolution() -> None:
    text = small.TEXT.replace(GATE, GATE.replace("at_least: 400", "at_least: 380"), 1)
    (found,) = rule_changes(small.pack(supplement=False), load_pack(text))
    assert found.rule == "types/mini/pmqa-4/steps/2/gate" and found.kind == "changed" and found.needs
    assert found.before is not None and found.after is not None
    assert "คะแนนอย่างน้อย: 400" in found.before.th and "คะแนนอย่างน้อย: 380" in found.after.th
    assert found.before_citations and "เกณฑ์ผ่าน" in found.name.th


def test_every_difference_of_two_years_lies_in_one_named_rule() -> None:
    a, b = builtin("psea-2564"), builtin("psea-2566")
    found = rule_changes(a, b)
    keys = {one.rule for one in found}
    assert len(keys) == len(found)
    assert {"/".join(rule_path(one.path)) for one in diff(a, b)} == keys
    assert all(one.name.th and one.name.en and one.words for one in found)
    assert all((one.before is not None) or (one.after is not None) for one in found if one.kind != "unknown")
    assert not any(one.needs for one in found if one.kind == "unknown" and len(one.words) == 1)


def test_words_of_facts_and_gaps_are_no_rules_but_a_reading_put_in_force_is() -> None:
    a = builtin("psea-2564")
    found = rule_changes(a, builtin("psea-2564", supplement=False))
    assert any(one.rule.startswith("open_values/") and one.needs for one in found)
    assert not any(
        one.needs
        for one in rule_changes(a, builtin("psea-2566"))
        if one.rule.startswith(("facts/", "notes/"))
    )


def test_the_same_rules_change_nothing() -> None:
    assert rule_changes(small.pack(), small.pack()) == []
