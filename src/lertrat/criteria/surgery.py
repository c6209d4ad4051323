"""Changing one value of a rules file and leaving every other byte as it was: comments, order, spacing and the way things are
written stay. Each change is read back before it is handed out; a change that would mean anything else is refused."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import yaml

from lertrat.criteria.parsing import Path, Refused, parsed
from lertrat.kernel.errors import Refusal

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"[A-Za-zก-๛][A-Za-z0-9ก-๛ ().%/–—“”_-]*")
Cut = tuple[int, int, str]  # from, to (not included), and what stands there instead
_TYPED = {"true", "false", "null", ""}


@dataclass(frozen=True, slots=True)
class Span:
    """Where a part stands: characters from `start` to `end` (not included); `opens` is where its key or dash begins."""

    start: int
    end: int
    kind: str  # scalar, mapping or sequence
    style: str  # of a scalar: "" plain, ' " | or >; of the others "flow" or "block"
    column: int
    opens: int


def spans(text: str) -> dict[Path, Span]:
    """Where every part of a rules file stands. Raises Refused as `parsed` does."""
    parsed(text)
    return dict(_spans(text))


@functools.lru_cache(maxsize=4)
def _spans(text: str) -> Mapping[Path, Span]:
    """Without the questions `parsed` asks; the same text is walked for every part of a form."""
    return _Walker(text).document()


def _is(event: Any, kind: type) -> bool:
    """Tells events apart without narrowing them: the library's types know less of an event than the event does."""
    return isinstance(event, kind)


class _Walker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.closed = 0
        self.found: dict[Path, Span] = {}

    def document(self) -> dict[Path, Span]:
        for event in self.events:
            if _is(event, yaml.DocumentStartEvent):
                self.node(next(self.events), (), event.start_mark.index)
        return self.found

    def node(self, event: Any, path: Path, opens: int) -> int:
        """Notes the node's span and those within; where it ends."""
        start, column = event.start_mark.index, event.start_mark.column
        if _is(event, yaml.ScalarEvent):
            end = event.end_mark.index
            if event.style in ("|", ">"):
                end = start + len(self.text[start:end].rstrip())
            kind, style = "scalar", event.style or ""
        else:
            kind = "mapping" if _is(event, yaml.MappingStartEvent) else "sequence"
            style = "flow" if event.flow_style else "block"
            inner = self.mapping(path, start) if kind == "mapping" else self.sequence(path, start, style)
            end = self.closed if style == "flow" else inner
        self.found[path] = Span(start, end, kind, style, column, opens)
        return int(end)

    def mapping(self, path: Path, end: int) -> int:
        while not _is(event := next(self.events), yaml.MappingEndEvent):
            key: Any = event.value
            if event.implicit[0] and re.fullmatch(r"[-+]?(0|[1-9][0-9]{0,17})", key, re.ASCII):
                key = int(key)
            end = self.node(next(self.events), (*path, key), event.start_mark.index)
        self.closed = event.end_mark.index
        return end

    def sequence(self, path: Path, end: int, style: str) -> int:
        place = 0
        while not _is(event := next(self.events), yaml.SequenceEndEvent):
            start = event.start_mark.index
            opens = start if style == "flow" else self.text.rfind("-", 0, start)
            if style == "block" and _is(event, yaml.SequenceStartEvent) and not event.flow_style:
                opens = start  # a list right within a list: its own dash stands first
            end = self.node(event, (*path, place), opens)
            place += 1
        self.closed = event.end_mark.index
        return end


