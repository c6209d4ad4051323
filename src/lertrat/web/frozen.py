"""What was sent, ready to be read: a frozen copy's answers by section, for whoever the copy's own room handed it to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lertrat.applications import queries as applications
from lertrat.criteria import Pack
from lertrat.criteria.schema import Form, Question
from lertrat.kernel import dates, exact
from lertrat.kernel.errors import Refusal
from lertrat.web import ui
from lertrat.web.serving import way


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it was cited: its address for this reader, "" where it cannot be opened from here, and the `place` in it."""

    name: str
    size: str
    caption: str = ""
    url: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what was written: `text`, `items`, or a table of `head` and `rows`; and the files given with it."""

    id: str
    label: Any
    criterion: str = ""
    criterion_name: Any = ""
    text: str = ""
    items: tuple[str, ...] = ()
    head: tuple[Any, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[Evidence, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was written or attached."""
        return not (self.text or self.items or self.rows or self.files)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form with its answers."""

    id: str
    title: Any
    answers: tuple[Answer, ...] = field(default=())


def sections(
    form: Form,
    pack: Pack,
    frozen: Mapping[str, Any],
    *,
    file_url: Callable[[int], str] = lambda _: "",
    criteria: Mapping[str, Any] | None = None,
) -> list[Section]:
    """The frozen copy by the sections of its form. `criteria`: names of the rubric's criteria by id, for the cross links."""
    given: Mapping[str, Any] = frozen.get("answers", {})
    files: dict[str, list[Evidence]] = {}
    for row in frozen.get("attachments", []):
        files.setdefault(row["question"], []).append(_cited(row, file_url(int(row["id"]))))
    names = criteria or {}
    return [
        Section(
            section.id,
            section.title,
            tuple(_answer(q, pack, given.get(q.id), files.get(q.id, ()), names) for q in section.questions),
        )
        for section in form.sections
    ]


def _cited(row: Mapping[str, Any], url: str) -> Evidence:
    page, second = row.get("page"), row.get("second")
    return Evidence(
        row["name"], size_words(int(row["size"])), row.get("caption", ""), url and url + way(row["name"], page, second),
        applications.place_words(page, second),
    )  # fmt: skip


def _answer(
    question: Question, pack: Pack, value: Any, files: Iterable[Evidence], names: Mapping[str, Any]
) -> Answer:
    serves = question.criterion if question.criterion in names else ""
    parts: dict[str, Any] = {
        "id": question.id, "label": question.label, "files": tuple(files), "criterion": serves,
        "criterion_name": names.get(serves, ""),
    }  # fmt: skip
    if value is None:
        return Answer(**parts)
    if question.kind == "table" and isinstance(value, list):
        rows = tuple(tuple(_cell(c.kind, row.get(c.id, "")) for c in question.columns) for row in value)
        return Answer(**parts, head=tuple(c.label for c in question.columns), rows=rows)
    if question.kind == "multi" and isinstance(value, list):
        return Answer(**parts, items=tuple(_option(question, pack, one) for one in value))
    return Answer(**parts, text=_words(question, pack, value))


def _words(question: Question, pack: Pack, value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("raw", ""))
    if question.kind == "yes_no":
        return ui.say("ใช่", "Yes") if value is True else ui.say("ไม่ใช่", "No")
    if question.kind == "choice":
        return _option(question, pack, value)
    if question.kind in {"number", "date"}:
        unit = question.unit
        words = _cell(question.kind, value)
        return f"{words} {ui.say(unit.th, unit.en)}" if unit and question.kind == "number" else words
    return str(value)


def _option(question: Question, pack: Pack, value: Any) -> str:
    fact = pack.facts.get(question.fact) if question.fact else None
    options = question.options or (fact.options if fact else ())
    label = next((option for option in options if option.id == value), None)
    return ui.say(label.th, label.en) if label else str(value)


def _cell(kind: str, value: Any) -> str:
    text = str(value)
    try:
        if kind == "number" and text:
            return grouped(text)
        if kind == "date" and text:
            day = date.fromisoformat(text)
            return dates.english_date(day) if ui.english() else dates.thai_date(day)
    except (Refusal, ValueError):
        return text
    return text


def grouped(text: str) -> str:
    """A stored number for reading: "1234567/2" becomes "617,283.5". Raises Refusal for what is none."""
    whole, dot, part = exact.decimal(exact.parse(text), 4, trim=True).partition(".")
    return f"{int(whole):,}{dot}{part}"


def size_words(size: int) -> str:
    """A file's size as people say it."""
    if size >= 1_000_000:
        return f"{exact.decimal(exact.parse(f'{size}/1000000'), 1, trim=True)} MB"
    return f"{max(1, round(size / 1000)):,} kB"
