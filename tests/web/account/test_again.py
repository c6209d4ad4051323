"""Signing in over an open form: the contract in `web/account/again.py`."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lertrat.people.models import Session
from tests import world as w
from tests.factors import code, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
AGAIN = "/account/again/"


def post(client: Client, **sent: Any) -> Any:
    token = client.get(AGAIN).json()["csrf"]
    return client.post(AGAIN, sent, content_type="application/json", headers={"X-CSRFToken": token})


def test_an_ended_session_goes_on_and_only_for_its_person() -> None:
    world = w.build()
    client, mine = Client(enforce_csrf_checks=True), world.drafter_a.pk
    state = client.get(AGAIN).json()
    assert (state["state"], state["person"], state["seconds_left"]) == ("signed-out", None, 0) and state[
        "csrf"
    ]
    assert client.post(AGAIN, {"person": mine, "password": w.PASSWORD}).status_code == 403
    wrong = post(client, person=mine, password="ผิด")
    assert wrong.status_code == 422 and wrong.json()["code"] == "sign-in-wrong"
    other = post(client, person=mine, email="drafter_b@example.test", password=w.PASSWORD)
    assert (
        other.status_code == 409
        and other.json()["state"] == "someone-else"
        and other.json()["person"] is None
    )
    right = post(client, person=mine, password=w.PASSWORD)
    assert right.status_code == 200 and right.json()["person"]["email"] == "drafter_a@example.test"
    assert 43_000 < right.json()["seconds_left"] <= 43_200
    row = Session.objects.get(person=world.drafter_a)
    assert row.way == "password" and row.address == "127.0.0.1" and row.started_at
    # The answer's own token sends what waited; a session is never prolonged by asking.
    before = row.expire_date
    state = client.get(AGAIN).json()
    assert state["state"] == "signed-in" and 43_000 < state["seconds_left"] <= 43_200
    assert Session.objects.get(person=world.drafter_a).expire_date == before
    meanwhile = post(client, person=world.drafter_b.pk, password=w.PASSWORD)
    assert meanwhile.status_code == 409 and meanwhile.json()["person"]["id"] == mine
    assert post(client, password=w.PASSWORD).status_code == 400


def test_a_code_is_asked_for_and_five_failures_say_how_long() -> None:
    person = w.build().drafter_a
    secret, _ = with_app(person)
    client = Client(enforce_csrf_checks=True)
    asked = post(client, person=person.pk, password=w.PASSWORD)
    assert asked.status_code == 401 and asked.json()["state"] == "code-needed"
    assert client.get(AGAIN).json()["state"] == "signed-out"
    inside = post(client, person=person.pk, password=w.PASSWORD, code=code(secret, 1))
    assert inside.status_code == 200 and inside.json()["state"] == "signed-in"
    client = Client(enforce_csrf_checks=True)
    for _ in range(5):
        assert post(client, person=person.pk, password="ผิด").status_code == 422
    waits = post(client, person=person.pk, password=w.PASSWORD)
    assert waits.status_code == 429 and 0 < waits.json()["seconds"] <= 900 and waits.headers["Retry-After"]
