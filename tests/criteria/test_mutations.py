"""Whatever is done to a rules file, it loads, or it fails with file, line and the words of the rule that is broken."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lertrat.criteria import Pack, PackError, builtin_ids, builtin_source, load_pack
from lertrat.criteria.reading import read
from tests.criteria import small

Where = tuple[str | int, ...]
WHOLE = read(small.TEXT, "mini.yaml").value
SCALARS: list[Any] = [
    None, True, False, 0, -1, 10**17, "", " ", "ก", "2564-13-40", "2021-02-23", "2799/7", "1/0", "{nothing}", "a" * 300,
    "\u0e01\u0e33", "null", "~", "yes", [], {}, [None], [[]], {"a": 1}, {"all": []}, ["x", "x"],
]  # fmt: skip

# Words of a program's inside, which tell the writer of a rules file nothing.
OPAQUE = (
    "Traceback", "object at 0x", "KeyError", "IndexError", "NoneType", "Input should", "instance of", "tuple", "<class",
)  # fmt: skip


def places(value: Any, path: Where = ()) -> Iterator[Where]:
    """Every place of a file."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from places(inner, (*path, key))


PLACES = list(places(WHOLE))
AS_JSON = json.dumps(WHOLE)


@cache
def year(id: str) -> tuple[str, list[Where]]:
    """A year that comes with the program, as JSON, and every place of it."""
    value = read(builtin_source(id)[0], id).value
    return json.dumps(value), list(places(value))


def at(value: Any, path: Where) -> Any:
    for key in path:
        value = value[key]
    return value


def outcome(text: str, supplement: str | None = None) -> Pack | PackError:
    """The pack, or the refusal, which must be one a person can act on."""
    try:
        return load_pack(text, supplement, name="broken.yaml", supplement_name="extra.yaml")
    except PackError as error:
        assert error.problems
        for problem in error.problems:
            lines = (supplement or "") if problem.file == "extra.yaml" else text
            assert problem.file in ("broken.yaml", "extra.yaml")
            assert 1 <= problem.line <= lines.count("\n") + 2, problem
            assert problem.words.th.strip() and problem.words.en.strip()
            for opaque in OPAQUE:
                assert opaque not in problem.words.en, problem.words.en
        assert "broken.yaml:" in error.th or "extra.yaml:" in error.th
        return error


def dumped(value: Any) -> str:
    """As JSON, which is YAML too, and far quicker to write."""
    return json.dumps(value, ensure_ascii=False, indent=1)


@st.composite
def mutations(draw: st.DrawFn, id: str = "") -> dict[str, Any]:
    """The small year, or year `id`, with one to three places changed: deleted, doubled, swapped, renamed, or given another
    value."""
    text, there = year(id) if id else (AS_JSON, PLACES)
    value: dict[str, Any] = json.loads(text)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(there))
        try:
            holder, key = at(value, path[:-1]), path[-1]
            kept = at(value, path)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier mutation took the place away
        match draw(st.sampled_from(["delete", "double", "swap", "rename", "replace", "wrap"])):
            case "delete":
                del holder[key]
            case "double" if isinstance(holder, list):
                holder.append(copy.deepcopy(kept))
            case "swap":
                other = draw(st.sampled_from(there))
                try:
                    holder[key] = copy.deepcopy(at(value, other))
                except (KeyError, IndexError, TypeError):
                    continue
            case "rename" if isinstance(holder, dict):
                holder[f"{key}x"] = holder.pop(key)
            case "wrap":
                holder[key] = draw(st.sampled_from([[kept], {"x": kept}, {str(key): kept}]))
            case _:
                holder[key] = draw(st.sampled_from(SCALARS))
    return value


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(mutations())
def test_a_mutated_pack_loads_or_says_what_is_wrong(value: dict[str, Any]) -> None:
    outcome(dumped(value))


