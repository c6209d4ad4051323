"""A rules file is read or refused; a refusal names the line."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lertrat.criteria import PackError, load_pack
from lertrat.criteria.reading import LARGEST, read
from tests.criteria import small


def problems(text: str, supplement: str | None = None) -> list[tuple[str, int, str]]:
    with pytest.raises(PackError) as caught:
        load_pack(text, supplement, name="mini.yaml", supplement_name="mini.demo.yaml")
    return [(p.file, p.line, p.words.en) for p in caught.value.problems]


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def changed(before: str, after: str, text: str = small.TEXT) -> str:
    assert text.count(before) >= 1, before
    return text.replace(before, after, 1)


def test_only_true_false_null_and_integers_are_typed() -> None:
    value = read(
        "a: yes\nb: on\nc: 12:30\nd: 1.5\ne: 007\nf: 2021-02-23\ng: 42\nh: true\ni: null\nj: '42'\nk: ~\nl: 0x10\nm:\nn: NO\n",
        "x",
    ).value
    assert value == {
        "a": "yes", "b": "on", "c": "12:30", "d": "1.5", "e": "007", "f": "2021-02-23", "g": 42,
        "h": True, "i": None, "j": "42", "k": "~", "l": "0x10", "m": None, "n": "NO",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: &x [1]\nb: *x\n", 1, "anchors"),
        ("a: 1\nb: *x\n", 2, "anchors"),
        ("a: !!python/name:os.system x\n", 1, "tags"),
        ("a: 1\n---\nb: 2\n", 2, "one document"),
        ("a: 1\nb: 2\na: 3\n", 3, "twice"),
        ("a: " + "[" * 60 + "]" * 60, 1, "nested"),
        ("- a\n", 1, "mapping"),
        ("", 1, "mapping"),
        ("a: 1\nb: [1, 2\nc: }\n", 3, "cannot be read"),
        ("a: \x00\n", 1, "cannot be read"),
        ("a: 1\nb: 2\nc: \x1b[31m\n", 3, "cannot be read"),
        ("a: \ud800\n", 1, "UTF-8"),
        ("? [a, b]\n: 1\n", 1, "key"),
    ],
)
def test_what_a_rules_file_may_not_hold_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(PackError) as caught:
        read(text, "x.yaml")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("x.yaml", line)
    assert words in problem.words.en


def test_a_bomb_is_refused_before_it_is_expanded() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1},*a{n - 1}]\n" for n in range(1, 60))
    started = time.perf_counter()
    with pytest.raises(PackError):
        read(bomb, "x")
    with pytest.raises(PackError):
        read("a: " + "[" * 500_000, "x")
    assert time.perf_counter() - started < 1


def test_a_file_over_two_megabytes_is_refused() -> None:
    with pytest.raises(PackError, match="2 MB"):
        read("a: '" + "ก" * (LARGEST // 3 + 1) + "'", "x")


@pytest.mark.parametrize(
    ("before", "after", "at", "words"),
    [
        ("schema: 1", "schema: 2", "schema: 2", "schema 2"),
        ("year_be: 2564", "year_be: 2564\nsurprise: 1", "surprise", "unknown key surprise"),
        ("id: continues\n", "id: own-share\n", "ดำเนินการต่อเนื่อง", "two rules with one id: own-share"),
        ("{holds: continues}", "{holds: continued}", "{holds: continued}", "no fact “continued”"),
        ("{holds: continues}", "{holds: own_share}", "{holds: own_share}", "own_share is a number"),
        ("{holds: continues}", "{holds: continues, known: own_share}", "known: own_share", "exactly one key"),
        ("same_category: true", "same_category: yes", "same_category: yes", "same_category expects true or false"),
        ("{holds: continues}", "{perhaps: continues}", "perhaps", "unknown key perhaps"),
        ("values: [department, province]", "values: [department, palace]", "palace", "palace does not fit"),
        ("gate: {at_least: 400", "gate: {at_least: 501", "at_least: 501", "outside the scale"),
        ("last_day: 2021-01-29", "last_day: 2020-01-29", "last_day: 2020-01-29", "closes before it opens"),
        ("branch: participatory", "branch: participation", "branch: participation", "no branch “participation”"),
        ("levels: [{level: awarded}]", "levels: [{level: best}]", "level: best", "no level “best”"),
        ("open: counted-to\n", "open: counted\n", "open: counted", "no open value “counted”"),
        ("to_open: areas-needed", "to_open: areas", "to_open: areas", "no open value “areas”"),
        ("in_force: closing,", "in_force: clozing,", "in_force: clozing", "in_force names no reading"),
        ("citations: [\"t:3", "citations: [\"u:3", "u:3", "no source “u”"),
        ("citations: [\"t:3 นวัตกรรมบริการ\"]", "citations: [\"นวัตกรรม\"]", "[\"นวัตกรรม\"]", "a citation is written"),
        ("{own_share} ต้อง", "{own_shere} ต้อง", "own_shere", "no fact “own_shere”"),
        ("opens_after: 2}", "opens_after: 3}", "opens_after: 3", "earlier step"),
        ("{points: 100, score: 375", "{points: 100, score: 200", "score: 200", "must rise"),
        ("steps: [{number: 1, kind: intake, name: {th: \"เสนอชื่อ\"", "steps: [{number: 1, form: none, kind: intake, name: {th: \"เสนอชื่อ\"", "form: none", "no form (used by citizen) “none”"),
        ("id: crisis\n", "id: innovation\n", "id: innovation", "the id stands twice: innovation"),
    ],
)  # fmt: skip
def test_a_rule_that_does_not_hold_together_is_refused_with_its_line(
    before: str, after: str, at: str, words: str
) -> None:
    text = changed(before, after)
    found = problems(text)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if at in line]
    assert any(line in range(n - 3, n + 1) and words in said for _, line, said in found for n in lines), found


def test_every_problem_is_named_not_only_the_first() -> None:
    text = changed("{holds: continues}", "{holds: a}", changed("{holds: good_standing}", "{holds: b}"))
    assert [said for _, _, said in problems(text)] == ["no fact “a”", "no fact “b”"]


def test_a_worked_example_that_comes_out_otherwise_refuses_the_pack() -> None:
    text = changed('score: "2799/7", expect: failed', 'score: "2799/7", expect: passed')
    ((file, line, words),) = problems(text)
    assert (file, line) == ("mini.yaml", line_of(text, "2799/7"))
    assert "passed ≠ failed" in words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("for: mini-2564", "for: mini-2565", "this is for mini-2565"),
        ("open: areas-needed", "open: areas-wanted", "no open value “areas-wanted”"),
        ("reading: two", "reading: nine", "no reading “nine”"),
        ("include: [basics]", "include: [basis]", "no section “basis”"),
        ("form: work", "form: wok", "no form (used by innovation) “wok”"),
        ("rubric: work", "rubric: wok", "no rubric (used by innovation) “wok”"),
        ("fact: started_on", "fact: started", "no fact “started”"),
        ("criterion: results", "criterion: resultz", "which work lacks"),
        ("weight: \"37.5\"", "weight: \"37.6\"", "the weights add up to"),
        ("at_least: 80}", "at_least: 60}", "cut-offs fall"),
        ("types: [innovation, crisis]", "types: [innovation, crises]", "no award type “crises”"),
        ("type: pmqa-4, step: 2", "type: pmqa-4, step: 1", "the sources already give these days"),
        ("innovation: {1:", "innovation: {2:", "no step 2 of innovation"),
        ("id: story,", "id: started,", "stands twice in the form: started"),
    ],
)  # fmt: skip
def test_a_supplement_that_does_not_fit_is_refused(before: str, after: str, words: str) -> None:
    found = problems(small.TEXT, changed(before, after, small.SUPPLEMENT))
    assert all(file == "mini.demo.yaml" for file, _, _ in found)
    assert any(words in said for _, _, said in found), found


def test_a_supplement_does_not_overrule_a_reading_in_force() -> None:
    extra = changed(
        "open: areas-needed, reading: two", "open: counted-to, reading: opening", small.SUPPLEMENT
    )
    assert "does not overrule" in problems(small.TEXT, extra)[0][2]


def test_what_a_supplement_fills_is_marked_and_nothing_else() -> None:
    bare, whole = small.pack(supplement=False), small.pack()
    assert not bare.has_assumptions and whole.has_assumptions
    assert whole.label is not None and whole.label.th == "ค่าสมมติเพื่อการสาธิต"
    assert [v.id for v in whole.assumed] == ["areas-needed"]
    assert bare.value_in_force("areas-needed") is None and whole.value_in_force("areas-needed") == 2
    step = whole.step("innovation", 1)
    assert step.assumed_parts == ("form", "rubric", "assessors", "hours")
    assert step.window is not None and not step.window.assumed and step.window.hours_assumed
    report = whole.step("pmqa-4", 2)
    assert report.window is not None and report.window.assumed
    assert [(level.id, str(level.cut_off), level.assumed) for level in whole.type("innovation").levels] == [
        ("outstanding", "80", True),
        ("good", "125/2", True),
    ]
    assert all(question.assumed for question in whole.form("innovation", 1).questions)
    assert whole.rubric("innovation", 1).assumed and whole.certificates[0].assumed
    assert not any(condition.assumed for type in whole.types.values() for condition in type.conditions)


def test_a_window_is_half_open_at_midnight_after_the_last_day() -> None:
    window = small.pack().step("innovation", 1).window
    assert window is not None
    bangkok = ZoneInfo("Asia/Bangkok")
    assert window.opens == datetime(2020, 12, 23, tzinfo=bangkok)
    assert window.closes == datetime(2021, 2, 24, tzinfo=bangkok)
    bare = small.pack(supplement=False).step("innovation", 1).window
    assert bare is not None and bare.opens is None and bare.closes is None


def test_shared_conditions_and_sections_reach_their_types_and_forms() -> None:
    pack = small.pack()
    assert [c.id for c in pack.type("expanded").conditions] == ["one-year", "from-outstanding", "new-areas"]
    assert [c.id for c in pack.type("citizen").conditions] == ["one-year"]
    assert [s.id for s in pack.form("innovation", 1).sections] == ["basics", "more"]
    assert [c.officer for c in pack.type("pmqa-outstanding").conditions] == [False, True]


def test_the_same_text_is_loaded_once() -> None:
    assert load_pack(small.TEXT, small.SUPPLEMENT) is load_pack(small.TEXT, small.SUPPLEMENT)
    assert load_pack(small.TEXT) is not load_pack(small.TEXT, small.SUPPLEMENT)


def test_a_loaded_pack_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        small.pack().type("innovation").number = 9  # type: ignore[misc]  # the point of the test
