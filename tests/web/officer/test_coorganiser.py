"""A co-organiser's officers: their own award types on every page of the office, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lertrat import criteria
from lertrat.agencies import actions as agencies
from lertrat.assessment import actions as assessment
from lertrat.assessment.models import Assignment, Panel, Screening
from lertrat.committees.models import Meeting
from lertrat.decisions.models import HonourDecision
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.notices.models import OutboxMessage
from lertrat.people.models import Person
from lertrat.programmes import actions as programmes
from lertrat.programmes.models import Officer
from lertrat.records.actions import deliver_all
from tests import world as w
from tests.decisions import council
from tests.web import doors

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OWN, OTHER = "antipoverty", "service-innovation"
TABLE = Path(__file__).resolve().parents[3] / "docs/permissions.md"
ROW = re.compile(r"\| `(/office/[^`]*)` \| (own types|not found|refused) \|")


@pytest.fixture(autouse=True)
def after_the_closing() -> Any:
    with clock.frozen(w.AFTER):
        yield


@pytest.fixture
def world() -> w.World:
    return w.build()


def appointed(world: w.World) -> Person:
    """The co-organiser's officer, before the year begins."""
    with clock.frozen(w.BEFORE):
        made = w.person("partner", "เจ้าหน้าที่ ผู้จัดร่วม")
        programmes.appoint(
            programme=world.programme, person=made, role="coorganiser", types=[OWN], by=world.admin
        )
    return made


@pytest.fixture
def partner(world: w.World) -> Person:
    return appointed(world)


@pytest.fixture
def desk(client: Client, partner: Person) -> Client:
    client.force_login(partner)
    return client


def words(answer: Any) -> str:
    return str(answer.content.decode())


def both(world: w.World, **more: Any) -> tuple[Any, Any]:
    """A work of the co-organiser's type, and one of another."""
    return w.received(world, OWN, **more), w.received(world, OTHER, number=2, **more)


def shows(desk: Client, page: str, own: Any, other: Any) -> None:
    """The page tells of the own work and has no trace of the other."""
    told = words(desk.get(page))
    assert own.ref in told or own.title in told, page
    for trace in (other.ref, other.title, other.application.ref):
        assert trace not in told, (page, trace)


def test_each_address_is_what_the_table_says(client: Client) -> None:
    """Every address of the office with the object of another's type behind it."""
    standing = doors.stand()
    client.force_login(appointed(standing.world))
    written = dict(ROW.findall(TABLE.read_text(encoding="utf-8")))
    addresses = {f"/{p}" for p in doors.patterns() if p.startswith("office/")}
    assert written.keys() == addresses, written.keys() ^ addresses
    wrong = []
    with clock.frozen(doors.AFTERWARDS):
        for address, word in written.items():
            path = standing.path(address.removeprefix("/"))
            found = [doors.answer(client, method, path, {"press": "x"}) for method in ("get", "post")]
            if not (found[0] == "yes" if word == "own types" else set(found) <= {word, "method"}):
                wrong.append((address, word, found))
    assert not wrong, wrong


def test_the_navigation_leads_to_no_shut_door(desk: Client, world: w.World) -> None:
    shell = desk.get("/office/").context["shell"]
    assert len(shell.menu) >= 8 and len(shell.navigation) <= 6
    for link in shell.menu:
        assert desk.get(link.url).status_code == 200, link
    for page in ("", "ranking/", "panels/"):
        told = words(desk.get(f"/office/{page}"))
        for address in set(re.findall(r'href="(/office/[^"#?]*)', told)):
            assert desk.get(address).status_code == 200, (page, address)
    desk.force_login(world.officer)
    shut = {"/office/publication/", "/office/certifications/", "/office/windows/", "/office/edition/"}
    assert shut <= {link.url for link in desk.get("/office/").context["shell"].menu}


