"""An account with an authenticator app, and the codes that the app would show."""

from __future__ import annotations

from lertrat.kernel import clock
from lertrat.people import actions, totp
from lertrat.people.models import Person


def with_app(person: Person) -> tuple[str, list[str]]:
    """The app's secret and the recovery codes. Confirmed with the code before the present one, which stays unused."""
    secret = actions.start_one_time_key(person=person, by=person)
    codes = actions.confirm_one_time_key(person=person, code=code(secret, -1), address="", by=person)
    return secret, codes


def code(secret: str, later: int = 0) -> str:
    """What the app shows now, or so many steps of 30 seconds later."""
    return totp.code(secret, totp.step_at(clock.outside()) + later)
