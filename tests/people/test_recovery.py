"""The way back for somebody who lost every factor: two administrators, letters, and an end as soon as nothing was lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from lertrat.cli.main import dispatch
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.people import actions, letters, queries, secrets
from lertrat.people.models import OneTimeKey, Passkey, Person, Recovery, RecoveryCode, Session
from lertrat.records.models import Record
from tests.factors import code, with_app

pytestmark = pytest.mark.django_db
PASSWORD = "ถ้อยคำลับยาวพอ"
REASON = "หนังสือ ที่ มท 0810/12 และโทรกลับเบอร์กลาง"


def made(name: str, **more: bool) -> Person:
    return actions.create_person(email=f"{name}@dol.example", name=name, password=PASSWORD, by=None, **more)


@pytest.fixture
def people() -> tuple[Person, Person, Person]:
    """Who lost everything, and two administrators."""
    lost = made("saifon")
    with_app(lost)
    Passkey.objects.create(
        person=lost, credential="c", public_key=b"k", name="โทรศัพท์", created_at=clock.now()
    )
    Session.objects.create(
        session_key="s" * 32, session_data="", expire_date=clock.now() + timedelta(hours=1), person=lost
    )
    return lost, made("one", is_administrator=True), made("two", is_administrator=True)


def refused(act: object, **given: object) -> str:
    with pytest.raises(Refusal) as told:
        act(**given)  # type: ignore[operator]  # any action
    return told.value.code


def test_two_administrators_open_the_way_and_the_person_hears_of_both(
    people: tuple[Person, Person, Person],
) -> None:
    lost, one, two = people
    asked = actions.ask_recovery(person=lost, reason=REASON, by=one)
    assert refused(actions.ask_recovery, person=lost, reason=REASON, by=two) == "recovery-open"
    assert refused(actions.confirm_recovery, recovery=asked, by=one) == "recovery-second"
    for other in (lost, made("somebody")):
        with pytest.raises(NotAllowed):
            actions.confirm_recovery(recovery=asked, by=other)
    assert queries.factors(lost).any and letters.send_waiting() == 1
    actions.confirm_recovery(recovery=asked, by=two)
    assert refused(actions.confirm_recovery, recovery=asked, by=two) == "recovery-ended"
    for model in (Passkey, OneTimeKey, RecoveryCode, Session):
        assert not model.objects.filter(person=lost).exists()
    assert refused(actions.sign_in, email=lost.email, password=PASSWORD, address="") == "sign-in-wrong"
    actions.ask_reset(email=lost.email, address="192.0.2.1")
    assert letters.send_waiting() == 2
    assert [letter.to for letter in mail.outbox] == [[lost.email]] * 3
    assert "/sign-in/reset/" in mail.outbox[1].body and "ยกเลิก" not in mail.outbox[1].body
    token = mail.outbox[2].body.split("/sign-in/reset/")[1].split("/")[0]
    actions.reset_password(token=token, password="ถ้อยคำใหม่ยาวพอ")
    assert actions.sign_in(email=lost.email, password="ถ้อยคำใหม่ยาวพอ", address="") == lost
    said = {
        verb: Record.objects.get(verb=verb).actor_id for verb in ("person.recovery_asked", "person.recovered")
    }
    assert said == {"person.recovery_asked": one.pk, "person.recovered": two.pk}


def test_whoever_still_has_a_factor_ends_it(people: tuple[Person, Person, Person]) -> None:
    lost, one, two = people
    key = OneTimeKey.objects.get(person=lost)
    asked = actions.ask_recovery(person=lost, reason=REASON, by=one)
    actions.stop_recovery(recovery=asked, by=lost)
    again = actions.ask_recovery(person=lost, reason=REASON, by=one)
    shown = code(secrets.unseal(key.secret) or "", 1)
    actions.sign_in(email=lost.email, password=PASSWORD, address="", code=shown)
    assert refused(actions.confirm_recovery, recovery=again, by=two) == "recovery-ended"
    assert Recovery.objects.get(pk=again.pk).outcome == "came-in" and queries.factors(lost).passkeys == 1
    third = actions.ask_recovery(person=lost, reason=REASON, by=two)
    with clock.frozen(third.until):
        assert refused(actions.confirm_recovery, recovery=third, by=one) == "recovery-ended"
        assert refused(actions.ask_recovery, person=lost, reason=REASON, by=one) == "recovery-often"
    assert refused(actions.ask_recovery, person=two, reason=REASON, by=one) == "recovery-nothing"
    with pytest.raises(NotAllowed):
        actions.ask_recovery(person=one, reason=REASON, by=one)


@pytest.mark.one_database
def test_at_the_machine_it_is_said_first_and_done_with_yes(people: tuple[Person, Person, Person]) -> None:
    lost = people[0]
    command = ["account", "recover", lost.email, "--reason", REASON]
    assert dispatch(command) == 0 and queries.factors(lost).any
    assert dispatch([*command, "--yes"]) == 0 and not queries.factors(lost).any
    assert Record.objects.get(verb="person.recovered").actor_id is None
