"""An assessor's way through the pages: declare, read, score, lock; and what is never on a page before its time."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from lertrat.applications.models import Submission
from lertrat.assessment import actions as assessment
from lertrat.assessment.models import Assignment, ScoreSheet, StepResult
from lertrat.conflicts import actions as conflicts
from lertrat.conflicts.models import Declaration, Relation
from lertrat.kernel import clock
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TYPE = "service-innovation"


@pytest.fixture
def world() -> w.World:
    return w.build()


@pytest.fixture(autouse=True)
def _after() -> Any:
    with clock.frozen(w.AFTER):
        yield


def assigned(world: w.World, count: int = 1, **fields: Any) -> list[Submission]:
    """Submissions of the department, screened in and assigned to assessors 1 to 3."""
    made = [w.screened(world, w.received(world, TYPE, number=n + 1, **fields)) for n in range(count)]
    w.panel(world, TYPE)
    w.planned(world, TYPE)
    return made


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content.decode()


def posted(world: w.World, share: str = "1/2", **over: str) -> dict[str, str]:
    rubric = world.pack.rubric(TYPE, 1)
    data = {f"score-{c.id}": str(c.maximum * Fraction(share)) for c in rubric.criteria}
    first = rubric.criteria[0].id
    return data | {
        "revision": "0", f"strength-{first}": "ฟังเสียงประชาชน", f"opportunity-{first}": "ควรวัดผลหลังหนึ่งปี", "comment": "อ่านแล้ว",
    } | over  # fmt: skip


def test_without_a_declaration_there_is_no_work_and_the_page_says_what_to_do(
    client: Client, world: w.World
) -> None:
    assigned(world)
    Declaration.objects.filter(person=world.assessor1).delete()
    client.force_login(world.assessor1)
    page = text(client, "/assess/")
    assert "แสดงรายการผลประโยชน์ทับซ้อน" in page and "ผลงานทดสอบ" not in page
    refused = client.post("/assess/declare/", {"do": "declare"})
    assert refused.status_code == 422 and "ทำเครื่องหมายที่คำรับรอง" in refused.content.decode()
    done = client.post("/assess/declare/", {"do": "declare", "statement": "on"})
    assert done.status_code == 302 and done["Location"] == "/assess/"
    assert "ผลงานทดสอบ" in text(client, "/assess/")


def test_a_tie_is_found_by_name_recorded_and_shuts_the_work_away(client: Client, world: w.World) -> None:
    (submission,) = assigned(world)
    client.force_login(world.assessor1)
    assert client.get(f"/assess/{submission.ref}/").status_code == 200
    page = text(client, "/assess/declare/?q=ตัวอย่าง ก")
    assert 'value="demo-a"' in page
    kept = client.post("/assess/declare/?q=ตัวอย่าง ก", {"do": "add", "agency": "demo-a", "note": "เคยบรรยาย"})
    assert kept.status_code == 422 and "เคยบรรยาย" in kept.content.decode()
    wrong = {"do": "add", "agency": "demo-a", "kind": "post", "until_year": "63"}
    assert "ปี พ.ศ. สี่หลัก" in client.post("/assess/declare/?q=ตัวอย่าง ก", wrong).content.decode()
    right = {"do": "add", "agency": "demo-a", "kind": "post", "until_year": "๒๕๖๔"}
    assert client.post("/assess/declare/?q=ตัวอย่าง ก", right).status_code == 302
    tie = Relation.objects.get(person=world.assessor1)
    assert (tie.agency_id, tie.until_year, tie.kind) == (world.agencies["a"].pk, 2564, "post")
    assert Assignment.objects.get(submission=submission, person=world.assessor1).state == "dark"
    assert submission.title not in text(client, "/assess/")
    for path in ("", "lock/", "file/1/", "panel/"):
        assert client.get(f"/assess/{submission.ref}/{path}").status_code == 404
    assert client.post(f"/assess/{submission.ref}/save/", posted(world)).status_code == 404
    assert not ScoreSheet.objects.filter(assignment__person=world.assessor1).exists()


def test_only_ones_own_entries_can_be_withdrawn(client: Client, world: w.World) -> None:
    record = {"edition": world.edition, "agency": world.agencies["b"], "kind": "post", "source": "test"}
    own = conflicts.record_relation(person=world.assessor1, by=world.assessor1, **record)
    given = conflicts.record_relation(person=world.assessor1, by=world.officer, **record)
    other = conflicts.record_relation(person=world.assessor2, by=world.assessor2, **record)
    client.force_login(world.assessor1)
    for relation, status in ((own, 302), (given, 404), (other, 404)):
        answer = client.post("/assess/declare/", {"do": "withdraw", "relation": relation.pk})
        assert answer.status_code == status
    assert set(Relation.objects.filter(withdrawn_at__isnull=True)) == {given, other}


def test_a_sheet_goes_from_the_first_score_to_the_lock(client: Client, world: w.World) -> None:
    (submission,) = assigned(world)
    client.force_login(world.assessor1)
    desk = f"/assess/{submission.ref}/"
    page = text(client, desk)
    assert "ข้อความทดสอบที่เพียงพอ" in page and "ให้แล้ว 0 จาก 5 ข้อ" in page
    saved = client.post(f"{desk}save/", posted(world, next="lock"))
    assert saved.status_code == 302 and saved["Location"] == f"{desk}lock/"
    assert "คะแนนรวม 50 จาก 100" in text(client, f"{desk}lock/")
    assert client.post(f"{desk}lock/").status_code == 302
    page = text(client, desk)
    assert "ปิดผนึก" in page and "ฟังเสียงประชาชน" in page and "<textarea" not in page
    assert client.post(f"{desk}save/", posted(world, revision="1")).status_code == 422
    assert client.get(f"{desk}lock/").status_code == 302
    assert "ยืนยันคะแนนแล้ว" in text(client, "/assess/")


def test_what_does_not_fit_is_named_and_everything_typed_stays(client: Client, world: w.World) -> None:
    (submission,) = assigned(world)
    client.force_login(world.assessor1)
    desk = f"/assess/{submission.ref}/"
    first = world.pack.rubric(TYPE, 1).criteria[0]
    answer = client.post(f"{desk}save/", posted(world, **{f"score-{first.id}": "11"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="11"' in page and "ฟังเสียงประชาชน" in page
    assert "ต้องอยู่ระหว่าง 0 ถึง 10" in page and "<title>ข้อผิดพลาด: " in page
    assert not ScoreSheet.objects.exists()
    assert client.get(f"{desk}save/")["Location"] == desk
    client.post(f"{desk}save/", posted(world, **{f"score-{first.id}": ""}))
    page = text(client, f"{desk}lock/")
    assert "ยังไม่ได้ให้คะแนนข้อ" in page and "ยืนยันคะแนนนี้" not in page
    answer = client.post(f"{desk}lock/")
    assert answer.status_code == 422 and "ยังไม่ได้ให้คะแนน" in answer.content.decode()


def test_the_sheet_saves_itself_except_what_does_not_fit(client: Client, world: w.World) -> None:
    (submission,) = assigned(world)
    client.force_login(world.assessor1)
    save, json = f"/assess/{submission.ref}/save/", {"Accept": "application/json"}
    first = world.pack.rubric(TYPE, 1).criteria[0]
    answer = client.post(save, posted(world), headers=json)
    assert answer.status_code == 200
    assert answer.json() == {
        "revision": 1, "says": "บันทึกแล้ว เวลา 10.00 น.", "problem": False, "total": "คะแนนรวม 50 จาก 100",
        "scored": "ให้แล้ว 5 จาก 5 ข้อ",
    }  # fmt: skip
    answer = client.post(save, posted(world, revision="1", **{f"score-{first.id}": "7.3"}), headers=json)
    assert answer.json()["problem"] and "ให้ได้ทีละ 0.5" in answer.json()["says"]
    assert answer.json()["revision"] == 2 and answer.json()["scored"] == "ให้แล้ว 4 จาก 5 ข้อ"


def test_two_windows_meet_with_both_texts(client: Client, world: w.World) -> None:
    (submission,) = assigned(world)
    client.force_login(world.assessor1)
    save = f"/assess/{submission.ref}/save/"
    client.post(save, posted(world))
    mine = posted(world, comment="จากหน้าต่างที่สอง")
    answer = client.post(save, mine, headers={"Accept": "application/json"})
    assert answer.status_code == 409 and "หน้าต่างอื่น" in answer.json()["says"]
    answer = client.post(save, mine)
    page = answer.content.decode()
    assert answer.status_code == 409 and "จากหน้าต่างที่สอง" in page and "<del>" in page
    assert 'name="revision" value="1"' in page
    assert client.post(save, mine | {"revision": "1"}).status_code == 302
    assert ScoreSheet.objects.get().comment == "จากหน้าต่างที่สอง"


def test_a_planted_score_is_on_no_page_of_anybody_else_before_all_are_locked(
    client: Client, world: w.World
) -> None:
    (submission,) = assigned(world)
    one, two, three = w.assignments(submission)
    rubric = world.pack.rubric(TYPE, 1)
    planted = {c.id: "0.5" for c in rubric.criteria} | {rubric.criteria[0].id: "9.5"}
    found = {rubric.criteria[0].id: {"strength": "ถ้อยคำที่ซ่อนไว้", "opportunity": "ถ้อยคำที่ซ่อนไว้"}}
    assessment.save_sheet(assignment=two, scores=planted, findings=found, base=0, by=two.person)
    assessment.lock_sheet(assignment=two, by=two.person)
    total = ScoreSheet.objects.get().total
    assert total is not None
    paths = ["/assess/", "/assess/panels/", f"/assess/{submission.ref}/", f"/assess/{submission.ref}/lock/"]
    for reader in (one, three):
        client.force_login(reader.person)
        for path in paths:
            page = text(client, path)
            assert "ถ้อยคำที่ซ่อนไว้" not in page and "9.5" not in page
        assert client.get(f"/assess/{submission.ref}/panel/").status_code == 404
    for assignment in (one, three):
        w.sheet(world, assignment, "1/2")
    assert StepResult.objects.count() == 1
    client.force_login(one.person)
    page = text(client, f"/assess/{submission.ref}/panel/")
    assert "9.5" in page and "ต่างกันตั้งแต่สองระดับ" in page
    assert submission.title in text(client, "/assess/panels/")
    client.force_login(three.person)
    assert client.get(f"/assess/{submission.ref}/panel/").status_code == 404
    assert submission.title not in text(client, "/assess/panels/")


def test_the_leader_records_an_agreed_score_once(client: Client, world: w.World) -> None:
    (submission,) = assigned(world)
    for assignment, share in zip(w.assignments(submission), ("1/2", "3/5", "7/10"), strict=True):
        w.sheet(world, assignment, share)
    client.force_login(world.assessor1)
    path = f"/assess/{submission.ref}/panel/"
    answer = client.post(path, {"score": "101", "reason": "หารือแล้ว"})
    assert answer.status_code == 422 and "หารือแล้ว" in answer.content.decode()
    assert client.post(path, {"score": "62.5", "reason": ""}).status_code == 422
    assert client.post(path, {"score": "62.5", "reason": "หารือแล้วเห็นร่วมกัน"}).status_code == 302
    page = text(client, path)
    assert "62.5" in page and "หารือแล้วเห็นร่วมกัน" in page and "<textarea" not in page
    assert StepResult.objects.get().agreed == Fraction(125, 2)


def test_strangers_find_nothing(client: Client, world: w.World) -> None:
    (submission,) = assigned(world)
    paths = [f"/assess/{submission.ref}/{end}" for end in ("", "lock/", "panel/", "file/1/")]
    for path in [*paths, "/assess/", "/assess/declare/", "/assess/panels/", "/assess/visits/"]:
        assert client.get(path)["Location"].startswith("/sign-in/")
    for person in (world.assessor4, world.drafter_a, world.member):
        client.force_login(person)
        assert all(client.get(path).status_code == 404 for path in paths)
        assert submission.title not in text(client, "/assess/")
        assert client.post(f"/assess/{submission.ref}/save/", posted(world)).status_code == 404


@pytest.mark.parametrize("tied", [False, True])
def test_the_list_costs_the_same_for_one_row_and_for_three(
    client: Client, world: w.World, queries: Callable[[], Any], tied: bool
) -> None:
    if tied:
        conflicts.record_relation(
            person=world.assessor1, edition=world.edition, kind="post", agency=world.agencies["b"], source="test",
            by=world.assessor1,
        )  # fmt: skip
    assigned(world)
    client.force_login(world.assessor1)
    client.get("/assess/")
    with queries() as one:
        assert text(client, "/assess/").count(TYPE and "ผลงานทดสอบ") >= 1
    for number in (2, 3):
        w.screened(world, w.received(world, TYPE, number=number))
    w.planned(world, TYPE)
    with queries() as three:
        assert text(client, "/assess/").count("/assess/R64-") >= 3
    assert len(one) == len(three)
    assert len(three) <= 6, [q["sql"][:260] for q in three.captured_queries]


def test_the_desk_and_the_save_stay_within_their_budgets(
    client: Client, world: w.World, queries: Callable[[], Any]
) -> None:
    (submission,) = assigned(world)
    client.force_login(world.assessor1)
    client.post(f"/assess/{submission.ref}/save/", posted(world))
    with queries() as seen:
        text(client, f"/assess/{submission.ref}/")
    assert len(seen) <= 12, [q["sql"][:120] for q in seen.captured_queries]
    with queries() as seen:
        client.post(
            f"/assess/{submission.ref}/save/",
            posted(world, revision="1"),
            headers={"Accept": "application/json"},
        )
    assert len(seen) <= 20, [q["sql"][:120] for q in seen.captured_queries]