def test_the_queue_its_counts_its_search_and_its_filter(desk: Client, world: w.World) -> None:
    own, other = both(world)
    for state in ("waiting", "all"):
        shows(desk, f"/office/submissions/?state={state}", own, other)
    shows(desk, "/office/submissions/?q=กรมตัวอย่าง", own, other)
    for query in (f"?q={other.ref}", f"?q={other.application.ref}", f"?type={OTHER}"):
        page = desk.get(f"/office/submissions/{query}").context["page"]
        assert page.rows == [], query
    assert [key for key, _ in desk.get("/office/submissions/").context["types"]] == [OWN]
    first = desk.get("/office/")
    assert [key for _, key, _ in first.context["waiting"]] == [OWN]
    assert sum(count for count, _, _ in first.context["queues"]) == 1


def test_the_closings_on_the_desk_are_of_its_types(desk: Client, world: w.World) -> None:
    with clock.frozen(w.OPEN):
        names = {name for _, names in desk.get("/office/").context["closings"] for name in names}
    assert names == {world.pack.types[OWN].name.th}


def test_anothers_submission_cannot_be_read_or_worked_on(desk: Client, world: w.World) -> None:
    own, other = both(world)
    for end in ("", "screen/", "assign/"):
        assert desk.get(f"/office/submissions/{own.ref}/{end}").status_code == 200
        for method in (desk.get, desk.post):
            assert method(f"/office/submissions/{other.ref}/{end}").status_code == 404
    assert not Screening.objects.exists()


def test_panels_assignment_progress_and_what_went_dark(desk: Client, world: w.World, partner: Person) -> None:
    own, other = both(world)
    for held in (own, other):
        w.screened(world, held)
        seats = w.panel(world, held.type_id, members=2, code=f"p-{held.type_id}")
        assessment.assign(submission=held, person=world.assessor1, panel=seats, by=world.officer)
    panels = [row["panel"].code for row in desk.get("/office/panels/").context["rows"]]
    assert panels == [f"p-{OWN}"]
    assert desk.get(f"/office/panels/p-{OWN}/").status_code == 200
    assert desk.get(f"/office/panels/p-{OTHER}/").status_code == 404
    assert [key for key, _ in desk.get("/office/assignment/").context["types"]] == [OWN]
    assert desk.get(f"/office/assignment/?type={OTHER}&step=1").status_code == 403
    assert {row.type_id for row, _ in desk.get("/office/progress/").context["rows"]} == {OWN}
    assert {gap.submission.type_id for gap, _, _ in desk.get("/office/progress/").context["gaps"]} <= {OWN}
    Assignment.objects.update(state="dark", waits=False, ended_at=clock.now())
    Screening.objects.update(unread=True)
    dark = [row.assignment.submission.type_id for row, _ in desk.get("/office/dark/").context["rows"]]
    assert dark == [OWN]
    theirs = Assignment.objects.get(submission=other)
    answer = desk.post("/office/dark/", {"assignment": str(theirs.pk), "reason": "ผูกพันกับหน่วยงาน"})
    assert answer.status_code == 302 and Assignment.objects.get(pk=theirs.pk).state == "dark"


def test_a_panel_that_reads_other_types_too_is_not_its_own(desk: Client, world: w.World) -> None:
    w.panel(world, OWN, members=1, code="own")
    with clock.frozen(w.BEFORE):
        assessment.create_panel(
            edition=world.edition,
            code="mixed",
            name="คณะผสม",
            types=[OWN, OTHER],
            due_at=None,
            by=world.officer,
        )
    assert [row["panel"].code for row in desk.get("/office/panels/").context["rows"]] == ["own"]
    assert desk.get("/office/panels/mixed/").status_code == 404
    offered = [key for key, _ in desk.get("/office/panels/").context["form"].fields["types"].choices]
    assert offered == [OWN]
    desk.post("/office/panels/", {"code": "stolen", "name": "คณะ", "types": [OWN, OTHER], "due": ""})
    assert not Panel.objects.filter(code="stolen").exists()