@pytest.mark.parametrize("id", builtin_ids())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_so_it_is_with_every_year_that_comes_with_the_program(id: str, data: st.DataObject) -> None:
    outcome(dumped(data.draw(mutations(id))))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutated_text_loads_or_says_what_is_wrong(data: st.DataObject) -> None:
    lines = small.TEXT.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        n = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["delete", "double", "indent", "cut", "insert"])):
            case "delete":
                del lines[n]
            case "double":
                lines.insert(n, lines[n])
            case "indent":
                lines[n] = data.draw(st.sampled_from([" ", "  ", "\t"])) + lines[n]
            case "cut":
                lines[n] = lines[n][: data.draw(st.integers(0, len(lines[n])))]
            case _:
                spot = data.draw(st.integers(0, len(lines[n])))
                odd = st.sampled_from(
                    [*"{}[]:,&*!|>'\"%@`#-?", "\x00", "\u200b", "ก", "<<: ", "---", "!!python/object:os "]
                )
                lines[n] = lines[n][:spot] + data.draw(odd) + lines[n][spot:]
    outcome("\n".join(lines))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutated_supplement_loads_or_says_what_is_wrong(data: st.DataObject) -> None:
    extra = read(small.SUPPLEMENT, "mini.demo.yaml").value
    path = data.draw(st.sampled_from(list(places(extra))))
    holder = at(extra, path[:-1])
    if data.draw(st.booleans()):
        del holder[path[-1]]
    else:
        holder[path[-1]] = data.draw(st.sampled_from(SCALARS))
    outcome(small.TEXT, dumped(extra))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("\n  - id: responsiveness\n", "\n  - id: service-innovation\n", "the id stands twice: service-innovation"),
        ("      - id: rs-succeeded\n", "      - id: rs-private-demand\n", "two rules with one id: rs-private-demand"),
        ("check: {holds: private_sector_demand}", "check: {holds: private_demand}", "no fact “private_demand”"),
        ("check: {holds: private_sector_demand}", "check: {holds: agency_kind}", "agency_kind is a choice"),
        ("schema: 1\n", "schema: 2\n", "written in schema 2; this version reads 1"),
        ("year_be: 2566\n", "year_be: two thousand\n", "year_be"),
        ("      held_on: 2022-09-27\n", "", "held_on is missing"),
        ("held_on: 2022-09-27", "held_on: 2022-13-27", "held_on"),
        ("body: sub-merged", "body: sub-nobody", "no body “sub-nobody”"),
        ("kind: acknowledged", "kind: noted", "approved"),
        ("about: [management, pmqa-4]", "about: [management, pmqa-5]", "no branch, type or honour “pmqa-5”"),
        ("now: responsiveness", "now: responsive", "no award type “responsive”"),
        ("before: service-covid\n      how: dropped", "before: service-covid\n      how: new", "new has no type before"),
        ("kind: open\n", "kind: by_hand\n", "needs belong to an open honour"),
        ("      also_open: [pmqa-outstanding, pmqa-4]\n", "", "an exclusion names the awards it looks at"),
        ("examines: [7]", "gate: {at_least: 501, scale: 500, text: {th: ก, en: a}}", "outside the scale"),
        ("first_day: 2023-09-07\n", "first_day: 2023-09-07\n      last_day: 2023-09-06\n", "comes before the first"),
        ("expect: unmet\n", "expect: met\n", "a worked example comes out otherwise"),
    ],
)  # fmt: skip
def test_each_rule_broken_in_a_whole_year_is_named(before: str, after: str, words: str) -> None:
    text, _ = builtin_source("psea-2566")
    assert before in text, before
    changed = text.replace(before, after, 1)
    error = outcome(changed)
    assert isinstance(error, PackError)
    line = text[: text.index(before)].count("\n") + 1
    assert any(words in p.words.en and abs(p.line - line) < 40 for p in error.problems), [
        str(p.words.en) for p in error.problems
    ]


@pytest.mark.parametrize(
    ("change", "line_holds", "words"),
    [
        ({"honours": [{"honour": "overall", "awards": [], "expect": "no"}]}, "honour", "at least one award of an agency"),
        ({"honours": [{"honour": "overall", "awards": [{"agency": " "}], "expect": "no"}]}, "honour", "row 1"),
        ({"reaffirmations": [{"type": "pmqa-category", "past": [{}], "expect": "met"}]}, "reaff", "a past award has a type"),
        ({"reaffirmations": [{"type": "pmqa-category", "past": [{"type": "pmqa-category", "from_year": None}], "expect": "met"}]}, "reaff", "a past award has a type"),
        ({"judge": [{"type": "palace", "expect": "met"}]}, "judge", "palace"),
        ({"judge": [{"type": "crisis", "facts": {"own_share": "much"}, "expect": "met"}]}, "judge", "own_share"),
    ],
)  # fmt: skip
def test_a_worked_example_that_cannot_be_run_says_what_it_lacks(
    change: dict[str, Any], line_holds: str, words: str
) -> None:
    value = json.loads(AS_JSON)
    value["examples"] |= change
    text = dumped(value)
    error = outcome(text)
    assert isinstance(error, PackError)
    (problem,) = error.problems
    assert words in problem.words.en and problem.words.th != problem.words.en
    assert any(line_holds in line for line in text.split("\n")[problem.line - 2 : problem.line + 2]), problem


def test_a_window_that_closes_before_it_opens_and_a_bomb_are_refused_at_once() -> None:
    window = "window: {first_day: 2020-12-23, last_day: 2021-02-23, open: hours"
    assert window in small.TEXT
    error = outcome(small.TEXT.replace(window, window.replace("last_day: 2021", "last_day: 2019"), 1))
    assert isinstance(error, PackError) and "closes before it opens" in error.en
    started = time.process_time()
    bomb = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*a, *a]\n" for n in "bcdefghij")
    for text in (bomb, "schema: 1\nid: " + "[" * 5000, "{" * 5000, "a: " * 5000, "- " * 5000):
        error = outcome(text)
        assert isinstance(error, PackError) and len(error.problems) == 1
    assert time.process_time() - started < 1
