"""What looks alike is alike; what a dictionary puts first comes first."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lertrat.kernel import thai

thai_text = st.text(
    alphabet=st.sampled_from([chr(c) for c in range(0x0E01, 0x0E5C) if unicodedata.category(chr(c)) != "Cn"])
)
mixed_text = st.one_of(thai_text, st.text(), st.text(alphabet="กขคเแไ่้์ำาํัิุู \u200b\u00a0\uf70a09aZ\n"))

WATER = "น้ำ"


@pytest.mark.parametrize(
    "typed",
    ["\u0e19\u0e49\u0e33", "\u0e19\u0e49\u0e4d\u0e32", "\u0e19\u0e4d\u0e49\u0e32", "\u0e19\u0e33\u0e49", "\u0e19\u0e49\u0e49\u0e33",
     "\u0e19\u200b\u0e49\u0e33", "\u0e19\uf70b\u0e33", "\u0e19\u0e49\u0e33\u0e33"],
)  # fmt: skip
def test_water_is_water_however_typed(typed: str) -> None:
    assert thai.normalise(typed) == WATER


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("เเก้ไข", "แก้ไข"),
        ("ท่ี", "ที่"),
        ("ทีี่", "ที่"),
        ("ที่่", "ที่"),
        ("ผู้", "ผู้"),
        ("ผู้", "ผู้"),
        ("สิทธ์ิ", "สิทธิ์"),
        ("ป\uf702\uf713", "ปี่"),
        ("\uf70fา\uf700าน", "ญาฐาน"),
        ("a\u00a0b\u2003c", "a b c"),
        ("\uf0b7 ข้อ", "• ข้อ"),
        ("ก\ue123ข", "กข"),
        ("หนึ่ง\r\nสอง\rสาม\tสี่\x00\x07", "หนึ่ง\nสอง\nสาม\tสี่"),
        ("A\ud800B", "AB"),
        ("e\u0301", "é"),
        ("เลิศรัฐ 2564", "เลิศรัฐ 2564"),
    ],
)
def test_normal_form(typed: str, normal: str) -> None:
    assert thai.normalise(typed) == normal


@given(mixed_text)
def test_normal_form_is_stable_and_storable(text: str) -> None:
    normal = thai.normalise(text)
    assert thai.normalise(normal) == normal
    assert unicodedata.is_normalized("NFC", normal)
    normal.encode("utf-8")
    assert "\x00" not in normal


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("สัมฤทธิ์ผล", "สัมฤทธิผล"),
        ("PMQA ๔.๐", "pmqa  4.0"),
        ("ต่าง ๆ", "ต่างๆ"),
        ("นํ้า", "น้ำ"),
        ("ﬁle", "FILE"),
        ("ก.พ.ร. – “เลิศรัฐ”", 'ก.พ.ร. - "เลิศรัฐ"'),
    ],
)
def test_variants_find_each_other(a: str, b: str) -> None:
    assert thai.search_key(a) == thai.search_key(b)


def test_different_words_stay_apart() -> None:
    assert thai.search_key("ปา") != thai.search_key("ป่า")
    assert thai.search_key("กรมชล") in thai.search_key("อธิบดีกรมชลประทาน")


@given(mixed_text)
def test_search_key_is_stable(text: str) -> None:
    key = thai.search_key(text)
    assert thai.search_key(key) == key


def test_royal_institute_order() -> None:
    # The list of the programme's own research page, in the order ICU's Thai collation gives.
    wanted = [
        "กรม",
        "กรม ก",
        "กระทรวง",
        "เกาะ",
        "แกง",
        "โกรธ",
        "ไกล",
        "ขอนแก่น",
        "ชลบุรี",
        "เชียงใหม่",
        "ลำปาง",
        "เลย",
        "ฮ่องกง",
    ]
    backwards = wanted[::-1]
    assert sorted(backwards, key=thai.sort_key) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        ["กก", "กะ", "กา", "กำ", "กิ", "กี", "กึ", "กือ", "กุ", "กู", "เก", "แก", "โก", "ใก", "ไก"],
        ["ปา", "ป่า", "ป้า", "ป๊า", "ป๋า", "ปาก", "ป่าก"],
        ["เกง", "เก็ง", "เก่ง", "เก้ง", "เก๋ง"],
        ["ข้น", "ขวด", "ข้า", "เขต"],
        ["ร", "รู", "ฤ", "ฤกษ์", "ฤๅ", "ล", "ฦ", "ว"],
        ["เขต 1", "เขต 2", "เขต ๑๐", "เขต 11", "เขตก"],
        ["64", "กรม", "ฮูก", "ABC", "zoo", "中"],
        ["กลาง", "กลางๆ", "กลางหาว"],
        ["คำ", "คำๆ", "ค่ำ"],
        ["บุรีรัมย", "บุรีรัมย์", "บุรีรัมย์ก"],
    ],
)
def test_dictionary_order(wanted: list[str]) -> None:
    backwards = wanted[::-1]
    assert sorted(backwards, key=thai.sort_key) == wanted


def test_ties_of_blanks_and_case_are_broken_the_same_way_every_time() -> None:
    assert thai.sort_key("กรม ก") != thai.sort_key("กรมก")
    assert thai.sort_key("PMQA") != thai.sort_key("pmqa")


@given(mixed_text)
def test_sort_key_is_plain_and_short(text: str) -> None:
    key = thai.sort_key(text)
    assert len(key) <= thai.KEY_LENGTH
    assert set(key) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
    assert thai.sort_key(thai.normalise(text)) == key


@given(st.text(alphabet="กขฮเไาะ่้", min_size=1, max_size=8), st.text(alphabet="กขฮ", min_size=1, max_size=3))
def test_a_word_comes_before_its_own_continuation(word: str, more: str) -> None:
    # A trailing leading-vowel would take the next consonant with it; that is another word, not a continuation.
    if word[-1] not in "เแโใไ":
        assert thai.sort_key(word) < thai.sort_key(word + more)


def test_digits() -> None:
    assert thai.thai_digits("พ.ศ. 2564") == "พ.ศ. ๒๕๖๔"
    assert thai.thai_digits(14) == "๑๔"
    assert thai.arabic_digits("๐๑๒๓๔๕๖๗๘๙") == "0123456789"


def test_clusters_are_what_readers_count() -> None:
    assert thai.clusters("ที่") == ["ที่"]
    assert thai.clusters("น้ำใส") == ["น้ำ", "ใ", "ส"]
    assert thai.clusters("") == []
    assert "".join(thai.clusters("เลิศรัฐ\nปี่")) == "เลิศรัฐ\nปี่"


def test_words_are_counted_as_a_dictionary_divides_them() -> None:
    assert thai.words("") == thai.words("   \n…") == 0
    assert thai.words("Public Sector Excellence Awards 2021") == 5
    assert thai.words("PMQA 4.0") == 2
    assert thai.words("กรม") == thai.words("ก.พ.ร.") == thai.words("สัมฤทธิผล") == thai.words("สัมฤทธิ์ผล") == 1
    assert thai.words("ตรวจเอกสารผ่านระบบเชื่อมโยงข้อมูลกลาง") == 8
    assert thai.words("รับผล😀ทางโทรศัพท์") == thai.words("รับผล ทางโทรศัพท์") == 4


def test_pages_are_those_of_the_printed_form() -> None:
    assert thai.pages("") == 0
    assert thai.pages("ก" * 2500 * 3) > 3 > thai.pages("ก" * 2400 * 3)
    assert thai.pages("ก\n" * 32) == thai.pages(("ก" * 78 + "\n") * 32) > thai.pages("ก" * 40)
