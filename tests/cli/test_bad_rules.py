"""Rules that cannot be used: one line on the error output, the number of the line, status 2, and nothing opaque."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_rules import lertrat
from tests.criteria import small

__all__ = ["lertrat"]
WINDOW = "window: {first_day: 2020-12-23, last_day: 2021-02-23"
# What is changed in the small year, the words by which the line is known that must be named, and what must be said of it.
BAD: dict[str, tuple[str, str, str, str]] = {
    "unknown fact": ("{holds: continues}", "{holds: continued}", "{holds: continued}", "no fact “continued”"),
    "fact of the wrong type": ("{holds: continues}", "{holds: own_share}", "{holds: own_share}", "own_share is a number"),
    "value of the wrong type": ("year_be: 2564", "year_be: [2564]", "year_be:", "year_be"),
    "text for a number": ("minimum: 0, maximum: 100", "minimum: low, maximum: 100", "minimum: low", "not an exact number: 'low'"),
    "future schema": ("schema: 1", "schema: 7", "schema: 7", "written in schema 7; this version reads 1"),
    "two rules with one id": ("id: continues\n", "id: own-share\n", "ดำเนินการต่อเนื่อง", "two rules with one id: own-share"),
    "gate above the scale": ("gate: {at_least: 400", "gate: {at_least: 501", "at_least: 501", "outside the scale"),
    "window that closes before it opens": (WINDOW, WINDOW.replace("2021", "2019"), "last_day: 2019", "closes before it opens"),
    "unknown key": ("programme: mini", "programme: mini\nprogrammes: mini", "programmes:", "unknown key programmes"),
    "key with a line break": ("programme: mini", 'programme: mini\n"two\\nlines\\e[31m": 1', "two", "unknown key two lines [31m"),
    "key twice": ("programme: mini", "programme: mini\nprogramme: mini", "", "the key stands twice: programme"),
    "missing": ("year_be: 2564\n", "", "schema", "year_be is missing"),
    "example otherwise": ('score: "2799/7", expect: failed', 'score: "2799/7", expect: passed', "2799/7", "passed ≠ failed"),
    "alias": ("programme: mini", "programme: &m mini", "&m", "anchors"),
    "tag": ("programme: mini", "programme: !!python/name:os.system mini", "!!python", "tags are not accepted"),
}  # fmt: skip


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said_in_one_line_with_its_line_number(
    name: str, lertrat: Any, tmp_path: Path
) -> None:
    before, after, marked, words = BAD[name]
    assert before in small.TEXT, before
    text = small.TEXT.replace(before, after, 1)
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    ran = lertrat("criteria", "check", file)
    line = ran.refused()
    assert f"{file}: " in line and "the first at rules.yaml:" in line
    told = ran.out.splitlines()
    assert told and all(one.startswith("rules.yaml:") and one.split(":")[1].isdigit() for one in told), told
    (one,) = [one for one in told if words in one][:1]
    at = line_of(text, marked) if marked else line_of(small.TEXT, before) + 1
    assert abs(int(one.split(":")[1]) - at) <= 3, (one, at)
    problems = json.loads(lertrat("criteria", "check", file, "--json").out)["problems"]
    assert [(p["line"], p["words"]) for p in problems] == [
        (int(one.split(":")[1]), one.split(": ", 1)[1]) for one in told
    ]
    assert all(p["words_th"].strip() and "\n" not in p["words_th"] for p in problems)


BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
WHOLE: dict[str, tuple[bytes, str]] = {
    "bomb": (BOMB.encode(), "rules.yaml:1: anchors and aliases"),
    "deep": (b"a: " + b"[" * 20_000, "nested too deeply"),
    "more than 2 MB": (b"a: '" + b"x" * 2_100_000 + b"'", "larger than 2 MB"),
    "more than 20 MB": (b"a" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    "NUL": (small.TEXT.replace("mini-2564", "mini\0").encode(), "rules.yaml:3: cannot be read"),
    "not text": (b"\xff\xfe\x00\x01", "not UTF-8 text"),
    "empty": (b"", "a rules file is a mapping"),
    "a list": (b"- schema: 1\n", "a rules file is a mapping"),
    "another kind of file": (b"PK\x03\x04", "rules.yaml:1: cannot be read"),
    "a long value": (b"schema: 1\nid: '" + b"x" * 100_000 + b"'\n", "problem(s)"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_no_rules_file_is_refused_at_once(name: str, lertrat: Any, tmp_path: Path) -> None:
    data, words = WHOLE[name]
    file = tmp_path / "rules.yaml"
    file.write_bytes(data)
    began = time.process_time()
    line = lertrat("criteria", "check", file).refused()
    assert words in line and len(line) < 1000
    assert time.process_time() - began < 5


def test_a_file_that_is_not_there(lertrat: Any, tmp_path: Path) -> None:
    assert "No such file" in lertrat("criteria", "check", tmp_path / "none.yaml").refused()
    assert "directory" in lertrat("criteria", "check", tmp_path).refused()
