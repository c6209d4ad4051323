"""The office asks on its page, the agency answers on its own, and the assessor reads both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lertrat.assessment.models import Clarification
from lertrat.kernel import clock
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_a_round_from_the_question_to_the_addendum(client: Client) -> None:
    world = w.build()
    made = w.received(world)
    with clock.frozen(w.CLOSE):
        client.force_login(world.officer)
        page = f"/office/submissions/{made.ref}/clarify/"
        form = client.get(page).context["form"]
        name = next(key for key, question in form.names.items() if question.id == "summary")
        assert client.post(page, {name: "ขอตัวเลขผู้รับบริการ", "hour": "16.30"}).status_code == 422
        until = (w.CLOSE + timedelta(days=5)).date()
        asked = {name: "ขอตัวเลขผู้รับบริการ", "hour": "16.30", "day_0": until.day, "day_1": until.month,
                 "day_2": until.year + 543}  # fmt: skip
        assert client.post(page, asked).status_code == 302
        assert "รอหน่วยงานตอบ" in client.get(page).content.decode()
        client.force_login(world.drafter_a)
        here = f"/apply/receipt/{made.ref}/clarification/1/"
        held = Clarification.objects.get()
        assert here in client.get(f"/apply/receipt/{made.ref}/").content.decode()
        box = f"answer-{held.items.get().pk}"
        first = client.get(here).content.decode()
        assert "ขอตัวเลขผู้รับบริการ" in first and first.count("<textarea") == 1
        assert client.post(here, {"revision": 0, box: "ปีละ 1,200 คน", "press": "save"}).status_code == 302
        # Somebody else's page is older: both texts stand on it, and the next press is made knowing of it.
        again = client.post(here, {"revision": 0, box: "อีกข้อความ", "press": "send"})
        assert again.status_code == 409 and {"อีกข้อความ", "ปีละ 1,200 คน"} <= set(_texts(again))
    with clock.frozen(held.closes_at):
        late = client.post(here, {"revision": 1, box: "มาช้า", "press": "send"})
        assert (
            late.status_code == 422 and "มาช้า" in late.content.decode() and "พ้นกำหนด" in late.content.decode()
        )
    with clock.frozen(w.CLOSE):
        assert client.post(here, {"revision": 1, box: "ปีละ 1,300 คน", "press": "send"}).status_code == 302
        assert "ปีละ 1,300 คน" in client.get(here).content.decode()
        client.force_login(world.officer)
        assert "ปีละ 1,300 คน" in client.get(page).content.decode()


def _texts(answer: Any) -> list[str]:
    content = answer.content.decode()
    return [text for text in ("อีกข้อความ", "ปีละ 1,200 คน") if text in content]
