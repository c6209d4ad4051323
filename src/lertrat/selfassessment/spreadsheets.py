"""Reading the first sheet of a stored CSV or XLSX file as rows of text. The room `files` has looked inside it already."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from decimal import Decimal
from typing import Any

from lertrat.files import queries as files
from lertrat.files.models import StoredFile
from lertrat.kernel.errors import Refusal

MOST_ROWS = 500
MOST_COLUMNS = 60
MOST_BYTES = 2_000_000
EXTENSIONS = ("csv", "xlsx")


def rows(file: StoredFile) -> list[dict[str, str]]:
    """The rows under the first row's names, blank rows left out. Refusal("sheet") where it cannot be read or is too large."""
    if file.extension not in EXTENSIONS:
        raise _refused("รับเฉพาะไฟล์ CSV และ XLSX", "CSV and XLSX only.")
    if file.size > MOST_BYTES:
        raise _refused("ไฟล์ใหญ่เกิน 2 MB", "The file is larger than 2 MB.")
    with files.open_stored(file, None) as content:
        data = content.read()
    table = _csv(data) if file.extension == "csv" else _xlsx(data)
    return _named(table)


def _refused(th: str, en: str) -> Refusal:
    return Refusal("sheet", th, en)


def _csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
        return [
            [cell.strip() for cell in row]
            for row, _ in zip(csv.reader(io.StringIO(text, newline="")), range(MOST_ROWS + 50), strict=False)
        ]
    except (UnicodeDecodeError, csv.Error):
        raise _refused(
            "อ่านไฟล์ CSV ไม่ได้ กรุณาบันทึกเป็น CSV UTF-8", "This CSV cannot be read; save it as CSV UTF-8."
        ) from None


def _xlsx(data: bytes) -> list[list[str]]:
    # Loaded here: half a tenth of a second that no other page should pay.
    from openpyxl import load_workbook

    _refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        found = [
            [_text(cell) for cell in row]
            for row in sheet.iter_rows(max_row=MOST_ROWS + 50, max_col=MOST_COLUMNS + 1)
        ]
        book.close()
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        SyntaxError,
    ):
        # SyntaxError: what expat raises for XML that is not well formed (ParseError).
        raise _refused("อ่านไฟล์ Excel ไม่ได้ กรุณาบันทึกเป็น .xlsx อีกครั้ง", "This workbook cannot be read.") from None
    return found


def _refuse_bombs(data: bytes) -> None:
    """No part of the workbook may unpack to more than 20 MB, and none may define entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if sum(part.file_size for part in book.infolist()) > 20_000_000:
                raise _refused("ไฟล์ Excel ใหญ่เกินไปเมื่อคลายออก", "The workbook unpacks to too much.")
            for part in book.infolist():
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in book.read(part)[:4000]:
                    raise _refused("ไฟล์ Excel มีส่วนที่ไม่รับ", "The workbook holds a part that is not accepted.")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise _refused("อ่านไฟล์ Excel ไม่ได้", "This workbook cannot be read.") from None


def _text(cell: Any) -> str:
    """A cell as it is read: 85% of a cell shown as per cent is "85", a whole float "85", other floats their shortest text."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        exact = Decimal(repr(value))
        if "%" in str(getattr(cell, "number_format", "")):
            exact *= 100
        return format(exact.normalize(), "f") if exact.is_finite() else ""
    return str(value).strip()


def _named(table: list[list[str]]) -> list[dict[str, str]]:
    filled = [row for row in table if any(row)]
    if not filled:
        raise _refused("ไฟล์ไม่มีข้อมูล", "The file is empty.")
    names = filled[0]
    while names and not names[-1]:
        names = names[:-1]
    if len(filled) - 1 > MOST_ROWS or len(names) > MOST_COLUMNS:
        raise _refused(
            f"ไฟล์มีได้ไม่เกิน {MOST_ROWS} แถวและ {MOST_COLUMNS} คอลัมน์",
            f"At most {MOST_ROWS} rows and {MOST_COLUMNS} columns.",
        )
    if len(set(filter(None, names))) != len(list(filter(None, names))):
        raise _refused("มีชื่อคอลัมน์ซ้ำกัน", "A column's name stands twice.")
    return [
        {name: row[place] if place < len(row) else "" for place, name in enumerate(names) if name}
        for row in filled[1:]
    ]
