"""One's own account: the code after the password, an app, letters, devices, and what a duty asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from lertrat.kernel import clock
from lertrat.people import letters, queries
from lertrat.people.models import OneTimeKey, Person, Proof, Session
from tests import world as w
from tests.factors import code, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
EMAIL = "drafter_a@example.test"
NEW = "เสียงนกยามเช้าตรู่"


def inside(email: str = EMAIL, **headers: str) -> Client:
    client = Client(headers=headers)
    assert client.post("/sign-in/", {"username": email, "password": w.PASSWORD}).status_code == 302
    return client


def posted_link() -> str:
    """Send the letters that wait; the path of the last one's link."""
    assert letters.send_waiting() >= 1
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_the_code_after_the_password_leads_where_one_wanted_to_go() -> None:
    person = w.build().drafter_a
    secret, codes = with_app(person)
    client = Client()
    sent = {"username": EMAIL, "password": w.PASSWORD, "next": "/apply/start/"}
    assert client.post("/sign-in/", sent)["Location"] == "/sign-in/code/?next=/apply/start/"
    assert client.get("/desk/")["Location"].startswith("/sign-in/")
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    entered = client.post("/sign-in/code/", {"code": code(secret), "next": "/apply/start/"})
    assert entered["Location"] == "/apply/start/" and client.session["strong"] is True
    # A password that changed meanwhile ends the half-way; so do ten minutes.
    other = Client()
    other.post("/sign-in/", sent)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert other.post("/sign-in/code/", {"code": codes[0]})["Location"] == "/sign-in/"


def test_an_app_is_added_with_its_first_code_and_the_recovery_codes_are_shown_once() -> None:
    person = w.build().drafter_a
    client = inside()
    assert client.post("/account/app/", {"press": "start"}).status_code == 302
    page = client.get("/account/app/?lang=en")
    assert "Authenticator app" in page.content.decode() and page.headers["Content-Language"] == "en"
    secret = page.context["uri"].partition("secret=")[2].partition("&")[0]
    assert client.post("/account/app/", {"code": "123"}).status_code == 422
    shown = client.post("/account/app/", {"code": code(secret)})
    codes = shown.context["codes"]
    assert len(codes) == 10 and all(one in shown.content.decode() for one in codes)
    assert codes[0] not in client.get("/account/codes/").content.decode()
    assert queries.factors(person) == queries.Factors(app=True, passkeys=0, codes=10)
    assert client.post("/account/app/", {"press": "remove"}).status_code == 302
    assert not OneTimeKey.objects.exists()


def test_ways_in_are_changed_only_by_who_has_just_proved_to_be_there() -> None:
    w.build()
    client = inside()
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        asked = client.get("/account/app/")
        assert asked["Location"] == "/account/confirm/?next=/account/app/"
        assert client.post("/account/confirm/", {"password": "ผิด"}).status_code == 422
        right = client.post("/account/confirm/", {"password": w.PASSWORD, "next": "/account/app/"})
        assert right["Location"] == "/account/app/" and client.get("/account/app/").status_code == 200


def test_a_forgotten_password_is_set_by_a_letter_that_works_once() -> None:
    world = w.build()
    here, elsewhere = Client(), inside()
    same = {
        re.sub(
            r"\S+@\S+|name=\"csrf.*?>", "", here.post("/sign-in/reset/", {"email": email}).content.decode()
        )
        for email in (EMAIL, "nobody@example.test")
    }
    assert len(same) == 1 and Proof.objects.count() == 1
    here.post("/sign-in/reset/", {"email": EMAIL.upper()})
    assert Proof.objects.count() == 1
    link = posted_link()
    assert mail.outbox[-1].to == [EMAIL] and here.get(link + "x/").status_code == 404
    assert here.get(link[:-2] + "0/" if link[-2] != "0" else link[:-2] + "1/").status_code == 422
    assert here.post(link, {"password": "สั้น", "again": "สั้น"}).status_code == 422
    assert here.post(link, {"password": NEW, "again": NEW})["Location"] == "/sign-in/"
    assert here.post(link, {"password": w.PASSWORD, "again": w.PASSWORD}).status_code == 422
    assert Person.objects.get(pk=world.drafter_a.pk).check_password(NEW)
    assert elsewhere.get("/desk/")["Location"].startswith("/sign-in/")


