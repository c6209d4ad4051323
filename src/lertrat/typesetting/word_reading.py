"""Reading a form back out of a Word document, whoever saved it last: boxes with what names them, and all that stands outside.

Names of elements are compared without their namespace, so that both variants of ECMA-376 read alike. Changes under tracking are
read as if accepted. Nothing in the document is run, fetched or resolved; a document type is refused. Pure.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from lertrat.kernel.errors import Refusal
from lertrat.typesetting.word import OPEN_BOX, TICKED_BOX, names_question

MOST_BYTES = 24 * 1024 * 1024
MOST_ELEMENTS = 600_000
DEEPEST = 120
_MAIN, _OWN = "word/document.xml", "docProps/custom.xml"
# Where a reader finds words that belong to no paragraph of the text.
_ASIDE = ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
_GONE = frozenset(
    {
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "tcPr",
        "trPr",
        "instrText",
        "delText",
    }
)
_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo"})
_SYMBOLS = {"FE": TICKED_BOX, "FC": TICKED_BOX, "FD": TICKED_BOX, "52": TICKED_BOX, "53": TICKED_BOX, "A8": OPEN_BOX, "6F": OPEN_BOX, "A3": OPEN_BOX}  # fmt: skip


@dataclass(slots=True)
class Box:
    """An answer's box: `marks` (its title, tags of controls, names of bookmarks), the paragraphs `above` it, its cells by row."""

    marks: list[str]
    above: list[str]
    rows: list[list[str]]
    pictures: int = 0

    @property
    def text(self) -> str:
        """All that is written in it; cells of a row side by side."""
        return "\n".join(" | ".join(cell for cell in row if cell) for row in self.rows).strip("\n")


@dataclass(slots=True)
class Word:
    """What a document holds: its own `properties`, `boxes` in order, `loose` paragraphs outside them, notes and remarks `aside`,
    and the number of tracked `changes` and of `pictures` outside the boxes."""

    properties: dict[str, str] = field(default_factory=dict)
    boxes: list[Box] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    changes: int = 0
    pictures: int = 0


def read(data: bytes) -> Word:
    """The document's boxes and words. Refusals: "paper-damaged", "paper-too-big"."""
    word = Word()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = set(container.namelist())
            if _MAIN not in names:
                raise _damaged()
            if _OWN in names:
                word.properties = _properties(_part(container, _OWN))
            body = next((one for one in _part(container, _MAIN) if one.tag == "body"), None)
            if body is None:
                raise _damaged()
            _Reader(word).blocks(body, [])
            for name in _ASIDE:
                if name in names:
                    word.aside += [text for one in _part(container, name) if (text := _plain(one))]
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, ValueError) as error:
        raise _damaged() from error
    return word


def _damaged() -> Refusal:
    return Refusal(
        "paper-damaged",
        "อ่านเอกสาร Word นี้ไม่ได้ โปรดเปิดในเครื่องของท่าน บันทึกเป็น .docx อีกครั้ง แล้วนำเข้าใหม่",
        "This Word document cannot be read. Please open it on your computer, save it as .docx again and bring it back.",
    )


def _too_big() -> Refusal:
    return Refusal(
        "paper-too-big",
        "ข้อความในเอกสารมีมากผิดปกติ จึงนำเข้าไม่ได้ โปรดคัดลอกคำตอบมาวางในแบบฟอร์มทีละข้อ",
        "The document holds far more text than a form; please copy the answers into the form one by one.",
    )


# --- XML ----------------------------------------------------------------------------------------------------------------


