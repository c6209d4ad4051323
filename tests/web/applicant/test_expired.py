"""A session that ended while somebody wrote: scripts are told, a page without script comes back with its fields."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from lertrat.kernel import clock
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_a_script_learns_that_the_session_ended_or_is_anothers() -> None:
    world = w.build()
    asked = {"Accept": "application/json"}
    out = Client().post("/apply/A64-X/step/1/answer/", {"question": "q"}, headers=asked)
    assert (out.status_code, out.json()["code"]) == (401, "sign-in")
    client = Client()
    client.force_login(world.people["drafter_a"])
    named = asked | {"X-Lertrat-Person": str(world.people["drafter_b"].pk)}
    other = client.post("/apply/A64-X/step/1/answer/", {"question": "q"}, headers=named)
    assert (other.status_code, other.json()["code"]) == (401, "other-person")
    assert Client().get("/data/", headers=asked).status_code == 200


def test_what_was_posted_after_the_session_ended_comes_back_to_its_writer_only() -> None:
    world = w.build()
    with clock.frozen(w.OPEN):
        drafter, page = world.people["drafter_a"], f"/apply/{w.draft(world).ref}/step/1/"
        writer = Client()
        writer.force_login(drafter)
        typed = {"typed_by": str(drafter.pk), "title": "ชื่อที่พิมพ์ <b>ค้างไว้</b>"}
        back = Client().post(f"{page}describe/", typed)
        assert back.status_code == 401 and "ข้อความที่พิมพ์ยังอยู่" in back.content.decode()
        sealed = unescape(re.findall(r'name="kept">\s*([^<]+)<', back.content.decode())[0])
        other = Client()
        other.force_login(world.people["drafter_b"])
        assert "ค้างไว้" not in other.post("/apply/kept/", {"kept": sealed}).content.decode()
        assert (
            "ค้างไว้"
            not in writer.post("/apply/kept/", {"kept": sealed[:-3] + "abc"}, follow=True).content.decode()
        )
        shown = writer.post("/apply/kept/", {"kept": sealed}).content.decode()
        assert f'action="{page}describe/"' in shown and "&lt;b&gt;ค้างไว้&lt;/b&gt;" in shown
        assert writer.post(f"{page}describe/", typed).status_code == 302
        # Without the name of the writer nothing is carried: the sign-in page is shown as ever.
        assert Client().post(f"{page}describe/", {"title": "x"}).status_code == 302