def test_a_letter_grows_old() -> None:
    w.build()
    client = Client()
    client.post("/sign-in/reset/", {"email": EMAIL})
    link = posted_link()
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert client.get(link).status_code == 422
    for _ in range(4):
        assert client.post("/sign-in/reset/", {"email": EMAIL}).status_code == 200
    waits = client.post("/sign-in/reset/", {"email": EMAIL})
    assert waits.status_code == 429 and "นาที" in waits.content.decode()


def test_a_new_address_is_proven_before_it_counts() -> None:
    world = w.build()
    client, other = inside(), inside("drafter_b@example.test")
    taken = client.post("/account/email/", {"email": "drafter_b@example.test"})
    assert taken.status_code == 200 and not Proof.objects.exists()
    client.post("/account/email/", {"email": "new@example.test"})
    link = posted_link()
    assert mail.outbox[-1].to == ["new@example.test"]
    assert other.get(link).status_code == 422 and other.post(link).status_code == 422
    assert client.get(link).status_code == 200
    assert Person.objects.get(pk=world.drafter_a.pk).email == EMAIL
    client.post(link)
    assert Person.objects.get(pk=world.drafter_a.pk).email == "new@example.test"
    assert letters.send_waiting() == 1 and mail.outbox[-1].to == [EMAIL]


def test_devices_are_listed_and_ended(queries: Callable[[], Any]) -> None:
    world = w.build()
    phone = inside(**{"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0"})
    desk, stranger = inside(), inside("drafter_b@example.test")
    with queries() as seen:
        page = desk.get("/account/")
    assert len(seen) <= 12 and "Chrome · Android" in page.content.decode()
    handles = [each["handle"] for each in page.context["devices"] if not each["here"]]
    assert len(handles) == 1 and Session.objects.get(session_key=phone.session.session_key)
    assert phone.session.session_key not in page.content.decode()
    stranger.post("/account/devices/end/", {"only": handles[0]})
    assert phone.get("/apply/").status_code == 200
    desk.post("/account/devices/end/", {"only": handles[0]})
    assert phone.get("/apply/").status_code == 302
    inside()
    desk.post("/account/devices/end/", {})
    assert (
        Session.objects.filter(person=world.drafter_a).count() == 1 and desk.get("/apply/").status_code == 200
    )


def test_a_duty_that_asks_for_a_second_factor_opens_after_one(settings: Any) -> None:
    settings.LERTRAT_SECOND_FACTOR = ["officer", "committee", "administrator"]
    officer = w.build().officer
    client = inside("officer@example.test")
    assert client.get("/office/")["Location"] == "/account/?need=1"
    assert "ยืนยันตัวตนสองขั้น" in client.get("/account/?need=1").content.decode()
    assert client.post("/office/").status_code == 403
    assert client.get("/account/look/")["Location"] == "/account/?need=1"
    client.post("/account/app/", {"press": "start"})
    secret = client.get("/account/app/").context["uri"].partition("secret=")[2].partition("&")[0]
    client.post("/account/app/", {"code": code(secret)})
    assert client.get("/office/").status_code == 200
    assert queries.factors(officer).any and inside().get("/apply/").status_code == 200


def test_attempts_are_counted_by_the_address_that_the_proxy_saw(settings: Any) -> None:
    w.build()
    settings.LERTRAT_PROXIES = 1
    wrong = {"username": EMAIL, "password": "ผิด"}
    for number in range(6):
        # What a stranger writes himself into the header stands before what our proxy adds.
        attacker = Client(headers={"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.9"})
        answer = attacker.post("/sign-in/", wrong)
    assert answer.status_code == 429
    known = Client(headers={"X-Forwarded-For": "192.0.2.44"})
    assert known.post("/sign-in/", {"username": EMAIL, "password": w.PASSWORD}).status_code == 302
