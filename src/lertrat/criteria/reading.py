"""A rules file as text to plain values with line numbers. A deliberately small part of YAML, see `schema`.

Only ``true``, ``false``, ``null``, an empty value and integers are typed. Anchors, aliases, tags, further documents, double
keys, deep nesting and files over 2 MB are refused: rules are read by people, and a parser's cleverness is no rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from lertrat.criteria.schema import Text
from lertrat.kernel.errors import Refusal

LARGEST = 2_000_000  # bytes
DEEPEST = 40

Path = tuple[str | int, ...]
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
_TYPED: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a rules file, and where."""

    file: str
    line: int
    words: Text

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words.th}"

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {"file": self.file, "line": self.line, "words": self.words.says(language)}


class PackError(Refusal):
    """A rules file that cannot be used; `problems` names each reason with its line."""

    def __init__(self, problems: list[Problem]) -> None:
        more = f" (และอีก {len(problems) - 1} จุด)" if len(problems) > 1 else ""
        more_en = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        first = problems[0]
        at = f"{first.file}:{first.line}: "
        super().__init__("pack", at + first.words.th + more, at + first.words.en + more_en)
        self.problems = problems


def problem(file: str, line: int, th: str, en: str) -> Problem:
    """A problem in both languages."""
    return Problem(file, line, Text(th=th, en=en))


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a file and the line on which each stands."""

    file: str
    value: dict[str, Any]
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it that is in the file."""
        known: Path = ()
        for part in path:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines.get(known, 1)


class _Refused(Exception):
    def __init__(self, line: int, th: str, en: str) -> None:
        self.line, self.th, self.en = line, th, en


def read(text: str, file: str) -> Document:
    """The document in `text`; `file` is the name problems are reported under. Raises PackError."""
    try:
        if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
            raise _Refused(1, "แฟ้มหลักเกณฑ์ใหญ่เกิน 2 เมกะไบต์", "the rules file is larger than 2 MB")
        builder = _Builder(yaml.parse(text, Loader=_LOADER))
        value = builder.document()
        if not isinstance(value, dict):
            raise _Refused(1, "แฟ้มหลักเกณฑ์ต้องเป็นรายการ ชื่อ: ค่า", "a rules file is a mapping of names to values")
    except _Refused as refused:
        raise PackError([problem(file, refused.line, refused.th, refused.en)]) from None
    except UnicodeEncodeError:
        raise PackError([problem(file, 1, "แฟ้มไม่ใช่ข้อความ UTF-8", "the file is not UTF-8 text")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise PackError([problem(file, line, f"อ่านแฟ้มไม่ได้: {said}", f"cannot be read: {said}")]) from None
    return Document(file, value, builder.lines)


class _Builder:
    """Builds values straight from the parser's events, so that nothing is expanded before it is judged."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.lines: dict[Path, int] = {}

    def document(self) -> Any:
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(_line(event), "แฟ้มหนึ่งมีได้เอกสารเดียว", "one document to a file")
                value = self.node(next(self.events), ())
        return value

    def node(self, event: Any, path: Path) -> Any:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _Refused(line, "ไม่รับการอ้างซ้ำด้วย & และ *", "anchors and aliases (& and *) are not accepted")
        if event.tag is not None:
            raise _Refused(line, f"ไม่รับป้ายชนิดข้อมูล {event.tag}", f"tags are not accepted: {event.tag}")
        if len(path) > DEEPEST:
            raise _Refused(line, "ซ้อนกันลึกเกินไป", "nested too deeply")
        self.lines.setdefault(path, line)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return _scalar(event)

    def mapping(self, path: Path) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(line, "ชื่อต้องเป็นข้อความบรรทัดเดียว", "a key is one line of text")
            key = _scalar(event)
            key = event.value if not isinstance(key, int) or isinstance(key, bool) else key
            if key in made:
                raise _Refused(line, f"ชื่อซ้ำ: {key}", f"the key stands twice: {key}")
            self.lines[(*path, key)] = line
            made[key] = self.node(next(self.events), (*path, key))
        return made

    def sequence(self, path: Path) -> list[Any]:
        made: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            made.append(self.node(event, (*path, len(made))))
        return made


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Any) -> str | int | bool | None:
    value: str = event.value
    if not event.implicit[0]:  # quoted or block text stays text
        return value
    if value in _TYPED:
        return _TYPED[value]
    return int(value) if _INT.fullmatch(value) else value
