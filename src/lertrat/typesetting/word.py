"""A form as a Word document (ECMA-376, WordprocessingML): each answer in a box that knows its question, so that it can be read
back (`word_reading`). Pure: same form, same bytes.

A box is a table. Its title (the alternative text) carries the question's id (`tag_of`), and so does a bookmark in its first cell
(`mark_of`): what one program drops, another keeps. A content control round it would be the usual way, but LibreOffice 7.4 writes
the text of such a control several times over when it saves. What the paper was made of stands in the document's own properties.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lertrat.kernel.thai import search_key
from lertrat.typesetting.papers import Draft, DraftQuestion

FONT = "TH Sarabun New"
OPEN_BOX, TICKED_BOX = "☐", "☒"
# Names of the document's own properties.
APPLICATION, STEP, RULES, REVISIONS = "LertratApplication", "LertratStep", "LertratRules", "LertratRevisions"
SCREEN_LINES, LINE = 4, 400
WIDTH = 9300  # of a box, in twentieths of a point: A4 less its margins

_PARTS = Path(__file__).parent / "word_parts"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def tag_of(question_id: str) -> str:
    """The title of an answer's box."""
    return f"q:{question_id}"


def mark_of(question_id: str) -> str:
    """The name of the bookmark in an answer's box."""
    return "q_" + hashlib.sha256(question_id.encode()).hexdigest()[:24]


def names_question(mark: str) -> bool:
    """Whether a title or a bookmark is one of ours."""
    return mark.startswith(("q:", "q_"))


def printed(draft: Draft) -> frozenset[str]:
    """The search keys of all that the paper says by itself: what else stands outside the boxes, somebody wrote there."""
    return frozenset(search_key(words) for _, words in _fixed(draft) if words)


def write(draft: Draft) -> bytes:
    """The .docx of a form."""
    revisions = " ".join(
        f"{mark_of(one['id'])}={one['revision']}"
        for section in draft["sections"]
        for one in section["questions"]
        if one["revision"]
    )
    properties = {
        APPLICATION: draft["reference"], STEP: str(draft["step"]), RULES: draft["fingerprint"], REVISIONS: revisions,
    }  # fmt: skip
    parts = {path.name.replace("__", "/"): path.read_text(encoding="utf-8") for path in _PARTS.glob("*.xml")}
    rels = {path.name.replace("__", "/"): path.read_text(encoding="utf-8") for path in _PARTS.glob("*.rels")}
    made = {
        "[Content_Types].xml": parts.pop("content_types.xml"),
        **{name.replace("root/", ""): text for name, text in (rels | parts).items()},
        "docProps/core.xml": _core(draft),
        "docProps/custom.xml": _custom(properties),
        "word/footer1.xml": _footer(draft),
        "word/document.xml": _document(draft),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in made.items():
            container.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- what stands outside the boxes --------------------------------------------------------------------------------------


def _fixed(draft: Draft) -> Iterator[tuple[str, str]]:
    """Style and words of every paragraph outside the boxes, in order."""
    yield from _top(draft)
    for section in draft["sections"]:
        yield "Heading1", section["title"]
        yield from (("Guidance", line) for line in _lines(section["guidance"]))
        for question in section["questions"]:
            yield from _above(question)


def _top(draft: Draft) -> Iterator[tuple[str, str]]:
    yield "Kicker", f"{draft['programme']} {draft['edition']}".strip()
    yield "Title", draft["title"]
    for label, words in (
        ("หน่วยงาน", draft["agency"]),
        ("ประเภทรางวัล", draft["award"]),
        ("เลขอ้างอิง", draft["reference"]),
        ("รับถึง", draft["closes"]),
    ):
        if words:
            yield "Fact", f"{label}: {words}"
    yield from (("Note", note) for note in draft["notes"])
    if assumed := draft.get("assumed"):
        yield "Note", assumed
    yield from (("Guidance", line) for line in _lines(draft["guidance"]))


def _above(question: DraftQuestion) -> Iterator[tuple[str, str]]:
    yield "Heading2", question["label"]
    yield from (("Guidance", line) for line in _lines(question["help"]))
    if question["limit"]:
        yield "Limit", question["limit"]


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


# --- the document -------------------------------------------------------------------------------------------------------


def _document(draft: Draft) -> str:
    body = [_paragraph(words, style) for style, words in _top(draft)]
    number = 0
    for section in draft["sections"]:
        body.append(_paragraph(section["title"], "Heading1"))
        body += [_paragraph(line, "Guidance") for line in _lines(section["guidance"])]
        for question in section["questions"]:
            body += [_paragraph(words, style) for style, words in _above(question)]
            if question["kind"] != "file":
                number += 1
                body += [_box(question, number), _paragraph("", "Gap")]
    page = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1300" w:right="1130" w:bottom="1300" w:left="1420" w:header="700" w:footer="700" w:gutter="0"/></w:sectPr>'
    )
    return f"{_HEAD}<w:document {_NAMES}><w:body>{''.join(body)}{page}</w:body></w:document>"


