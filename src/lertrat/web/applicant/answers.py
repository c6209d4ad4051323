"""A question as a field, a stored answer as what stands in its boxes, posted boxes as an answer, an answer as words.

Everything passes through *boxes*: the list of texts that stand in a question's controls, in order (one for a text, day, month
and year for a date, row by row for a table). So the page with script, the page without, and the comparison of two people's
texts read an answer alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from lertrat.criteria.schema import Fact, Question
from lertrat.criteria.schema.facts import Option
from lertrat.kernel import dates, exact, thai
from lertrat.web import ui

REVISION = "rev:"
YES_NO = (("yes", "ใช่"), ("no", "ไม่ใช่"))
MAX_ROWS = 200
_BOXES = {"date": 3}


def options_of(question: Question, fact: Fact | None) -> tuple[Option, ...]:
    """The question's own options, else those of the fact it fills."""
    return question.options or (fact.options if fact else ())


# --- stored value → boxes ---------------------------------------------------------------------------------------------


def boxes(question: Question, value: Any) -> list[str]:
    """What stands in the question's controls for a stored value."""
    if isinstance(value, Mapping) and "raw" in value:
        return _raw_boxes(question, value["raw"])
    if question.kind == "table":
        return [_cell(row.get(c.id, ""), c.kind) for row in value or [] for c in question.columns]
    if question.kind == "multi":
        return [str(one) for one in value or []]
    if value is None:
        return [""] * _BOXES.get(question.kind, 1)
    if question.kind == "yes_no":
        return ["yes" if value else "no"]
    if question.kind == "number":
        return [plain_number(str(value))]
    if question.kind == "date":
        day = date.fromisoformat(str(value))
        return [str(day.day), str(day.month), str(day.year + dates.ERA)]
    return [str(value)]


def _raw_boxes(question: Question, raw: Any) -> list[str]:
    if question.kind == "table" and isinstance(raw, list):
        return [str(row.get(c.id, "")) for row in raw if isinstance(row, Mapping) for c in question.columns]
    if question.kind == "date":
        parts = str(raw).split("/") if "/" in str(raw) else str(raw).split(maxsplit=2)
        return [part.strip() for part in (*parts, "", "", "")[:3]]
    return [str(one) for one in raw] if isinstance(raw, list) else [str(raw)]


def _cell(value: Any, kind: str) -> str:
    if kind == "number" and value not in ("", None):
        return plain_number(str(value))
    if kind == "date" and value not in ("", None):
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            return str(value)
        return f"{day.day}/{day.month}/{day.year + dates.ERA}"
    return "" if value is None else str(value)


def plain_number(text: str) -> str:
    """An exact number as people write it: a decimal where it ends, else the fraction; what is no number as it is."""
    return exact.plain(text)


# --- boxes → what is saved --------------------------------------------------------------------------------------------


def posted(question: Question, data: QueryDict) -> list[str] | None:
    """The boxes of a posted form; None where the question was not on it."""
    if f"{REVISION}{question.id}" not in data:
        return None
    if question.kind == "table":
        return _posted_table(question, data)
    if question.kind == "multi":
        return data.getlist(question.id)
    if question.kind == "date":
        return [data.get(f"{question.id}_{place}", "").strip() for place in range(3)]
    return [data.get(question.id, "").replace("\r\n", "\n")]


def _posted_table(question: Question, data: QueryDict) -> list[str]:
    found: list[str] = []
    for row in range(MAX_ROWS):
        names = [f"cell:{question.id}:{row}:{column.id}" for column in question.columns]
        if names[0] not in data:
            break
        found += [data.get(name, "").strip() for name in names]
    return found


