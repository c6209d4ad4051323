"""A committee's year on its pages: results tabled, a meeting held, items resolved; and who left the room finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lertrat.applications.models import Application
from lertrat.committees import actions as committees
from lertrat.committees.models import AgendaItem, Meeting, Recusal, Resolution, Seat
from lertrat.conflicts import actions as conflicts
from lertrat.conflicts.models import Declaration
from lertrat.decisions import actions as decisions
from lertrat.decisions.models import Decision, HonourDecision
from lertrat.kernel import clock
from tests import world as w
from tests.decisions import council

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TYPE = "service-innovation"
TABLE = "/committee/board/service/"


@pytest.fixture
def world() -> w.World:
    return w.build()


@pytest.fixture(autouse=True)
def _then() -> Any:
    with clock.frozen(council.COUNCIL):
        yield


def scored(world: w.World, *shares: str, agencies: str = "a") -> list[Application]:
    """Applications with their result, one per share of the points; `agencies` are taken in turn."""
    made = []
    for number, share in enumerate(shares):
        submission = w.received(world, TYPE, agencies[number % len(agencies)], number=number + 1)
        w.assessed(world, submission, share)
        made.append(submission.application)
    council.propose(world)
    return made


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content.decode()


def tabled(world: w.World, *applications: Application) -> Meeting:
    council.tabled(world, *applications)
    return Meeting.objects.get()


def item_of(application: Application) -> AgendaItem:
    item = Decision.objects.select_related("item").get(application=application).item
    assert item is not None
    return item


def test_a_year_goes_from_the_board_to_the_minutes(client: Client, world: w.World) -> None:
    high, low = scored(world, "9/10", "4/10")
    client.force_login(world.secretary)
    assert "นัดประชุม" in text(client, "/committee/")
    bad = client.post("/committee/call/sub-service/", {"number": "2/2564", "hour": "25.10", "mode": "room"})
    assert bad.status_code == 422 and "2/2564" in bad.content.decode()
    given = {"number": "2/2564", "day_0": "16", "day_1": "8", "day_2": "2564", "hour": "๑๐.๓๐", "mode": "room", "place": "ห้อง 1"}  # fmt: skip
    assert client.post("/committee/call/sub-service/", given).status_code == 302
    again = client.post("/committee/call/sub-service/", given)
    assert again.status_code == 422 and "มีการประชุมครั้งที่ 2/2564 แล้ว" in again.content.decode()
    meeting = Meeting.objects.get()
    assert meeting.held_at.hour == 3 and meeting.edition_id == world.edition.pk
    page = text(client, TABLE)
    assert "ค่าสมมติเพื่อการสาธิต" in page and "90.00" in page
    refused = client.post(TABLE, {"meeting": meeting.ref})
    assert refused.status_code == 422 and "อย่างน้อยหนึ่งเรื่อง" in refused.content.decode()
    picked = [str(d.pk) for d in Decision.objects.order_by("-rank_value")]
    assert client.post(TABLE, {"meeting": meeting.ref, "decision": picked}).status_code == 302
    path = f"/committee/meeting/{meeting.ref}/"
    assert "เปิดประชุม" in text(client, path)
    seats = [str(s.pk) for s in Seat.objects.filter(committee=meeting.committee)]
    assert client.post(path, {"do": "open", "present": seats}).status_code == 302
    first = item_of(high)
    page = text(client, f"/committee/item/{first.pk}/")
    assert "ตามที่เสนอ: ได้รับรางวัล ดีเด่น" in page and "ข้อความทดสอบที่เพียงพอ" in page
    against = {"do": "resolve", "how": "awarded", "level": "good", "text": "เห็นควรระดับดี", "reason": ""}
    answer = client.post(f"/committee/item/{first.pk}/", against)
    assert answer.status_code == 422 and "กรุณาระบุเหตุผล" in answer.content.decode()
    assert "เห็นควรระดับดี" in answer.content.decode()
    answer = client.post(f"/committee/item/{first.pk}/", against | {"reason": "ผลลัพธ์ยังไม่ต่อเนื่อง"})
    second = item_of(low)
    assert answer["Location"] == f"/committee/item/{second.pk}/"
    assert client.post(f"{path}", {"do": "close"}).status_code == 422
    answer = client.post(
        f"/committee/item/{second.pk}/", {"do": "resolve", "how": "proposed", "text": "เห็นชอบ"}
    )
    assert answer["Location"] == path
    assert "ปิดประชุม" in text(client, f"{path}?ask=close")
    assert client.get(f"{path}minutes/").status_code == 404
    assert client.post(path, {"do": "close"}).status_code == 302
    paper = client.get(f"{path}minutes/")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    decided = {d.application_id: (d.outcome, d.level) for d in Decision.objects.all()}
    assert decided == {high.pk: ("awarded", "good"), low.pk: ("not_awarded", "")}
    assert "ผลลัพธ์ยังไม่ต่อเนื่อง" in text(client, f"/committee/item/{first.pk}/")


def test_many_are_resolved_as_proposed_each_on_its_own(client: Client, world: w.World) -> None:
    made = scored(world, "9/10", "8/10", "3/10")
    meeting = tabled(world, *made)
    path = f"/committee/meeting/{meeting.ref}/"
    client.force_login(world.secretary)
    assert client.post(path, {"do": "many"}).status_code == 422
    picked = [str(d.pk) for d in Decision.objects.filter(application__in=made[:2])]
    assert client.post(path, {"do": "many", "decision": picked}).status_code == 302
    assert Resolution.objects.count() == 2
    assert Decision.objects.get(application=made[2]).state == "tabled"
    assert client.post(f"/committee/item/{item_of(made[2]).pk}/", {"do": "defer"})["Location"] == path
    assert item_of(made[2]).state == "deferred"


def test_a_shut_door_has_no_row_no_page_and_no_vote(client: Client, world: w.World) -> None:
    mine, other = scored(world, "9/10", "8/10", agencies="ab")
    meeting = tabled(world, mine, other)
    conflicts.record_relation(
        person=world.member, edition=world.edition, kind="family", agency=world.agencies["a"], source="test",
        by=world.member,
    )  # fmt: skip
    shut, decision = item_of(mine), Decision.objects.get(application=mine)
    client.force_login(world.member)
    agenda = text(client, f"/committee/meeting/{meeting.ref}/")
    assert "ท่านออกจากการพิจารณาวาระนี้" in agenda and mine.title not in agenda and other.title in agenda
    assert mine.title not in text(client, TABLE)
    for path in (f"/committee/item/{shut.pk}/", f"/committee/book/{decision.pk}/"):
        assert client.get(path).status_code == 404
    assert client.get(f"/committee/item/{item_of(other).pk}/").status_code == 200
    client.force_login(world.secretary)
    client.post(f"/committee/item/{shut.pk}/", {"do": "resolve", "how": "proposed", "text": "เห็นชอบ"})
    recusal = Recusal.objects.get()
    assert recusal.seat.person_id == world.member.pk and recusal.detected
    assert Resolution.objects.get().recused == 1
    assert world.member.name in text(client, f"/committee/item/{shut.pk}/")
    client.force_login(world.member)
    assert mine.title not in text(client, f"/committee/meeting/{meeting.ref}/")
    assert client.get(f"/committee/item/{shut.pk}/").status_code == 404


def test_who_leaves_by_their_own_word_finds_the_page_shut(client: Client, world: w.World) -> None:
    (mine,) = scored(world, "9/10")
    meeting = tabled(world, mine)
    item, decision = item_of(mine), Decision.objects.get(application=mine)
    client.force_login(world.member)
    path = f"/committee/item/{item.pk}/"
    page = text(client, path)
    assert "ขอออกจากการพิจารณาวาระนี้" in page and "บันทึกมติ" not in page
    assert 'name="why"' in text(client, f"{path}?ask=leave")
    own = Seat.objects.get(committee=meeting.committee, person=world.member)
    chair = Seat.objects.get(committee=meeting.committee, person=world.chair)
    assert client.post(path, {"do": "leave", "seat": chair.pk, "why": "ไม่ใช่ของฉัน"}).status_code == 422
    assert client.post(path, {"do": "leave", "seat": own.pk}).status_code == 422
    assert client.post(path, {"do": "resolve", "how": "proposed", "text": "เห็นชอบ"}).status_code == 403
    answer = client.post(path, {"do": "leave", "seat": own.pk, "why": "เคยร่วมงานกัน"})
    assert answer["Location"] == f"/committee/meeting/{meeting.ref}/"
    assert client.get(path).status_code == 404
    assert client.get(f"/committee/book/{decision.pk}/").status_code == 404
    for page in ("/committee/", TABLE, f"/committee/meeting/{meeting.ref}/"):
        answer = client.get(page)
        assert mine.title not in answer.content.decode()
    client.force_login(world.chair)
    assert "เคยร่วมงานกัน" in text(client, path)


def test_a_matter_that_is_no_result_is_noted(client: Client, world: w.World) -> None:
    meeting = council.call(world, "commission")
    path = f"/committee/meeting/{meeting.ref}/"
    client.force_login(world.secretary)
    assert client.post(path, {"do": "add", "title": "", "kind": "acknowledge"}).status_code == 422
    given = {"do": "add", "title": "ปฏิทินของปี", "kind": "acknowledge", "body": "กำหนดการ"}
    assert client.post(path, given).status_code == 302
    council.sit(world, meeting)
    item = AgendaItem.objects.get()
    assert "กำหนดการ" in text(client, f"/committee/item/{item.pk}/")
    answer = client.post(
        f"/committee/item/{item.pk}/", {"do": "resolve", "outcome": "noted", "text": "รับทราบ"}
    )
    assert answer.status_code == 302 and Resolution.objects.get().outcome == "noted"
    client.force_login(world.stranger)
    assert client.get(f"/committee/item/{item.pk}/").status_code == 404


def test_honours_show_their_reasons_and_are_conferred(client: Client, world: w.World) -> None:
    (mine,) = scored(world, "9/10")
    council.decide_all(world)
    council.honours(world)
    client.force_login(world.secretary)
    page = text(client, "/committee/honours/")
    assert "กรมตัวอย่าง ก" in page and "ไม่เข้าเกณฑ์" in page
    overall = HonourDecision.objects.get(honour="overall")
    page = text(client, f"/committee/honours/{overall.pk}/")
    assert "เหตุผลทีละสาขา" in page and "นวัตกรรมบริการ ดีเด่น: นับ" in page and "service-innovation" not in page
    by_hand = HonourDecision.objects.get(honour="branch-service")
    meeting = council.call(world, "commission")
    board = "/committee/honours/?honour=branch-service"
    assert client.post(board, {"honour": by_hand.pk}).status_code == 422
    given = {"honour": by_hand.pk, "meeting": meeting.ref}
    assert client.post(board, given).status_code == 302
    council.sit(world, meeting)
    by_hand.refresh_from_db()
    path = f"/committee/item/{by_hand.item_id}/"
    given = {"do": "resolve", "how": "awarded", "text": "เห็นชอบ", "reason": ""}
    assert client.post(path, given).status_code == 422
    assert client.post(path, given | {"reason": "ขยายผลทั่วประเทศ"}).status_code == 302
    by_hand.refresh_from_db()
    assert by_hand.outcome == "awarded" and "ขยายผลทั่วประเทศ" in text(client, path)


def test_without_a_declaration_nothing_of_the_results_is_seen(client: Client, world: w.World) -> None:
    (mine,) = scored(world, "9/10")
    Declaration.objects.filter(person=world.member).delete()
    client.force_login(world.member)
    assert "แสดงรายการผลประโยชน์ทับซ้อน" in text(client, "/committee/")
    assert mine.title not in text(client, TABLE)
    assert client.get(f"/committee/book/{Decision.objects.get().pk}/").status_code == 404
    assert (
        client.post("/committee/declare/", {"do": "declare", "statement": "on"})["Location"] == "/committee/"
    )
    assert mine.title in text(client, TABLE)


def test_strangers_and_other_branches_find_nothing(client: Client, world: w.World) -> None:
    (mine,) = scored(world, "9/10")
    meeting = tabled(world, mine)
    decision = Decision.objects.get()
    paths = (
        "/committee/board/", TABLE, f"/committee/book/{decision.pk}/", "/committee/honours/",
        f"/committee/meeting/{meeting.ref}/", f"/committee/meeting/{meeting.ref}/minutes/",
        f"/committee/item/{decision.item_id}/", "/committee/call/sub-service/",
    )  # fmt: skip
    for path in ("/committee/", *paths):
        assert client.get(path)["Location"].startswith("/sign-in/")
    for person in (world.stranger, world.drafter_a, world.assessor1, world.admin):
        client.force_login(person)
        for path in paths:
            assert client.get(path).status_code == 404, (person, path)
    outsider = w.person("outsider", "กรรมการ สาขาอื่น")
    conflicts.declare(person=outsider, edition=world.edition, by=outsider)
    committees.seat(
        committee=world.committees["sub-management"], person=outsider, role="secretary", by=world.admin
    )
    client.force_login(outsider)
    for path in paths[1:]:
        assert client.get(path).status_code == 404, path
    assert client.post(f"/committee/meeting/{meeting.ref}/", {"do": "close"}).status_code == 404


def test_a_member_reads_and_does_not_run(client: Client, world: w.World) -> None:
    (mine,) = scored(world, "9/10")
    meeting = tabled(world, mine)
    client.force_login(world.member)
    page = text(client, f"/committee/meeting/{meeting.ref}/")
    assert mine.title in page and '<button class="button">เห็นชอบ' not in page
    for posted in (
        {"do": "close"},
        {"do": "add", "title": "ก", "kind": "approve"},
        {"do": "many", "decision": ["1"]},
    ):
        assert client.post(f"/committee/meeting/{meeting.ref}/", posted).status_code == 403
    assert client.post(f"/committee/item/{item_of(mine).pk}/", {"do": "defer"}).status_code == 403
    assert client.get("/committee/call/sub-service/").status_code == 404


@pytest.mark.parametrize("tied", [False, True])
def test_boards_and_agendas_cost_the_same_for_one_row_and_for_three(
    client: Client, world: w.World, queries: Callable[[], Any], tied: bool
) -> None:
    if tied:
        conflicts.record_relation(
            person=world.secretary, edition=world.edition, kind="post", agency=world.agencies["b"], source="test",
            by=world.secretary,
        )  # fmt: skip
    (first,) = scored(world, "9/10")
    meeting = tabled(world, first)
    client.force_login(world.secretary)
    paths = ["/committee/", "/committee/board/", TABLE, f"/committee/meeting/{meeting.ref}/"]
    paths.append(f"/committee/item/{item_of(first).pk}/")
    costs = []
    for path in paths:
        with queries() as seen:
            text(client, path)
        costs.append(len(seen))
    more = []
    for number in (2, 3):
        submission = w.received(world, TYPE, number=number)
        w.assessed(world, submission, "8/10")
        more.append(submission.application)
    council.propose(world)
    decisions.table(decisions=[council.decision(a) for a in more], meeting=meeting, by=world.secretary)
    for path, cost in zip(paths, costs, strict=True):
        with queries() as seen:
            text(client, path)
        assert len(seen) == cost, path
        assert cost <= 12, (path, cost, [q["sql"][:90] for q in seen.captured_queries])
