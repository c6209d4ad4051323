"""Looking as another user: read-only, told to that user, and never through to what is sealed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.notices.models import OutboxMessage
from lertrat.people import actions
from lertrat.people.models import Look, Person, Session
from lertrat.records.actions import deliver_all
from lertrat.records.models import Record
from lertrat.web.account import looking
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
REASON = "ผู้ใช้แจ้งว่าไม่เห็นปุ่มส่ง"


def looker(world: w.World, email: str = "drafter_a@example.test", by: str = "officer") -> Client:
    client = Client()
    client.force_login(world.people[by])
    answer = client.post("/account/look/", {"email": email, "reason": REASON})
    assert answer.status_code == 302 and answer["Location"] == "/apply/"
    return client


def test_the_officer_sees_the_users_pages_and_can_change_nothing() -> None:
    world = w.build()
    draft = w.draft(world)
    client = looker(world)
    page = client.get(f"/apply/{draft.ref}/").content.decode()
    assert "ท่านกำลังดูในฐานะ" in page and world.drafter_a.full_name in page
    before = Record.objects.count()
    for path in (f"/apply/{draft.ref}/step/1/answer/", f"/apply/{draft.ref}/withdraw/", "/apply/start/"):
        for method in (client.post, client.put, client.delete):
            refused = method(path)
            assert refused.status_code == 403 and "look-read-only" in refused.content.decode(), path
    assert Record.objects.count() == before
    for path in ("/office/", "/assess/", "/committee/", "/admin/", "/account/", "/account/app/", "/sign-in/"):
        assert client.get(path).status_code == 403, path
    assert client.get("/rules/").status_code == 200
    # Whose session it is stays known, and the owner reads who looked and why.
    assert client.get("/account/again/").json()["person"]["email"] == "officer@example.test"
    owner = Client()
    owner.force_login(world.drafter_a)
    said = owner.get("/account/").content.decode()
    assert world.officer.full_name in said and REASON in said
    deliver_all(500)
    letter = OutboxMessage.objects.get(to_person=world.drafter_a, subject_th__contains="ในฐานะท่าน")
    assert REASON in letter.body_th and world.officer.full_name in letter.body_th


def test_it_ends_by_a_click_and_by_the_clock() -> None:
    world = w.build()
    client = looker(world)
    client.post("/account/look/end/")
    assert client.get("/office/").status_code == 200
    assert Look.objects.get().ended_at and Record.objects.filter(verb="person.look_ended").count() == 1
    client = looker(world)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert client.get("/apply/")["Location"] == "/desk/"
        assert client.get("/office/").status_code == 200
    assert not Look.objects.filter(ended_at=None).exists()


def test_the_right_to_look_ends_with_the_office() -> None:
    world = w.build()
    client = looker(world, by="admin")
    Person.objects.filter(pk=world.admin.pk).update(is_administrator=False)
    assert client.get("/apply/")["Location"] == "/desk/" and "look" not in client.session


def test_who_may_look_at_whom() -> None:
    world = w.build()
    for by, at, code in (
        ("drafter_a", "drafter_b", "not-office"),
        ("assessor1", "drafter_a", "not-office"),
        ("secretary", "drafter_a", "not-office"),
        ("officer", "officer", "own-account"),
        ("officer", "admin", "look-administrator"),
    ):
        with pytest.raises(NotAllowed) as refused:
            actions.start_look(person=world.people[at], reason=REASON, by=world.people[by])
        assert refused.value.code == code, (by, at)
    with pytest.raises(Refusal) as refused_:
        actions.start_look(person=world.drafter_a, reason="  ", by=world.officer)
    assert refused_.value.code == "look-reason"


def test_a_page_that_would_write_is_stopped_at_the_database() -> None:
    world = w.build()
    with connection.execute_wrapper(looking._only_reads):
        assert Person.objects.filter(pk=world.officer.pk).exists()
        for write in (
            lambda: Person.objects.filter(pk=world.officer.pk).update(name="อื่น"),
            lambda: Session.objects.filter(session_key="x").delete(),
            lambda: Look.objects.create(
                person=world.drafter_a,
                by=world.officer,
                reason="x",
                started_at=clock.now(),
                until=clock.now(),
            ),
        ):
            with pytest.raises(NotAllowed), transaction.atomic():
                write()
