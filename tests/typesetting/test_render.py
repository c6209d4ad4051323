"""Every paper can be set, says what it was given, and no text can act as markup or cost somebody the document."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from lertrat.typesetting import TypesettingError, render, templates
from lertrat.typesetting.engine import emblem, qr, tied
from lertrat.typesetting.glyphs import FONTS, covered, drawable
from tests.typesetting import samples

HOSTILE = [
    '#panic("x")',
    '#import "/etc/passwd"',
    "$ x^2 $ \\ \\u{41} `raw` *bold* _it_ <label> @ref // /* */ = heading\n== two\n- list",
    "]]}} #{ } ((( \" ' “ ” \\",
    "💥🇹🇭👩‍👩‍👧 中文 \ue000\x00\u200b ✓ → ■",
    "ก" * 3000,
    "a" * 3000,
    "พัฒนาระบบราชการไทย" * 180,
    "่้๊๋" * 50,
    "คำ " * 1000,
    "\n" * 400,
]


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in read(pdf).pages).split())


def planted(value: Any, text: str) -> Any:
    """`value` with `text` for every text that a person could have written."""
    if isinstance(value, str):
        return text
    if isinstance(value, dict):
        fixed = {"verify_url", "branch", "emblem", "dated"}
        return {key: part if key in fixed else planted(part, text) for key, part in value.items()}
    return [planted(part, text) for part in value] if isinstance(value, list) else value


def test_the_papers_are_these() -> None:
    assert set(templates()) == set(samples.ALL)


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_each_paper_is_an_archive_document_in_thai_with_bundled_fonts_only(name: str) -> None:
    document = read(render(name, samples.ALL[name]))
    root = document.trailer["/Root"]
    assert root["/Lang"] == "th-TH"
    assert root["/MarkInfo"]["/Marked"]
    xmp = document.xmp_metadata
    assert xmp is not None
    packet = xmp.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in packet
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in document.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Sarabun" in font for font in fonts), fonts


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_same_data_same_bytes_and_no_time_of_making(name: str) -> None:
    first = render(name, samples.ALL[name])
    assert first == render(name, dict(reversed(list(samples.ALL[name].items()))))
    made = read(first).metadata
    assert made is not None
    assert made.creation_date is not None
    assert made.creation_date.date().isoformat() == samples.ALL[name]["dated"]


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_references_can_be_read_back(name: str) -> None:
    assert str(samples.ALL[name]["reference"]) in words(render(name, samples.ALL[name]))


def test_receipt_carries_every_hash_and_address() -> None:
    text = words(render("receipt", samples.ALL["receipt"]))
    assert text.count(samples.HASH) == len(samples.RECEIPT["files"]) + 2
    assert "23.59.59" in text
    assert samples.URL in text.replace("\u200b", "")


def test_a_summary_is_two_pages_whatever_was_written() -> None:
    empty = samples.SUMMARY | dict.fromkeys(("claims", "numbers", "weak", "gaps", "files", "authors"), [])
    for data in (samples.SUMMARY, empty):
        assert len(read(render("summary", data)).pages) == 2


def test_certificate_is_one_page_with_thai_digits() -> None:
    for data in (samples.CERTIFICATE, samples.PLAIN_CERTIFICATE):
        pdf = render("certificate", dict(data))
        assert len(read(pdf).pages) == 1
        box = read(pdf).pages[0].mediabox
        assert box.width > box.height
        assert "๒๕๖๔" in words(pdf)


def test_an_assumed_value_is_said() -> None:
    # In Latin letters, because pypdf ignores the ActualText by which Thai is read back in order.
    said = render("certificate", {**samples.CERTIFICATE, "assumed": "ASSUMED FOR THE DEMONSTRATION"})
    silent = render("certificate", {**samples.CERTIFICATE, "assumed": ""})
    assert "ASSUMEDFORTHEDEMONSTRATION" in words(said)
    assert "ASSUMED" not in words(silent)


def test_letter_of_usual_length_is_one_page() -> None:
    assert len(read(render("letter", samples.ALL["letter"])).pages) == 1


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["receipt", "application", "minutes", "letter"])
def test_hostile_text_is_only_text(name: str, text: str) -> None:
    data = planted(samples.ALL[name], text)
    if len(text) > 500:  # a name of 3,000 characters in every field makes a thick document, not another case
        data = {**samples.ALL[name], "title": text, "to": text, "place": text, "subject": text}
        if name == "application":
            data["sections"] = [
                {"title": text, "answers": [{"label": text, "text": text, "table": [[text]]}]}
            ]
    assert render(name, data).startswith(b"%PDF")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_on_the_certificate(text: str) -> None:
    data = {**samples.CERTIFICATE, "agency": text, "work": text}
    assert render("certificate", data).startswith(b"%PDF")


def test_markup_is_printed_as_it_was_typed() -> None:
    data = {**samples.APPLICATION, "title": "#strong[x] $y$ \\z *w*"}
    assert "#strong[x]$y$\\z*w*" in words(render("application", dict(data)))


def test_what_is_missing_or_no_text_is_an_error_with_its_name() -> None:
    with pytest.raises(TypesettingError, match="no template"):
        render("../certificate", {})
    with pytest.raises(TypesettingError, match="dated"):
        render("receipt", {"reference": "x"})
    with pytest.raises(TypesettingError, match="award"):
        render("receipt", {key: value for key, value in samples.ALL["receipt"].items() if key != "award"})
    with pytest.raises(TypesettingError, match="float"):
        render("receipt", {**samples.RECEIPT, "parts": 1.5})


def test_a_warning_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "odd.typ").write_text('#set text(font: "No Such Font")\nx')
    monkeypatch.setattr("lertrat.typesetting.engine.TEMPLATES", tmp_path)
    monkeypatch.setattr("lertrat.typesetting.engine.templates", lambda: ("odd",))
    with pytest.raises(TypesettingError, match="font"):
        render("odd", {"dated": "2021-01-01"})


def test_every_weight_draws_the_same_characters() -> None:
    weights = [path.name for path in FONTS.glob("*.ttf")]
    assert len(weights) == 4
    assert all(covered(weight) == covered() for weight in weights)
    assert drawable("น้ำ ✓ ● 💥 中") == "น้ำ √ • ? ?"
    assert drawable("ก\nข") == "ก\nข"


def test_lines_do_not_end_inside_a_date() -> None:
    assert tied("วันที่ 30 เมษายน พ.ศ. 2564 เวลา 23.59 น.") == (
        "วันที่\u00a030\u00a0เมษายน\u00a0พ.ศ.\u00a02564 เวลา 23.59\u00a0น."
    )
    assert tied("สำนักงาน ก.พ.ร. กรม ก") == "สำนักงาน\u00a0ก.พ.ร. กรม ก"


def test_drawings() -> None:
    assert qr(samples.URL).startswith("<svg")
    assert emblem("../css/base") == ""
    assert emblem("nothing_of_that_name") == ""
