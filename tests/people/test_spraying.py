"""One password tried on many accounts: an address waits longer and longer, and whoever shares it is not shut out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lertrat.kernel import clock
from lertrat.people import actions, throttle
from lertrat.people.models import SignInFailure
from tests.people.play import EMAIL, OFFICE, PASSWORD, attempt
from tests.players import players
from tools.installation import Installation

MINUTE = timedelta(minutes=1)


def test_two_workers_count_one_address_together(installation: Installation) -> None:
    with players(installation, "tests.people.play") as cast:
        cast.alone("prepare")
        said = [line.split() for line in cast.together(("spray", "a", "35"), ("spray", "b", "35"))]
        assert sum(int(wrong) for wrong, _ in said) == throttle.NETWORK
        assert sum(int(waits) for _, waits in said) == 70 - throttle.NETWORK
        assert cast.together(("known",), ("new",)) == ["in", "sign-in-wait"]


@pytest.mark.django_db
def test_the_wait_doubles_and_is_forgotten_and_others_stay_free() -> None:
    actions.create_person(email=EMAIL, name="สมชาย", password=PASSWORD, by=None)
    counted("network-password", throttle.NETWORK - 1)
    now = clock.now()
    for waits in (1, 2, 4):
        with clock.frozen(now):
            assert attempt(f"a{waits}@dol.example", "ผิด") == "sign-in-wrong"
            assert attempt(EMAIL, PASSWORD) == "sign-in-wait"
            assert attempt(EMAIL, PASSWORD, "198.51.100.7") == attempt(EMAIL, PASSWORD, known=True) == "in"
        with clock.frozen(now + waits * MINUTE - timedelta(seconds=1)):
            assert attempt(EMAIL, PASSWORD) == "sign-in-wait"
        now += waits * MINUTE
    # An own account that comes in beside it takes back its own attempt and nothing else.
    with clock.frozen(now):
        assert attempt(EMAIL, PASSWORD) == "in" and attempt(EMAIL, PASSWORD) == "sign-in-wait"
    with clock.frozen(now + throttle.KEPT):
        assert [attempt(f"b{number}@dol.example", "ผิด") for number in range(12)] == ["sign-in-wrong"] * 12


@pytest.mark.django_db
def test_many_addresses_together_leave_each_other_less_and_nobody_else() -> None:
    actions.create_person(email=EMAIL, name="สมชาย", password=PASSWORD, by=None)
    counted("everything", throttle.PRESSURE + 20, address="")
    now = clock.now()
    with clock.frozen(now):
        tries = [attempt(f"a{number}@dol.example", "ผิด") for number in range(throttle.TIGHT + 1)]
        assert tries == ["sign-in-wrong"] * throttle.TIGHT + ["sign-in-wait"]
        assert attempt(EMAIL, PASSWORD, "198.51.100.7") == "in"
    # The pressure is over within minutes; what the address did is not.
    with clock.frozen(now + 3 * MINUTE):
        assert [attempt(f"b{number}@dol.example", "ผิด") for number in range(3)] == ["sign-in-wrong"] * 3


def counted(kind: str, count: int, address: str = OFFICE) -> None:
    """So many failures stand already."""
    SignInFailure.objects.create(key=throttle.key("", address, kind), count=count, last_at=clock.now())
