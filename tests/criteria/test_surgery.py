"""One value changed, every other byte as it was; and last year's rules as the beginning of the next."""

from __future__ import annotations

import random
from typing import Any

import pytest

from lertrat import criteria
from lertrat.criteria.copying import next_year
from lertrat.criteria.parsing import parsed
from lertrat.criteria.surgery import changed, spans
from lertrat.kernel.errors import Refusal
from tests.criteria import small

TEXT = """# rules
a: plain words   # beside
b: {x: "one", y: 2}
c:
  - id: first
    text: 'it''s'
  - {id: second}
d: [p, q]
e: |
  two
  lines
f: last
"""


def held(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("a",), "other", "a: other   # beside"),
        (("a",), "true", 'a: "true"   # beside'),
        (("a",), "x: y # z", 'a: "x: y # z"   # beside'),
        (("b", "x"), 'say "ไทย"', 'b: {x: "say \\"ไทย\\"", y: 2}'),
        (("b", "y"), 30, 'b: {x: "one", y: 30}'),
        (("b", "z"), None, 'b: {x: "one", y: 2}'),
        (("b", "z"), {"th": "ก"}, 'b: {x: "one", y: 2, z: {th: "ก"}}'),
        (("b", "x"), None, "b: {y: 2}"),
        (("c", 0, "text"), "we're", "    text: 'we''re'"),
        (("c", 0, "more"), "m", '    more: "m"'),
        (("c", 2), {"id": "third"}, '  - {id: "third"}'),
        (("d", 2), "r", 'd: [p, q, "r"]'),
        (("d", 0), None, "d: [q]"),
        (("e",), "one\ntwo", 'e: "one\\ntwo"'),
        (("g",), "new", 'g: "new"'),
    ],
)
def test_only_the_line_of_the_value_moves(path: tuple[str | int, ...], value: Any, line: str) -> None:
    after = changed(TEXT, {path: value})
    assert line in after.splitlines()
    gone = [each for each in TEXT.splitlines() if each not in after.splitlines()]
    assert len(gone) <= (3 if path == ("e",) else 1)
    if value is not None:
        assert held(parsed(after)[0], path) == value


def test_a_change_of_one_scalar_leaves_every_other_byte_of_a_whole_year() -> None:
    text, _ = criteria.builtin_source("psea-2564")
    known = spans(text)
    drawn = random.Random(2564)
    scalars = [path for path, at in known.items() if at.kind == "scalar" and at.start < at.end]
    for path in drawn.sample(scalars, 12):
        at = known[path]
        after = changed(text, {path: "ถ้อยคำใหม่: ทดสอบ"})
        tail = len(text) - at.end
        assert after[: at.start] == text[: at.start] and after[len(after) - tail :] == text[at.end :]
        assert held(parsed(after)[0], path) == "ถ้อยคำใหม่: ทดสอบ"


def test_several_changes_at_once_keep_their_order() -> None:
    after = changed(
        TEXT, {("d", 2): "r", ("d", 3): "s", ("a",): "x", ("c", 2): {"id": "k"}, ("c", 3): {"id": "l"}}
    )
    assert 'd: [p, q, "r", "s"]' in after and after.index('"k"') < after.index('"l"')


def test_what_cannot_be_changed_is_refused_and_nothing_is_lost() -> None:
    with pytest.raises(Refusal) as told:
        changed(TEXT, {("a", "b"): "x"})
    assert told.value.code == "surgery" and "YAML" in told.value.th
    with pytest.raises(Refusal):
        changed(TEXT, {("c", 0, "id"): None})
    assert changed(TEXT, {}) == TEXT and changed(TEXT, {("a",): "plain words"}) == TEXT


@pytest.mark.parametrize("id", criteria.builtin_ids())
def test_every_known_year_can_be_copied_into_the_next(id: str) -> None:
    text, extra = criteria.builtin_source(id)
    old = criteria.builtin(id)
    source, supplement = next_year(text, extra, code="next-year", year_be=old.year_be + 1)
    made = criteria.load_pack(source, supplement or None)
    assert (made.id, made.year_be) == ("next-year", old.year_be + 1)
    assert made.carried_from is not None and made.carried_from.edition == id
    assert str(old.year_be) in made.authority.th and made.authority.citations == ()
    assert made.authority.kind == "document" and made.authority.shown is None
    found = criteria.rule_changes(old, made)
    assert {one.rule.rsplit("/", 1)[-1] for one in found if one.needs} <= {"window", "hours"}
    for kind in made.types.values():
        before = old.types[kind.id]
        for step, was in zip(kind.steps, before.steps, strict=True):
            if step.window is None or was.window is None:
                continue
            assert step.window.first_day.year == was.window.first_day.year + 1
            assert step.window.citations == was.window.citations
            assert step.window.assumed or f"dates-{made.year_be}" in step.window.open
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in comments if line not in source] == [] or "history" in text


def test_rules_that_cannot_be_read_are_not_copied() -> None:
    with pytest.raises(Refusal) as told:
        next_year("a: [", "", code="x", year_be=2567)
    assert told.value.code == "copy"
    with pytest.raises(Refusal):
        next_year(small.TEXT.replace("year_be:", "year:", 1), "", code="x", year_be=2567)
