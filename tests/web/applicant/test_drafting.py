"""Writing together: finishing a section, reading answers through and back, remarks, rights, pasted signs that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from lertrat.applications import queries
from lertrat.applications.models import AnswerRevision, Application
from lertrat.kernel import clock
from lertrat.records.personal import forget_batch, named
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def world() -> Iterator[w.World]:
    made = w.build()
    with clock.frozen(w.OPEN):
        yield made


@pytest.fixture
def draft(world: w.World) -> Application:
    return w.draft(world)


def client(person: Any) -> Client:
    made = Client()
    made.force_login(person)
    return made


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def where(application: Application) -> tuple[str, str, str]:
    """The address of the application, a section with a long answer, and that question."""
    form = queries.read(w.stage_of(application)).form
    section = next(s for s in form.sections if any(q.kind == "long_text" for q in s.questions))
    question = next(q for q in section.questions if q.kind == "long_text")
    return f"/apply/{application.ref}/step/1/", section.id, question.id


def test_finished_is_asked_refused_with_the_gaps_and_shown_at_home(
    world: w.World, draft: Application
) -> None:
    home, section, question = where(draft)
    browser, page = client(world.drafter_a), f"{home}section/{section}/"
    refused = browser.post(
        page, {f"rev:{question}": 0, question: "ข้อความแรก", "finished": "yes", "do:next": "1"}
    )
    assert refused["Location"] == f"{page}?check=1"
    shown = words(browser.get(refused["Location"]))
    assert "<title>ข้อผิดพลาด: " in shown and "data-errors" in shown and "ข้อความแรก" in shown
    w.fill(world, w.stage_of(draft))
    assert "รอยืนยันว่าเสร็จ" in words(browser.get(home))
    onward = browser.post(page, {"finished": "yes", "do:next": "1"})
    assert "check" not in onward["Location"]
    told = words(browser.get(home))
    assert f"{world.drafter_a.full_name}บอกว่าเสร็จแล้ว" in told and "1 จาก" in told
    assert "บอกว่าเสร็จแล้ว" in words(browser.get(page))


def test_reading_through_leads_to_a_question_and_back_to_its_place(
    world: w.World, draft: Application
) -> None:
    home, section, question = where(draft)
    browser = client(world.drafter_a)
    for came, check in (("section", f"{home}check/?section={section}"), ("all", f"{home}check/")):
        shown = words(browser.get(check))
        target = f"{home}section/{section}/?from={came}&q={question}"
        assert target in shown and "ไม่ได้ระบุ" in shown and f'id="a_{question}"' in shown
        assert "กลับไปทวนคำตอบ" in words(browser.get(target))
        back = browser.post(target, {f"rev:{question}": 0, question: f"แก้จาก {came}", "do:next": "1"})
        assert back["Location"] == f"{check}#a_{question}"


def test_remarks_on_an_answer_by_page_and_by_script(world: w.World, draft: Application) -> None:
    home, section, question = where(draft)
    page = f"{home}comments/{question}/"
    drafter, approver = client(world.drafter_a), client(world.approver_a)
    assert drafter.post(page, {"text": "ขอตัวเลข <b>ปี</b>", "mention": world.approver_a.pk}).status_code == 302
    made = json.loads(approver.get(page, headers={"Accept": "application/json"}).content)
    assert made["open"] == 1 and made["threads"][0]["mentions"] == [world.approver_a.pk] and made["may"]
    assert "ความเห็นที่ยังเปิดอยู่ 1 เรื่อง" in words(approver.get(home))
    assert "&lt;b&gt;" in approver.get(page).content.decode()
    kept = approver.post(page, {"text": "ย" * 4001, "parent": made["threads"][0]["id"]})
    assert kept.status_code == 422 and "ย" * 4001 in words(kept)
    done = approver.post(
        page, {"do": "resolve", "comment": made["threads"][0]["id"]}, headers={"Accept": "application/json"}
    )
    assert json.loads(done.content)["open"] == 0
    gone = drafter.post(page, {"do": "resolve", "comment": "999999"}, headers={"Accept": "application/json"})
    assert gone.status_code == 404 and "ไม่พบ" in json.loads(gone.content)["says"]


def test_rights_are_given_on_a_page_and_keep_what_was_typed(world: w.World, draft: Application) -> None:
    Application.objects.filter(pk=draft.pk).update(created_by=world.approver_a)
    home, section, question = where(draft)
    drafter, approver = client(world.drafter_a), client(world.approver_a)
    given = {"person": world.drafter_a.pk, f"right:{section}": "comment"}
    assert drafter.post(f"{home}authors/", given).status_code == 403
    assert approver.post(f"{home}authors/", given).status_code == 302
    assert "จำกัดบางส่วน" in words(approver.get(f"{home}authors/"))
    page = f"{home}section/{section}/"
    assert "ท่านอ่านและให้ความเห็น" in words(drafter.get(page))
    lost = drafter.post(page, {f"rev:{question}": 0, question: "พิมพ์ไว้ก่อนถูกจำกัด"})
    assert lost.status_code == 422 and "พิมพ์ไว้ก่อนถูกจำกัด" in words(lost)
    script = drafter.post(f"{home}answer/", {"question": question, "revision": 0, "value": "ก"})
    assert script.status_code == 422 and "ไม่ได้รับสิทธิเขียน" in json.loads(script.content)["says"]


def test_signs_that_cannot_be_read_are_named_kept_and_taken_out_on_request(
    world: w.World, draft: Application
) -> None:
    home, section, question = where(draft)
    browser, page = client(world.drafter_a), f"{home}section/{section}/"
    paste = "ลูกศร \ue0e8 ที\uf70a\u200b \u202eเลข\x07 จบ"
    saved = json.loads(
        browser.post(f"{home}answer/", {"question": question, "revision": 0, "value": paste}).content
    )
    assert [note.split(" ตัว")[0].split()[-1] for note in saved["notes"]] == ["1"] * 5
    shown = words(browser.get(page))
    assert "U+E0E8 หลัง “ลูกศร ”" in shown and "ลูกศร \ue0e8 ที่ เลข จบ" in shown
    browser.post(page, {f"rev:{question}": 1, question: "ลูกศร \ue0e8 ที่ เลข จบ", "do:blank": question})
    told = queries.read(w.stage_of(draft)).value(question)
    assert (
        told == "ลูกศร   ที่ เลข จบ" and AnswerRevision.objects.filter(answer__question_id=question).count() == 2
    )
    old = words(browser.get(f"{home}history/{question}/?compare=1"))
    assert "<del>" in old and "\ue0e8" in old


def test_a_million_characters_are_refused_in_words_and_still_on_the_page(
    world: w.World, draft: Application
) -> None:
    home, section, question = where(draft)
    browser = client(world.drafter_a)
    text = "ก" * 1_000_000
    refused = browser.post(f"{home}section/{section}/", {f"rev:{question}": 0, question: text})
    assert refused.status_code == 422 and text in refused.content.decode() and "200,000" in words(refused)
    script = browser.post(f"{home}answer/", {"question": question, "revision": 0, "value": text})
    assert script.status_code == 422 and "200,000" in json.loads(script.content)["says"]


def test_presence_speaks_of_a_section_or_the_whole_draft(world: w.World, draft: Application) -> None:
    home, section, question = where(draft)
    drafter, approver = client(world.drafter_a), client(world.approver_a)
    page = f"{home}presence/"
    told = json.loads(drafter.post(page, {"section": section, "question": question}).content)
    assert told["fields"] == {} and told["closes_in"] > 0 and told["right"] == "write"
    seen = json.loads(approver.get(page, {"section": section}).content)
    assert seen["fields"][question]["says"] == f"{world.drafter_a.full_name}กำลังเขียนข้อนี้"
    assert seen["people"] == [world.drafter_a.full_name] == json.loads(approver.get(page).content)["people"]
    assert f"{world.drafter_a.full_name}กำลังเขียนข้อนี้" in words(approver.get(f"{home}section/{section}/"))
    assert approver.get(page, {"section": "no-such"}).status_code == 404
    assert forget_batch(named("applications.presence"), 100) == 0
