"""Looking into an upload: is it what its extension says, whole, readable, and nothing else besides?

No library tells a macro or a file of two natures; so each accepted kind is checked by its own structure. Refusals:
"file-content" (another kind), "file-damaged", "file-encrypted", "file-macros", "file-polyglot", "file-not-utf8".
"""

from __future__ import annotations

import codecs
import mmap
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from lertrat.files import office, refusals
from lertrat.kernel.errors import Refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a file may begin with, and what we call it.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"PK\x03\x04", "ZIP/Office"),
    (_OLE, "Office 97–2003"),
    (b"GIF8", "GIF"),
    (b"RIFF", "WebP/AVI"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "GZIP"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "Windows"),
    (b"\x7fELF", "Linux"),
    (b"\xca\xfe\xba\xbe", "Java/macOS"),
    (b"\xcf\xfa\xed\xfe", "macOS"),
    (b"#!", "script"),
)
_PROGRAMS = frozenset({"Windows", "Linux", "Java/macOS", "macOS", "script"})
_EXPECTED = {
    "pdf": "PDF",
    "jpg": "JPEG",
    "png": "PNG",
    "docx": "ZIP/Office",
    "xlsx": "ZIP/Office",
    "pptx": "ZIP/Office",
}
_ENCRYPTED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def check(path: Path, extension: str) -> None:
    """Refuse unless the file at `path` (not empty) really is of kind `extension` and safe to hand on."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        kind = _kind(data)
        expected = _EXPECTED.get(extension, "")
        if kind in _PROGRAMS:
            refusals.polyglot()
        if kind == "Office 97–2003" and "EncryptedPackage".encode("utf-16-le") in data[:]:
            refusals.encrypted()
        if kind != expected and not (expected == "" and kind in ("Windows", "")):
            _other(extension, kind)
        _CHECKS[extension](data)
    if expected == "ZIP/Office":
        office.check(path, extension)


def _kind(data: mmap.mmap) -> str:
    for beginning, name in _BEGINNINGS:
        # Plain text may well begin with these two letters; a program goes on with bytes that text cannot have.
        if data[: len(beginning)] == beginning and not (beginning == b"MZ" and b"\0" not in data[:512]):
            return name
    return ""


def _other(extension: str, kind: str) -> NoReturn:
    if kind:
        th, en = f" แต่เป็นไฟล์ {kind}", f" but {kind}"
    else:
        th = en = ""
    raise Refusal(
        "file-content",
        f"เนื้อหาของไฟล์ไม่ใช่ .{extension} ตามนามสกุล{th} โปรดตรวจสอบว่าเลือกไฟล์ถูกต้อง",
        f"The content is not .{extension} as the name says{en}. Please check that this is the right file.",
    )


def _ends_as_zip(data: mmap.mmap) -> bool:
    """Whether an archive ends exactly where the file ends (an archive is read from its end)."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65557))
    return (
        at >= 0 and at + 22 <= len(data) and at + 22 + struct.unpack_from("<H", data, at + 20)[0] == len(data)
    )


def _pdf(data: mmap.mmap) -> None:
    if _ends_as_zip(data):
        refusals.polyglot()
    if data.rfind(b"%%EOF", max(0, len(data) - 2048)) < 0 or data.find(b"startxref") < 0:
        refusals.damaged()
    if _ENCRYPTED_PDF.search(data):
        refusals.encrypted()


def _jpg(data: mmap.mmap) -> None:
    if _ends_as_zip(data):
        refusals.polyglot()
    at, framed = 2, False
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            refusals.damaged()
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == 0xDA:  # the scan begins; from here on it is compressed data
            if framed and data.find(b"\xff\xd9", at) > 0:
                return
            refusals.damaged()
        framed = framed or (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC))
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    refusals.damaged()


def _png(data: mmap.mmap) -> None:
    at = 8
    first = True
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data) or (first and name != b"IHDR"):
            refusals.damaged()
        if (
            name == b"IHDR"
            and zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]
        ):
            refusals.damaged()
        if name == b"IEND":
            if end != len(data):
                refusals.polyglot()
            return
        at, first = end, False
    refusals.damaged()


def _zip(data: mmap.mmap) -> None:
    if not _ends_as_zip(data):
        refusals.damaged()


def _text(data: mmap.mmap) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for start in range(0, len(data), 1 << 20):
            if _CONTROL.search(decoder.decode(data[start : start + (1 << 20)])):
                _other_text()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        _other_text()


def _other_text() -> NoReturn:
    raise Refusal(
        "file-not-utf8",
        "ไฟล์ข้อความนี้ไม่ได้เข้ารหัสแบบ UTF-8 โปรดบันทึกใหม่โดยเลือก “CSV UTF-8” หรือการเข้ารหัส UTF-8",
        "This text file is not in UTF-8. Please save it again as “CSV UTF-8” or with the encoding UTF-8.",
    )


_CHECKS: dict[str, Callable[[mmap.mmap], None]] = {
    "pdf": _pdf,
    "jpg": _jpg,
    "png": _png,
    "docx": _zip,
    "xlsx": _zip,
    "pptx": _zip,
    "csv": _text,
    "txt": _text,
}