def written(value: Any) -> str:
    """A value on one line, as rules files write it: keys plain, texts in double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(inner) for inner in value) + "]"
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False)


def _key(key: Any) -> str:
    return str(key) if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", str(key)) else written(str(key))


def _scalar(value: Any, style: str) -> str:
    if isinstance(value, str) and value not in _TYPED:
        if style == "'" and "\n" not in value:
            return "'" + value.replace("'", "''") + "'"
        if style == "" and (_PLAIN.fullmatch(value) or re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
            return value.strip() if value == value.strip() else written(value)
    return written(value)


def changed(text: str, values: Mapping[Path, Any]) -> str:
    """`text` with the values at these paths put in their place: a scalar for a scalar, or a part that was not there yet.

    A path that is new is added to its mapping (a new key) or to the end of its list (the next number). None takes an optional
    key away. Refusal("surgery") where the file cannot be changed this way, `parsing.Refused` where it cannot be read.
    """
    value, _ = parsed(text)
    known = _spans(text)
    cuts: list[Cut] = []
    later: list[Path] = []
    for path, wanted in values.items():
        if _same(_held(value, path), wanted) and (wanted is not None or not _has(value, path)):
            continue
        if path in known or path[:-1] in known:
            cuts.append(_cut(text, path, wanted, known))
        else:
            later.append(path)
        _put(value, path, wanted)
    for _, (start, end, new) in sorted(enumerate(cuts), key=lambda one: (one[1][0], one[0]), reverse=True):
        text = text[:start] + new + text[end:]
    for path in later:
        start, end, new = _cut(text, path, values[path], _spans(text))
        text = text[:start] + new + text[end:]
    try:
        again, _ = parsed(text) if cuts or later else (value, {})
    except Refused:
        again = None
    if again != value:
        raise _refused(next(iter(values), ()))
    return text


def copied(text: str, path: Path, values: Mapping[Path, Any]) -> str:
    """`text` with the list item at `path` once more, right after itself and byte for byte alike but for `values`, whose paths
    begin within the item. Refusal("surgery") and `parsing.Refused` as `changed`."""
    value, _ = parsed(text)
    known = _Walker(text).document()
    at, holder = known.get(path), known.get(path[:-1])
    place = path[-1] if path else ""
    if at is None or holder is None or holder.kind != "sequence" or not isinstance(place, int):
        raise _refused(path)
    if holder.style == "flow":
        made = f"{text[: at.end]}, {text[at.start : at.end]}{text[at.end :]}"
    else:
        start, end = text.rfind("\n", 0, at.opens) + 1, text.find("\n", at.end)
        end = len(text) if end < 0 else end
        if text[start : at.opens].strip():
            raise _refused(path)  # it stands on the line of another dash
        made = f"{text[:end]}\n{text[start:end]}{text[end:]}"
    listed = _held(value, path[:-1])
    listed.insert(place + 1, deepcopy(listed[place]))
    try:
        again, _ = parsed(made)
    except Refused:
        again = None
    if again != value:
        raise _refused(path)
    return changed(made, {(*path[:-1], place + 1, *inner): wanted for inner, wanted in values.items()})


def _refused(path: Path) -> Refusal:
    at = ".".join(str(part) for part in path)
    return Refusal(
        "surgery",
        f"แก้ส่วนนี้ด้วยแบบฟอร์มไม่ได้ กรุณาแก้ในหน้า YAML ({at})",
        f"This part cannot be changed in a form; change it as YAML ({at}).",
    )


def _same(one: Any, two: Any) -> bool:
    return type(one) is type(two) and one == two


def _has(value: Any, path: Path) -> bool:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _held(value: Any, path: Path) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _put(value: Any, path: Path, wanted: Any) -> None:
    holder = value
    for part in path[:-1]:
        try:
            holder = holder[part]
        except (KeyError, IndexError, TypeError):
            raise _refused(path) from None
    last = path[-1]
    if wanted is None and isinstance(holder, dict):
        holder.pop(last, None)
    elif wanted is None and isinstance(holder, list) and isinstance(last, int):
        del holder[last]
    elif isinstance(holder, list) and last == len(holder):
        holder.append(wanted)
    elif isinstance(holder, dict | list):
        holder[last] = wanted  # type: ignore[index]  # a list's path part is a number
    else:
        raise _refused(path)


def _cut(text: str, path: Path, wanted: Any, known: Mapping[Path, Span]) -> Cut:
    at = known.get(path)
    if wanted is None:
        return (0, 0, "") if at is None else _removed(text, path, at, known)
    if at is not None:
        if at.kind != "scalar" and not isinstance(wanted, dict | list):
            raise _refused(path)
        new = written(wanted) if isinstance(wanted, dict | list) else _scalar(wanted, at.style)
        return at.start, at.end, new if at.start < at.end else f" {new}"  # nothing was written after the key
    holder = known.get(path[:-1])
    if holder is None or holder.kind == "scalar":
        raise _refused(path)
    said = written(wanted) if holder.kind == "sequence" else f"{_key(path[-1])}: {written(wanted)}"
    if holder.style == "flow":
        inside = text[holder.start + 1 : holder.end - 1]
        cut = holder.start + 1 + len(inside.rstrip())
        return cut, cut, (", " if inside.strip() else "") + said
    line_end = text.find("\n", holder.end)
    line_end = len(text) if line_end < 0 else line_end
    dash = "- " if holder.kind == "sequence" else ""
    return line_end, line_end, "\n" + " " * _column(text, holder.start) + dash + said


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _removed(text: str, path: Path, at: Span, known: Mapping[Path, Span]) -> Cut:
    holder = known[path[:-1]]
    if holder.style == "flow":
        after = re.compile(r"\s*,\s*").match(text, at.end)
        if after:
            return at.opens, after.end(), ""
        before = re.search(r"\s*,\s*$", text[holder.start : at.opens])
        return holder.start + before.start() if before else at.opens, at.end, ""
    start = text.rfind("\n", 0, at.opens) + 1
    if text[start : at.opens].strip():
        raise _refused(path)  # it stands on the line of its dash: the list would lose its item
    end = text.find("\n", at.end)
    return start, end + 1 if end >= 0 else len(text), ""
