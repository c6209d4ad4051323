"""A rules file as text to plain values with line numbers. A deliberately small part of YAML, see `schema`.

Only ``true``, ``false``, ``null``, an empty value and integers are typed. Anchors, aliases, tags, further documents, double
keys, deep nesting and files over 2 MB are refused: rules are read by people, and a parser's cleverness is no rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lertrat.criteria.schema import Text
from lertrat.kernel.errors import Refusal

LARGEST = 2_000_000  # bytes
LONGEST = 400  # characters of a problem's words

Path = tuple[str | int, ...]


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
    """A problem in both languages, each a line that may be printed: it repeats what stands in the file."""
    return Problem(file, line, Text(th=_one_line(th), en=_one_line(en)))


def _one_line(words: str) -> str:
    """Without line breaks and control characters, and no longer than is read."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in words[: 2 * LONGEST]).split())
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


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


def read(text: str, file: str) -> Document:
    """The document in `text`; `file` is the name problems are reported under. Raises PackError."""
    from lertrat.criteria.parsing import Refused, parsed

    try:
        if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
            raise Refused(1, "แฟ้มหลักเกณฑ์ใหญ่เกิน 2 เมกะไบต์", "the rules file is larger than 2 MB")
        value, lines = parsed(text)
        if not isinstance(value, dict):
            raise Refused(1, "แฟ้มหลักเกณฑ์ต้องเป็นรายการ ชื่อ: ค่า", "a rules file is a mapping of names to values")
    except Refused as refused:
        raise PackError([problem(file, refused.line, refused.th, refused.en)]) from None
    except UnicodeEncodeError:
        raise PackError([problem(file, 1, "แฟ้มไม่ใช่ข้อความ UTF-8", "the file is not UTF-8 text")]) from None
    return Document(file, value, lines)
