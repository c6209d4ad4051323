"""The applicants' guide says every condition and question of the rules, in their words, and marks what was assumed."""

from __future__ import annotations

from typing import Any

import pytest

from lertrat.criteria import Pack, builtin, builtin_ids
from lertrat.criteria.guide import NOT_FOUND, guide
from lertrat.typesetting import render
from lertrat.typesetting.engine import tied
from tests.typesetting.reading import folded, text_of


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in texts(part)]


def rules(pack: Pack, language: str) -> list[str]:
    """Every condition and question, every gate, criterion, honour and definition."""
    made = [c.text for t in pack.types.values() for c in t.conditions]
    made += [t.definition for t in pack.types.values() if t.definition]
    made += [step.gate.text for t in pack.types.values() for step in t.steps if step.gate]
    used = {(step.form, step.rubric) for t in pack.types.values() for step in t.steps}
    made += [q.label for form, _ in used if form for q in pack.forms[form].questions]
    made += [c.name for _, rubric in used if rubric for c in pack.rubrics[rubric].criteria]
    made += [h.text for h in pack.honours] + [value.question for value in pack.open_values]
    return [text.says(language) for text in made]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("id", builtin_ids())
def test_the_guides_words_are_the_rules_words(id: str, language: str) -> None:
    pack = builtin(id)
    data = guide(pack, language)
    assert data == guide(pack, language)
    said = set(texts(data))
    assert [text for text in rules(pack, language) if text not in said] == []
    assert pack.id == data["reference"] and pack.sha256 in data["fingerprint"]


@pytest.mark.parametrize(("id", "language"), [("psea-2564", "th"), ("psea-2567", "th"), ("unpsa-2022", "en")])
def test_every_condition_and_question_can_be_read_in_the_pdf(id: str, language: str) -> None:
    pack = builtin(id)
    printed = text_of(render("guide", guide(pack, language)))
    assert [text for text in rules(pack, language) if folded(tied(text)) not in printed] == []


def test_what_was_assumed_is_marked_and_without_the_supplement_nothing_is() -> None:
    with_it, without = guide(builtin("psea-2564")), guide(builtin("psea-2564", supplement=False))
    assert with_it["assumed"] == "ค่าสมมติเพื่อการสาธิต" and texts(with_it).count("ค่าสมมติเพื่อการสาธิต") > 50
    assert without["assumed"] == "" and "ค่าสมมติเพื่อการสาธิต" not in texts(without)


def test_a_year_of_which_little_is_known_says_so() -> None:
    said = texts(guide(builtin("psea-2567")))
    assert NOT_FOUND.th in said and "ยังไม่พบกำหนดวันรับสมัครที่เผยแพร่" in said
