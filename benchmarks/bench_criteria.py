"""The rules alone, without a server or a database: judging, loading, comparing, the guide, the questionnaire.

Every row stands beside a floor of the same run that does the least a program in this language could do of the same work.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from types import SimpleNamespace
from typing import Any

import typst
import yaml

from benchmarks.harness import short
from lertrat.criteria import Pack, builtin, builtin_source, diff, judge_all, loading, measure, outlook
from lertrat.criteria.conditions import facts_read
from lertrat.criteria.guide import guide
from lertrat.criteria.probing import probes
from lertrat.typesetting import render
from lertrat.typesetting.glyphs import FONTS

THIS, LAST = "psea-2566", "psea-2564"
AGENCIES = 10_000
HEADINGS = ("", "CPU ms", "each µs", "x floor", "floor")


@dataclass(frozen=True)
class Row:
    """A piece of work: seconds of CPU of the whole, of how many things it was done, and its floor's name."""

    name: str
    cpu: float
    count: int
    floor: str = ""


@dataclass(frozen=True)
class Often:
    """How often a piece of work is repeated; the middle of its times counts."""

    times: int

    def cpu(self, work: Callable[[], object]) -> float:
        """Seconds of CPU, all threads of this process together."""
        taken = []
        for _ in range(self.times):
            began = time.process_time()
            work()
            taken.append(time.process_time() - began)
        return median(taken)


def report(brief: bool) -> str:
    """Measure everything and lay it out as one table with the questionnaire's means below."""
    often = Often(1 if brief else 5)
    rows = [*judging(often, LAST), *judging(often, THIS), *reading(often), *printing(often), *asking(often)]
    readers = 20 if brief else 200
    means = [measure(builtin(name), readers=readers).words() for name in (LAST, THIS)]
    return "\n".join([table(rows), "", *means])


def agencies(pack: Pack, count: int) -> list[dict[str, Any]]:
    """Made-up cases, the same in every run: each fact is one of the kinds of answer that the rules tell apart, or unknown."""
    drawn = random.Random(count)
    tried = probes(pack, {})
    return [
        {name: drawn.choice(values) for name, values in tried.items() if values and drawn.random() < 0.8}
        for _ in range(count)
    ]


def judging(often: Often, edition: str) -> Iterator[Row]:
    """Every type of a year × 10,000 agencies, beside looking at each attribute that each condition reads, once."""
    pack = builtin(edition)
    cases = agencies(pack, AGENCIES)
    blank = dict.fromkeys(pack.facts)
    bare = [SimpleNamespace(**{**blank, **case}) for case in cases]
    reads = [
        [name for condition in type.conditions for name in facts_read(condition.check) if name in pack.facts]
        for type in pack.types.values()
    ]

    def look() -> int:
        return sum(getattr(case, name) is not None for case in bare for names in reads for name in names)

    def judge_every_one() -> int:
        return sum(one.verdict == "met" for case in cases for one in judge_all(pack, case).values())

    def explain() -> int:
        return sum(
            len(one.conditions) for case in cases[: AGENCIES // 10] for one in judge_all(pack, case).values()
        )

    number = AGENCIES * len(pack.types)
    floor = f"floor: bare attribute checks, {edition}"
    say(floor)
    yield Row(floor, often.cpu(look), number)
    yield said(
        f"{len(pack.types)} types × {AGENCIES:,} agencies judged, {edition}",
        often.cpu(judge_every_one),
        number,
        floor,
    )
    # A tenth of the agencies, and the floor is set against as much.
    yield said(f"the same with every condition in words, {edition}", often.cpu(explain) * 10, number, floor)


def reading(often: Often) -> Iterator[Row]:
    """Loading a year's rules, and comparing two years."""
    text, _ = builtin_source(THIS)
    floor = "floor: the YAML parser alone"
    yield said(floor, often.cpu(lambda: sum(1 for _ in yaml.parse(text, Loader=yaml.CSafeLoader))), 1)
    with nothing_kept():
        yield said("loading a pack, its examples run", often.cpu(lambda: fresh(THIS)), 1, floor)
    builtin(THIS, supplement=False)
    yield said(
        "the same text again, kept by its hash", often.cpu(lambda: builtin(THIS, supplement=False)), 1, floor
    )
    one, other = builtin(LAST), builtin(THIS)
    floor = "floor: two packs written as JSON"
    yield said(
        floor, often.cpu(lambda: [json.dumps(pack.model_dump(mode="json")) for pack in (one, other)]), 1
    )
    found = len(diff(one, other))
    yield said(
        f"the difference of two packs ({found:,} found)", often.cpu(lambda: diff(one, other)), 1, floor
    )


def printing(often: Often) -> Iterator[Row]:
    """The applicants' guide, beside a page with one word from the same typesetter."""
    pack = builtin(THIS)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    word = '#set text(font: "Sarabun", lang: "th")\nเลิศรัฐ'.encode()
    floor = "floor: one word typeset"
    yield said(floor, often.cpu(lambda: typst.compile(word, font_paths=fonts)), 1)
    yield said("the guide's words put together", often.cpu(lambda: guide(pack)), 1, floor)
    data = guide(pack)
    # The typesetter remembers what it has set, so only the first time is the work of it.
    yield said(
        "the guide typeset as PDF, the first time", Often(1).cpu(lambda: render("guide", data)), 1, floor
    )


def asking(often: Often) -> Iterator[Row]:
    """The next question to an anonymous reader, beside judging every type once with what is known."""
    pack = builtin(LAST)
    cases = [dict(list(case.items())[: n % 6]) for n, case in enumerate(agencies(pack, 60))]
    floor = "floor: every type judged"
    yield said(floor, often.cpu(lambda: [judge_all(pack, case) for case in cases]), len(cases))
    yield said(
        "the next question found",
        often.cpu(lambda: [outlook(pack, case) for case in cases]),
        len(cases),
        floor,
    )


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Packs loaded before are out of sight, so that loading is loading."""
    kept = loading._loaded.copy()
    try:
        yield
    finally:
        loading._loaded.update(kept)


def fresh(edition: str) -> Pack:
    """The pack, loaded from its text."""
    loading._loaded.clear()
    return builtin(edition, supplement=False)


def say(words: str) -> None:
    """Show progress while the run goes on."""
    print(f"  {words}", file=sys.stderr, flush=True)


def said(name: str, cpu: float, count: int, floor: str = "") -> Row:
    """A row, shown as progress too."""
    say(f"{name}: {cpu * 1000:.1f} ms")
    return Row(name, cpu, count, floor)


def table(rows: list[Row]) -> str:
    """The rows with their ratios to their floors."""
    floors = {row.name: row.cpu for row in rows}
    lines: list[tuple[str, ...]] = [HEADINGS]
    for row in rows:
        ratio = short(row.cpu / floors[row.floor]) if row.floor else "1.00"
        against = row.floor.removeprefix("floor: ")
        lines.append((row.name, short(row.cpu * 1000), short(row.cpu / row.count * 1e6), ratio, against))
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 4) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
