"""Which characters the bundled font can draw, read from the font itself.

PDF/A forbids a page that shows "no such glyph", so a text must be made drawable before it is set: an emoji in an answer
must never cost an agency its receipt.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

# What people paste most often and Sarabun lacks, with what stands for it.
_STAND_INS = {
    "\t": " ", "⇒": "→", "▪": "•", "●": "•", "◦": "•", "➢": "•", "○": "•", "□": "•",
    "✓": "√", "✔": "√", "☑": "√", "✗": "×", "✘": "×", "㎡": "ตร.ม.", "℃": "°C",
}  # fmt: skip
_UNKNOWN = "?"


@cache
def covered(font: str = "Sarabun-Regular.ttf") -> frozenset[int]:
    """The code points of the font's character map (its Unicode sub-table of format 4)."""
    raw = (FONTS / font).read_bytes()
    tables = struct.unpack(">H", raw[4:6])[0]
    for place in range(12, 12 + 16 * tables, 16):
        tag, _, start, _ = struct.unpack(">4sLLL", raw[place : place + 16])
        if tag == b"cmap":
            return _read_cmap(raw, start)
    raise ValueError(f"{font} has no character map")


def _read_cmap(raw: bytes, start: int) -> frozenset[int]:
    count = struct.unpack(">H", raw[start + 2 : start + 4])[0]
    for entry in range(start + 4, start + 4 + 8 * count, 8):
        platform, _, offset = struct.unpack(">HHL", raw[entry : entry + 8])
        if platform in (0, 3) and struct.unpack(">H", raw[start + offset : start + offset + 2])[0] == 4:
            return _read_format_4(raw[start + offset :])
    raise ValueError("the font has no Unicode character map of format 4")


def _read_format_4(table: bytes) -> frozenset[int]:
    segments = struct.unpack(">H", table[6:8])[0] // 2
    ends = struct.unpack(f">{segments}H", table[14 : 14 + 2 * segments])
    starts = struct.unpack(f">{segments}H", table[16 + 2 * segments : 16 + 4 * segments])
    codes: set[int] = set()
    for first, last in zip(starts, ends, strict=True):
        codes.update(range(first, last + 1))
    return frozenset(codes - {0xFFFF})


def drawable(text: str) -> str:
    """`text` with every character the font lacks replaced: by a stand-in where there is a usual one, else by "?"."""
    known = covered()
    made: list[str] = []
    for character in text:
        if character == "\n" or ord(character) in known:
            made.append(character)
        else:
            stand_in = _STAND_INS.get(character, _UNKNOWN)
            made.append("".join(c if ord(c) in known else _UNKNOWN for c in stand_in))
    return "".join(made)
