"""What the components compute before they are drawn: shapes, the year's line, trees, differences of texts and plans."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lertrat.kernel import dates
from lertrat.kernel.plan import Plan
from lertrat.web import ui


def icon(name: str, size: int = 20) -> SafeString:
    """The shape `name` as inline SVG."""
    shape = mark_safe(ui.ICONS[name])  # our own constants
    return format_html(
        '<svg viewBox="0 0 24 24" width="{}" height="{}" fill="currentColor" aria-hidden="true" focusable="false">{}</svg>',
        size, size, shape,
    )  # fmt: skip


# --- the year's line ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Station:
    """An event with its place on the line in per cent, and where it stands to today: past, now or ahead."""

    event: ui.YearEvent
    number: int
    left: str
    width: str
    lane: int
    stands: str
    when: str

    @property
    def y(self) -> int:
        """Height of the station above the line: one lane each, so that nothing hides another."""
        return -26 - 30 * self.lane


@dataclass(frozen=True, slots=True)
class Line:
    """The drawing of a year: months as ticks, events as stations, today's place (empty when outside)."""

    months: tuple[tuple[str, str], ...]
    stations: tuple[Station, ...]
    today: str
    today_words: str
    today_after: int

    @property
    def base(self) -> int:
        """Where the line lies in the drawing, counted from its top."""
        return 62 + 30 * max(station.lane for station in self.stations)


MARGIN = 1.8
"""Half of what a station's number takes on the line, in per cent."""


def _month_starts(start: datetime, end: datetime) -> Iterable[datetime]:
    at = dates.bangkok(start).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while at <= end:
        yield at
        at = (at + timedelta(days=32)).replace(day=1)


def _when(event: ui.YearEvent) -> str:
    def short(at: datetime) -> str:
        return dates.english_date(at, "short") if ui.english() else dates.thai_date(at, "short")

    if event.until is None:
        return short(event.at)
    last = event.until - timedelta(minutes=1)  # windows are half-open: the last day that counts
    return f"{short(event.at)} – {short(last)}"


def _stands(event: ui.YearEvent, now: datetime) -> str:
    if now < event.at:
        return "ahead"
    return "now" if event.until and now < event.until else "past"


def year_line(events: Sequence[ui.YearEvent], now: datetime) -> Line | None:
    """Where everything stands on the line; None without events."""
    if not events:
        return None
    ordered = sorted(events, key=lambda each: (each.at, each.until or each.at))
    first = min(each.at for each in ordered)
    last = max(each.until or each.at for each in ordered)
    starts = list(_month_starts(first, last))
    begin, end = starts[0], (starts[-1] + timedelta(days=32)).replace(day=1)
    whole = (end - begin).total_seconds()

    def place(at: datetime) -> float:
        return (at - begin).total_seconds() / whole * 100

    stations = []
    taken: list[float] = []  # how far each lane is occupied, in per cent
    for number, event in enumerate(ordered, 1):
        left = place(event.at)
        wide = place(event.until) - left if event.until else 0.0
        lane = next((each for each, until in enumerate(taken) if until < left - MARGIN), len(taken))
        taken[lane : lane + 1] = [left + wide + MARGIN]
        stations.append(
            Station(event, number, f"{left:.2f}%", f"{wide:.2f}%", lane, _stands(event, now), _when(event))
        )
    names = dates.MONTHS_EN if ui.english() else dates.MONTHS_SHORT
    months = tuple((names[at.month - 1][: 3 if ui.english() else None], f"{place(at):.2f}%") for at in starts)
    inside = begin <= now < end
    words = dates.english_date(now, "short") if ui.english() else dates.thai_date(now, "short")
    after = sum(1 for each in ordered if each.at <= now)
    return Line(months, tuple(stations), f"{place(now):.2f}%" if inside else "", words, after)


# --- trees --------------------------------------------------------------------------------------------------------


def tree(nodes: Any, open_depth: int) -> list[dict[str, Any]]:
    """Nodes as the template walks them: look, words, children, whether opened."""
    if nodes is None:
        return []
    listed = list(nodes) if isinstance(nodes, list | tuple) else [nodes]
    return [
        {
            "node": node,
            "look": ui.STATES[node.verdict],
            "children": tree(list(getattr(node, "children", ())), open_depth - 1),
            "open": open_depth > 0,
            "citations": list(getattr(node, "citations", ())),
            "assumed": bool(getattr(node, "assumed", False)),
        }
        for node in listed
    ]


# --- differences --------------------------------------------------------------------------------------------------

# Thai has no spaces between words: what is compared are runs of letters, single blanks and clusters of Thai signs.
_PIECE = re.compile(r"[A-Za-z0-9]+|[ก-ฮเ-ไ][ะ-ฺๅ็-๎]*|\s+|.", re.DOTALL)


# Comparing costs the square of what is compared: up to so many pairs piece by piece, beyond that line by line first.
_PAIRS = 4_000_000


def differences(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both texts with what differs marked: `del` in the first, `ins` in the second."""
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for same, old, new in _compared(before, after):
        left.append(("" if same else "del", old))
        right.append(("" if same else "ins", new))
    return _marked(left), _marked(right)


def _compared(before: str, after: str) -> Iterator[tuple[bool, str, str]]:
    """The two texts run by run, and whether a run is the same in both."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) * len(new) <= _PAIRS:
        yield from _matched(old, new, autojunk=False)
        return
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for same, mine, theirs in _matched(*lines, autojunk=True):
        pieces = _PIECE.findall(mine), _PIECE.findall(theirs)
        if same or len(pieces[0]) * len(pieces[1]) > _PAIRS:
            yield same, mine, theirs
        else:
            yield from _matched(*pieces, autojunk=False)


def _matched(old: list[str], new: list[str], *, autojunk: bool) -> Iterator[tuple[bool, str, str]]:
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=autojunk).get_opcodes():
        yield tag == "equal", "".join(old[a:b]), "".join(new[c:d])


def _marked(parts: list[tuple[str, str]]) -> SafeString:
    shown = (
        format_html("<{0}>{1}</{0}>", mark, text) if mark else format_html("{}", text)
        for mark, text in parts
        if text
    )
    return format_html_join("", "{}", ((each,) for each in shown))


CHANGE_WORDS = {
    "add": ("เพิ่ม", "Add", "met"),
    "change": ("เปลี่ยน", "Change", "todo"),
    "remove": ("นำออก", "Remove", "unmet"),
    "keep": ("คงเดิม", "Keep", "locked"),
    "refuse": ("ทำไม่ได้", "Refused", "danger"),
}


def plan_rows(plan: Plan, kinds: Sequence[str]) -> dict[str, Any]:
    """The plan's lines of these kinds with their columns' values before and after, and the counts of all kinds."""
    rows = []
    for change in plan.changes:
        if change.kind not in kinds:
            continue
        th, en, style = CHANGE_WORDS[change.kind]
        keys = list(dict.fromkeys([*change.before, *change.after]))
        values = [
            (key, change.before.get(key), change.after.get(key))
            for key in keys
            if change.kind != "change" or change.before.get(key) != change.after.get(key)
        ]
        rows.append({"change": change, "words": ui.say(th, en), "style": style, "pairs": values})
    counts = [
        (ui.say(th, en), plan.count(kind), style)
        for kind, (th, en, style) in CHANGE_WORDS.items()
        if plan.count(kind)
    ]
    return {"rows": rows, "counts": counts}