def _box(question: DraftQuestion, number: int) -> str:
    mark = f'<w:bookmarkStart w:id="{number}" w:name="{mark_of(question["id"])}"/><w:bookmarkEnd w:id="{number}"/>'
    if question["kind"] == "table":
        return _grid(question, mark)
    inside = _choices(question, mark, number) if question["kind"] == "choice" else ""
    if not inside or question["text"]:
        inside += _answer(question["text"], "" if inside else mark)
    # A box grows as one writes: on a screen a few lines say "write here", and more would only push the next question away.
    lines = 1 if inside.count("<w:p>") > 1 or question["text"] else min(question["height"], SCREEN_LINES)
    height = f'<w:trPr><w:trHeight w:val="{lines * LINE}" w:hRule="atLeast"/></w:trPr>'
    return _table(question, [WIDTH], [f"<w:tr>{height}{_cell(inside, WIDTH)}</w:tr>"])


def _answer(words: str, mark: str) -> str:
    lines = words.split("\n")
    return "".join(_paragraph(line, "Answer", mark if place == 0 else "") for place, line in enumerate(lines))


def _choices(question: DraftQuestion, mark: str, number: int) -> str:
    made = []
    for place, option in enumerate(question["options"]):
        tick = TICKED_BOX if option["chosen"] else OPEN_BOX
        control = (
            f'<w:sdt><w:sdtPr><w:id w:val="{100000 + number * 500 + place}"/><w14:checkbox>'
            f'<w14:checked w14:val="{int(option["chosen"])}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent>'
            '<w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>'
            f"<w:t>{tick}</w:t></w:r></w:sdtContent></w:sdt>"
        )
        made.append(_paragraph(f" {option['label']}", "Answer", (mark if place == 0 else "") + control))
    return "".join(made)


def _grid(question: DraftQuestion, mark: str) -> str:
    head, rows = question["head"], question["rows"]
    widths = [WIDTH // len(head)] * len(head)
    titles = [
        _cell(_paragraph(words, "ColumnHead", mark if place == 0 else ""), width, shade=True)
        for place, (words, width) in enumerate(zip(head, widths, strict=True))
    ]
    blank = max(1, SCREEN_LINES - len(rows))
    filled = [*rows, *[[""] * len(head)] * blank]
    lines = [
        "<w:tr>" + "".join(_cell(_answer(words, ""), width) for words, width in zip(row, widths, strict=True)) + "</w:tr>"
        for row in filled
    ]  # fmt: skip
    top = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(titles)}</w:tr>"
    return _table(question, widths, [top, *lines])


def _table(question: DraftQuestion, widths: Iterable[int], rows: Iterable[str]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="AnswerBox"/><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCaption w:val={quoteattr(tag_of(question['id']))}/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(inside: str, width: int, *, shade: bool = False) -> str:
    ground = '<w:shd w:val="clear" w:color="auto" w:fill="F7F3EA"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}</w:tcPr>{inside}</w:tc>'


def _paragraph(words: str, style: str, before: str = "") -> str:
    run = f"<w:r>{_run(words)}</w:r>" if words else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{before}{run}</w:p>'


def _run(words: str) -> str:
    pieces = escape(_legal(words)).split("\t")
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' if piece else "" for piece in pieces)


def _legal(words: str) -> str:
    return _FORBIDDEN.sub("", words)


# --- the other parts ----------------------------------------------------------------------------------------------------


def _core(draft: Draft) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(_legal(draft['title']))}</dc:title><dc:creator>เลิศรัฐ</dc:creator><dc:language>th-TH</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{draft["dated"]}T00:00:00Z</dcterms:created></cp:coreProperties>'
    )


def _custom(properties: dict[str, str]) -> str:
    rows = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escape(_legal(value))}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), 2)
    )
    return (
        f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{rows}</Properties>'
    )


def _footer(draft: Draft) -> str:
    words = f"{draft['reference']} · หลักเกณฑ์ {draft['fingerprint'][:12]} · หน้า "
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return f'{_HEAD}<w:ftr {_NAMES}><w:p><w:pPr><w:pStyle w:val="Limit"/></w:pPr><w:r>{_run(words)}</w:r>{field}</w:p></w:ftr>'
