"""Codes of an authenticator app and recovery codes: each works once, guesses are counted, and nobody else's count is touched."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.people import actions, queries, totp
from lertrat.people.models import OneTimeKey, Person, RecoveryCode

pytestmark = pytest.mark.django_db
PASSWORD = "ถ้อยคำลับยาวพอ"
EMAIL = "somchai@dol.example"
HERE = "192.0.2.1"
NOON = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)


def test_codes_are_those_of_the_standard() -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    # RFC 6238, appendix B, the last six of its eight digits.
    for seconds, expected in (
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ):
        assert totp.code(secret, seconds // totp.STEP) == expected
    moment = datetime.fromtimestamp(1234567890, UTC)
    for apart, found in ((0, True), (30, True), (-30, True), (90, False), (-90, False)):
        step = totp.matching_step(secret, "005924", moment + timedelta(seconds=apart))
        assert (step is not None) == found


@pytest.fixture
def person() -> Person:
    return actions.create_person(email=EMAIL, name="สมชาย", password=PASSWORD, by=None)


def secured(person: Person) -> tuple[str, list[str]]:
    """An app confirmed a minute before noon: its secret, and the recovery codes."""
    with clock.frozen(NOON - timedelta(minutes=1)):
        secret = actions.start_one_time_key(person=person, by=person)
        shown = totp.code(secret, totp.step_at(clock.now()))
        return secret, actions.confirm_one_time_key(person=person, code=shown, address=HERE, by=person)


def enter(code: str = "", address: str = HERE) -> str:
    try:
        actions.sign_in(email=EMAIL, password=PASSWORD, address=address, code=code)
    except Refusal as refused:
        return refused.code
    return "in"


def test_a_code_is_asked_for_and_taken_once(person: Person) -> None:
    assert enter() == "in"
    secret, codes = secured(person)
    assert len(codes) == 10 and queries.factors(person) == queries.Factors(app=True, passkeys=0, codes=10)
    assert secret not in OneTimeKey.objects.get().secret
    with clock.frozen(NOON):
        now = totp.code(secret, totp.step_at(NOON))
        assert enter() == "code-needed"
        assert enter(f"{now[:3]} {now[3:]}") == "in"
        assert enter(now) == "code"
        assert enter(codes[0].lower()) == "in"
        assert enter(codes[0]) == "code"
    assert queries.factors(person).codes == 9
    assert not RecoveryCode.objects.filter(key__in=codes).exists()


def test_guessing_codes_waits_here_and_not_elsewhere(person: Person) -> None:
    secret, _ = secured(person)
    with clock.frozen(NOON):
        assert [enter("000000") for _ in range(5)] == ["code"] * 5
        right = totp.code(secret, totp.step_at(NOON))
        assert enter(right) == "sign-in-wait"
        assert enter(right, address="198.51.100.7") == "in"


def test_guessing_codes_from_everywhere_ends_too(person: Person) -> None:
    secured(person)
    with clock.frozen(NOON):
        tries = [enter("000000", address=f"198.51.{number}.1") for number in range(51)]
    assert tries == ["code"] * 50 + ["sign-in-wait"]


def test_an_unconfirmed_app_counts_for_nothing(person: Person) -> None:
    actions.start_one_time_key(person=person, by=person)
    with pytest.raises(Refusal) as refused:
        actions.confirm_one_time_key(person=person, code="abcdef", address=HERE, by=person)
    assert refused.value.code == "code"
    assert enter() == "in"


def test_without_a_factor_there_are_no_codes(person: Person) -> None:
    with pytest.raises(Refusal):
        actions.new_recovery_codes(person=person, by=person)
    secured(person)
    fresh = actions.new_recovery_codes(person=person, by=person)
    assert len(set(fresh)) == 10
    actions.remove_one_time_key(person=person, by=person)
    assert not RecoveryCode.objects.exists() and enter() == "in"


def test_nobody_secures_another_account(person: Person) -> None:
    other = actions.create_person(email="admin@dol.example", name="ผู้ดูแล", is_administrator=True, by=None)
    with pytest.raises(NotAllowed):
        actions.start_one_time_key(person=person, by=other)
    with pytest.raises(NotAllowed):
        actions.remove_one_time_key(person=person, by=other)
