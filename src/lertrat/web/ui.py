"""The words and shapes of the design system: what each state is called, how it looks, and the rows its components take.

Nothing here knows a room of the house: views fill these dataclasses, `templatetags/lertrat_ui.py` draws them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language

from lertrat.kernel import dates


def english() -> bool:
    """Whether this page is read in English."""
    return (get_language() or "th").startswith("en")


def say(th: str, en: str = "") -> str:
    """The words in the page's language; Thai where no English is given."""
    return en if en and english() else th


@dataclass(frozen=True, slots=True)
class Look:
    """How one state is shown: the tag's style, its shape, its words."""

    style: str
    icon: str
    th: str
    en: str


STATES: Mapping[str, Look] = {
    # the three verdicts
    "met": Look("met", "met", "ผ่าน", "Met"),
    "unmet": Look("unmet", "unmet", "ยังไม่ผ่าน", "Not met"),
    "unknown": Look("unknown", "unknown", "ยังขาดข้อมูล", "Not known yet"),
    # gates
    "passed": Look("met", "met", "ผ่านเกณฑ์", "Passed"),
    "failed": Look("unmet", "unmet", "ไม่ผ่านเกณฑ์", "Not passed"),
    "not_opened": Look("locked", "locked", "ยังไม่เปิด", "Not opened"),
    "refused": Look("unknown", "unknown", "คำนวณไม่ได้", "Cannot be computed"),
    # honours
    "yes": Look("met", "met", "ได้รับ", "Conferred"),
    "no": Look("unmet", "unmet", "ไม่ได้รับ", "Not conferred"),
    # tasks of an application (the four of the task list)
    "todo": Look("todo", "todo", "ยังไม่เริ่ม", "Not started"),
    "partial": Look("todo", "partial", "ทำแล้วบางส่วน", "In progress"),
    "done": Look("met", "met", "เสร็จแล้ว", "Complete"),
    "problem": Look("danger", "problem", "มีข้อต้องแก้", "Needs a correction"),
    # the life of things
    "locked": Look("locked", "locked", "ล็อกแล้ว", "Locked"),
    "sealed": Look("locked", "sealed", "ปิดผนึก", "Sealed"),
    "draft": Look("todo", "partial", "ร่าง", "Draft"),
    "awaiting": Look("warn", "clock", "รอดำเนินการ", "Waiting"),
    "due": Look("warn", "clock", "ใกล้กำหนด", "Due soon"),
    "open": Look("met", "met", "เปิดรับ", "Open"),
    "closed": Look("locked", "locked", "ปิดแล้ว", "Closed"),
    "ahead": Look("unknown", "clock", "ยังไม่ถึงเวลา", "Not yet"),
    "submitted": Look("met", "met", "ส่งแล้ว", "Submitted"),
    "withdrawn": Look("locked", "unmet", "ถอนแล้ว", "Withdrawn"),
    "not_considered": Look("locked", "unmet", "ไม่พิจารณา", "Not considered"),
    "published": Look("met", "met", "ประกาศแล้ว", "Published"),
    "conflict": Look("danger", "problem", "มีผลประโยชน์ทับซ้อน", "Conflict of interest"),
}

BRANCHES: Mapping[str, tuple[str, str]] = {
    "service": ("บริการภาครัฐ", "Public service"),
    "participatory": ("การบริหารราชการแบบมีส่วนร่วม", "Participatory administration"),
    "management": ("คุณภาพการบริหารจัดการภาครัฐ", "Public sector management quality"),
    "programme": ("รางวัลเลิศรัฐ", "Public Sector Excellence Awards"),
}
OTHER_BRANCHES: Mapping[str, tuple[str, str]] = {
    "unpsa": ("รางวัลบริการภาครัฐแห่งสหประชาชาติ", "United Nations Public Service Awards"),
}

LEVELS: Mapping[str, tuple[str, str, bool]] = {
    "outstanding": ("ดีเด่น", "Outstanding", True),
    "good": ("ดี", "Good", False),
    "basic": ("ระดับพื้นฐาน", "Basic", False),
    "advance": ("ระดับก้าวหน้า", "Advance", False),
    "significance": ("ระดับพัฒนาจนเกิดผล", "Significance", True),
    "awarded": ("ได้รับรางวัล", "Awarded", False),
    "overall": ("เลิศรัฐยอดเยี่ยม", "Overall excellence", True),
}

