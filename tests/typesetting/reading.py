"""A PDF's words as a reader copies them: what stands in ActualText before what the glyphs say, as every viewer does it."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


# A consonant with its marks, which the typesetter's PDF names twice where the marks were set apart.
_TWICE = re.compile("([\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+)\\1")


def folded(text: str) -> str:
    """Without white space of any kind, for a line may end anywhere, and with no cluster of marks twice in a row."""
    return _TWICE.sub(r"\1", re.sub(r"[\s\u200b\u00ad]", "", text))


def text_of(pdf: bytes) -> str:
    """All the words of a PDF, page by page, folded; the foot of each page is left out."""
    reader = PdfReader(io.BytesIO(pdf))
    fonts: dict[int, dict[int, str]] = {}
    return "".join(folded(_page(page, reader, fonts)) for page in reader.pages)


def _page(page: Any, reader: PdfReader, known: dict[int, dict[int, str]]) -> str:
    fonts = {name: _letters(ref, known) for name, ref in page["/Resources"].get("/Font", {}).items()}
    made: list[str] = []
    # One entry for each marked stretch: what stands for it, or None where its glyphs are read.
    marked: list[bool] = []
    letters: dict[int, str] = {}
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            given = operands[1] if len(operands) > 1 and isinstance(operands[1], DictionaryObject) else {}
            foot = operands[0] == "/Artifact"
            if "/ActualText" in given and not any(marked):
                made.append(str(given["/ActualText"]))
            marked.append(foot or "/ActualText" in given)
        elif operator == b"EMC":
            marked.pop()
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ") and not any(marked):
            parts = operands[0] if operator == b"TJ" else operands
            made += [_decoded(part, letters) for part in parts if not isinstance(part, int | float)]
    return "".join(made)


def _decoded(part: Any, letters: dict[int, str]) -> str:
    raw = getattr(part, "original_bytes", None)
    if raw is None:
        return ""
    return "".join(letters.get(int.from_bytes(raw[n : n + 2], "big"), "") for n in range(0, len(raw), 2))


def _letters(ref: Any, known: dict[int, dict[int, str]]) -> dict[int, str]:
    """Glyph → letters, by the font's ToUnicode table."""
    font = ref.get_object()
    if id(font) not in known:
        table = font["/ToUnicode"].get_data()
        made: dict[int, str] = {}
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
            made |= {int(one, 16): _utf16(two) for one, two in _PAIR.findall(block)}
        for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
            for first, last, start in _RANGE.findall(block):
                for n in range(int(last, 16) - int(first, 16) + 1):
                    made[int(first, 16) + n] = chr(int(start, 16) + n)
        known[id(font)] = made
    return known[id(font)]


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