def base(question: Question, data: QueryDict) -> int:
    """The revision the writer saw."""
    text = data.get(f"{REVISION}{question.id}", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def given(question: Question, held: Sequence[str]) -> Any:
    """The boxes as the room takes an answer: a text, a list of choices, or rows by column id."""
    if question.kind == "table":
        width = len(question.columns)
        rows = [held[start : start + width] for start in range(0, len(held), width)]
        return [
            {column.id: cell for column, cell in zip(question.columns, row, strict=False)}
            for row in rows[:MAX_ROWS]
        ]
    if question.kind == "multi":
        return [one for one in held if one]
    if question.kind == "date":
        parts = [part.strip() for part in (*held, "", "", "")[:3]]
        if not any(parts):
            return ""
        return (" " if all(parts) and not parts[1].isdigit() else "/").join(parts)
    return held[0] if held else ""


def same(question: Question, one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two sets of boxes say the same; blank rows of a table and blanks at the end do not count."""
    return _plain(question, one) == _plain(question, other)


def _plain(question: Question, held: Sequence[str]) -> list[Any]:
    if question.kind == "table":
        return [row for row in given(question, [each.strip() for each in held]) if any(row.values())]
    return [each.strip() for each in held if each.strip() or question.kind == "date"]


# --- boxes → the page -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Cell:
    """One box of a table."""

    name: str
    column: str
    label: str
    value: str
    numeric: bool


@dataclass(slots=True)
class Asked:
    """A question ready for the page: a control, a table or files, with what belongs beside it."""

    question: Question
    control: ui.FieldView | None = None
    rows: list[list[Cell]] = field(default_factory=list)
    error: str = ""
    revision: int = 0
    saved: str = ""
    files: list[Any] = field(default_factory=list)
    awards: list[Any] = field(default_factory=list)
    theirs: str = ""
    mine: str = ""
    by: str = ""
    history: bool = False
    comments: int = 0
    writing: str = ""
    strange: bool = False
    looks: Any = None

    @property
    def id(self) -> str:
        """The id of the first control, for links to the question."""
        if self.question.kind == "table":
            return f"id_{self.question.id}_0"
        if self.control and self.control.kind in {"radio", "checkboxes", "date"}:
            return f"{self.control.id}_0"
        return f"id_{self.question.id}"


def asked(
    question: Question, fact: Fact | None, held: Sequence[str], *, revision: int = 0, error: str = ""
) -> Asked:
    """The question with these boxes."""
    made = Asked(question, error=error, revision=revision)
    if question.kind == "table":
        made.rows = _rows(question, held)
    elif question.kind != "file":
        made.control = _field(question, fact, held, revision, error)
    return made


def _rows(question: Question, held: Sequence[str]) -> list[list[Cell]]:
    """The filled rows and two blank ones, at least three, at most what the question allows."""
    width = len(question.columns)
    filled = -(-len(held) // width)
    count = min(max(filled + 2, 3), max(question.max_rows or MAX_ROWS, filled))
    padded = [*held, *[""] * (count * width - len(held))]
    return [
        [
            Cell(
                f"cell:{question.id}:{row}:{column.id}",
                column.label.th,
                f"{column.label.th} แถวที่ {row + 1}",
                padded[row * width + place],
                column.kind == "number",
            )
            for place, column in enumerate(question.columns)
        ]
        for row in range(count)
    ]


_KINDS = {
    "text": "text", "long_text": "textarea", "number": "number", "date": "date", "multi": "checkboxes",
    "yes_no": "radio", "award_ref": "textarea",
}  # fmt: skip


def _field(
    question: Question, fact: Fact | None, held: Sequence[str], revision: int, error: str
) -> ui.FieldView:
    options: list[ui.Option] = []
    if question.kind == "yes_no":
        options = [ui.Option(value, words, chosen=[value] == list(held)) for value, words in YES_NO]
    elif question.kind in {"choice", "multi"}:
        options = [ui.Option(one.id, one.th, chosen=one.id in held) for one in options_of(question, fact)]
    kind = _KINDS.get(question.kind, "radio" if len(options) <= 7 else "select")
    if kind == "select":
        options = [ui.Option("", "เลือกคำตอบ", chosen=not any(held)), *options]
    words = question.max_words or 0
    unit = question.unit or (fact.unit if fact else None)
    return ui.FieldView(
        name=question.id, label=question.label.th, kind=kind, options=options, error=error,
        value=list(held) if question.kind == "date" else (held[0] if held and not options else ""),
        hint=question.help.th if question.help else "", optional=not question.required,
        attrs={"data-revision": revision}, words=words if kind == "textarea" else 0,
        used=thai.words(held[0]) if words and kind == "textarea" and held else 0,
        rows=2 if question.kind == "award_ref" else 12 if words > 250 else 8 if words > 100 else 5,
        suffix=unit.th if unit and kind == "number" else "", width="10" if kind == "number" else "",
    )  # fmt: skip


# --- answers in words -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Said:
    """A question with its answer in words: `text`, or a table with `head` and `rows`, or `files`."""

    id: str
    label: str
    text: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)
    error: str = ""
    url: str = ""
    comments: int = 0


def words(question: Question, value: Any, fact: Fact | None = None) -> str:
    """An answer in words, without its question; a table has one line per row."""
    if value is None:
        return ""
    raw = isinstance(value, Mapping) and "raw" in value
    held = boxes(question, value)
    if question.kind == "table":
        rows = given(question, held)
        return "\n".join(" · ".join(cell for cell in row.values() if cell) for row in rows)
    if raw:
        return " ".join(each for each in held if each)
    if question.kind == "yes_no":
        return "ใช่" if value else "ไม่ใช่"
    if question.kind == "date":
        return dates.thai_date(date.fromisoformat(str(value)))
    if question.kind in {"choice", "multi"}:
        names = {one.id: one.th for one in options_of(question, fact)}
        return " · ".join(names.get(each, each) for each in held)
    if question.kind == "number":
        unit = question.unit or (fact.unit if fact else None)
        return f"{grouped(held[0])} {unit.th if unit else ''}".strip()
    return held[0]


def grouped(number: str) -> str:
    """A plain number with commas between thousands."""
    whole, point, rest = number.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else number


def said(question: Question, value: Any, fact: Fact | None = None) -> Said:
    """A question with its answer in words."""
    made = Said(question.id, question.label.th)
    if question.kind == "table":
        made.head = [column.label.th for column in question.columns]
        held = boxes(question, value)
        rows = [list(row.values()) for row in given(question, held) if any(row.values())]
        made.rows = [[grouped(cell) for cell in row] for row in rows]
    else:
        made.text = words(question, value, fact)
    return made
