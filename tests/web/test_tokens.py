"""Colours: every pair used as words on ground reaches 4.5 : 1 in light and in dark; lines and marks reach 3 : 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.bundle_css import FOLDER, PARTS, bundle

TOKENS = (FOLDER / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunken")
ACCENTS = ("service", "participatory", "management", "met", "unmet", "unknown", "locked", "warn", "danger")

WORDS: list[tuple[str, str]] = [
    *[
        (words, ground)
        for ground in GROUNDS
        for words in ("ink", "ink-soft", "link", "link-visited", "action", "gold-ink")
    ],
    *[(words, ground) for ground in GROUNDS for words in ACCENTS],
    *[(words, f"{words}-wash") for words in ACCENTS],
    *[("ink", f"{wash}-wash") for wash in (*ACCENTS, "action", "gold")],
    *[("ink-soft", f"{wash}-wash") for wash in ("action", "warn", "danger", "met", "gold")],
    *[("link", f"{wash}-wash") for wash in ("action", "warn", "danger", "met", "gold")],
    ("action", "action-wash"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-danger", "danger"),
    ("gold-ink", "gold-wash"),
    ("on-gold", "gold"),
    ("on-night", "night"),
    ("on-night-soft", "night"),
    ("gold-on-night", "night"),
    ("paper", "ink"),
]
MARKS: list[tuple[str, str]] = [
    *[("line-strong", ground) for ground in GROUNDS],
    *[("focus", ground) for ground in GROUNDS],
    ("gold-on-night", "night"),
]


def _block(selector: str) -> dict[str, str]:
    """The colours set by the first rule of `selector`."""
    start = TOKENS.index(selector + " {")
    body = TOKENS[start : TOKENS.index("}", start)]
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", body))


LIGHT = _block("\n:root")
DARK = _block(':root[data-theme="dark"]')
MACHINE_DARK = _block(':root:not([data-theme="light"])')


def luminance(colour: str) -> float:
    """WCAG relative luminance of "#rrggbb"."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_words_can_be_read_on_their_ground(theme: str, colours: dict[str, str]) -> None:
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in WORDS}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}, theme


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_lines_of_controls_and_the_focus_stand_out(theme: str, colours: dict[str, str]) -> None:
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in MARKS}
    assert {pair: value for pair, value in weak.items() if value < 3} == {}, theme


def test_both_ways_into_the_dark_are_the_same_dark() -> None:
    assert DARK == MACHINE_DARK
    assert DARK.keys() == LIGHT.keys()


def test_colours_are_named_in_the_tokens_only() -> None:
    for part in PARTS:
        if part in {"tokens", "print"}:
            continue
        text = (FOLDER / f"{part}.css").read_text(encoding="utf-8")
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == [], part


def test_every_token_that_is_used_is_set() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)", bundle()))
    made = set(re.findall(r"--([a-z0-9-]+):", TOKENS))
    assert used - made == set()


def test_gold_is_for_honour_alone() -> None:
    """No button, link or control is golden."""
    for part in ("shell", "forms"):
        assert "--gold" not in (FOLDER / f"{part}.css").read_text(encoding="utf-8"), part


def test_the_bundle_is_in_step_and_small() -> None:
    written = (FOLDER / "lertrat.css").read_text(encoding="utf-8")
    assert written == bundle(), "run .venv/bin/python tools/bundle_css.py"
    assert len(written.encode()) < 40_200


def test_fonts_named_in_the_style_are_there() -> None:
    for name in re.findall(r'url\("(\.\./fonts/[^"]+)"\)', TOKENS):
        assert (FOLDER / Path(name)).resolve().is_file(), name