def test_who_has_not_declared_is_told_of_its_own_panels(client: Client) -> None:
    world, desk = w.build(declared=False), client
    desk.force_login(appointed(world))
    w.panel(world, OTHER, members=3, code="theirs")
    assert list(desk.get("/office/declarations/").context["rows"]) == []
    w.panel(world, OWN, members=1, code="own")
    rows = desk.get("/office/declarations/").context["rows"]
    assert [row.panel.code for row in rows] == ["own"]
    waits = {name: count for count, name, _ in desk.get("/office/").context["queues"]}
    assert waits["ผู้ตรวจที่ยังไม่แสดงรายการส่วนได้เสีย"] == 1


def test_scores_results_and_the_board(desk: Client, world: w.World) -> None:
    own, other = both(world)
    for held in (own, other):
        w.assessed(world, held, "9/10", "9/10", "9/10")
    shows(desk, f"/office/ranking/?of={OWN}/1", own, other)
    assert desk.get(f"/office/ranking/?of={OTHER}/1").status_code == 403
    assert {value for value, _ in desk.get("/office/ranking/").context["steps"]} == {f"{OWN}/1"}
    assert desk.get(f"/office/submissions/{own.ref}/result/").status_code == 200
    assert desk.get(f"/office/submissions/{other.ref}/result/").status_code == 404
    assert desk.get("/office/kpi/").status_code == 403


def test_letters_are_those_about_its_types(desk: Client, world: w.World, partner: Person) -> None:
    with clock.frozen(w.AFTER - timedelta(hours=1)):
        own, other = both(world)
        for held in (own, other):
            w.screened(world, held)
        deliver_all(1000)
    mine = set(OutboxMessage.objects.filter(type_id=OWN).values_list("ref", flat=True))
    others = set(
        OutboxMessage.objects.exclude(type_id=OWN).exclude(to_person=partner).values_list("ref", flat=True)
    )
    assert mine and others
    page = desk.get("/office/outbox/")
    assert {row.ref for row, _, _ in page.context["rows"]} == mine
    assert page.context["tabs"][0].count == len(mine)
    assert {desk.get(f"/office/outbox/{ref}/").status_code for ref in mine} == {200}
    assert {desk.get(f"/office/outbox/{ref}/").status_code for ref in others} == {404}
    OutboxMessage.objects.filter(ref=min(others)).update(state="held")
    assert desk.post(f"/office/outbox/{min(others)}/").status_code == 404
    assert OutboxMessage.objects.get(ref=min(others)).state == "held"


def test_a_page_costs_a_coorganiser_no_more_than_a_dozen_statements(
    desk: Client, world: w.World, queries: Callable[[], Any]
) -> None:
    own, _ = both(world)
    w.screened(world, own)
    for page in (
        "",
        "submissions/",
        f"submissions/{own.ref}/",
        "panels/",
        "assignment/",
        "progress/",
        "dark/",
        "outbox/",
        "declarations/",
    ):
        with queries() as seen:
            assert desk.get(f"/office/{page}").status_code == 200
        assert len(seen) <= 12, (page, len(seen))


def test_a_role_in_another_programme_opens_nothing_here(client: Client, world: w.World) -> None:
    un = programmes.create_programme(code="unpsa", name_th="รางวัลสหประชาชาติ", name_en="UNPSA", by=world.admin)
    for role, types in (("officer", []), ("coorganiser", [OWN])):
        someone = w.person(f"un-{role}", f"เจ้าหน้าที่ {role}")
        programmes.appoint(programme=un, person=someone, role=role, types=types, by=world.admin)
        held = w.screened(world, w.received(world, OWN, number=3 if role == "officer" else 4))
        deliver_all(1000)
        letter = OutboxMessage.objects.filter(type_id=OWN).order_by("-pk")[0]
        client.force_login(someone)
        for page in ("", "submissions/", "panels/", "ranking/", f"submissions/{held.ref}/"):
            assert client.get(f"/office/{page}").status_code == 403, (role, page)
        assert client.get(f"/office/outbox/{letter.ref}/").status_code == 404


