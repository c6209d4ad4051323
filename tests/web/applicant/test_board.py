"""The board's page: its statements, its words for both sides of a clash, its file, and the form for the internal day."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lertrat.kernel import clock
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_board_and_the_internal_day(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    world = w.build()
    with clock.frozen(w.OPEN):
        one = w.draft(world, "open-governance", "a1", title="=ข้อมูลเปิด")
        w.draft(world, "open-governance", "a2", title="ข้อมูลเปิดอีกชุด")
        w.draft(world)
        client = Client()
        client.force_login(world.approver_a)
        with django_assert_max_num_queries(12):
            page = unescape(client.get("/apply/board/").content.decode())
        assert page.count("ประเภทนี้สมัครได้ 1 ผลงาน แต่มีใบสมัครอื่นอยู่ด้วย") == 2 and "เกินจำนวน" in page
        assert "ผลงานทดสอบ" not in unescape(client.get("/apply/board/?state=clash").content.decode())
        sheet = client.get("/apply/board/?as=csv").content.decode("utf-8-sig")
        assert len(sheet.splitlines()) == 4 and ",'=ข้อมูลเปิด," in sheet

        address = f"/apply/board/{one.ref}/"
        wrong = client.post(
            address, {"due_on_0": "1", "due_on_1": "ม.ค.", "due_on_2": "2560", "note": "อ่านก่อน"}
        )
        assert wrong.status_code == 422 and "กำหนดภายในต้องเป็นวันข้างหน้า" in wrong.content.decode()
        assert "อ่านก่อน" in wrong.content.decode() and 'value="2560"' in wrong.content.decode()
        day = {"due_on_0": "15", "due_on_1": "1", "due_on_2": "2564", "reviewer": str(world.approver_a.pk)}
        assert client.post(address, day).status_code == 302
        assert "15 มกราคม" in client.get("/apply/board/").content.decode()
        with clock.frozen(w.OPEN + timedelta(days=8)):
            assert "เลยกำหนดภายใน" in client.get("/apply/board/").content.decode()
        drafter = Client()
        drafter.force_login(world.drafter_a)
        assert drafter.post(address, day).status_code == 403
