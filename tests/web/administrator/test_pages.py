"""The administrator's pages: accounts, roles, register, committees, the record; the demonstration's clock and mailbox."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings

from lertrat.agencies import queries as agencies
from lertrat.committees import queries as committees
from lertrat.kernel import clock
from lertrat.people import actions
from lertrat.people import queries as people
from lertrat.programmes import queries as programmes
from lertrat.records.models import Record
from tests import world as w
from tests.factors import with_app

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGES = ("", "people/", "agencies/", "agencies/import/", "committees/", "officers/", "records/", "system/")


@pytest.fixture
def world(client: Client) -> w.World:
    made = w.build()
    client.force_login(made.admin)
    return made


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_only_administrators_open_these_pages(
    client: Client, world: w.World, queries: Callable[[], Any]
) -> None:
    of_one = (
        f"people/{world.officer.pk}/", f"people/{world.officer.pk}/recovery/", "agencies/at/demo-a/", "committees/commission/",
    )  # fmt: skip
    for page in (*PAGES, *of_one):
        with queries() as seen:
            assert client.get(f"/admin/{page}").status_code == 200, page
        assert len(seen) <= 12, (page, len(seen))
    for name in ("officer", "drafter_a", "assessor1", "member", "stranger"):
        client.force_login(world.people[name])
        for page in (*PAGES, *of_one):
            assert client.get(f"/admin/{page}").status_code == 403, (name, page)
            assert client.post(f"/admin/{page}", {"press": "close"}).status_code == 403, (name, page)
    client.logout()
    for page in PAGES:
        assert client.get(f"/admin/{page}")["Location"].startswith("/sign-in/")


def test_lists_cost_the_same_for_one_row_and_for_many(
    client: Client, world: w.World, queries: Callable[[], Any]
) -> None:
    for page, one, many in (
        ("people/", "?q=officer@", "?q=example.test"),
        ("agencies/", "?q=สำนักตัวอย่างที่ 1", "?q=ตัวอย่าง"),
        ("records/", "?verb=programme.created", "?verb=seat.given"),
    ):
        counts = []
        for asked in (one, many):
            with queries() as seen:
                assert client.get(f"/admin/{page}{asked}").status_code == 200
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 6, (page, counts)


def test_an_account_is_made_gets_a_role_and_is_closed(client: Client, world: w.World) -> None:
    given = {
        "email": "new@example.test",
        "title": "นางสาว",
        "name": "ใหม่ ทดสอบ",
        "post": "",
        "password": "สั้น",
    }
    answer = client.post("/admin/people/", given)
    assert answer.status_code == 422 and "อย่างน้อย 10 ตัวอักษร" in words(answer) and "ใหม่ ทดสอบ" in words(answer)
    answer = client.post("/admin/people/", given | {"password": "เสียงนกยามเช้าตรู่"})
    made = people.by_email("new@example.test")
    assert made is not None and answer["Location"] == f"/admin/people/{made.pk}/"
    page = f"/admin/people/{made.pk}/"

    answer = client.post(page, {"press": "grant", "agency": "ตัวอย่าง", "role": "drafter"})
    assert answer.status_code == 422 and "demo-a" in words(answer)  # several fit: the nearest are named
    assert (
        client.post(page, {"press": "grant", "agency": "กรมตัวอย่าง ก", "role": "drafter"}).status_code == 302
    )
    assert agencies.acts_for(made.pk, world.agencies["a"].pk, "drafter")
    held = agencies.memberships_of(made.pk)[0]
    assert "สิ้นสุดบทบาท" in words(client.get(f"{page}?ask=end-{held.pk}"))
    assert agencies.acts_for(made.pk, world.agencies["a"].pk)  # looking ends nothing
    client.post(page, {"press": "end", "membership": str(held.pk)})
    assert not agencies.acts_for(made.pk, world.agencies["a"].pk)

    client.post(page, {"press": "close"})
    assert not people.active().filter(pk=made.pk).exists()
    client.post(page, {"press": "open"})
    assert people.active().filter(pk=made.pk).exists()
    assert client.post(f"/admin/people/{world.admin.pk}/", {"press": "close"}).status_code == 403


def test_who_lost_every_factor_is_helped_by_two(client: Client, world: w.World) -> None:
    with_app(world.drafter_a)
    page = f"/admin/people/{world.drafter_a.pk}/recovery/"
    assert client.post(page, {"press": "ask"}).status_code == 422
    client.post(page, {"press": "ask", "reason": "หนังสือ ที่ มท 0810/12"})
    assert "หนังสือ ที่ มท 0810/12" in words(client.get(page)) and world.drafter_a.name in words(
        client.get("/admin/")
    )
    assert "ยืนยันเองไม่ได้" in words(client.post(page, {"press": "confirm"}))
    second = actions.create_person(email="two@example.test", name="สอง", is_administrator=True, by=None)
    client.force_login(second)
    assert "นำวิธีเข้าสู่ระบบเดิมออกแล้ว" in words(client.post(page, {"press": "confirm"}, follow=True))
    assert not people.factors(world.drafter_a).any
    # What its owner ends, nobody confirms.
    with_app(world.drafter_a)
    client.post(page, {"press": "ask", "reason": "โทรกลับเบอร์กลาง"})
    owner = Client()
    world.drafter_a.refresh_from_db()
    owner.force_login(world.drafter_a)
    assert "โทรกลับเบอร์กลาง" in words(owner.get("/account/"))
    owner.post("/account/recovery/stop/")
    client.force_login(world.admin)
    assert "คำขอนี้สิ้นสุดแล้ว" in words(client.post(page, {"press": "confirm"}, follow=True))


def test_the_pages_of_a_long_list_of_accounts_meet(client: Client, world: w.World) -> None:
    names: list[str] = []
    after: int | None = None
    while True:
        page = people.listing("example.test", after=after, size=4)
        names += [row.email for row in page.rows]
        if page.after is None:
            break
        back = people.listing(
            "example.test", before=people.listing("example.test", after=page.after, size=4).rows[0].pk, size=4
        )
        assert [row.pk for row in back.rows] == [row.pk for row in page.rows]
        after = page.after
    assert names == [row.email for row in people.find("example.test")]


def test_a_register_file_is_looked_at_before_it_is_stored(client: Client, world: w.World) -> None:
    def upload(text: str) -> Any:
        return client.post(
            "/admin/agencies/import/",
            {"file": SimpleUploadedFile("register.csv", text.encode("cp874"), "text/csv"), "source": "ทดสอบ"},
        )

    head = "code,kind,name_th,parent\n"
    answer = upload("code,colour\nx,y\n")
    assert answer.status_code == 422 and "ขาดคอลัมน์ kind, name_th" in words(answer)
    answer = upload(head + "new-1,bureau,สำนักหนึ่ง,\n")
    assert (
        answer.status_code == 200
        and "ไม่รู้จักประเภทหน่วยงาน" in words(answer)
        and "บันทึกลงทะเบียน" not in words(answer)
    )
    text = head + "new-1,department,กรมทดสอบนำเข้า,demo-ministry\n"
    answer = upload(text)
    page = words(answer)
    assert "กรมทดสอบนำเข้า" in page and "บันทึกลงทะเบียน" in page
    assert agencies.by_name("กรมทดสอบนำเข้า") is None
    digest = answer.context["plan"].digest
    sent = {"text": text, "source": "ทดสอบ", "digest": digest}
    assert client.post("/admin/agencies/import/", sent | {"digest": "0" * 64}).status_code == 409
    assert (
        client.post("/admin/agencies/import/", sent | {"text": text.replace("\n", "\r\n")}).status_code == 302
    )
    found = agencies.by_name("กรมทดสอบนำเข้า")
    assert found is not None and found.source == "ทดสอบ" and found.parent == world.agencies["m"]


def test_committees_seats_and_offices_are_given_and_ended(client: Client, world: w.World) -> None:
    answer = client.post(
        "/admin/committees/",
        {"code": "sub-new", "kind": "subcommittee", "name_th": "อ.ก.พ.ร. ใหม่", "scope": ["service"]},
    )
    assert answer["Location"] == "/admin/committees/sub-new/"
    assert (
        client.post(
            "/admin/committees/", {"code": "sub-new", "kind": "subcommittee", "name_th": "ซ้ำ"}
        ).status_code
        == 422
    )
    page = "/admin/committees/sub-new/"
    given = {"press": "seat", "person": "stranger@example.test", "role": "member"}
    assert client.post(page, given | {"person": "nobody@example.test"}).status_code == 422
    assert client.post(page, given).status_code == 302
    assert client.post(page, given).status_code == 422  # one seat a person
    seat = committees.seats_now(committees.committee("sub-new").pk)[0]
    client.post(page, {"press": "end", "seat": str(seat.pk)})
    assert committees.seats_now(committees.committee("sub-new").pk) == []

    office = {"press": "appoint", "person": "stranger@example.test", "role": "coorganiser"}
    assert client.post("/admin/officers/", office).status_code == 422
    assert client.post("/admin/officers/", office | {"types": ["engaged-citizen"]}).status_code == 302
    held = next(each for each in programmes.officers() if each.person == world.stranger)
    assert held.types == ["engaged-citizen"]
    client.post("/admin/officers/", {"press": "end", "officer": str(held.pk)})
    assert world.stranger not in {each.person for each in programmes.officers()}


def test_the_record_is_narrowed_and_proved(client: Client, world: w.World) -> None:
    page = words(client.get("/admin/records/?verb=seat.given&person=admin@example.test"))
    assert "แต่งตั้งกรรมการ" in page and "ผู้ดูแล ตัวอย่าง" in page
    assert "ไม่มีบัญชีที่ใช้อีเมล" in words(client.get("/admin/records/?person=nobody@example.test"))
    total = Record.objects.count()
    seen, asked = 0, "/admin/records/?"
    while asked:
        answer = client.get(asked)
        seen += len(answer.context["rows"])
        asked = f"/admin/records/?after={answer.context['after']}" if answer.context["after"] else ""
    assert seen == total > 50
    assert "ยังไม่เคยทำงาน" in words(client.get("/admin/system/"))
    assert "notices" in client.get("/admin/system/?check=readers").context["backlogs"]
    assert "พิสูจน์แล้ว" in words(client.get("/admin/system/?check=records"))
    findings = client.get("/admin/system/?check=invariants").context["findings"]
    assert findings and all(each.ok for each in findings)


def test_the_clock_of_the_demonstration_moves_and_does_not_exist_elsewhere(
    client: Client, world: w.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LERTRAT_CLOCK_FILE", str(tmp_path / "clock"))
    client.force_login(world.stranger)
    page = client.get("/admin/clock/")
    assert page.status_code == 200
    last = next(each for each in page.context["moments"] if each.name.startswith("นาทีสุดท้าย"))
    client.post("/admin/clock/", {"press": last.key})
    assert abs((clock.now() - last.at).total_seconds()) < 60
    before = clock.now()
    client.post("/admin/clock/", {"press": "step", "by": "1d"})
    assert 86_390 < (clock.now() - before).total_seconds() < 86_460
    typed = {"press": "to", "day_0": "24", "day_1": "กุมภาพันธ์", "day_2": "2564", "hour": "0.00"}
    assert client.post("/admin/clock/", typed | {"day_0": "31"}).status_code == 422
    client.post("/admin/clock/", typed)
    assert abs((clock.now() - w.CLOSE).total_seconds()) < 60
    client.post("/admin/clock/", {"press": "real"})
    assert abs(clock.offset().total_seconds()) < 60
    assert client.get("/admin/mailbox/").status_code == 200
    with override_settings(LERTRAT_DEMO=False):
        assert client.get("/admin/clock/").status_code == 404
        assert client.post("/admin/clock/", {"press": "real"}).status_code == 404
        assert client.get("/admin/mailbox/").status_code == 404
    assert os.environ["LERTRAT_CLOCK_FILE"].startswith(str(tmp_path))