# Drawn on 24 × 24, filled with the text's colour. A hole is cut, not painted, so that every ground shows through.
ICONS: Mapping[str, str] = {
    "met": '<path fill-rule="evenodd" d="M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1.6 14.8 7.3-7.7-1.8-1.7-5.5 5.9-2.7-2.7L6 12.4z"/>',
    "unmet": '<path fill-rule="evenodd" d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9zm.4 4.6L6.6 8.3l3.7 3.7-3.7 3.7 1.7 1.7 3.7-3.7 3.7 3.7 1.7-1.7-3.7-3.7 3.7-3.7-1.7-1.7L12 10.3z"/>',
    "unknown": '<path fill="none" stroke="currentColor" stroke-width="2.2" stroke-dasharray="4.4 2.5" d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z"/><path fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" d="M9.3 9.6c0-3.6 5.4-3.3 5.4 0 0 2-2.7 2.1-2.7 4"/><circle cx="12" cy="17" r="1.4"/>',
    "locked": '<path fill-rule="evenodd" d="M12 1.5a5 5 0 0 1 5 5V10h1.5A1.5 1.5 0 0 1 20 11.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 20.5v-9A1.5 1.5 0 0 1 5.5 10H7V6.5a5 5 0 0 1 5-5zM14.6 10V6.5a2.6 2.6 0 0 0-5.2 0V10z"/>',
    "sealed": '<path fill-rule="evenodd" d="M3 5h18v14H3zm2.2 2 6.8 5.4L18.8 7zM5 9.4V17h14V9.4l-7 5.5z"/>',
    "todo": '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "partial": '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.2"/><path d="M12 5.5a6.5 6.5 0 0 1 0 13z"/>',
    "problem": '<path fill-rule="evenodd" d="M12 2 23 21.5H1zm-1.2 6.5.5 6.5h1.4l.5-6.5zM12 16.5a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z"/>',
    "info": '<path fill-rule="evenodd" d="M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1.2 8.5v7h2.4v-7zM12 6.2A1.5 1.5 0 1 0 12 9.2 1.5 1.5 0 0 0 12 6.2z"/>',
    "clock": '<path fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 4.5V12l3 2.5"/>',
    "star": '<path d="m12 1.8 3 6.7 7.3.7-5.5 4.8 1.6 7.2L12 17.4l-6.4 3.8L7.2 14 1.7 9.2 9 8.5z"/>',
    "diamond": '<path fill-rule="evenodd" d="M6.5 3h11L23 9.5 12 22 1 9.5zm.9 2L4.7 8.3h3.6L9.6 5zm4 0-1.2 3.3h3.6L12.6 5zm3 0 1.3 3.3h3.6L16.6 5zM4.7 10.5 9.5 16l-1.6-5.5zm5.5 0L12 17.2l1.8-6.7z"/>',
    "menu": '<path d="M3 5h18v2.4H3zm0 5.8h18v2.4H3zm0 5.8h18V19H3z"/>',
    "next": '<path fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="m9 5 7 7-7 7"/>',
    "previous": '<path fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="m15 5-7 7 7 7"/>',
    "up": '<path d="m12 6 7 11H5z"/>',
    "down": '<path d="M12 18 5 7h14z"/>',
    "sortable": '<path d="m12 3 5 7.5H7zM12 21l-5-7.5h10z"/>',
    "search": '<path fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" d="M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zm4.8 11.3L20.5 20.5"/>',
    "download": '<path fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" d="M12 3.5v11m-4.5-4.3L12 14.7l4.5-4.5M4 20h16"/>',
    "document": '<path fill-rule="evenodd" d="M5 2h9l5 5v15H5zm8 2.2V8h3.8zM8 11h8v1.8H8zm0 3.6h8v1.8H8z"/>',
    "quote": '<path d="M4 6h7v7.5L7.5 18H5l2-4.5H4zm9 0h7v7.5L16.5 18H14l2-4.5h-3z"/>',
    "edit": '<path d="m16.5 3 4.5 4.5L8.5 20 3 21l1-5.5zM14.6 6.8l2.6 2.6"/>',
    "close": '<path fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" d="m6 6 12 12M18 6 6 18"/>',
    "dot": '<circle cx="12" cy="12" r="6"/>',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, a set of radio buttons or checkboxes."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(slots=True)
class FieldView:
    """A field ready to be drawn, from a Django form or from a question of a pack.

    `kind` is one of text, number, email, password, search, tel, textarea, select, radio, checkboxes, checkbox, date, file.
    A date's value is a date, or the three texts (day, month, year) as they were typed.
    """

    name: str
    label: str
    kind: str = "text"
    value: Any = ""
    hint: str = ""
    error: str = ""
    options: Sequence[Option] = ()
    optional: bool = False
    id: str = ""
    attrs: Mapping[str, Any] = field(default_factory=dict)
    width: str = ""
    rows: int = 5
    words: int = 0
    used: int = 0
    heading: bool = False
    suffix: str = ""

    def __post_init__(self) -> None:
        self.id = self.id or f"id_{self.name}"

    @property
    def described(self) -> str:
        """Ids of what explains the field, for aria-describedby."""
        parts = [(self.hint, "hint"), (self.error, "error"), (self.words, "count")]
        return " ".join(f"{self.id}-{end}" for present, end in parts if present)

    @property
    def parts(self) -> tuple[str, str, str]:
        """A date's day, month and Buddhist year as text."""
        if isinstance(self.value, datetime | date):
            day = dates.day_of(self.value)
            return str(day.day), str(day.month), str(day.year + dates.ERA)
        if isinstance(self.value, list | tuple) and len(self.value) == 3:
            one, two, three = ("" if part is None else str(part) for part in self.value)
            return one, two, three
        return "", "", ""


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a task list. `state` is todo, partial, done or problem; without a URL it cannot be opened yet."""

    title: str
    state: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a summary list: what was asked, what was answered, where it is changed."""

    key: str
    value: Any = ""
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A station on the way of an application; `state` is done, now or ahead."""

    name: str
    state: str
    when: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A tab, a breadcrumb, a link of a list."""

    title: str
    url: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A sentence of an explanation, with the sentences it rests on."""

    verdict: str
    says: Any
    children: tuple[Node, ...] = ()
    citations: tuple[Any, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class YearEvent:
    """Something on the year's line: a moment, or a span where `until` is given (half-open)."""

    name: str
    at: datetime
    until: datetime | None = None
    url: str = ""
    branch: str = ""
