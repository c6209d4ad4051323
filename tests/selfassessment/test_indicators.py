"""Indicators of category 7 from a spreadsheet: read, previewed, applied by the plan's digest; and what the checks stumble over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from lertrat.files import actions as files
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.selfassessment import actions, importing, queries, spreadsheets
from lertrat.selfassessment.checks import findings
from lertrat.selfassessment.models import Indicator, SelfAssessment, YearValue
from tests import world as w
from tests.selfassessment import room

pytestmark = pytest.mark.django_db
FULL = {"นิยาม": "x", "คู่เทียบ": "x", "แหล่งข้อมูล": "x"}


@pytest.fixture
def world() -> w.World:
    return room.build()


@pytest.fixture
def made(world: w.World) -> SelfAssessment:
    return room.begun(world)


@pytest.fixture
def rows(world: w.World) -> Callable[..., list[dict[str, str]]]:
    def read(data: bytes | str, name: str = "ตัวชี้วัด.csv") -> list[dict[str, str]]:
        content = data.encode() if isinstance(data, str) else data
        return queries.spreadsheet(files.store(SimpleUploadedFile(name, content), world.drafter_a))

    return read


def book(*lines: list[object], per_cent: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    if per_cent:
        sheet[per_cent].number_format = "0.0%"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_what_is_previewed_is_what_is_written(
    world: w.World, made: SelfAssessment, rows: Callable[..., list[dict[str, str]]]
) -> None:
    given = rows(room.CSV)
    plan = queries.plan_indicators(made, given)
    assert (plan.count("add"), Indicator.objects.count()) == (2, 0)
    actions.apply_indicators(assessment=made, rows=given, digest=plan.digest, by=world.drafter_a)
    first, second = queries.measures(made)
    assert [(year, value) for year, _, value in first.years] == [
        (2561, 80), (2562, 85), (2563, Fraction(185, 2)),
    ]  # fmt: skip
    assert first.reached and second.reached and not first.findings and not second.findings
    again = queries.plan_indicators(made, given)
    assert again.count("keep") == 2
    with pytest.raises(Conflict):
        actions.apply_indicators(assessment=made, rows=given, digest=plan.digest, by=world.drafter_a)
    with pytest.raises(NotAllowed):
        actions.apply_indicators(assessment=made, rows=given, digest=again.digest, by=world.drafter_b)


def test_a_later_file_changes_only_what_it_names(
    world: w.World, made: SelfAssessment, rows: Callable[..., list[dict[str, str]]]
) -> None:
    for text in (room.CSV, "group,name,unit,direction,2564\n7.6,ระยะเวลาเฉลี่ยต่อเรื่อง,ชั่วโมง,down,5\n"):
        given = rows(text)
        plan = queries.plan_indicators(made, given)
        actions.apply_indicators(assessment=made, rows=given, digest=plan.digest, by=world.drafter_a)
    assert (plan.count("change"), plan.count("add")) == (1, 0)
    _, changed = queries.measures(made)
    assert [year for year, *_ in changed.years] == [2561, 2562, 2563, 2564]
    one = changed.indicator
    assert (one.unit, one.definition, one.target, one.source) == ("ชั่วโมง", "นับวันทำการ", "7", "ระบบงาน")


def test_a_workbook_s_numbers_stay_exact(rows: Callable[..., list[dict[str, str]]]) -> None:
    data = book(
        ["กลุ่ม", "ตัวชี้วัด", "ทิศทาง", 2562, "ปี 2563", None], ["7.1", "ก", "up", 0.855, 85.1, None], per_cent="D2"
    )
    assert rows(data, "งาน.xlsx") == [
        {"กลุ่ม": "7.1", "ตัวชี้วัด": "ก", "ทิศทาง": "up", "2562": "85.5", "ปี 2563": "85.1"}
    ]


def test_broken_and_swollen_workbooks_are_refused(rows: Callable[..., list[dict[str, str]]]) -> None:
    whole = book(["กลุ่ม"], ["7.1"])
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + content
            new.writestr(part, content)
    for data in (stream.getvalue(), whole[: len(whole) // 2]):
        with pytest.raises(Refusal):
            rows(data, "งาน.xlsx")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("9.1,ก,,,up,,,,1,2,3", "กลุ่ม"),
        ("7.1,,,,up,,,,1,2,3", "ชื่อ"),
        ("7.1,ก,,,ขึ้น ๆ ลง ๆ,,,,1,2,3", "ทิศทาง"),
        ("7.1,ก,,,up,,,,1,2," + "9" * 61, "60"),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_whole(
    world: w.World, made: SelfAssessment, rows: Callable[..., list[dict[str, str]]], line: str, code: str
) -> None:
    given = rows(room.CSV + line + "\n")
    plan = queries.plan_indicators(made, given)
    assert plan.count("refuse") == 1 and code in plan.changes[-1].why
    with pytest.raises(Refusal, match="cannot be read"):
        actions.apply_indicators(assessment=made, rows=given, digest=plan.digest, by=world.drafter_a)
    assert not Indicator.objects.exists() and not YearValue.objects.exists()


def test_the_same_indicator_twice_in_one_file_is_refused(
    made: SelfAssessment, rows: Callable[..., list[dict[str, str]]]
) -> None:
    plan = queries.plan_indicators(made, rows(room.CSV + room.CSV.split("\n")[1] + "\n"))
    assert plan.count("refuse") == 1 and "มากกว่าหนึ่งแถว" in plan.changes[-1].why


@pytest.mark.parametrize(
    ("unit", "target", "years", "units", "kinds"),
    [
        ("ร้อยละ", "90", {2561: "80", 2562: "85", 2563: "90"}, {}, []),
        ("ร้อยละ", "สูง", {2561: "80", 2562: "ดีมาก", 2563: "90"}, {}, ["text", "text"]),
        ("ร้อยละ", "90", {2561: "80", 2563: "90"}, {}, ["missing", "missing"]),
        ("ร้อยละ", "90", {}, {}, ["missing"]),
        ("บาท", "9", {2561: "8", 2562: "8", 2563: "9"}, {2563: "ล้านบาท"}, ["unit"]),
        ("บาท", "9", {2561: "8000000", 2562: "8", 2563: "9"}, {}, ["unit"]),
        ("", "", {2561: "1", 2562: "2", 2563: "3"}, {}, ["blank", "blank"]),
    ],
)
def test_what_an_examiner_would_stumble_over(
    unit: str, target: str, years: dict[int, str], units: dict[int, str], kinds: list[str]
) -> None:
    assert [one.kind for one in findings(unit, target, years, units, FULL)] == kinds


def test_an_indicator_can_be_taken_out(
    world: w.World, made: SelfAssessment, rows: Callable[..., list[dict[str, str]]]
) -> None:
    given = rows(room.CSV)
    actions.apply_indicators(
        assessment=made, rows=given, digest=queries.plan_indicators(made, given).digest, by=world.drafter_a
    )
    one = queries.indicator_of(made, Indicator.objects.order_by("pk")[0].pk)
    with pytest.raises(NotAllowed):
        actions.drop_indicator(indicator=one, by=world.drafter_b)
    actions.drop_indicator(indicator=one, by=world.drafter_a)
    assert [m.indicator.group for m in queries.measures(made)] == ["7.6"]


def test_a_workbook_cut_or_rotten_inside_is_refused_in_words() -> None:
    book = io.BytesIO()
    Workbook().save(book)
    whole = bytearray(book.getvalue())
    with zipfile.ZipFile(book) as held:
        part = held.getinfo("xl/workbook.xml")
    begin = part.header_offset + 30 + len(part.filename)
    whole[begin : begin + part.compress_size] = b"\xff" * part.compress_size
    with pytest.raises(Refusal):
        spreadsheets._xlsx(bytes(whole))


@pytest.mark.parametrize("names", [("2561", "2018"), ("2561", "๒๕๖๑"), ("ปี 2561", "2561")])
def test_a_year_in_two_columns_is_refused_and_not_chosen_from(
    made: SelfAssessment, names: tuple[str, str]
) -> None:
    row = {"กลุ่ม": "7.1", "ตัวชี้วัด": "ก", "ทิศทาง": "ยิ่งมากยิ่งดี", names[0]: "1", names[1]: "2"}
    with pytest.raises(Refusal) as told:
        importing.read_all(made, [row])
    assert told.value.code == "twice"
