"""Two years' rules side by side."""

from __future__ import annotations

from lertrat.criteria import Difference, diff, load_pack
from tests.criteria import small


def changes(*pairs: tuple[str, str]) -> list[Difference]:
    text = small.TEXT
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after, 1)
    return diff(small.pack(supplement=False), load_pack(text))


def test_the_same_rules_do_not_differ() -> None:
    assert diff(small.pack(), small.pack()) == []
    assert changes(("# A small year", "# Another comment")) == []


def test_what_changed_is_named_by_its_path_in_words_of_both_languages() -> None:
    (found,) = changes(
        ('{at_least: 400, text: {th: "400 คะแนน", en', '{at_least: 399, text: {th: "400 คะแนน", en')
    )
    assert (found.where, found.kind, found.before, found.after) == (
        "types/mini/pmqa-4/steps/2/gate/at_least",
        "changed",
        "400",
        "399",
    )
    assert "จาก “400” เป็น “399”" in found.words.th and "from “400” to “399”" in found.words.en


def test_a_type_keeps_its_place_by_its_concept_when_its_id_changes() -> None:
    found = changes(("id: innovation\n", "id: new-name\n"), ("type: innovation, facts", "type: new-name, facts"), ("type: innovation, level", "type: new-name, level"))  # fmt: skip
    assert [(d.where, d.kind, d.before, d.after) for d in found] == [
        ("types/mini/innovation/id", "changed", "innovation", "new-name")
    ]


def test_what_came_and_what_went() -> None:
    quota = '    quota: {max: 1, counted: agency, text: {th: "1 หน่วยงาน 1 ผลงาน", en: "One per agency"}}\n'
    (gone,) = changes((quota, ""))
    assert (gone.where, gone.kind, gone.after) == ("types/mini/crisis/quota", "removed", None)
    assert gone.words.en == "removed award type › Crisis › quota: “One per agency”"
    back = diff(load_pack(small.TEXT.replace(quota, "")), small.pack(supplement=False))
    assert [(d.where, d.kind) for d in back] == [("types/mini/crisis/quota", "added")]