def test_the_role_ends_at_once(desk: Client, world: w.World, partner: Person) -> None:
    assert desk.get("/office/submissions/").status_code == 200
    programmes.dismiss(officer=Officer.objects.get(person=partner), by=world.admin)
    assert desk.get("/office/submissions/").status_code == 403
    assert not Assignment.objects.exists()


def test_the_committees_boards_show_its_types_and_neither_honours_nor_meetings(
    desk: Client, world: w.World
) -> None:
    own, other = both(world)
    for held in (own, other):
        w.assessed(world, held, "9/10", "9/10", "9/10")
    council.propose(world)
    council.decide_all(world)
    council.honours(world)
    decided = {held.type_id: council.decision(held.application) for held in (own, other)}
    with clock.frozen(council.COUNCIL):
        told = words(desk.get("/committee/board/participatory/"))
        assert own.title in told and other.title not in told
        assert other.title not in words(desk.get("/committee/board/service/"))
        assert "/committee/board/service/" not in words(desk.get("/committee/board/"))
        assert desk.get(f"/committee/book/{decided[OWN].pk}/", follow=True).status_code == 200
        shut = [
            f"book/{decided[OTHER].pk}/", f"item/{decided[OTHER].item_id}/", "honours/", f"honours/{HonourDecision.objects.order_by('pk')[0].pk}/",
            *(f"meeting/{one.ref}/" for one in Meeting.objects.all()),
        ]  # fmt: skip
        assert {page: desk.get(f"/committee/{page}").status_code for page in shut} == dict.fromkeys(shut, 404)


def test_the_public_page_of_the_type_names_the_co_organiser(client: Client, world: w.World) -> None:
    assert "ผู้จัดร่วมที่ตรวจและให้คะแนน: สำนักงาน ป.ย.ป." in words(client.get(f"/rules/{OWN}/"))
    assert "ผู้จัดร่วมที่ตรวจและให้คะแนน" not in words(client.get(f"/rules/{OTHER}/"))


@pytest.mark.parametrize(
    ("role", "types", "code"),
    [
        ("coorganiser", [], "types-needed"),
        ("coorganiser", ["antipoverty", "no-such-type"], "no-type"),
        ("officer", ["antipoverty"], "types-unfit"),
        ("guest", [], "no-role"),
    ],
)
def test_a_role_that_does_not_fit_is_refused(world: w.World, role: str, types: list[str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        programmes.appoint(
            programme=world.programme, person=world.stranger, role=role, types=types, by=world.admin
        )
    assert refused.value.code == code
    assert not Officer.objects.filter(person=world.stranger).exists()


@pytest.mark.parametrize("kind", ["community", "company"])
def test_private_and_civil_bodies_enter_its_type_and_it_screens_them(
    desk: Client, world: w.World, kind: str
) -> None:
    """004:641: ร่วมใจแก้จน is open to state, private and civil bodies; another type refuses them."""
    body = agencies.register(
        code="demo-c", kind=kind, name_th="กลุ่มตัวอย่าง ค", fictitious=True, source="test", by=world.admin
    )
    world.agencies["c"] = body
    with clock.frozen(w.BEFORE):
        for role in ("drafter", "approver"):
            world.people[f"{role}_c"] = w.person(f"{role}_c", f"{role} c")
            agencies.grant_membership(
                person=world.people[f"{role}_c"], agency=body, role=role, by=world.admin
            )
    held = w.submitted(world, OWN, "c")
    assert held.frozen["judgement"]["verdict"] != "unmet"
    refused = criteria.judge(world.pack, "effective-change", {"agency_kind": kind})
    assert refused.unmet == ("state-body",)
    page = f"/office/submissions/{held.ref}/screen/"
    assert desk.post(page, {"outcome": "passed", "reason": "ตรวจเอกสารครบถ้วนตามประกาศแล้ว"}).status_code == 302
    assert Screening.objects.get(submission=held).outcome == "passed"
