"""Signing in, and the wait after five failures, counted for all workers together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people import actions, throttle
from lertrat.people.models import Person, SignInFailure
from lertrat.records.models import Record
from lertrat.records.personal import forget_batch, named

pytestmark = pytest.mark.django_db
PASSWORD = "ถ้อยคำลับยาวพอ"
EMAIL = "somchai@dol.example"


@pytest.fixture
def person() -> Person:
    return actions.create_person(email=EMAIL, name="สมชาย", password=PASSWORD, by=None)


def attempt(password: str, email: str = EMAIL, address: str = "192.0.2.1") -> str:
    try:
        actions.sign_in(email=email, password=password, address=address)
    except Refusal as refused:
        return refused.code
    return "in"


def test_right_password_any_case_of_the_address(person: Person) -> None:
    assert actions.sign_in(email=" Somchai@DOL.example ", password=PASSWORD, address="192.0.2.1") == person
    assert Record.objects.filter(verb="person.signed_in", actor_id=person.pk).count() == 1


def test_the_words_do_not_tell_whether_the_account_exists(person: Person) -> None:
    words = set()
    closed = actions.create_person(email="closed@dol.example", name="ปิดแล้ว", password=PASSWORD, by=None)
    actions.deactivate(person=closed, by=None)
    for email, password in [(EMAIL, "ผิด"), ("nobody@dol.example", "ผิด"), ("closed@dol.example", PASSWORD)]:
        with pytest.raises(Refusal) as refused:
            actions.sign_in(email=email, password=password, address="192.0.2.1")
        words.add((refused.value.code, refused.value.th))
    assert len(words) == 1


def test_five_failures_then_a_wait_that_says_how_long(person: Person) -> None:
    now = clock.now()
    with clock.frozen(now):
        assert [attempt("ผิด") for _ in range(5)] == ["sign-in-wrong"] * 5
        assert attempt(PASSWORD) == "sign-in-wait"
        assert attempt(PASSWORD, address="192.0.2.2") == "in"
    with clock.frozen(now + timedelta(minutes=5)):
        with pytest.raises(Refusal) as refused:
            actions.sign_in(email=EMAIL.upper(), password=PASSWORD, address="192.0.2.1")
        assert "10 นาที" in refused.value.th
        assert "10 more minutes" in refused.value.en
    with clock.frozen(now + throttle.WAIT):
        assert attempt(PASSWORD) == "in"
    mine = throttle.key(EMAIL, "192.0.2.1")
    assert not SignInFailure.objects.filter(key=mine).exists()


def test_a_success_clears_the_count(person: Person) -> None:
    assert [attempt("ผิด") for _ in range(4)] == ["sign-in-wrong"] * 4
    assert attempt(PASSWORD) == "in"
    assert [attempt("ผิด") for _ in range(4)] == ["sign-in-wrong"] * 4
    assert attempt(PASSWORD) == "in"


def test_failures_far_apart_do_not_add_up(person: Person) -> None:
    now = clock.now()
    for turn in range(8):
        with clock.frozen(now + turn * throttle.WAIT):
            assert attempt("ผิด") == "sign-in-wrong"


def test_a_clock_set_back_locks_nobody_out(person: Person) -> None:
    with clock.frozen(clock.now() + timedelta(days=100)):
        for _ in range(5):
            attempt("ผิด")
    assert attempt(PASSWORD) == "in"


def test_what_was_typed_is_not_kept_and_old_counts_go(person: Person) -> None:
    attempt("ผิด", email="ความลับที่พิมพ์ผิดช่อง")
    keys = SignInFailure.objects.values_list("key", flat=True)
    # One for the account here, one for the address, one for all.
    assert {len(key) for key in keys} == {64} and len(keys) == 3
    with clock.frozen(clock.now() + throttle.KEPT + timedelta(minutes=1)):
        assert forget_batch(named("people.sign_in_failures"), 100) == 3
