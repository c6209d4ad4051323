"""A form as a Word document, and back from whatever people's programs made of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lertrat.kernel.errors import Refusal
from lertrat.kernel.thai import search_key
from lertrat.typesetting import word
from lertrat.typesetting.word_reading import Word, read
from tests.typesetting.samples import DRAFT

FORM: Any = DRAFT
MAIN = "word/document.xml"


def altered(change: Callable[[str], str], **parts: str) -> bytes:
    """The sample with its text changed, and with further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word.write(FORM))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == MAIN else text)
        for name, text in parts.items():
            new.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def loose(found: Word) -> list[str]:
    return [text for text in found.loose if search_key(text) not in word.printed(FORM)]


def test_what_libreoffice_saved_reads_like_what_we_wrote() -> None:
    saved = (Path(__file__).parent / "documents" / "draft-libreoffice.docx").read_bytes()
    ours, theirs = read(word.write(FORM)), read(saved)
    assert [box.text for box in ours.boxes] == [box.text for box in theirs.boxes]
    assert [box.text for box in ours.boxes][:2] == ["ผู้รับบริการรอนาน", "☒ ใช่\n☐ ไม่ใช่"]
    assert ours.properties == theirs.properties and not loose(ours) and not loose(theirs)
    for box, name in zip(theirs.boxes, ("q", "c", "t"), strict=True):
        assert word.mark_of(name) in box.marks
    assert ours.boxes[2].rows[:2] == [["ปี", "ผล"], ["2563", "87.5"]]


def test_words_survive_runs_changes_lists_and_boxes_that_lost_their_names() -> None:
    answer = '<w:t xml:space="preserve">ผู้รับบริการรอนาน</w:t>'
    tracked = (
        '<w:t>ผู้รับ</w:t></w:r><w:del w:id="1"><w:r><w:delText>ลบ</w:delText></w:r></w:del><w:proofErr w:type="spellStart"/>'
        '<w:r><w:rPr><w:b/></w:rPr><w:t>บริการ</w:t></w:r><w:ins w:id="2"><w:r><w:t>รอสั้น</w:t><w:br/><w:t>ลง &lt;b&gt;</w:t></w:r></w:ins><w:r>'
    )
    found = read(altered(lambda text: text.replace(answer, tracked)))
    assert found.boxes[0].text == "ผู้รับบริการรอสั้น\nลง <b>" and found.changes >= 2
    bare = read(altered(lambda text: re.sub(r"<w:bookmark(Start|End)[^>]*/>|<w:tblCaption[^>]*/>", "", text)))
    assert [box.marks for box in bare.boxes] == [[], [], []]
    assert bare.boxes[0].above[-3:] == ["ปัญหาที่แก้คืออะไร", "เล่าด้วยข้อเท็จจริง", "ไม่เกิน 300 คำ"]
    listed = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>หนึ่ง</w:t></w:r></w:p>'
    outside = "<w:p><w:r><w:t>เขียนนอกกรอบ</w:t></w:r></w:p>"
    more = read(altered(lambda text: text.replace("</w:tc>", listed + "</w:tc>", 1).replace("<w:sectPr>", outside + "<w:sectPr>"),
                        comments='<w:c xmlns:w="w"><w:comment><w:p><w:r><w:t>ความเห็น</w:t></w:r></w:p></w:comment></w:c>'))  # fmt: skip
    assert more.boxes[0].text == "ผู้รับบริการรอนาน\n• หนึ่ง"
    assert loose(more) == ["เขียนนอกกรอบ"] and more.aside == ["ความเห็น"]
    # Word joins two tables where the paragraph between them is deleted: each row still knows its question.
    joined = read(altered(lambda text: re.sub(r"</w:tbl>(?:<w:p>(?:(?!<w:tbl>).)*?</w:p>)+<w:tbl><w:tblPr>.*?</w:tblGrid>", "", text, count=1)))  # fmt: skip
    assert [box.text for box in joined.boxes][:2] == ["ผู้รับบริการรอนาน", "☒ ใช่\n☐ ไม่ใช่"]


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("paper-damaged", lambda: altered(lambda text: text.replace("?>\n", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1))),
        ("paper-damaged", lambda: altered(lambda text: text[:-9])),
        ("paper-damaged", lambda: b"PK\x03\x04 nothing"),
        ("paper-too-big", lambda: altered(lambda text: text.replace("<w:sectPr>", "<w:sdt><w:sdtContent>" * 200 + "<w:sectPr>"))),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_in_words(code: str, made: Callable[[], bytes]) -> None:
    with pytest.raises(Refusal) as refused:
        read(made())
    assert refused.value.code == code and "โปรด" in refused.value.th
