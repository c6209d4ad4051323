"""Signing in through a real OpenID Connect provider on loopback: linking, entering, and every way its answer can be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.test import Client

from lertrat.people import actions, queries
from lertrat.people.models import Identity, Person
from lertrat.records.models import Record
from lertrat.web.account.providers import client as oidc_client
from tests import provider as process
from tests import world as w
from tests.factors import with_app

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PID = "1234567890121"


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@pytest.fixture(scope="module")
def provider() -> Iterator[process.Running]:
    with process.running() as started:
        yield started


@pytest.fixture(autouse=True)
def configured(settings: Any, provider: process.Running) -> None:
    settings.LERTRAT_OIDC = {
        "thaid": provider.settings(scopes="openid pid", subject="pid", strong=True),
        "other": provider.settings(),
    }
    oidc_client.cache_clear()


def at_provider(address: str) -> str:
    """The browser at the provider: the address it is sent back to."""
    with pytest.raises(HTTPError) as sent:
        build_opener(_Stay).open(address, timeout=10)
    return str(sent.value.headers["Location"])


def through(client: Client, key: str) -> Any:
    """From the sign-in page to the provider and back; the answer of `back`."""
    going = client.get(f"/sign-in/with/{key}/?next=/apply/start/")
    assert going.status_code == 302
    back = urlsplit(at_provider(going["Location"]))
    return client.get(back.path, {k: v[0] for k, v in parse_qs(back.query).items()})


def linked(client: Client, key: str) -> Any:
    """From one's account to the provider and back."""
    page = client.post(f"/account/identities/{key}/link/")
    assert page.status_code == 200
    back = urlsplit(at_provider(page.context["address"]))
    return client.get(back.path, {k: v[0] for k, v in parse_qs(back.query).items()})


def inside(email: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": email, "password": w.PASSWORD})
    return client


def who(client: Client) -> str | None:
    person = client.get("/account/again/").json()["person"]
    return person["email"] if person else None


def test_an_identity_opens_no_account_until_its_person_links_it(provider: process.Running) -> None:
    world = w.build()
    provider.now_is(sub="u-1", pid=PID)
    stranger, count = Client(), Person.objects.count()
    assert through(stranger, "thaid")["Location"] == "/sign-in/"
    assert "ยังไม่มีบัญชีใดเชื่อม" in stranger.get("/sign-in/").content.decode()
    assert who(stranger) is None and Person.objects.count() == count
    # What an invitation would link later waits in that session, hashed.
    assert PID not in str(dict(stranger.session)) and stranger.session["identity"]["provider"] == "thaid"

    mine = inside("drafter_a@example.test")
    assert linked(mine, "thaid")["Location"] == "/account/"
    held = Identity.objects.get()
    assert held.person_id == world.drafter_a.pk and PID not in held.subject and len(held.subject) == 64
    assert PID not in str(list(Record.objects.values_list("data", flat=True)))

    came = Client()
    assert through(came, "thaid")["Location"] == "/apply/start/"
    assert who(came) == "drafter_a@example.test" and queries.devices(world.drafter_a)[0].way == "thaid"
    # Somebody else cannot take it, and a changed subject is nobody's.
    assert linked(inside("drafter_b@example.test"), "thaid")["Location"] == "/account/"
    assert Identity.objects.get().person_id == world.drafter_a.pk
    provider.now_is(sub="u-1", pid="3210987654321")
    assert through(Client(), "thaid")["Location"] == "/sign-in/"


@pytest.mark.parametrize("wrong", ["nonce", "signature", "expired", "issuer", "audience", "none", "userinfo"])
def test_a_wrong_answer_is_refused_and_the_right_one_still_enters(
    provider: process.Running, wrong: str
) -> None:
    person = actions.create_person(email="a@example.test", name="สมชาย", password=w.PASSWORD, by=None)
    identity = actions.proven(provider="thaid", subject=PID)
    actions.link_identity(person=person, identity=identity, by=person)
    client = Client()
    provider.now_is(sub="u-1", pid=PID, wrong=wrong)
    assert through(client, "thaid")["Location"] == "/sign-in/" and who(client) is None
    assert "ใช้ยืนยันตัวตนไม่ได้" in client.get("/sign-in/").content.decode()
    provider.now_is(sub="u-1", pid=PID)
    through(client, "thaid")
    assert who(client) == "a@example.test"


def test_an_answer_belongs_to_the_browser_that_asked_and_counts_once(provider: process.Running) -> None:
    person = actions.create_person(email="a@example.test", name="สมชาย", password=w.PASSWORD, by=None)
    actions.link_identity(person=person, identity=actions.proven(provider="thaid", subject=PID), by=person)
    provider.now_is(sub="u-1", pid=PID)
    asked, other = Client(), Client()
    back = urlsplit(at_provider(asked.get("/sign-in/with/thaid/")["Location"]))
    given = {key: values[0] for key, values in parse_qs(back.query).items()}
    other.get("/sign-in/with/thaid/")
    assert other.get(back.path, given)["Location"] == "/sign-in/" and who(other) is None
    assert (
        asked.get(back.path, given | {"state": "another"})["Location"] == "/sign-in/" and who(asked) is None
    )
    asked.get(back.path, given)
    assert who(asked) == "a@example.test"
    asked.post("/sign-out/")
    assert asked.get(back.path, given)["Location"] == "/sign-in/" and who(asked) is None


def test_a_provider_of_one_factor_leaves_the_second_to_us(provider: process.Running) -> None:
    person = actions.create_person(email="a@example.test", name="สมชาย", password=w.PASSWORD, by=None)
    actions.link_identity(person=person, identity=actions.proven(provider="other", subject="u-9"), by=person)
    provider.now_is(sub="u-9")
    with_app(person)
    client = Client()
    assert through(client, "other")["Location"].startswith("/sign-in/code/?next=/apply/start/")
    assert who(client) is None
