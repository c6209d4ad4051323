"""What no database keeps as text is refused once for every page, with the same words on both databases."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from lertrat.kernel import clock
from tests import world as w

pytestmark = pytest.mark.django_db
SAYS = "อักขระที่ไม่ใช่ตัวอักษร (NUL)"


@pytest.fixture
def world() -> Any:
    with clock.frozen(w.OPEN):
        yield w.build()


@pytest.mark.parametrize(
    "address", ["/register/?q=%00", "/results/?year=2564%00", "/agencies/?q=a%00b", "/check/receipt/R%0064/", "/data/awards.json?q=%00"]
)  # fmt: skip
def test_an_address_with_what_is_no_text_is_a_bad_request(
    client: Client, world: w.World, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 400 and SAYS in html.unescape(answer.content.decode())


def test_half_a_character_is_never_an_error_of_ours(client: Client, world: w.World) -> None:
    for address in ("/register/?q=%ed%a0%80", "/check/receipt/%ed%a0%80/", "/register/?q=%ff%fe"):
        assert client.get(address).status_code in {200, 400, 404}, address


def test_a_posted_text_with_nul_changes_nothing_and_says_so(client: Client, world: w.World) -> None:
    client.force_login(world.drafter_a)
    stage = w.stage_of(w.draft(world))
    w.fill(world, stage)
    address = f"/apply/{stage.application.ref}/step/1/"
    before = dict(stage.answers.values_list("question_id", "revision"))
    for path in (address, f"{address}title/", "/office/rules/", "/agencies/"):
        answer = client.post(path, {"title": "ก\0ข", "q-summary": "ก\0ข"})
        assert answer.status_code in {400, 404, 405}, path
    assert SAYS in html.unescape(
        client.post("/sign-in/", {"username": "a\0b", "password": "x"}).content.decode()
    )
    assert dict(stage.answers.values_list("question_id", "revision")) == before
