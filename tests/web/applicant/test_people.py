"""The pages by which people come to act for an agency, pressed as people press them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lertrat.agencies import letters, queries
from lertrat.agencies.models import Invitation, JoinRequest
from lertrat.kernel import clock
from lertrat.people.models import Person
from tests import world as w
from tests.web.doors import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def world() -> w.World:
    return w.build()


def client(person: Person | None) -> Client:
    made = Client()
    if person is not None:
        made.force_login(person, backend="lertrat.web.account.backend.Backend")
    return made


def letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("มอบหมาย.pdf", PDF, content_type="application/pdf")


def test_from_the_invitation_to_the_handover(world: w.World, django_assert_max_num_queries: Any) -> None:
    people, boss = reverse("apply-people"), client(world.approver_a)
    with clock.frozen(w.OPEN):
        given = {"press": "invite", "email": "new@example.test", "roles": ["drafter"]}
        refused = boss.post(people, given)
        assert refused.status_code == 422 and "new@example.test" in refused.content.decode()
        above = boss.post(people, given | {"roles": ["admin"], "letter_ref": "1"})
        assert above.status_code == 422 and not Invitation.objects.exists()
        until = {"until_0": "30", "until_1": "9", "until_2": "2564"}
        assert (
            boss.post(people, given | {"letter": letter(), "letter_ref": "นร 1"} | until).status_code == 302
        )
        held = Invitation.objects.get()
        with django_assert_max_num_queries(12):
            shown = boss.get(people).content.decode()
        assert "new@example.test" in shown and letters.token(held) not in shown
        paper = boss.get(reverse("apply-people-letter", args=[held.ref]))
        assert paper.content.startswith(b"%PDF")
        door, stranger = reverse("invitation", args=[letters.token(held)]), client(world.stranger)
        opened = stranger.get(door)
        assert "no-referrer" in opened["Referrer-Policy"] and "ขอให้ผู้ดูแลยืนยันบัญชีนี้" in opened.content.decode()
        assert stranger.post(door, {"press": "accept"}).status_code == 302
        assert not queries.memberships_of(world.stranger.pk)
        anybody = client(None)
        assert anybody.post(door, {"name": "ผู้มาใหม่", "password": "สั้น"}).status_code == 422
        done = anybody.post(door, {"name": "ผู้มาใหม่", "password": w.PASSWORD})
        assert done.status_code == 302 and done["Location"] == reverse("apply")
        assert anybody.get(reverse("apply")).status_code == 200
        assert client(None).get(door).status_code == 404
        role = next(
            one for one in queries.members(world.agencies["a"]) if one.person.email == "new@example.test"
        )
        kept = boss.get(reverse("apply-people-letter-file", args=[role.pk]))
        assert b"".join(kept.streaming_content) == PDF
        handover = reverse("apply-handover")
        chosen = {"giver": role.person_id, "taker": world.drafter_a.pk, "ends": "on", "press": "look"}
        plan = boss.post(handover, chosen)
        assert "ผู้มาใหม่" in plan.content.decode()
        moved = boss.post(handover, chosen | {"press": "apply", "digest": "0" * 64})
        assert moved.status_code == 409
        applied = boss.post(handover, chosen | {"press": "apply", "digest": plan.context["digest"]})
        assert applied.status_code == 302 and not queries.memberships_of(role.person_id)
        assert anybody.get(people).status_code == 403


def test_from_the_request_to_the_officers_decision(
    world: w.World, django_assert_max_num_queries: Any
) -> None:
    join, asker = reverse("join"), client(world.stranger)
    with clock.frozen(w.OPEN):
        told = client(None).post(join, {"email": "nobody@example.test"})
        assert "nobody@example.test" in told.content.decode() and Invitation.objects.get().agency is None
        body = {
            "kind": "community",
            "name_th": "กลุ่มตัวอย่าง",
            "contact": "หมู่ 1",
            "letter": letter(),
            "roles": ["drafter"],
        }
        missing = asker.post(f"{join}?for=body", body | {"letter": ""})
        assert missing.status_code == 422 and "กลุ่มตัวอย่าง" in missing.content.decode()
        assert asker.post(f"{join}?for=body", body).status_code == 302
        with_agency = {"agency": "demo-b", "letter": letter()}
        assert asker.post(f"{join}?for=agency", with_agency).status_code == 302
        requests = {one.kind or "known": one for one in JoinRequest.objects.all()}
        officer = client(world.officer)
        assert "คำขอปฏิบัติหน้าที่แทนหน่วยงาน" in officer.get(reverse("office")).content.decode()
        with django_assert_max_num_queries(12):
            assert officer.get(reverse("office-joining")).status_code == 200
        page = {kind: reverse("office-join-request", args=[one.ref]) for kind, one in requests.items()}
        with django_assert_max_num_queries(12):
            assert officer.get(page["community"]).status_code == 200
        sent = officer.get(reverse("office-join-letter", args=[requests["known"].ref]))
        assert b"".join(sent.streaming_content) == PDF
        assert client(world.approver_b).get(page["known"]).status_code == 403
        assert officer.post(page["known"], {"do": "refuse"}).status_code == 422
        assert officer.post(page["known"], {"do": "refuse", "reason": "ลายมือชื่อไม่ตรง"}).status_code == 302
        assert officer.post(page["known"], {"do": "approve"}).status_code == 409
        assert officer.post(page["community"], {"do": "approve"}).status_code == 302
        assert "ลายมือชื่อไม่ตรง" in asker.get(join).content.decode()
        (made,) = queries.agencies_of(world.stranger.pk)
        assert made.name_th == "กลุ่มตัวอย่าง" and not made.state_body
        start = asker.post(
            f"{reverse('apply-start')}?type=open-governance", {"agency": made.pk, "title": "งาน"}
        )
        assert start.status_code == 422 and "ไม่ใช่หน่วยงานของรัฐ" in start.content.decode()
        eligible = client(None).get(reverse("eligibility"), {"agency_kind": "community"})
        rows = {row.type.id: row.state for row in eligible.context["rows"]}
        assert (
            rows["service-innovation"] == rows["open-governance"] == "unmet"
            and rows["antipoverty"] == "unknown"
        )
