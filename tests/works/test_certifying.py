"""Certification of 4.0 status: entered by the office, listed in public, checked by its paper, and never an award."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.works import actions, queries
from lertrat.works.models import Award, Certification
from tests import world as w

pytestmark = pytest.mark.django_db
DAY = w.AFTER.date()


@pytest.fixture
def world() -> w.World:
    return w.build()


def certified(world: w.World, **over: Any) -> Certification:
    given: dict[str, Any] = {
        "edition": world.edition, "agency": world.agencies["a"], "level": "basic", "decided_on": DAY, "basis": "มติทดสอบ",
        "source": "หนังสือทดสอบ", "by": world.officer,
    }  # fmt: skip
    with clock.frozen(w.AFTER):
        return actions.certify(**given | over)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_it_stands_beside_the_awards_and_is_none_of_them(world: w.World) -> None:
    made = certified(world)
    assert queries.certifications(year_be=2564) == [made] and not Award.objects.exists()
    assert made.valid_until is None
    assert "certification-validity" in {
        value.id for value in world.pack.open_values if value.in_force is None
    }


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"level": "outstanding"}, "level"),
        ({"basis": " "}, "basis-source"),
        ({"source": ""}, "basis-source"),
        ({"decided_on": DAY + timedelta(days=1)}, "day"),
        ({"valid_until": date(2020, 1, 1)}, "validity"),
    ],
)
def test_what_cannot_be_is_refused(world: w.World, over: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        certified(world, **over)
    assert caught.value.code == code and not Certification.objects.exists()


def test_one_a_year_and_by_the_office_alone(world: w.World) -> None:
    for person in (world.drafter_a, world.admin, world.chair):
        with pytest.raises(NotAllowed):
            certified(world, by=person)
    made = certified(world)
    with pytest.raises(Refusal, match="already"):
        certified(world)
    with pytest.raises(NotAllowed):
        actions.revoke_certification(certification=made, reason="ผิด", by=world.drafter_a)
    with pytest.raises(Refusal):
        actions.revoke_certification(certification=made, reason=" ", by=world.officer)
    actions.revoke_certification(certification=made, reason="บันทึกผิดหน่วยงาน", by=world.officer)
    assert queries.certifications() == []
    assert certified(world).pk != made.pk, "after a revocation the agency can be certified again"


def test_the_public_pages_and_the_paper(world: w.World) -> None:
    made = certified(world)
    client = Client()
    for address in ("/certifications/", "/en/certifications/", f"/check/certification/{made.token}/"):
        assert made.ref in text(client.get(address))
    paper = client.get(f"/check/certification/{made.token}/certification.pdf")
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
    actions.revoke_certification(certification=made, reason="บันทึกผิดหน่วยงาน", by=world.officer)
    gone = text(client.get(f"/check/certification/{made.token}/"))
    assert "ถูกยกเลิกแล้ว" in gone and "บันทึกผิดหน่วยงาน" in gone
    assert client.get("/check/certification/nothing/").status_code == 404


def test_the_office_s_page(world: w.World) -> None:
    client = Client()
    client.force_login(world.officer)
    form = {
        "agency": "กรมตัวอย่าง ก", "level": "advance", "decided_on_0": "1", "decided_on_1": "3", "decided_on_2": "2564",
        "basis": "มติทดสอบ", "source": "หนังสือทดสอบ",
    }  # fmt: skip
    with clock.frozen(w.AFTER):
        wrong = client.post("/office/certifications/", form | {"agency": "กรมที่ไม่มี"})
        assert wrong.status_code == 422 and "ไม่พบหน่วยงาน" in text(wrong)
        assert client.post("/office/certifications/", form).status_code == 302
        made = Certification.objects.get()
        assert (made.level, made.decided_on) == ("advance", date(2021, 3, 1))
        assert "ยกเลิกการรับรอง" in text(client.get(f"/office/certifications/?revoke={made.ref}"))
        client.post("/office/certifications/", {"revoke": made.ref, "reason": "ซ้ำ"})
    made.refresh_from_db()
    assert made.revoked_reason == "ซ้ำ"
