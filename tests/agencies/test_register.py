"""The register that comes with the program, and bulk imports as plans."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest

from lertrat.agencies import actions, invariants, queries
from lertrat.agencies.models import Agency, Alias, Import, Province
from lertrat.agencies.queries import AgencyFilter
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.people import actions as people
from lertrat.records.models import Record
from lertrat.search import queries as search

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    actions.load_register(by=None)


def row(name: str, **fields: str) -> dict[str, str]:
    return {"code": "", "kind": "unit", "name_th": name} | fields


def test_seventy_six_provinces_and_bangkok(loaded: None) -> None:
    provinces = queries.provinces()
    assert len(provinces) == 77
    assert Counter(province.region for province in provinces) == {
        "ภาคกลาง": 22, "ภาคตะวันออกเฉียงเหนือ": 20, "ภาคใต้": 14, "ภาคเหนือ": 9, "ภาคตะวันออก": 7, "ภาคตะวันตก": 5,
    }  # fmt: skip
    assert [province.name_th for province in provinces[:3]] == ["กระบี่", "กรุงเทพมหานคร", "กาญจนบุรี"]
    assert queries.count(AgencyFilter(kind="province")) == 76
    assert queries.count(AgencyFilter(kind="ministry")) == 20
    assert queries.by_code("bangkok").kind == "local_government"


def test_a_second_run_changes_nothing(loaded: None) -> None:
    before = (Agency.objects.count(), Alias.objects.count(), Import.objects.count(), Record.objects.count())
    plan = actions.load_register(by=None)
    assert {change.kind for change in plan.changes} == {"keep"}
    assert (
        Agency.objects.count(),
        Alias.objects.count(),
        Import.objects.count(),
        Record.objects.count(),
    ) == before
    assert Record.objects.filter(verb="register.imported").count() == 1


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("โรงพยาบาลโสธร", "hospital-yasothon"),
        ("รพ.มหาสารคามเชียงใหม่", "hospital-maharaj-chiang-mai"),
        ("สถาบันพัฒนาการเด็กทรานครินเทอร์", "child-development-rajanagarindra"),
        ("องค์การบริหารส่วนตำบลหนองตาแต่ม", "tao-nong-ta-taem"),
        ("สำนักงาน ก.พ.ร.", "opdc"),
        ("จังหวัดขอนแก่น", "province-40"),
        ("สำนักงานมาตรฐานผลิตภัณฑ์อุตสาหกรรม (สมอ.)", "tisi"),
    ],
)
def test_every_printed_name_leads_to_its_agency(loaded: None, printed: str, code: str) -> None:
    found = queries.by_name(printed)
    assert found is not None and found.code == code
    assert found.pk in search.find("agency", printed)


def test_a_part_of_a_name_finds_it(loaded: None) -> None:
    ids = search.find("agency", "สรรพากร")
    assert {Agency.objects.get(pk=pk).code for pk in ids} == {"dept-revenue", "revenue-region-7"}


def test_what_no_source_tells_is_blank(loaded: None) -> None:
    assert queries.by_code("dept-revenue").parent is None
    assert queries.by_code("hospital-takua-pa").province is None
    assert queries.by_code("hospital-rayong").province == Province.objects.get(name_th="ระยอง")
    assert not Agency.objects.filter(source="").exists()


def test_the_way_up(loaded: None, django_assert_num_queries: Any) -> None:
    agency = queries.by_code("internal-audit-ps-health")
    with django_assert_num_queries(0):
        assert [one.code for one in queries.above(agency)] == ["ps-health", "ministry-health"]
        department = queries.department_above(agency)
    assert department is not None and department.code == "ps-health"
    bare = Agency.objects.get(code="internal-audit-ps-health")
    assert [one.code for one in queries.above(bare)] == ["ps-health", "ministry-health"]
    assert queries.department_above(queries.by_code("province-40")) is None
    assert bare.pk in queries.below(queries.by_code("ministry-health"))


def test_lists_are_filtered_and_ordered(loaded: None) -> None:
    first = queries.listing(size=20)
    assert first.rows == sorted(first.rows, key=lambda agency: (agency.sort_key, agency.pk))
    second = queries.listing(cursor=first.next, size=20)
    assert not set(first.rows) & set(second.rows)
    rows = queries.listing(AgencyFilter(q="โรงพยาบาล", province="40")).rows
    assert {agency.code for agency in rows} == {
        "hospital-khon-kaen", "hospital-chum-phae", "hospital-sirindhorn-khon-kaen",
    }  # fmt: skip


def test_no_such_agency(loaded: None) -> None:
    with pytest.raises(NotFound):
        queries.by_code("nobody")
    assert queries.by_name("กรมที่ไม่มีอยู่") is None


def test_a_plan_shows_adds_and_changes_before_they_happen(loaded: None) -> None:
    rows = [
        row("กองทดลอง ก", parent="กรมสรรพากร"),
        row("กองย่อย", code="sub-unit", parent="new-parent"),
        row("กองใหม่", code="new-parent", province="ตาก"),
        row(
            "กรมสรรพากร", code="dept-revenue", kind="department", note="หมายเหตุใหม่", parent="ministry-finance"
        ),
    ]
    plan = actions.import_plan(rows, source="รายการทดสอบ")
    assert [change.kind for change in plan.changes] == ["add", "add", "add", "change"]
    assert plan.changes[3].before == {"note": "", "source": "000:12; winners.csv", "parent": ""}
    assert plan.changes[3].after["parent"] == "ministry-finance"
    assert Agency.objects.filter(name_th="กองทดลอง ก").count() == 0
    actions.apply_import(plan=plan, digest=plan.digest, by=None)
    assert [one.code for one in queries.above(queries.by_code("sub-unit"))] == ["new-parent"]
    made = Agency.objects.get(name_th="กองทดลอง ก")
    assert [one.code for one in queries.above(made)] == ["dept-revenue", "ministry-finance"]
    assert made.source == "รายการทดสอบ"
    again = actions.import_plan(rows, source="รายการทดสอบ")
    assert {change.kind for change in again.changes} == {"keep"}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"kind": "club"}, "ประเภทหน่วยงาน"),
        ({"name_th": " "}, "ชื่อหน่วยงาน"),
        ({"name_th": "ก" * 251}, "ชื่อหน่วยงาน"),
        ({"province": "โตเกียว"}, "จังหวัด"),
        ({"parent": "กระทรวงเวทมนตร์"}, "ต้นสังกัด"),
        ({"code": "A B"}, "รหัสหน่วยงาน"),
        ({"code": "x-1", "parent": "x-1"}, "สังกัดตนเอง"),
        ({"valid_from": "ปีหน้า"}, "วันที่"),
        ({"valid_from": "2022-01-01", "valid_until": "2021-01-01"}, "วันสิ้นสุด"),
        ({"aliases": "nick:ชื่อเล่น"}, "ชนิดชื่ออื่น"),
    ],
)
def test_a_wrong_row_is_refused_in_words_and_nothing_is_written(wrong: dict[str, str], why: str) -> None:
    plan = actions.import_plan([row("กองที่ถูก"), row("กองทดลอง") | wrong])
    assert [change.kind for change in plan.changes] == ["add", "refuse"]
    assert why in plan.changes[1].why
    with pytest.raises(Refusal, match="cannot be imported"):
        actions.apply_import(plan=plan, digest=plan.digest, by=None)
    assert Agency.objects.count() == 0


def test_two_rows_with_one_code_and_a_circle_of_parents_are_refused() -> None:
    plan = actions.import_plan([row("ก", code="same"), row("ข", code="same")])
    assert [change.kind for change in plan.changes] == ["refuse", "refuse"]
    plan = actions.import_plan([row("ก", code="aa", parent="bb"), row("ข", code="bb", parent="aa")])
    with pytest.raises(Refusal) as refused:
        actions.apply_import(plan=plan, digest=plan.digest, by=None)
    assert refused.value.code == "parent-circle"


def test_what_was_not_previewed_is_not_done() -> None:
    seen = actions.import_plan([row("กองที่เห็น")])
    other = actions.import_plan([row("กองอื่น")])
    with pytest.raises(Conflict):
        actions.apply_import(plan=other, digest=seen.digest, by=None)
    actions.apply_import(plan=seen, digest=seen.digest, by=None)
    with pytest.raises(Conflict):
        actions.apply_import(plan=seen, digest=seen.digest, by=None)
    assert Agency.objects.count() == 1


def test_a_register_that_moved_on_is_not_overwritten() -> None:
    actions.register(code="dept-a", kind="department", name_th="กรม ก", by=None)
    plan = actions.import_plan([row("กรม ข", code="dept-a", kind="department")])
    actions.rename(agency=queries.by_code("dept-a"), name_th="กรม ค", by=None)
    with pytest.raises(Conflict):
        actions.apply_import(plan=plan, digest=plan.digest, by=None)
    assert queries.by_code("dept-a").name_th == "กรม ค"


def test_only_administrators_import() -> None:
    person = people.create_person(email="a@b.example", name="ผู้ใช้", by=None)
    plan = actions.import_plan([row("กอง")])
    with pytest.raises(NotAllowed):
        actions.apply_import(plan=plan, digest=plan.digest, by=person)


def test_a_former_name_is_kept_and_found() -> None:
    agency = actions.register(code="dept-old", kind="department", name_th="กรมชื่อเดิม", by=None)
    actions.rename(agency=agency, name_th="กรมชื่อใหม่", by=None)
    for name in ("กรมชื่อเดิม", "กรมชื่อใหม่"):
        found = queries.by_name(name)
        assert found is not None and found.name_th == "กรมชื่อใหม่"
        assert search.find("agency", name) == [agency.pk]
    with pytest.raises(Refusal) as refused:
        actions.register(code="dept-2", kind="department", name_th="กรมชื่อใหม่", by=None)
    assert refused.value.code == "agency-known"


def test_a_company_is_no_body_of_the_state() -> None:
    company = actions.register(code="firm", kind="company", name_th="บริษัทตัวอย่าง จำกัด", by=None)
    assert not company.state_body
    assert list(invariants.state_companies()) == []


@pytest.mark.breaks_invariants
def test_the_invariant_sees_a_circle() -> None:
    one = actions.register(code="one", kind="unit", name_th="หนึ่ง", by=None)
    two = actions.register(code="two", kind="unit", name_th="สอง", parent=one, by=None)
    assert invariants.circles() == []
    Agency.objects.filter(pk=one.pk).update(parent=two)
    assert len(invariants.circles()) == 2


def test_eight_thousand_agencies_one_query_a_page(django_assert_num_queries: Any) -> None:
    rows = [
        row(f"องค์การบริหารส่วนตำบลตัวอย่างที่ {number}", code=f"tao-{number}", kind="local_government")
        for number in range(2000)
    ]
    plan = actions.import_plan(rows)
    started = time.monotonic()
    actions.apply_import(plan=plan, digest=plan.digest, by=None)
    assert time.monotonic() - started < 20
    with django_assert_num_queries(1):
        page = queries.listing(AgencyFilter(q="ตำบลตัวอย่าง"))
    assert len(page.rows) == 50 and page.next
