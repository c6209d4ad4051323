"""Opening a session for a person whose proof an action has checked, and what the session remembers of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from lertrat.kernel import clock
from lertrat.people import queries as people

if TYPE_CHECKING:
    from lertrat.people.models import Person

BACKEND = "lertrat.web.account.backend.Backend"
# Keys of the session.
STRONG = "strong"  # a second factor, or a passkey, was shown at sign-in
PROVED = "proved"  # when its person last proved to be there, in seconds of the epoch
HALF = "half"  # a password was right and its code is still to come
HALF_LASTS = timedelta(minutes=10)
PROOF_LASTS = timedelta(minutes=30)


def address(request: HttpRequest) -> str:
    """The network address that asks: behind proxies, what the outermost of ours saw."""
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    count: int = settings.LERTRAT_PROXIES
    if count and len(passed) >= count:
        return passed[-count][:45]
    return str(request.META.get("REMOTE_ADDR", ""))


def enter(request: HttpRequest, person: Person, *, way: str, strong: bool = False) -> None:
    """Open the session of `person`; `way` in a word (password, passkey, a provider's key), `strong`: with a second factor."""
    request.session.pop(HALF, None)
    login(request, person, backend=BACKEND)
    request.session["device"] = {
        "at": clock.now().isoformat(),
        "way": way,
        "address": address(request),
        "agent": request.headers.get("User-Agent", "")[:300],
    }
    request.session[STRONG] = strong
    prove(request)


def prove(request: HttpRequest) -> None:
    """The session's person has just proved to be there."""
    request.session[PROVED] = int(clock.now().timestamp())


def proved_lately(request: HttpRequest) -> bool:
    """Whether the session's person proved to be there within the last half hour."""
    passed = clock.now().timestamp() - float(request.session.get(PROVED, 0))
    return -60 <= passed < PROOF_LASTS.total_seconds()


def go_half(request: HttpRequest, person: Person) -> None:
    """Remember that the password was right; the session is nobody's until the code is."""
    request.session[HALF] = {
        "person": person.pk,
        "at": int(clock.now().timestamp()),
        "hash": person.get_session_auth_hash(),
    }


def half_way(request: HttpRequest) -> Person | None:
    """Whose code is waited for; nobody's after ten minutes, or once the password was changed."""
    held: dict[str, Any] = request.session.get(HALF) or {}
    person = people.by_id(held["person"]) if held else None
    passed = clock.now().timestamp() - float(held.get("at", 0))
    if person is None or not person.is_active or not -60 <= passed < HALF_LASTS.total_seconds():
        return None
    return person if held["hash"] == person.get_session_auth_hash() else None
