"""The library's pages, the way of a finished upload into it, and how a cited file opens: as a download, at its page, in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lertrat.applications import actions
from lertrat.applications.models import Attachment, LibraryItem
from lertrat.files import actions as files
from lertrat.files.models import StoredFile
from lertrat.kernel import clock
from lertrat.web import limits, serving
from tests import world as w
from tests.files.hostile import MP4, VTT
from tests.files.test_store import PDF
from tests.web.test_uploads import begin, patch, token

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def world() -> Iterator[w.World]:
    made = w.build()
    with clock.frozen(w.OPEN):
        yield made


@pytest.fixture
def client(world: w.World) -> Client:
    made = Client()
    made.force_login(world.drafter_a)
    return made


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def uploaded(client: Client, name: str = "รายงาน.pdf", data: bytes = PDF) -> str:
    url = begin(client, name, len(data))["Location"]
    patch(client, url, data, 0)
    return token(url)


def kept(world: w.World, name: str = "รายงาน.pdf", data: bytes = PDF) -> LibraryItem:
    stored = files.store(SimpleUploadedFile(name, data), world.drafter_a)
    return actions.keep(agency=world.agencies["a"], file=stored, by=world.drafter_a)


def test_a_finished_upload_becomes_a_file_of_the_library_and_a_citation(
    world: w.World, client: Client
) -> None:
    application = w.draft(world)
    sent = {
        "upload": uploaded(client),
        "application": application.ref,
        "step": "1",
        "question": "evidence_files",
    }
    for _ in range(2):  # the answer was lost on the way: asked again, it is the same
        answer = client.post("/apply/library/take/", sent)
        assert answer.status_code == 200 and answer.json()["cited"] and "/file/" in answer.json()["url"]
    assert Attachment.objects.count() == LibraryItem.objects.count() == StoredFile.objects.count() == 1
    plain = client.post(
        "/apply/library/take/", {"upload": uploaded(client, "b.pdf", PDF + b"\n"), "agency": "demo-a"}
    ).json()
    assert not plain["cited"] and plain["title"] == "b"
    bad = client.post("/apply/library/take/", sent | {"upload": uploaded(client, "c.pdf", MP4)})
    assert (bad.status_code, bad.json()["code"]) == (422, "file-content")
    assert client.post("/apply/library/take/", sent | {"question": "none"}).status_code == 404
    assert client.post("/apply/library/take/", sent | {"upload": "x"}).status_code == 404
    other = Client()
    other.force_login(world.drafter_b)
    assert other.post("/apply/library/take/", sent).status_code == 404
    assert (
        other.post("/apply/library/take/", {"upload": sent["upload"], "agency": "demo-b"}).status_code == 404
    )
    film = client.post("/apply/library/take/", sent | {"upload": uploaded(client, "film.mp4", MP4)})
    assert (
        film.status_code == 422 and "เก็บไฟล์ในคลังแล้ว" in film.json()["th"] and LibraryItem.objects.count() == 3
    )


def test_the_library_without_script_and_what_it_shows(world: w.World, client: Client) -> None:
    answer = client.post(
        "/apply/library/", {"file": [SimpleUploadedFile("ก.pdf", PDF), SimpleUploadedFile("ข.exe", b"MZ\0")]}
    )
    assert answer.status_code == 422 and ".exe" in words(answer) and "ไม่ถูกอ้างถึง" in words(answer)
    assert client.post("/apply/library/", {}).status_code == 422
    begin(client, "ค้าง.pdf")
    page = words(client.get("/apply/library/"))
    assert "ก.pdf" in page and "ค้าง.pdf" in page and "34 วินาที" in page and "5 Mbit/s" in page
    assert "ระบบนี้ไม่ได้ติดตั้งโปรแกรมตรวจ" in page and 'type="file"' in page
    assert client.get("/apply/library/?agency=demo-b").status_code == 404
    ready = words(client.get(f"/apply/{w.draft(world).ref}/step/1/readiness/"))
    assert "หลักฐานที่ไม่ถูกอ้างถึง 1 ไฟล์" in ready


def test_citing_a_page_from_the_library(world: w.World, client: Client) -> None:
    application, item = w.draft(world), kept(world)
    kept(world, "film.mp4", MP4)
    at = f"/apply/{application.ref}/step/1/cite/evidence_files/"
    page = words(client.get(at))
    assert "รายงาน" in page and "อีก 1 ไฟล์" in page
    for wrong in ({"item": ""}, {"item": "x"}, {"item": item.pk, "place": "หน้าแรก"}):
        answer = client.post(at, wrong)
        assert answer.status_code == 422 and not Attachment.objects.exists()
    assert client.post(at, {"item": item.pk, "place": "๑๒", "caption": "ตารางที่ 3"}).status_code == 302
    cited = Attachment.objects.get()
    section = words(client.get(f"/apply/{application.ref}/step/1/section/evidence/"))
    assert f"file/{cited.pk}/?open=1#page=12" in section and "หน้า 12" in section
    client.post(f"/apply/{application.ref}/step/1/cite/summary/", {"item": item.pk})
    own = f"/apply/library/{item.pk}/"
    assert "อ้างใน 2 แห่ง" in words(client.get(own)) and "จะถูกนำออกจากฉบับร่าง" in words(
        client.get(f"{own}?ask=give-up")
    )
    assert (
        client.post(own, {"title": "ชื่อใหม่"}).status_code == 302
        and client.post(own, {"title": ""}).status_code == 422
    )
    assert (
        client.post(own, {"do": "give-up"}).status_code == 302
        and not Attachment.objects.filter(removed_at=None).exists()
    )


def test_how_a_file_opens(world: w.World, client: Client) -> None:
    item, film = kept(world), kept(world, "film.mp4", MP4)
    at = f"/apply/library/{item.pk}/"
    whole, shown = client.get(f"{at}?file=1"), client.get(f"{at}?open=1")
    assert whole["Content-Disposition"].startswith("attachment") and body(whole) == PDF
    assert (
        shown["Content-Disposition"].startswith("inline")
        and "default-src 'none'" in shown["Content-Security-Policy"]
    )
    assert shown["X-Content-Type-Options"] == "nosniff" and body(shown) == PDF
    part = client.get(f"{at}?open=1", headers={"Range": "bytes=5-9"})
    assert (part.status_code, part["Content-Range"], body(part)) == (206, f"bytes 5-9/{len(PDF)}", PDF[5:10])
    assert body(client.get(f"{at}?open=1", headers={"Range": "bytes=-4"})) == PDF[-4:]
    assert client.get(f"{at}?open=1", headers={"Range": "bytes=9999-"}).status_code == 416
    assert body(client.get(f"{at}?open=1", headers={"Range": "bytes=0-1,3-4"})) == PDF
    captions = SimpleUploadedFile("คำ.vtt", VTT)
    at = f"/apply/library/{film.pk}/"
    assert (
        client.post(
            at, {"title": "วีดิทัศน์", "transcript": "สวัสดีทุกท่าน", "captions": SimpleUploadedFile("a.vtt", b"x")}
        ).status_code
        == 422
    )
    assert (
        client.post(at, {"title": "วีดิทัศน์", "transcript": "สวัสดีทุกท่าน", "captions": captions}).status_code
        == 302
    )
    page = words(client.get(f"{at}?film=1&t=195"))
    assert "?open=1#t=195" in page and "สวัสดีทุกท่าน" in page and "<track" in page
    assert body(client.get(f"{at}?captions=1")) == VTT


def test_addresses_land_on_the_place_and_limits_are_said() -> None:
    assert serving.way("a.pdf", 12, None) == "?open=1#page=12" and serving.way("a.docx", 3, None) == ""
    assert serving.way("a.mp4", None, 195) == "?film=1&t=195"
    assert [one.kinds for one in limits.limits(("pdf", "mp4"))] == [("pdf",), ("mp4",)]
    assert limits.limits(("mp4",))[0].words.count("8 นาที") == 1 and limits.accepted(("jpg",)) == ".jpg"


def test_the_library_costs_the_same_for_one_file_and_for_many(
    world: w.World, client: Client, queries: Callable[[], Any]
) -> None:
    counts = []
    for number in range(3):
        item = kept(world, f"{number}.pdf", PDF + b"\n" * number)
        actions.cite(
            stage=w.stage_of(w.draft(world)), question_id="evidence_files", item=item, by=world.drafter_a
        )
        with queries() as seen:
            client.get("/apply/library/")
        counts.append(len(seen))
    assert counts[0] == counts[-1] <= 12, counts
