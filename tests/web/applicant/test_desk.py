"""Around an application: starting it, its lists, what its pages tell and to whom, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from lertrat.applications import actions, queries
from lertrat.applications.models import Answer, Application, Stage
from lertrat.assessment import actions as assessment
from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.works.models import Award, AwardSource
from tests import world as w
from tests.web.applicant.pages import form_of, url, words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_naming_an_award_of_the_register(world: w.World, sign_in: Callable[[Person], Client]) -> None:
    award = Award.objects.create(
        ref="W-63AB-C", programme="psea", year_from=2563, year_to=2563, year_sort=2563, agency=world.agencies["a"],
        type_text="สัมฤทธิผลประชาชนมีส่วนร่วม", type_id="effective-change", level="good", branch="participatory",
    )  # fmt: skip
    AwardSource.objects.create(award=award, source="test", locator="1")
    application = w.draft(world, "participation-expanded")
    client = sign_in(world.drafter_a)
    data = form_of(world, application, "source", source_award=["โครงการเดิมของเรา"])
    leads = client.post(url(application, "section/source/"), {**data, "do:pick": "source_award"})
    assert leads["Location"] == url(application, "award/source_award/")
    assert award.ref in words(client.get(leads["Location"]))
    assert client.get(leads["Location"] + "?q=ไม่มีทางพบแน่").status_code == 200
    client.post(leads["Location"], {"do:add": award.ref})
    assert Answer.objects.get(question_id="source_award").value == f"โครงการเดิมของเรา\n{award.ref}"
    assert "พบในทะเบียน" in words(client.get(url(application, "section/source/")))
    client.post(leads["Location"], {"do:drop": award.ref})
    assert Answer.objects.get(question_id="source_award").value == "โครงการเดิมของเรา"
    assert client.get(url(application, "award/model/")).status_code == 404


def test_starting_refuses_in_words_and_keeps_what_was_typed(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(world.drafter_a)
    page = words(client.get("/apply/start/"))
    assert all(kind.name.th in page for kind in world.pack.types.values())
    untitled = client.post(
        "/apply/start/?type=pmqa-category", {"agency": world.agencies["a"].pk, "title": " "}
    )
    assert untitled.status_code == 422 and "กรุณาเลือกหมวด" in words(untitled)
    lone = client.post(
        "/apply/start/?type=engaged-citizen",
        {"agency": world.agencies["a"].pk, "title": "ผู้นำน้ำ", "nominee": "นายชาวนา ตัวอย่าง"},
    )
    assert lone.status_code == 422 and "นายชาวนา ตัวอย่าง" in words(lone)
    parent = w.draft(world, "effective-change")
    made = client.post(
        "/apply/start/?type=engaged-citizen",
        {
            "agency": world.agencies["a"].pk,
            "title": "ผู้นำน้ำ",
            "nominee": "นายชาวนา ตัวอย่าง",
            "parent": parent.ref,
        },
    )
    assert made.status_code == 302 and Application.objects.get(type_id="engaged-citizen").parent == parent
    foreign = client.post(
        "/apply/start/?type=service-standard", {"agency": world.agencies["b"].pk, "title": "ของกรมอื่น"}
    )
    assert foreign.status_code == 422 and not Application.objects.filter(agency=world.agencies["b"]).exists()
    with clock.frozen(datetime(2021, 9, 1, tzinfo=w.BANGKOK)):
        late = client.post(
            "/apply/start/?type=service-standard", {"agency": world.agencies["a"].pk, "title": "ช้าไป"}
        )
    assert late.status_code == 422 and "ช้าไป" in words(late) and "ปิดรับสมัครประเภทนี้แล้ว" in words(late)


def test_the_second_intake_has_its_own_task_list(world: w.World, sign_in: Callable[[Person], Client]) -> None:
    made = w.submitted(world, "pmqa-4")
    client = sign_in(world.drafter_a)
    assert client.get(url(made.application, step=2)).status_code == 404
    actions.open_stage(application=made.application, step=2, by=None)
    page = words(client.get(f"/apply/{made.application.ref}/"))
    assert "Application Report" in page and "ยังไม่เริ่ม" in page
    assert "ส่งแล้ว" in words(client.get(url(made.application)))
    assert Stage.objects.filter(application=made.application).count() == 2


def test_the_way_tells_what_the_office_did_and_no_number(
    world: w.World, sign_in: Callable[[Person], Client], queries_of: Callable[..., Any]
) -> None:
    passed = w.submitted(world, "pmqa-4")
    failed = w.submitted(world, "service-covid")
    client = sign_in(world.drafter_a)
    assert "ผ่านการตรวจคุณสมบัติ" not in words(client.get(f"/apply/receipt/{passed.ref}/"))
    conditions = world.pack.types["pmqa-4"].conditions
    assessment.screen(
        submission=passed,
        outcome="passed",
        reason="ครบถ้วน",
        rules=[one.id for one in conditions],
        by=world.officer,
    )
    rule = world.pack.types["service-covid"].conditions[0].id
    assessment.screen(
        submission=failed, outcome="failed", reason="ผลงานยังไม่ครบหนึ่งปี", rules=[rule], by=world.officer
    )
    actions.open_stage(application=passed.application, step=2, by=None)
    with queries_of(12):
        page = words(client.get(f"/apply/{passed.application.ref}/"))
    assert "ผ่านการตรวจคุณสมบัติ" in page and "ไม่ผ่านการตรวจคุณสมบัติ" not in page
    with queries_of(12):
        page = words(client.get(f"/apply/receipt/{failed.ref}/"))
    assert "ไม่ผ่านการตรวจคุณสมบัติ" in page and "ผลงานยังไม่ครบหนึ่งปี" in page
    with queries_of(12):
        client.get(url(failed.application))


def test_titles_change_while_the_draft_is_open(world: w.World, sign_in: Callable[[Person], Client]) -> None:
    application = w.draft(world)
    client = sign_in(world.drafter_a)
    page = url(application, "describe/")
    assert client.post(page, {"title": ""}).status_code == 422
    assert client.post(page, {"title": "ก" * 301}).status_code == 422
    assert client.post(page, {"title": "ชื่อใหม่ที่อ่านง่าย"}).status_code == 302
    application.refresh_from_db()
    assert application.title == "ชื่อใหม่ที่อ่านง่าย"


PAGES = [
    "",
    "describe/",
    "readiness/",
    "check/",
    "approval/",
    "submit/",
    "section/work-basics/",
    "history/summary/",
]


def test_a_stranger_finds_nothing(world: w.World, sign_in: Callable[[Person], Client]) -> None:
    made = w.submitted(world)
    inner = [url(made.application, page) for page in PAGES]
    inner += [f"/apply/{made.application.ref}/", f"/apply/{made.application.ref}/withdraw/"]
    inner += [f"/apply/receipt/{made.ref}/", f"/apply/receipt/{made.ref}/pdf/"]
    for somebody in (world.drafter_b, world.stranger, world.officer, world.assessor1, world.admin):
        client = sign_in(somebody)
        for page in inner:
            assert client.get(page).status_code == 404, (somebody, page)
            assert client.post(page, {"do": "approve", "title": "x"}).status_code in {404, 405}, (
                somebody,
                page,
            )
        save = client.post(url(made.application, "answer/"), {"question": "summary", "value": "?"})
        assert save.status_code == 404
        assert made.application.title not in words(client.get("/apply/"))
    for page in [*inner, "/apply/", "/apply/start/"]:
        assert Client().get(page)["Location"].startswith("/sign-in/"), page


@pytest.mark.parametrize("type_id", ["service-innovation", "pmqa-4", "open-governance"])
def test_pages_ask_little_of_the_database(
    world: w.World, sign_in: Callable[[Person], Client], queries_of: Callable[..., Any], type_id: str
) -> None:
    application = w.draft(world, type_id)
    w.fill(world, w.stage_of(application))
    client = sign_in(world.drafter_a)
    section = queries.read(w.stage_of(application)).form.sections[0].id
    for page in ("", f"section/{section}/", "check/", "readiness/", "approval/", "submit/", "describe/"):
        with queries_of(12):
            assert client.get(url(application, page)).status_code == 200
    with queries_of(12):
        client.get("/apply/start/?type=service-standard")


def test_the_desk_asks_as_often_for_one_as_for_three(
    world: w.World, sign_in: Callable[[Person], Client], queries: Callable[[], Any]
) -> None:
    client = sign_in(world.approver_a)
    w.submitted(world)
    with queries() as one:
        client.get("/apply/")
    w.draft(world, "open-governance", "a1")
    nominated = w.draft(world, "effective-change")
    w.draft(world, "engaged-citizen", parent=nominated, nominee="กลุ่มรักษ์น้ำ")
    with queries() as more:
        page = words(client.get("/apply/"))
    assert len(more) == len(one) <= 12
    assert page.count("กรมตัวอย่าง ก") >= 3


def test_a_nomination_asks_no_more(
    world: w.World, sign_in: Callable[[Person], Client], queries_of: Callable[..., Any]
) -> None:
    parent = w.draft(world, "effective-change")
    application = w.draft(world, "engaged-citizen", parent=parent, nominee="กลุ่มรักษ์น้ำ")
    client = sign_in(world.drafter_a)
    section = queries.read(w.stage_of(application)).form.sections[0].id
    for page in ("", f"section/{section}/"):
        with queries_of(12):
            assert client.get(url(application, page)).status_code == 200
