"""Typst in a frame of rules: bundled fonts only, data never pasted, a warning is an error, same data same bytes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from lertrat.kernel.dates import MONTHS, MONTHS_SHORT
from lertrat.kernel.thai import normalise
from lertrat.typesetting.glyphs import FONTS, drawable

TEMPLATES = Path(__file__).parent / "templates"
# Our own drawings live with the web's static files; paper shows the same ones. A file is read, nothing is imported.
_EMBLEMS = Path(__file__).parent.parent / "web" / "static" / "lertrat" / "emblems"

# PDF/A-2a: for the archive, tagged, every letter with its Unicode value.
STANDARDS: list[Any] = ["a-2a"]


class TypesettingError(Exception):
    """A page could not be set as it must be (template at fault, data missing, a font not found)."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def templates() -> tuple[str, ...]:
    """The names `render` knows."""
    return tuple(sorted(path.stem for path in TEMPLATES.glob("*.typ") if not path.stem.startswith("_")))


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of `template` ("certificate", "receipt", "application", "minutes", "letter", "guide", "draft") for `data`.

    `data` holds JSON values (text, numbers without fractions, booleans, lists, mappings, None); `papers` names the keys
    of each template. Texts are normalised and made drawable, and reach Typst as data, so that no text can act as markup.
    A key `verify_url` is also drawn as a QR code; a key `emblem` ("service") asks for that drawing. The result is
    PDF/A-2a and depends on `data` alone: the date PDF/A asks for is `dated` ("2021-04-30"), never the time of its
    making. Raises TypesettingError.
    """
    if template not in templates():
        raise TypesettingError(f"no template named {template!r}; there are {', '.join(templates())}")
    clean = _clean(dict(data))
    if url := clean.get("verify_url"):
        clean["qr_svg"] = qr(url)
    try:
        dated = datetime.combine(date.fromisoformat(str(clean.get("dated", ""))), time(), UTC)
    except ValueError as error:
        raise TypesettingError('the key "dated" must hold the document\'s day, as "2021-04-30"') from error
    clean["emblem_svg"] = emblem(str(clean.get("emblem") or "programme"))
    inputs = {"data": json.dumps(clean, ensure_ascii=False, sort_keys=True)}
    return _compile(TEMPLATES / f"{template}.typ", inputs, dated)


def _compile(path: Path, inputs: dict[str, str], dated: datetime) -> bytes:
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(path),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=dated,
        )
    except typst.TypstError as error:
        raise TypesettingError(f"{path.stem}: {error.message}\n{error.diagnostic}") from error
    if warnings:
        raise TypesettingError(f"{path.stem}: " + "; ".join(warning.message for warning in warnings))
    if not isinstance(pdf, bytes):
        raise TypesettingError(f"{path.stem}: no document came out")
    return pdf


def _clean(value: Any) -> Any:
    """`value` with every text in normal form and drawable. Raises TypesettingError for what JSON cannot hold exactly."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return tied(drawable(normalise(value)))
    if isinstance(value, Mapping):
        return {str(key): _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    raise TypesettingError(f"{type(value).__name__} has no place on a page: hand over the words instead")


_MONTHS = "|".join((*MONTHS, *MONTHS_SHORT)).replace(".", r"\.")
_TIES = (
    (re.compile(rf"([0-9๐-๙]) ({_MONTHS}) (?=(?:พ\.ศ\. )?[0-9๐-๙])"), "\\1\u00a0\\2\u00a0"),
    (re.compile(r"(พ\.ศ\.|ค\.ศ\.|วันที่|ครั้งที่|ข้อ|มาตรา|ลำดับที่) (?=[0-9๐-๙])"), "\\1\u00a0"),
    (re.compile(r"(?<=[0-9๐-๙]) (?=น\.|คะแนน|ปี\b|วัน\b|เดือน\b|คน\b|ฉบับ\b)"), "\u00a0"),
    (re.compile(r"(?<=PMQA) (?=[0-9๐-๙])"), "\u00a0"),
    (re.compile(r"(?<=สำนักงาน) (?=ก\.พ\.ร\.)"), "\u00a0"),
)


def tied(text: str) -> str:
    """`text` with no-break spaces where a line must not end: inside dates, before units, after พ.ศ."""
    for pattern, joined in _TIES:
        text = pattern.sub(joined, text)
    return text


def qr(text: str, *, light: str | None = None, scale: int = 1) -> str:
    """The QR code of `text` as an SVG drawing (error correction M, quiet zone included); `light` is the ground's colour, for
    pages whose own may be dark, `scale` the pixels of one module."""
    drawn = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawn, kind="svg", border=2, xmldecl=False, dark="#1a2054", light=light, scale=scale)
    return drawn.getvalue().decode()


@cache
def emblem(name: str) -> str:
    """The drawing of an emblem ("programme", "service", "participatory", "management") as SVG; "" where there is none."""
    path = _EMBLEMS / f"{name}.svg"
    if not name.isidentifier() or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8")
