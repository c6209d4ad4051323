"""The name a file was given, made harmless, whatever script it is written in. It is shown, never used as a path."""

from __future__ import annotations

import re
import unicodedata

from lertrat.kernel.errors import Refusal

# One spelling per extension; the value is what the file is kept and served as.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
SPELLINGS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "text": "txt"}
LONGEST = 200
UNNAMED = "เอกสาร"
# Names that Windows keeps for devices: a download called so cannot be saved there.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNSAVEABLE = re.compile(r'[<>:"|?*]')


def clean(given: str) -> str:
    """`given` without folders, control and direction characters, at most 200 characters, with its extension."""
    last = re.split(r"[/\\\0]", unicodedata.normalize("NFC", given))[-1]
    # Cc: control; Cf: invisible, and those that turn the reading direction ("exe.pdf" shown for "fdp.exe"); Cs, Co, Cn.
    visible = "".join(c if c == "\u200d" or unicodedata.category(c)[0] != "C" else " " for c in last)
    name = " ".join(_UNSAVEABLE.sub("_", visible).split()).rstrip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = stem.strip(". ") or UNNAMED
    if _DEVICES.match(stem + "."):
        stem = f"_{stem}"
    ending = f".{extension.strip()}" if dot else ""
    return stem[: max(1, LONGEST - len(ending))].rstrip() + ending[:LONGEST]


def extension(name: str, allowed: frozenset[str] | None = None) -> str:
    """The extension of a cleaned name in its one spelling. Refusal "file-type" when it is not accepted."""
    written = name.rpartition(".")[2].lower() if "." in name else ""
    found = SPELLINGS.get(written, written)
    accepted = set(MEDIA_TYPES) & allowed if allowed else set(MEDIA_TYPES)
    if found in accepted:
        return found
    listed = ", ".join(f".{one}" for one in MEDIA_TYPES if one in accepted)
    shown = f".{written[:12]}" if written else ""
    old = {"doc": "docx", "xls": "xlsx", "ppt": "pptx"}.get(written, "")
    if old in accepted:
        raise Refusal(
            "file-type",
            f"ไฟล์ {shown} เป็นรูปแบบเดิมของ Office โปรดบันทึกเป็น .{old} แล้วแนบใหม่",
            f"{shown} is an old Office format. Please save the file as .{old} and attach it again.",
        )
    raise Refusal(
        "file-type",
        f"แนบไฟล์ชนิด{' ' + shown if shown else 'ที่ไม่มีนามสกุล'}ไม่ได้ ไฟล์ที่แนบได้: {listed}",
        f"Files {'of type ' + shown if shown else 'without an extension'} cannot be attached. Accepted: {listed}.",
    )