def _part(container: zipfile.ZipFile, name: str) -> Element:
    """A part as elements with local names. A document type, and with it every entity, is refused."""
    with container.open(name) as part:
        data = part.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _too_big()
    builder, state = TreeBuilder(), [0, 0]

    def start(tag: str, attributes: dict[str, str]) -> None:
        state[0] += 1
        state[1] += 1
        if state[0] > DEEPEST or state[1] > MOST_ELEMENTS:
            raise _too_big()
        builder.start(_local(tag), {_local(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        state[0] -= 1
        builder.end(_local(tag))

    def refuse(*_: object) -> None:
        raise _damaged()

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        start,
        end,
        builder.data,
    )
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _damaged() from error
    return builder.close()


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _properties(root: Element) -> dict[str, str]:
    return {one.get("name", ""): "".join(one.itertext()).strip() for one in root if one.tag == "property"}


# --- text ---------------------------------------------------------------------------------------------------------------


def _plain(element: Element) -> str:
    """The words of an element in reading order; paragraphs on lines of their own."""
    return "".join(_pieces(element)).strip("\n")


def _pieces(element: Element) -> Iterator[str]:
    for one in element:
        if one.tag in _GONE or (one.tag == "Fallback" and _has_choice(element)):
            continue
        if one.tag == "t":
            yield one.text or ""
        elif one.tag in {"tab", "ptab"}:
            yield "\t"
        elif one.tag in {"br", "cr"}:
            yield "\n"
        elif one.tag == "noBreakHyphen":
            yield "-"
        elif one.tag == "sym":
            yield _symbol(one)
        else:
            if one.tag == "p":
                yield _bullet(one)
            yield from _pieces(one)
            if one.tag == "p" and not _joined(one):
                yield "\n"
            elif one.tag == "tc":
                yield " | "


def _has_choice(element: Element) -> bool:
    return element.tag == "AlternateContent" and element.find("Choice") is not None


def _symbol(element: Element) -> str:
    """A sign of a symbol font: the ticked and open boxes of Wingdings, otherwise as it stands in the private area."""
    code = element.get("char", "")
    if not re.fullmatch("[0-9A-Fa-f]{4}", code):
        return ""
    return _SYMBOLS.get(code[2:].upper(), "") or chr(int(code, 16))


def _bullet(paragraph: Element) -> str:
    """A list's mark is drawn by Word and is no part of the text: a plain one stands for it."""
    properties = paragraph.find("pPr")
    number = properties.find("numPr/numId") if properties is not None else None
    return "• " if number is not None and number.get("val") != "0" else ""


def _joined(paragraph: Element) -> bool:
    """Whether the paragraph's end is deleted under tracking: it goes on in the next."""
    return paragraph.find("pPr/rPr/del") is not None


def _pictures(element: Element) -> int:
    return sum(
        1
        for one in element.iter()
        if one.tag in {"drawing", "pict", "object"} and one.find(".//txbxContent") is None
    )


# --- blocks -------------------------------------------------------------------------------------------------------------


class _Reader:
    """Walks the body, keeping what was read since the last box."""

    def __init__(self, word: Word) -> None:
        self.word = word
        self.above: list[str] = []
        self.pending: list[str] = []

    def blocks(self, parent: Element, marks: list[str]) -> None:
        """Read the blocks of an element; `marks` are those of the controls round it."""
        held = ""
        for one in parent:
            self.word.changes += one.tag in _CHANGES
            if one.tag == "p":
                held = self._paragraph(one, held)
            elif one.tag == "bookmarkStart":
                self.pending.append(one.get("name", ""))
            elif one.tag == "tbl":
                self._table(one, [*marks, *self.pending])
                self.pending = []
            elif one.tag == "sdt":
                self._control(one, marks)
            elif one.tag == "AlternateContent":
                chosen = one.find("Choice")
                self.blocks(chosen if chosen is not None else one, marks)
            elif one.tag not in _GONE and one.tag != "sectPr":
                self.blocks(one, marks)

    def _paragraph(self, paragraph: Element, held: str) -> str:
        self._count(paragraph)
        text = held + _bullet(paragraph) + "".join(_pieces(paragraph))
        if _joined(paragraph):
            return text
        if text.strip():
            self.above.append(text.strip())
            self.word.loose.append(text.strip())
        self.word.pictures += _pictures(paragraph)
        return ""

    def _control(self, control: Element, marks: list[str]) -> None:
        inside = control.find("sdtContent")
        if inside is None:
            return
        tag = control.find("sdtPr/tag")
        mine = [*marks, *([tag.get("val", "")] if tag is not None else [])]
        if any(map(names_question, mine)) and inside.find(".//tbl") is None:
            # A box whose frame was taken away: its paragraphs still stand in the control.
            self._count(inside)
            self._box([*mine, *_marks(inside)], [[_plain(inside)]], _pictures(inside))
        else:
            self.blocks(inside, mine)

    def _table(self, table: Element, marks: list[str]) -> None:
        """A table as one box, or as several where Word joined two: a row that brings a new name begins a new one."""
        rows: list[list[str]] = []
        names, pictures = [*marks, *(one.get("val", "") for one in table.findall("tblPr/tblCaption"))], 0
        for row in _rows(table):
            mine = [mark for mark in _marks(row) if mark not in names]
            if rows and any(map(names_question, mine)):
                self._box(names, rows, pictures)
                rows, names, pictures = [], [], 0
            names += mine
            self._count(row)
            if row.find("trPr/del") is None:
                rows.append([_plain(cell) for cell in _cells(row)])
                pictures += _pictures(row)
        self._box(names, rows, pictures)

    def _box(self, marks: list[str], rows: list[list[str]], pictures: int) -> None:
        self.word.boxes.append(Box(marks, self.above, rows, pictures))
        self.above = []

    def _count(self, element: Element) -> None:
        self.word.changes += sum(1 for one in element.iter() if one.tag in _CHANGES)


def _marks(element: Element) -> list[str]:
    """Tags of controls and names of bookmarks in an element, in order."""
    found = (
        one.get("val" if one.tag == "tag" else "name", "")
        for one in element.iter()
        if one.tag in {"tag", "bookmarkStart"}
    )
    return [name for name in found if name]


def _rows(table: Element) -> Iterator[Element]:
    for one in table:
        if one.tag == "tr":
            yield one
        elif one.tag not in _GONE:
            yield from _rows(one)


def _cells(row: Element) -> Iterator[Element]:
    for one in row:
        if one.tag == "tc":
            yield one
        elif one.tag not in _GONE:
            yield from _cells(one)
