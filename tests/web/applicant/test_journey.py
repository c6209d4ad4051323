"""An application by hand, as its agency does it: from starting to the receipt, with script and without."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from lertrat.applications import actions, queries
from lertrat.applications.models import Answer, Application, Attachment, Submission
from lertrat.criteria.schema import Question
from lertrat.kernel import clock
from lertrat.people.models import Person
from tests import world as w
from tests.web.applicant.pages import PDF, form_of, url, words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_from_the_eligibility_link_to_the_receipt(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    drafter, approver = sign_in(world.drafter_a), sign_in(world.approver_a)
    started = drafter.post(
        "/apply/start/?type=service-innovation&started_on=2019-01-01",
        {"agency": world.agencies["a"].pk, "title": "คลินิกใกล้บ้าน"},
    )
    application = Application.objects.get()
    assert started["Location"] == url(application)
    assert Answer.objects.get(question_id="started").value == "2019-01-01"
    home = words(drafter.get(url(application)))
    assert "คลินิกใกล้บ้าน" in home and "ยังไม่เริ่ม" in home and "เหลือเวลาอีก" in home

    stage = w.stage_of(application)
    sections = queries.read(stage).form.sections
    for number, section in enumerate(sections):
        filled = {q.id: _boxes(world, q) for q in section.questions if q.kind != "file"}
        data = form_of(world, application, section.id, **filled) | {"do:next": "1"}
        answer = drafter.post(url(application, f"section/{section.id}/"), data)
        onward = (
            url(application, f"section/{sections[number + 1].id}/")
            if number + 1 < len(sections)
            else url(application)
        )
        assert answer.status_code == 302 and answer["Location"] == onward, words(answer)[:2000]
    assert "ตอบครบทุกข้อที่ต้องตอบแล้ว" in words(drafter.get(url(application, "readiness/")))
    assert "ข้อความทดสอบที่เพียงพอ" in words(drafter.get(url(application, "check/")))

    assert drafter.post(url(application, "approval/"), {"do": "ask"})["Location"] == url(application)
    assert "รออนุมัติจากหน่วยงาน" in words(drafter.get("/apply/"))
    assert "รอท่านอนุมัติ 1 รายการ" in words(approver.get("/apply/"))
    page = words(approver.get(url(application, "approval/")))
    seen = queries.read(w.stage_of(application)).hash
    assert "พิจารณาอนุมัติใบสมัคร" in page and seen in page
    approved = approver.post(url(application, "approval/"), {"do": "approve", "seen": seen})
    assert approved["Location"] == url(application, "submit/")
    sent = drafter.post(url(application, "submit/"), {"acknowledged": "on"})
    made = Submission.objects.get()
    assert sent["Location"] == f"/apply/receipt/{made.ref}/"
    receipt = words(drafter.get(sent["Location"]))
    assert made.ref in receipt and made.root_hash in receipt and "10 มกราคม พ.ศ. 2564" in receipt
    assert "ขั้นต่อไป" in receipt and "ตรวจคุณสมบัติ" in receipt
    again = drafter.post(url(application, "submit/"), {"acknowledged": "on"})
    assert again["Location"] == sent["Location"] and Submission.objects.count() == 1
    pdf = drafter.get(f"/apply/receipt/{made.ref}/pdf/")
    assert pdf.content.startswith(b"%PDF") and pdf["X-Content-Type-Options"] == "nosniff"
    assert "ส่งแล้ว" in words(drafter.get("/apply/"))
    check = Client().get(f"/check/receipt/{made.token}/")
    assert made.root_hash in words(check) and "คลินิกใกล้บ้าน" not in words(check) and not check.cookies
    assert Client().get("/check/receipt/no-such-code/").status_code == 404


def _boxes(world: w.World, question: Question) -> list[str]:
    given = w.sample(world.pack, question)
    if question.kind == "table":
        return [str(cell) for row in given for cell in row.values()]
    return ["1", "มกราคม", "2562"] if question.kind == "date" else [str(given)]


def test_autosave_keeps_each_kind_of_answer_and_tells_the_time(
    world: w.World, sign_in: Callable[[Person], Client], queries_of: Callable[..., Any]
) -> None:
    application = w.draft(world)
    client = sign_in(world.drafter_a)

    def save(question: str, revision: int, *value: str) -> Any:
        return client.post(
            url(application, "answer/"), {"question": question, "revision": revision, "value": list(value)}
        )

    with queries_of(12):
        answer = save("summary", 0, "เขียนครั้งแรก")
    assert json.loads(answer.content) == {"revision": 1, "says": "บันทึกแล้ว เวลา 10.00 น.", "notes": []}
    with queries_of(12):
        assert json.loads(save("summary", 1, "เขียนครั้งที่สอง").content)["revision"] == 2
    assert save("started", 0, "23", "2", "2562").status_code == 200
    assert json.loads(save("users_count", 0, "ประมาณห้าพัน").content)["says"].endswith("โปรดตรวจรูปแบบ")
    assert (
        save("indicators", 0, "เวลารอ", "นาที", "90", "20.5", "ระบบคิว", "", "", "", "", "").status_code == 200
    )
    held = {a.question_id: a.value for a in Answer.objects.all()}
    assert held["started"] == "2019-02-23" and held["users_count"] == {"raw": "ประมาณห้าพัน"}
    assert held["indicators"] == [
        {"name": "เวลารอ", "unit": "นาที", "before": "90", "after": "41/2", "source": "ระบบคิว"}
    ]
    page = words(client.get(url(application, "section/results/")))
    assert 'value="20.5"' in page and 'value="90"' in page
    assert 'value="ประมาณห้าพัน"' in words(client.get(url(application, "section/problem-users/")))
    assert save("no-such", 0, "?").status_code == 404 and save("evidence_files", 0, "?").status_code == 404
    assert client.get(url(application, "answer/")).status_code == 405
    assert Client().post(url(application, "answer/"), {}).status_code == 302


def test_two_people_on_one_answer_see_both_texts_and_choose(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    application = w.draft(world)
    mine, theirs = sign_in(world.drafter_a), sign_in(world.approver_a)
    page = url(application, "answer/")
    theirs.post(page, {"question": "summary", "revision": 0, "value": "ข้อความของผู้อนุมัติ"})
    clash = mine.post(page, {"question": "summary", "revision": 0, "value": "ข้อความของผู้จัดทำ"})
    told = json.loads(clash.content)
    assert clash.status_code == 409 and told["current"] == "ข้อความของผู้อนุมัติ" and told["revision"] == 1
    both = words(mine.get(told["url"]))
    assert "ข้อความของผู้จัดทำ" in both and "approver a" in both
    chosen = mine.post(told["url"], {"rev:summary": 1, "summary": "ข้อความของผู้จัดทำ", "do:mine": "1"})
    assert chosen.status_code == 302 and Answer.objects.get().value == "ข้อความของผู้จัดทำ"
    assert mine.get(told["url"]).status_code == 302  # nothing is left to choose

    data = form_of(world, application, "work-basics", summary=["ฉบับที่สามของผู้จัดทำ"])
    theirs.post(page, {"question": "summary", "revision": 2, "value": "แทรกเข้ามา"})
    theirs.post(page, {"question": "team", "revision": 0, "value": "ทีมงานที่ผู้อนุมัติกรอก"})
    answer = mine.post(url(application, "section/work-basics/"), data)
    both = words(answer)
    assert answer.status_code == 409 and "ฉบับที่สามของผู้จัดทำ" in both and "แทรกเข้ามา" in both
    assert (
        Answer.objects.get(question_id="team").value == "ทีมงานที่ผู้อนุมัติกรอก"
    )  # never touched here, so never lost
    assert Answer.objects.get(question_id="summary").value == "แทรกเข้ามา"


def test_the_button_after_ones_own_autosave_is_no_clash(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    application = w.draft(world)
    client = sign_in(world.drafter_a)
    data = form_of(world, application, "work-basics", summary=["เขียนแล้วกดบันทึกทันที"])
    client.post(url(application, "answer/"), {"question": "summary", "revision": 0, "value": "เขียนแล้ว"})
    assert client.post(url(application, "section/work-basics/"), data).status_code == 302
    assert Answer.objects.get(question_id="summary").value == "เขียนแล้วกดบันทึกทันที"


def test_evidence_goes_up_is_refused_in_words_comes_down_and_goes(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    application = w.draft(world)
    client = sign_in(world.drafter_a)
    page = url(application, "section/evidence/")
    data = form_of(world, application, "evidence", evidence_note=["คำอธิบายหลักฐาน"])
    bad = SimpleUploadedFile("โปรแกรม.exe", b"MZ\x90")
    answer = client.post(page, {**data, "evidence_files": bad, "do:attach": "evidence_files"})
    assert answer.status_code == 422 and ".exe" in words(answer) and "คำอธิบายหลักฐาน" in words(answer)
    fake = client.post(
        page, {**data, "evidence_files": SimpleUploadedFile("รูป.pdf", b"\x89PNG\r\n\x1a\n not a pdf")}
    )
    assert fake.status_code == 422 and "รูป.pdf" in words(fake)
    empty = client.post(page, {**data, "evidence_files": SimpleUploadedFile("ว่าง.pdf", b"")})
    assert empty.status_code == 422 and "ว่าง" in words(empty)
    assert Answer.objects.get(question_id="evidence_note").value == "คำอธิบายหลักฐาน"
    good = SimpleUploadedFile("หลักฐาน ก.pdf", PDF)
    data = form_of(world, application, "evidence")
    assert (
        client.post(page, {**data, "evidence_files": good, "caption:evidence_files": "ตารางผล"}).status_code
        == 302
    )
    attachment = Attachment.objects.get()
    assert "หลักฐาน ก.pdf" in words(client.get(page)) and attachment.caption == "ตารางผล"
    down = client.get(url(application, f"file/{attachment.pk}/"))
    assert b"".join(down.streaming_content) == PDF  # type: ignore[arg-type]  # a streaming response's own chunks
    assert (
        down["Content-Disposition"].startswith("attachment") and down["X-Content-Type-Options"] == "nosniff"
    )
    assert sign_in(world.drafter_b).get(url(application, f"file/{attachment.pk}/")).status_code == 404
    leads = client.post(page, {**form_of(world, application, "evidence"), "do:remove": attachment.pk})
    assert leads["Location"] == url(application, f"file/{attachment.pk}/remove/")
    assert client.get(leads["Location"]).status_code == 200
    assert client.post(leads["Location"]).status_code == 302
    attachment.refresh_from_db()
    assert attachment.removed_at and client.get(url(application, f"file/{attachment.pk}/")).status_code == 404


def test_history_brings_an_older_text_back(world: w.World, sign_in: Callable[[Person], Client]) -> None:
    application = w.draft(world)
    client = sign_in(world.drafter_a)
    for revision, text in enumerate(("ฉบับแรก", "ฉบับสอง")):
        client.post(url(application, "answer/"), {"question": "summary", "revision": revision, "value": text})
    page = url(application, "history/summary/")
    assert "ฉบับแรก" in words(client.get(page)) and "ฉบับสอง" in words(client.get(page))
    assert client.post(page, {"revision": 1, "rev:summary": 1}).status_code == 409
    assert client.post(page, {"revision": 1, "rev:summary": 2}).status_code == 302
    assert Answer.objects.get().value == "ฉบับแรก" and Answer.objects.get().revision == 3
    assert client.post(page, {"revision": 77, "rev:summary": 3}).status_code == 404


def test_an_approver_returns_with_a_comment_and_the_drafter_reads_it(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    application = w.draft(world)
    drafter, approver = sign_in(world.drafter_a), sign_in(world.approver_a)
    page = url(application, "approval/")
    early = drafter.post(page, {"do": "ask"})
    assert early.status_code == 422 and "ยังขออนุมัติไม่ได้" in words(early)
    w.fill(world, w.stage_of(application))
    drafter.post(page, {"do": "ask"})
    assert (
        drafter.post(page, {"do": "approve", "seen": queries.read(w.stage_of(application)).hash}).status_code
        == 403
    )
    assert approver.post(page, {"do": "return", "comment": " "}).status_code == 422
    moved = approver.post(page, {"do": "approve", "seen": "0" * 64, "comment": "ตรวจตารางอีกครั้ง"})
    assert moved.status_code == 409 and "ตรวจตารางอีกครั้ง" in words(moved)
    assert approver.post(page, {"do": "return", "comment": "เพิ่มตัวเลขก่อนและหลัง"}).status_code == 302
    assert "เพิ่มตัวเลขก่อนและหลัง" in words(drafter.get(url(application)))
    drafter.post(page, {"do": "ask"})
    drafter.post(page, {"do": "take_back"})
    assert w.stage_of(application).state == "draft"


def test_sending_needs_the_acknowledgement_and_the_window(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    application = w.draft(world, "service-covid")
    stage = w.stage_of(application)
    share = next(q for q in queries.read(stage).form.questions if q.fact == "own_share")
    w.fill(world, stage, **{share.id: "10"})
    client = sign_in(world.drafter_a)
    assert client.post(url(application, "submit/")).status_code == 422  # not approved yet
    w.approve(world, w.stage_of(application))
    page = client.get(url(application, "submit/"))
    assert "ยังไม่ผ่าน" in words(page) and "ที่มา" in words(page)
    refused = client.post(url(application, "submit/"))
    assert refused.status_code == 422 and "ยืนยันว่ารับทราบ" in words(refused)
    with clock.frozen(w.CLOSE):
        late = client.post(url(application, "submit/"), {"acknowledged": "on"})
    assert late.status_code == 422 and "ฉบับร่างของท่านยังเก็บไว้ครบถ้วน" in words(late)
    assert 'name="acknowledged" value="on" checked' in words(late)
    assert client.post(url(application, "submit/"), {"acknowledged": "on"}).status_code == 302


def test_what_was_typed_after_the_close_is_shown_and_not_saved(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    application = w.draft(world)
    client = sign_in(world.drafter_a)
    data = form_of(world, application, "work-basics", summary=["พิมพ์ค้างไว้ตอนปิดรับ"])
    with clock.frozen(w.CLOSE):
        late = client.post(url(application, "section/work-basics/"), data)
        assert late.status_code == 422 and "พิมพ์ค้างไว้ตอนปิดรับ" in words(late) and "ปิดรับสมัครแล้ว" in words(late)
        saved = client.post(
            url(application, "answer/"), {"question": "summary", "revision": 0, "value": "ช้าไป"}
        )
        assert saved.status_code == 422 and "ปิดรับ" in json.loads(saved.content)["says"]
        assert "ปิดรับแล้ว ไม่ได้ส่ง" in words(client.get("/apply/"))
        assert client.get(url(application, "check/")).status_code == 200
    assert not Answer.objects.exists()


def test_withdrawing_is_the_approvers_with_a_reason(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    made = w.submitted(world)
    page = f"/apply/{made.application.ref}/withdraw/"
    assert sign_in(world.drafter_a).get(page).status_code == 403
    approver = sign_in(world.approver_a)
    assert approver.post(page, {"reason": ""}).status_code == 422
    assert approver.post(page, {"reason": "ส่งผิดฉบับ"}).status_code == 302
    made.refresh_from_db()
    assert not made.live and "ส่งผิดฉบับ" in words(approver.get(f"/apply/receipt/{made.ref}/"))
    shown = words(Client().get(f"/check/receipt/{made.token}/"))
    assert "ใบรับนี้ออกโดยระบบเลิศรัฐ" in shown and "ถอน" not in shown and made.title not in shown


def test_several_are_approved_in_one_sitting_each_as_it_was_read(
    world: w.World, sign_in: Callable[[Person], Client], queries: Callable[[], Any]
) -> None:
    counts, pages = [], []
    client = sign_in(world.approver_a)
    asked = []
    for number in range(3):
        application = w.draft(world, title=f"ผลงานที่รอ {number}")
        w.fill(world, w.stage_of(application))
        with clock.frozen(w.OPEN):
            actions.ask_approval(stage=w.stage_of(application), by=world.drafter_a)
            with queries() as seen:
                pages.append(client.get("/apply/approvals/"))
            counts.append(len(seen))
        asked.append(w.stage_of(application))
    assert counts[0] == counts[2] <= 12
    rows = {row["stage"].pk: row["seen"] for row in pages[-1].context["rows"]}
    first, second, third = (stage.pk for stage in asked)
    with clock.frozen(w.OPEN):
        actions.take_back(stage=asked[1], by=world.drafter_a)
        actions.describe(application=asked[1].application, title="เปลี่ยนชื่อแล้ว", by=world.drafter_a)
        actions.ask_approval(stage=w.stage_of(asked[1].application), by=world.drafter_a)
        given = {f"seen-{pk}": seen for pk, seen in rows.items()}
        given |= {f"do-{first}": "approve", f"do-{second}": "approve", f"do-{third}": "return"}
        told = client.post("/apply/approvals/", given)
        assert told.status_code == 409 and "เปลี่ยนชื่อแล้ว: ใบสมัครเปลี่ยนไป" in words(told)
        assert "กรุณาระบุสิ่งที่ต้องแก้ไข" in words(told)
        assert [w.stage_of(one.application).state for one in asked] == ["approved", "awaiting", "awaiting"]
        given[f"comment-{third}"] = "ขอผลลัพธ์ปี 2563"
        given[f"do-{second}"] = ""
        assert client.post("/apply/approvals/", given).status_code == 302
        assert w.stage_of(asked[2].application).state == "draft"
        pdf = client.get(url(asked[1].application, "approval/summary.pdf"))
    assert len(PdfReader(io.BytesIO(pdf.content)).pages) == 2


def test_a_new_version_is_written_while_the_old_receipt_stands(
    world: w.World, sign_in: Callable[[Person], Client]
) -> None:
    old = w.submitted(world)
    client, receipt = sign_in(world.drafter_a), f"/apply/receipt/{old.ref}/"
    with clock.frozen(w.OPEN):
        assert url(old.application, "replace/") in words(client.get(receipt))
        assert client.post(url(old.application, "replace/")).status_code == 302
        assert "กำลังจัดทำฉบับใหม่แทน" in words(client.get(receipt))
        assert "ฉบับที่ส่งแล้วยังมีผล" in words(client.get(f"/apply/{old.application.ref}/"))
    with clock.frozen(w.CLOSE):
        assert "ดูใบรับ" in words(client.get("/apply/")) and "ปิดรับแล้ว ไม่ได้ส่ง" not in words(
            client.get("/apply/")
        )
        refused = client.post(url(old.application, "replace/"))
        assert refused.status_code == 302  # it is open already; nothing changes
    w.approve(world, w.stage_of(old.application))
    with clock.frozen(w.OPEN):
        sent = client.post(url(old.application, "submit/"), {"acknowledged": "on"})
        new = Submission.objects.get(live=True)
        assert sent["Location"] == f"/apply/receipt/{new.ref}/"
        page = words(client.get(receipt))
        assert "มีฉบับใหม่แทนใบรับนี้แล้ว" in page and new.ref in page
        page = words(client.get(sent["Location"]))
        assert old.ref in page and "<svg" in page and "ไม่มีผลแล้ว" in page and "สอบถาม" in page
        assert "หลังปิดรับวันอังคารที่ 23 กุมภาพันธ์ พ.ศ. 2564" in page
        listed = words(client.get(f"/apply/{old.application.ref}/"))
        assert old.ref in listed and new.ref in listed
