"""Opening an Office container (ECMA-376): which document it is, and that it carries no macro, program or bomb."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from lertrat.files import refusals
from lertrat.kernel.errors import Refusal

MOST_PARTS = 5000
MOST_BYTES = 300 * 1024 * 1024
_TYPES = b"[Content_Types].xml"
_MAIN = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
_MACRO_NAMES = re.compile(
    r"(vbaproject\.bin|vbadata\.xml|\.(?:docm|dotm|xlsm|xltm|xlam|pptm|potm|ppam|ppsm))$", re.IGNORECASE
)
_PROGRAM_NAMES = re.compile(
    r"\.(?:exe|dll|scr|com|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|lnk|pif|cpl|sh)$", re.IGNORECASE
)
_UNSAFE_NAME = re.compile(r"(^|/)\.\.(/|$)|^/|\\|\x00|^[A-Za-z]:")


def check(path: Path, extension: str) -> None:
    """Refuse unless the container at `path` is a whole, plain document of kind `extension`."""
    try:
        with zipfile.ZipFile(path) as container:
            parts = container.infolist()
            _check_parts(parts)
            types = _read(container, _TYPES.decode())
            # Every byte is unpacked once: a part that is damaged or longer than it says is found here, not by the reader.
            _unpack_all(container, parts)
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, OSError, ValueError):
        refusals.damaged()
    if b"macroenabled" in types.lower():
        refusals.macros()
    if _MAIN[extension] not in types:
        real = next((f".{kind}" for kind, main in _MAIN.items() if main in types), "ZIP")
        raise Refusal(
            "file-content",
            f"เนื้อหาของไฟล์ไม่ใช่ .{extension} ตามนามสกุล แต่เป็น {real} โปรดตรวจสอบว่าเลือกไฟล์ถูกต้อง",
            f"The content is not .{extension} as the name says but {real}. Please check that this is the right file.",
        )


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise Refusal(
            "file-too-big",
            "ไฟล์นี้เมื่อคลายแล้วมีขนาดใหญ่เกินไป โปรดลดขนาดรูปภาพหรือแบ่งเป็นหลายไฟล์",
            "Unpacked, this file is too big. Please make its pictures smaller or divide it.",
        )
    if any(part.flag_bits & 1 for part in parts):
        refusals.encrypted()
    if any(_MACRO_NAMES.search(name) for name in names):
        refusals.macros()
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


def _unpack_all(container: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    for info in parts:
        with container.open(info) as part:
            while part.read(1 << 18):
                pass
