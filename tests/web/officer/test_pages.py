"""The office's pages: queues, screening, panels, plans, sealed progress, rankings, visits, windows, letters, the hour."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from lertrat.assessment import queries as assessment
from lertrat.assessment.models import Assignment
from lertrat.conflicts import actions as conflicts
from lertrat.kernel import clock
from lertrat.notices.models import OutboxMessage
from lertrat.programmes import actions as programmes
from lertrat.programmes.queries import windows
from lertrat.records.actions import deliver_all
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGES = (
    "", "submissions/", "panels/", "declarations/", "assignment/", "dark/", "progress/", "ranking/", "visits/", "kpi/", "windows/",
    "edition/", "edition/1/", "proposals/", "publication/",
)  # fmt: skip
LONG = "ตรวจหนังสือรับรองและฐานข้อมูลการร้องเรียนแล้ว ไม่พบข้อขัดข้อง"


@pytest.fixture
def world(client: Client) -> w.World:
    made = w.build()
    client.force_login(made.officer)
    return made


@pytest.fixture(autouse=True)
def after_the_closing() -> Any:
    with clock.frozen(w.AFTER):
        yield


def words(answer: Any) -> str:
    return str(answer.content.decode())


def waits(desk: Any, queue: str) -> int:
    """How much waits in a queue of the desk."""
    return next(int(count) for count, name, _ in desk.context["queues"] if name == queue)


def test_only_the_office_opens_these_pages(client: Client, world: w.World) -> None:
    held = w.received(world)
    of_one = tuple(f"submissions/{held.ref}/{end}" for end in ("", "checks/", "screen/", "assign/"))
    for page in (*PAGES, "outbox/", *of_one):
        assert client.get(f"/office/{page}").status_code == 200, page
    for name in ("drafter_a", "assessor1", "member", "stranger", "admin"):
        client.force_login(world.people[name])
        for page in (*PAGES, *of_one):
            assert client.get(f"/office/{page}").status_code == 403, (name, page)
        assert client.post(f"/office/{of_one[1]}", {"outcome": "passed"}).status_code == 403
        assert client.get("/office/outbox/").status_code == (200 if name == "admin" else 403)
    client.logout()
    for page in (*PAGES, *of_one):
        assert client.get(f"/office/{page}")["Location"].startswith("/sign-in/")


def test_a_coorganiser_sees_its_own_types_only(client: Client, world: w.World) -> None:
    own, other = w.received(world, "engaged-citizen"), w.received(world, number=2)
    programmes.appoint(
        programme=world.programme, person=world.stranger, role="coorganiser", types=["engaged-citizen"], by=world.admin
    )  # fmt: skip
    client.force_login(world.stranger)
    page = words(client.get("/office/submissions/"))
    assert own.ref in page and other.ref not in page
    assert client.get(f"/office/submissions/{own.ref}/").status_code == 200
    assert client.get(f"/office/submissions/{other.ref}/").status_code == 404
    assert client.post(f"/office/submissions/{other.ref}/screen/", {"outcome": "passed"}).status_code == 404
    for page in ("windows/", "edition/", "publication/", "proposals/"):
        assert client.get(f"/office/{page}").status_code in (403, 404), page
    assert client.get("/office/ranking/?of=service-innovation/1").status_code == 403


def test_the_queue_costs_the_same_for_one_and_for_three(
    client: Client, world: w.World, queries: Callable[[], Any]
) -> None:
    counts: dict[str, list[int]] = {}
    for number in (1, 2, 3):
        held = w.received(world, number=number)
        if number == 2:
            continue
        for page in ("submissions/", "submissions/?q=กรมตัวอย่าง", "", f"submissions/{held.ref}/"):
            with queries() as seen:
                assert client.get(f"/office/{page}").status_code == 200
            counts.setdefault(page if "R64" not in page else "one", []).append(len(seen))
    for page, found in counts.items():
        assert found[0] == found[1], (page, found)
    assert counts["submissions/"][0] <= 6
    assert counts["submissions/?q=กรมตัวอย่าง"][0] <= 6
    assert counts[""][0] <= 12 and counts["one"][0] <= 12


def test_every_page_keeps_to_a_dozen_statements(
    client: Client, world: w.World, queries: Callable[[], Any]
) -> None:
    for number in (1, 2):
        held = w.received(world, "pmqa-4", number=number)
        w.assessed(world, held, 1, 1, 1)
    third = w.screened(world, w.received(world, "pmqa-4", number=3))
    of_some = (
        f"submissions/{held.ref}/", f"submissions/{held.ref}/result/", f"submissions/{third.ref}/assign/", "outbox/",
        "ranking/?of=pmqa-4/1", "assignment/?type=pmqa-4&step=1", "panels/p-pmqa-4/",
    )  # fmt: skip
    for page in (*PAGES, *of_some):
        with queries() as seen:
            assert client.get(f"/office/{page}").status_code == 200, page
        assert len(seen) <= 12, (page, len(seen))


def test_screening_from_the_queue_to_the_decision(client: Client, world: w.World) -> None:
    first = w.received(world, "pmqa-outstanding", number=1)
    second = w.received(world, "pmqa-outstanding", number=2, agency="b")
    desk = client.get("/office/")
    assert waits(desk, "รอตรวจคุณสมบัติ") == 2
    page = f"/office/submissions/{first.ref}/"
    answer = client.post(f"{page}screen/", {"outcome": "passed", "reason": ""})
    assert answer.status_code == 422 and "ยังให้ผ่านไม่ได้" in words(answer)
    assert (
        client.post(f"{page}screen/", {"outcome": "failed", "reason": LONG}).status_code == 422
    )  # no rule named

    specs = client.get(page).context["detail"].facts_to_establish
    assert specs
    for spec in specs:
        press = f"fact-{spec.name}"
        assert (
            client.post(page, {"press": press, "value": "yes", "reason": LONG}).status_code == 422
        )  # no source
        assert (
            client.post(
                page, {"press": press, "value": "yes", "reason": LONG, "source": "หนังสือที่ 1/2564"}
            ).status_code
            == 302
        )
    assert "หนังสือที่ 1/2564" in words(client.get(page))
    assert client.post(f"{page}screen/", {"outcome": "passed", "reason": LONG})["Location"] == page
    assert "ผ่านการตรวจคุณสมบัติ" in words(client.get(page))
    assert client.get(f"{page}screen/").status_code == 302  # decided once

    other = f"/office/submissions/{second.ref}/screen/"
    rule = client.get(other).context["detail"].judgement.conditions[0].id
    assert client.post(other, {"outcome": "failed", "rules": [rule], "reason": LONG}).status_code == 302
    lists = {
        state: words(client.get(f"/office/submissions/?state={state}"))
        for state in ("waiting", "passed", "failed", "all")
    }
    assert (
        first.ref in lists["passed"]
        and second.ref in lists["failed"]
        and "ไม่มีใบสมัครที่รอตรวจ" in lists["waiting"]
    )
    assert first.ref in lists["all"] and second.ref in lists["all"]
    assert second.ref not in words(client.get(f"/office/submissions/?state=all&q={first.ref}"))


def test_panels_plan_and_progress(client: Client, world: w.World, queries: Callable[[], Any]) -> None:
    held = [w.screened(world, w.received(world, number=number)) for number in (1, 2, 3)]
    given = {
        "name": "คณะบริการ 1",
        "code": "service-1",
        "types": ["service-innovation"],
        "due_0": "30",
        "due_1": "4",
        "due_2": "2564",
    }
    assert client.post("/office/panels/", given)["Location"] == "/office/panels/service-1/"
    assert client.post("/office/panels/", given).status_code == 422
    page = "/office/panels/service-1/"
    for number in (1, 2, 3):
        joined = {
            "press": "join",
            "person": f"assessor{number}@example.test",
            "capacity": "2" if number == 3 else "20",
            "leader": number == 1,
        }
        assert client.post(page, {k: v for k, v in joined.items() if v is not False}).status_code == 302
    assert (
        client.post(page, {"press": "join", "person": "stranger@example.test", "capacity": "9"}).status_code
        == 302
    )
    assert "คนนอก ตัวอย่าง" in words(client.get("/office/declarations/"))

    asked = "/office/assignment/?type=service-innovation&step=1"
    answer = client.get(asked)
    plan = answer.context["plan"]
    assert plan.count("add") == 8 and plan.count("refuse") == 1 and Assignment.objects.count() == 0
    assert "ยังไม่แสดงรายการผลประโยชน์ทับซ้อน: คนนอก ตัวอย่าง" in words(answer)
    sent = {"type": "service-innovation", "step": "1", "per": "", "digest": plan.digest}
    assert client.post("/office/assignment/", sent | {"digest": "0" * 64}).status_code == 409
    assert client.post("/office/assignment/", sent)["Location"] == "/office/progress/"
    assert Assignment.objects.filter(state="active").count() == 8
    assert client.post("/office/assignment/", sent).status_code == 409  # the plan has moved on

    progress = client.get("/office/progress/")
    assert progress.context["total"]["assigned"] == 8 and len(progress.context["gaps"]) == 1
    gap = progress.context["gaps"][0][0].submission
    assert gap.ref in {each.ref for each in held}
    rows = {
        row["seat"].person_id: row["why"]
        for row in client.get(f"/office/submissions/{gap.ref}/assign/").context["rows"]
    }
    assert rows[world.stranger.pk] and rows[world.people["assessor3"].pk] == "รับงานครบแล้ว"

    with queries() as seen:
        client.get("/office/panels/")
    three = len(seen)
    w.panel(world, "engaged-citizen", members=1, code="one-more")
    with queries() as seen:
        client.get("/office/panels/")
    assert len(seen) == three <= 12
    member = next(
        m for v in assessment.panels(world.edition) for m in v.members if m.member.person == world.stranger
    )
    client.post(page, {"press": "leave", "member": str(member.member.pk)})
    assert world.stranger not in {each.member.person for each in client.get(page).context["members"]}


def test_a_conflict_found_later_shows_in_the_dark_queue(client: Client, world: w.World) -> None:
    held = w.screened(world, w.received(world))
    w.panel(world, "service-innovation", members=4)
    w.planned(world, "service-innovation")
    tied = w.assignments(held)[0].person
    conflicts.record_relation(
        person=tied, edition=world.edition, kind="post", agency=world.agencies["a"], source="หนังสือแจ้ง", by=world.officer
    )  # fmt: skip
    deliver_all()
    assert waits(client.get("/office/"), "การมอบหมายที่ติดผลประโยชน์ทับซ้อน") == 1
    page = client.get("/office/dark/")
    row = page.context["rows"][0][0].assignment
    assert row.person == tied and held.title in words(page)
    assert "ยกเลิกการมอบหมายของ" in words(client.get(f"/office/dark/?ask={row.pk}"))
    answer = client.post("/office/dark/", {"assignment": str(row.pk), "reason": "เคยรับราชการในกรมนี้"})
    assert answer["Location"] == f"/office/submissions/{held.ref}/assign/"
    shown = {each["seat"].person_id: each for each in client.get(answer["Location"]).context["rows"]}
    assert shown[tied.pk]["why"]
    free = next(each for each in shown.values() if not each["why"])
    chosen = {"person": str(free["seat"].person_id), "panel": str(free["panel"].pk)}
    assert client.post(answer["Location"], chosen).status_code == 302
    refused = client.post(answer["Location"], {"person": str(tied.pk), "panel": str(free["panel"].pk)})
    assert refused.status_code == 403
    assert tied not in {each.person for each in w.assignments(held)}
    assert client.get("/office/dark/").context["rows"] == []


def shows(answer: Any, number: str) -> bool:
    """Whether a page says this number (not as part of a longer one or of a token)."""
    return re.search(rf"(?<![A-Za-z0-9.]){re.escape(number)}(?![A-Za-z0-9])", words(answer)) is not None


def test_no_score_is_shown_before_all_sheets_are_locked(client: Client, world: w.World) -> None:
    held = w.screened(world, w.received(world, "pmqa-outstanding"))
    w.panel(world, "pmqa-outstanding", members=3)
    w.planned(world, "pmqa-outstanding")
    scores = (437, 438, 440)
    for assignment, score in list(zip(w.assignments(held), scores, strict=True))[:2]:
        w.sheet(world, assignment, Fraction(score, 500))
    pages = [
        "/office/", "/office/progress/", "/office/ranking/?of=pmqa-outstanding/1", "/office/kpi/", "/office/panels/", "/office/dark/",
        f"/office/submissions/{held.ref}/", f"/office/submissions/{held.ref}/assign/", "/office/proposals/", "/office/publication/",
        "/office/assignment/?type=pmqa-outstanding&step=1",
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert not shows(answer, "437") and not shows(answer, "438"), page
    page = f"/office/submissions/{held.ref}/result/"
    assert client.get(page).status_code == 404
    assert "ยังไม่มีผลงานที่ยืนยันคะแนนครบ" in words(client.get(pages[2]))

    w.sheet(world, w.assignments(held)[2], Fraction(scores[2], 500))
    ranking = client.get(pages[2])
    assert shows(ranking, "1315/3") and shows(ranking, "438.3333")  # exact, and as a decimal
    beside = client.get(page)
    assert all(shows(beside, str(score)) for score in scores)
    for wrong in ("มาก", "501"):
        assert client.post(page, {"score": wrong, "reason": LONG}).status_code == 422
    assert client.post(page, {"score": "450", "reason": ""}).status_code == 422
    assert client.post(page, {"score": "450", "reason": LONG}).status_code == 302
    after = client.get(page)
    assert (
        shows(after, "450") and LONG in words(after) and shows(after, "438.3333")
    )  # the mean stays beside it
    assert client.post(page, {"score": "451", "reason": LONG}).status_code == 422  # said once


def test_a_visit_is_appointed_and_its_outcome_recorded(client: Client, world: w.World) -> None:
    first = w.received(world, "pmqa-4")
    w.assessed(world, first, 1, 1, 1)
    second = w.received(world, "pmqa-4", step=2, application=first.application)
    w.assessed(world, second, 1, 1, 1)
    waiting = client.get("/office/visits/").context["waiting"]
    assert [each.pk for each, _ in waiting] == [first.application_id]
    page = f"/office/visits/{first.application.ref}/"
    people = [str(world.people[f"assessor{number}"].pk) for number in (1, 2)]
    given = {
        "press": "appoint", "day_0": "20", "day_1": "พฤษภาคม", "day_2": "2564", "hour": "9.30", "mode": "site", "place": "ที่ตั้งกรม",
        "team": people, "leader": str(world.people["assessor3"].pk),
    }  # fmt: skip
    assert client.post(page, given).status_code == 422  # the leader is not on the team
    assert client.post(page, given | {"leader": people[0]}).status_code == 302
    assert "20 พฤษภาคม 2564 เวลา 09.30\u00a0น." in words(client.get(page))
    assert client.post(page, {"press": "record", "outcome": "confirmed", "reason": ""}).status_code == 422
    assert client.post(page, {"press": "record", "outcome": "confirmed", "reason": LONG}).status_code == 302
    assert LONG in words(client.get(page)) and "ยืนยันผล" in words(client.get("/office/visits/"))
    assert client.get("/office/visits/A64-0000000-0/").status_code == 404


def test_windows_are_amended_with_a_reason_for_everybody(client: Client, world: w.World) -> None:
    window = next(each for each in windows(world.edition) if each.type_id == "service-innovation")
    assert "เปลี่ยนเวลาปิดรับ" in words(client.get(f"/office/windows/?amend={window.pk}"))
    given = {"window": str(window.pk), "day_0": "28", "day_1": "2", "day_2": "2564", "hour": "23.59"}
    assert client.post("/office/windows/", given).status_code == 422
    given["reason"] = "ระบบรับสมัครขัดข้องเมื่อวันสุดท้าย"
    assert client.post("/office/windows/", given).status_code == 422  # what does it rest on?
    given["document"] = "ประกาศสำนักงานตัวอย่าง ที่ 1/2564"
    assert client.post("/office/windows/", given).status_code == 302
    window.refresh_from_db()
    assert window.closes_at == w.CLOSE + timedelta(days=5)  # the whole minute counts
    client.post("/office/windows/", given | {"hour": "16.30", "reason": "แก้ไขประกาศ"})
    window.refresh_from_db()
    assert window.closes_at == w.CLOSE + timedelta(days=4, hours=16, minutes=30)
    page = words(client.get("/office/windows/"))
    assert "ระบบรับสมัครขัดข้องเมื่อวันสุดท้าย" in page and given["document"] in page
    rules = words(client.get("/office/edition/"))
    assert world.edition.pack_version is not None and world.edition.pack_version.sha256 in rules
    assert "ค่าสมมติเพื่อการสาธิต" in rules
    assert client.get("/office/edition/1/")["Content-Disposition"].startswith("attachment")


def test_more_time_for_one_agency_takes_two_officers(client: Client, world: w.World) -> None:
    second = w.person("second", "เจ้าหน้าที่ คนที่สอง")
    programmes.appoint(programme=world.programme, person=second, role="officer", by=world.admin)
    window = next(each for each in windows(world.edition) if each.type_id == "service-innovation")
    page = "/office/extensions/"
    given = {
        "window": str(window.pk),
        "day_0": "28",
        "day_1": "3",
        "day_2": "2564",
        "hour": "12.00",
        "reason": "น้ำท่วม",
    }
    refused = client.post(page, given | {"agency": "กรมที่ไม่มี"})
    assert refused.status_code == 422 and "กรมที่ไม่มี" in words(refused) and "น้ำท่วม" in words(refused)
    one = client.post(page, given | {"agency": "กรมตัวอย่าง ก"})["Location"]
    assert "ยืนยันเองไม่ได้" in words(client.get(one)) and client.post(one, {"do": "confirm"}).status_code == 422
    client.force_login(second)
    assert waits(client.get("/office/"), "ข้อเสนอขยายเวลาเฉพาะราย รอเจ้าหน้าที่คนที่สอง") == 1
    assert client.post(one, {"do": "decline", "comment": ""}).status_code == 422
    assert client.post(one, {"do": "confirm"}).status_code == 302
    assert "ขยายเวลาแล้ว" in words(client.get(page)) and "เจ้าหน้าที่ คนที่สอง" in words(client.get(one))


def test_letters_are_read_and_let_go(client: Client, world: w.World, queries: Callable[[], Any]) -> None:
    def letter(number: int, state: str = "held") -> OutboxMessage:
        return OutboxMessage.objects.create(
            ref=f"M-{number}", to_person=world.stranger, to_address="x@example.test", subject_th=f"เรื่องที่ {number}",
            body_th="เนื้อความ", template="test", state=state, not_before=clock.now(), created_at=clock.now(),
        )  # fmt: skip

    held = letter(1)
    with queries() as seen:
        assert "เรื่องที่ 1" in words(client.get("/office/outbox/"))
    one = len(seen)
    letter(2), letter(3, "queued")
    with queries() as seen:
        client.get("/office/outbox/?state=held")
    assert len(seen) == one <= 6
    page = f"/office/outbox/{held.ref}/"
    assert "เนื้อความ" in words(client.get(page))
    assert client.post(page).status_code == 302
    assert client.post(page).status_code == 422  # queued already
    client.force_login(world.people["drafter_b"])
    assert client.get(page).status_code == 404


def test_the_hour_of_publication_is_set_and_taken_back(client: Client, world: w.World) -> None:
    held = w.received(world)
    w.assessed(world, held, "0.9", "0.9", "0.9")
    plan = client.get("/office/proposals/").context["plan"]
    assert plan.count("add") == 1
    assert client.post("/office/proposals/", {"press": "apply", "digest": "0" * 64}).status_code == 409
    assert client.post("/office/proposals/", {"press": "apply", "digest": plan.digest}).status_code == 302
    page = client.get("/office/publication/")
    block = page.context["status"].blocks[0]
    assert held.title in words(page)
    past = {"press": "schedule", "day_0": "1", "day_1": "1", "day_2": "2564", "hour": "9.00"}
    assert client.post("/office/publication/", past).status_code == 422
    assert client.post("/office/publication/", past | {"day_1": "9"}).status_code == 302
    assert "1 กันยายน 2564 เวลา 09.00 น." in words(client.get("/office/publication/"))
    assert (
        client.post("/office/publication/", past | {"day_1": "10"}).status_code == 422
    )  # one stands already
    assert client.post("/office/publication/", {"press": "cancel", "reason": ""}).status_code == 422
    assert client.post("/office/publication/", {"press": "cancel", "reason": "เลื่อนพิธี"}).status_code == 302
    assert client.post("/office/publication/", {"press": "leave", "row": str(block.pk)}).status_code == 302
    assert client.get("/office/publication/").context["status"].ready
    assert client.post("/office/publication/", {"press": "take", "row": str(block.pk)}).status_code == 302
    assert not client.get("/office/publication/").context["status"].ready
