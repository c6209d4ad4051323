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
    "mp4": "MP4",
}
_ENCRYPTED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
# A browser that guesses looks for these in the beginning; behind the end of a document they have no business either.
_MARKUP = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|object|embed|form|meta|img|\?php)\b",
    re.IGNORECASE,
)
_SNIFFED = 1024
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
    if data[4:8] == b"ftyp":
        return "HEIC" if data[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "MP4"
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


def _no_markup(data: mmap.mmap, end: int) -> None:
    """Refuse a page of HTML in the beginning, or behind `end`, where the document is over."""
    if _MARKUP.search(data[:_SNIFFED]) or _MARKUP.search(data[end : end + (1 << 20)]):
        refusals.polyglot()


def _pdf(data: mmap.mmap) -> None:
    if _ends_as_zip(data):
        refusals.polyglot()
    end = data.rfind(b"%%EOF")
    _no_markup(data, end if end >= 0 else len(data))
    if end < max(0, len(data) - 2048) or data.find(b"startxref") < 0:
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
            end = data.rfind(b"\xff\xd9", at)
            if framed and end > 0:
                _no_markup(data, end)
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
            _no_markup(data, end)
            return
        at, first = end, False
    refusals.damaged()


_BOXES = frozenset(
    (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"moof", b"mfra", b"sidx", b"styp", b"meta", b"pdin",
     b"udta", b"emsg", b"prft", b"ssix")
)  # fmt: skip


def _mp4(data: mmap.mmap) -> None:
    """ISO/IEC 14496-12: boxes from the first byte to the last, one of them the film's index; none of them encrypted."""
    at, index = 0, b""
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        if size == 1 and at + 16 <= len(data):
            size = struct.unpack_from(">Q", data, at + 8)[0]
        elif size == 0:  # to the end
            size = len(data) - at
        if size < 8 or at + size > len(data):
            refusals.damaged()
        if name not in _BOXES:
            refusals.polyglot()
        if name == b"moov":
            index = data[at : at + size]
        at += size
    if at != len(data) or not index:
        refusals.damaged()
    if any(mark in index for mark in (b"encv", b"enca", b"pssh")):
        refusals.encrypted()
    _no_markup(data, len(data))


def _vtt(data: mmap.mmap) -> None:
    _text(data)
    if not re.match(rb"(?:\xef\xbb\xbf)?WEBVTT(?=[ \t\r\n]|$)", data[:16]):
        _other("vtt", "")


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
    "mp4": _mp4,
    "vtt": _vtt,
}
