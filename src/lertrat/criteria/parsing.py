"""The values of a rules file straight from a YAML parser's events. Apart from `reading`, since a parser takes long to import."""

from __future__ import annotations

import functools
import marshal
import re
from collections.abc import Iterator
from typing import Any

import yaml

DEEPEST = 40
Path = tuple[str | int, ...]
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
_NO_YAML = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPED: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(Exception):
    """What a rules file may not hold, with its line."""

    def __init__(self, line: int, th: str, en: str) -> None:
        self.line, self.th, self.en = line, th, en


def parsed(text: str) -> tuple[Any, dict[Path, int]]:
    """The value of the one document in `text`, and the line of every part. Raises Refused.

    Each call gives a value of its own, which the caller may change.
    """
    made: tuple[Any, dict[Path, int]] = marshal.loads(_packed(text))
    return made


@functools.lru_cache(maxsize=8)
def _packed(text: str) -> bytes:
    """What `parsed` gives, packed: one page of the rules desk reads the same long text several times, and the parser is slow."""
    try:
        builder = _Builder(yaml.parse(text, Loader=_LOADER))
        return marshal.dumps((builder.document(), builder.lines))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else _unreadable_line(text)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise Refused(line, f"อ่านแฟ้มไม่ได้: {said}", f"cannot be read: {said}") from None


def _unreadable_line(text: str) -> int:
    """The line of the first character that no YAML file holds: the parser tells no line of those."""
    found = _NO_YAML.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


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
                    raise Refused(_line(event), "แฟ้มหนึ่งมีได้เอกสารเดียว", "one document to a file")
                value = self.node(next(self.events), ())
        return value

    def node(self, event: Any, path: Path) -> Any:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise Refused(line, "ไม่รับการอ้างซ้ำด้วย & และ *", "anchors and aliases (& and *) are not accepted")
        if event.tag is not None:
            raise Refused(line, f"ไม่รับป้ายชนิดข้อมูล {event.tag}", f"tags are not accepted: {event.tag}")
        if len(path) > DEEPEST:
            raise Refused(line, "ซ้อนกันลึกเกินไป", "nested too deeply")
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
                raise Refused(line, "ชื่อต้องเป็นข้อความบรรทัดเดียว", "a key is one line of text")
            key = _scalar(event)
            key = event.value if not isinstance(key, int) or isinstance(key, bool) else key
            if key in made:
                raise Refused(line, f"ชื่อซ้ำ: {key}", f"the key stands twice: {key}")
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
