"""What stands in a box, as an answer: ticks of every make, tables whose columns moved, and what has no place is told."""

from __future__ import annotations

from typing import Any

import pytest

from lertrat.applications.importing import given
from lertrat.applications.validators import problem, read
from lertrat.criteria.schema import Question
from lertrat.typesetting.word_reading import Box


def asked(kind: str, **more: Any) -> Question:
    return Question.model_validate(
        {"id": "q", "kind": kind, "label": {"th": "คำถาม", "en": "Question"}, **more}
    )


OPTIONS = [{"id": "a", "th": "หนึ่ง", "en": "One"}, {"id": "b", "th": "สอง (2)", "en": "Two"}]
COLUMNS = [
    {"id": "year", "label": {"th": "ปี", "en": "Year"}},
    {"id": "value", "label": {"th": "ผล", "en": "Value"}, "kind": "number"},
]


@pytest.mark.parametrize(
    ("text", "one", "several"),
    [
        ("☐ หนึ่ง\n☒ สอง (2)", "b", ["b"]),
        ("X หนึ่ง\n☐ สอง (2)", "a", ["a"]),
        ("[x] หนึ่ง\n(/) สอง (2)", "a / b", ["a", "b"]),
        ("หนึ่ง\nสอง (2)", "", []),
        ("☐ หนึ่ง\n☐ สอง (2)\n☒ อื่น ๆ", "อื่น ๆ", ["อื่น ๆ"]),
        ("☒ หนึ่ง เพราะจำเป็น\n☐ สอง (2)", "หนึ่ง เพราะจำเป็น", ["หนึ่ง เพราะจำเป็น"]),
    ],
)
def test_ticks_of_every_make(text: str, one: str, several: list[str]) -> None:
    box = Box([], [], [[text]])
    single, multi = asked("choice", options=OPTIONS), asked("multi", options=OPTIONS)
    assert given(single, box) == (one, []) and given(multi, box) == (several, [])
    for question, said in ((single, one), (multi, several)):
        told = problem(question, read(question, said))
        fits = not said or said in ("a", "b") or (isinstance(said, list) and {*said} <= {"a", "b"})
        assert (told is None) == fits, "a choice not on the list is kept as written, and named"


def test_a_yes_and_a_table_whose_columns_were_moved() -> None:
    assert given(asked("yes_no"), Box([], [], [["☑ ใช่\n☐ ไม่ใช่"]])) == ("yes", [])
    table = asked("table", columns=COLUMNS)
    rows, beyond = given(
        table, Box([], [], [["ผล", "ปี", "หมายเหตุ"], ["87.5", "2563", "เพิ่มเอง"], ["", "", ""]])
    )
    assert rows == [{"year": "2563", "value": "87.5"}] and beyond == ["หมายเหตุ", "เพิ่มเอง"]
    assert given(table, Box([], [], [["2563", "1"]])) == ([{"year": "2563", "value": "1"}], [])
