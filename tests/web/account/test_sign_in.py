"""Signing in, out, and the way to one's desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_a_member_reaches_the_one_desk_and_leaves(client: Client, queries: Callable[[], Any]) -> None:
    world = w.build()
    page = client.get("/sign-in/")
    assert page.status_code == 200 and "เข้าสู่ระบบ" in page.content.decode()
    answer = client.post(
        "/sign-in/?next=//evil.example/", {"username": "drafter_a@example.test", "password": w.PASSWORD}
    )
    assert answer.status_code == 302 and answer["Location"] == "/desk/"
    with queries() as seen:
        assert client.get("/desk/")["Location"] == "/apply/"
    assert len(seen) == 2  # the session, and the person with the roles
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/desk/")["Location"].startswith("/sign-in/")
    assert world


def test_a_wrong_password_keeps_the_address_and_five_make_one_wait(client: Client) -> None:
    w.build()
    for _ in range(5):
        answer = client.post("/sign-in/", {"username": "officer@example.test", "password": "ผิด"})
        assert answer.status_code == 422 and "officer@example.test" in answer.content.decode()
    answer = client.post("/sign-in/", {"username": "officer@example.test", "password": w.PASSWORD})
    assert answer.status_code == 429 and "นาที" in answer.content.decode()


def test_who_has_several_roles_chooses_and_who_has_none_is_told_whom_to_ask(client: Client) -> None:
    world = w.build()
    client.force_login(world.chair)
    assert client.get("/desk/")["Location"] == "/committee/"
    client.force_login(world.stranger)
    assert "ยังไม่มีบทบาท" in client.get("/desk/").content.decode()


def test_changing_the_password_needs_the_current_one(client: Client) -> None:
    world = w.build()
    client.force_login(world.officer)
    new = {"password": "เสียงนกยามเช้าตรู่", "again": "เสียงนกยามเช้าตรู่"}
    assert client.post("/account/password/", {"current": "ผิด", **new}).status_code == 422
    assert client.post("/account/password/", {"current": w.PASSWORD, **new}).status_code == 302
    assert client.get("/desk/").status_code == 302
