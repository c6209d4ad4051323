"""Opening an Office container (ECMA-376): which document it is, and that it carries no macro, program or bomb."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from lertrat.files import refusals
from lertrat.kernel.errors import Refusal

MOST_PARTS = 5000
MOST_BYTES = 300 * 1024 * 1024
# Beyond this size a container may unpack to at most so many times its own weight.
RATIO_FROM = 20 * 1024 * 1024
MOST_RATIO = 100
# A sheet embedded in a slide is looked into as well; one embedded in that one is not a document any more.
DEEPEST = 2
_TYPES = b"[Content_Types].xml"
_MAIN = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
_MACRO_NAMES = re.compile(
    r"(vbaproject\.bin|vbadata\.xml|activex\d*\.(?:bin|xml)|\.(?:docm|dotm|xlsm|xltm|xlam|pptm|potm|ppam|ppsm))$",
    re.IGNORECASE,
)
_PROGRAM_NAMES = re.compile(
    r"\.(?:exe|dll|scr|com|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|lnk|pif|cpl|sh)$", re.IGNORECASE
)
_ARCHIVE_NAMES = re.compile(
    r"\.(?:zip|rar|7z|gz|tgz|tar|bz2|xz|cab|iso|img|vhdx?|arj|lzh|zst)$", re.IGNORECASE
)
_REMOTE_TEMPLATE = re.compile(
    rb"<Relationship\b(?=[^>]*/attachedTemplate[\"'])(?=[^>]*TargetMode\s*=\s*[\"']External)", re.IGNORECASE
)
_ARCHIVE_BEGINNINGS = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"MSCF")
_UNSAFE_NAME = re.compile(r"(^|/)\.\.(/|$)|^/|\\|\x00|^[A-Za-z]:")


def check(path: Path, extension: str) -> None:
    """Refuse unless the container at `path` is a whole, plain document of kind `extension`."""
    types = _look(path, path.stat().st_size, 1)
    if _MAIN[extension] not in types:
        real = next((f".{kind}" for kind, main in _MAIN.items() if main in types), "ZIP")
        raise Refusal(
            "file-content",
            f"เนื้อหาของไฟล์ไม่ใช่ .{extension} ตามนามสกุล แต่เป็น {real} โปรดตรวจสอบว่าเลือกไฟล์ถูกต้อง",
            f"The content is not .{extension} as the name says but {real}. Please check that this is the right file.",
        )


def _look(source: Path | IO[bytes], weight: int, depth: int) -> bytes:
    """Refuse what hides in the container (`weight` bytes); its list of content types."""
    try:
        with zipfile.ZipFile(source) as container:
            parts = container.infolist()
            _check_parts(parts, weight)
            types = _read(container, _TYPES.decode()) if depth == 1 else b""
            # Every byte is unpacked once: a part that is damaged or longer than it says is found here, not by the reader.
            for info in parts:
                _unpack(container, info, depth)
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, OSError, ValueError):
        refusals.damaged()
    if b"macroenabled" in types.lower():
        refusals.macros()
    return types


def _check_parts(parts: list[zipfile.ZipInfo], weight: int) -> None:
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_BYTES:
        refusals.bomb()
    if unpacked > RATIO_FROM and unpacked > weight * MOST_RATIO:
        refusals.bomb()
    if any(part.flag_bits & 1 for part in parts):
        refusals.encrypted()
    if any(_MACRO_NAMES.search(name) for name in names):
        refusals.macros()
    if any(_ARCHIVE_NAMES.search(name) for name in names):
        refusals.archive()
    if any(_PROGRAM_NAMES.search(name) or _UNSAFE_NAME.search(name) for name in names) or len(
        set(names)
    ) < len(names):
        raise Refusal(
            "file-polyglot",
            "ในไฟล์นี้มีโปรแกรมหรือส่วนที่ผิดปกติแนบอยู่ จึงรับไว้ไม่ได้ โปรดนำออกแล้วบันทึกใหม่",
            "The file carries a program or an irregular part and cannot be accepted. Please remove it and save again.",
        )


def _read(container: zipfile.ZipFile, name: str) -> bytes:
    with container.open(name) as part:
        return part.read(1 << 20)


def _unpack(container: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int) -> None:
    with container.open(info) as part:
        first = part.read(1 << 18)
        if first.startswith(_ARCHIVE_BEGINNINGS):
            refusals.archive()
        if first.startswith((b"MZ\x90\0", b"\x7fELF")):
            refusals.polyglot()
        if info.filename.endswith(".rels") and _REMOTE_TEMPLATE.search(first):
            refusals.remote()
        nested = first.startswith(b"PK\x03\x04")
        rest = [first] if nested else []
        while piece := part.read(1 << 18):
            if nested:
                rest.append(piece)
    if nested:
        if depth >= DEEPEST or not re.search(r"\.(?:docx|xlsx|pptx|bin)$", info.filename, re.IGNORECASE):
            refusals.archive()
        held = b"".join(rest)
        _look(io.BytesIO(held), len(held), depth + 1)
