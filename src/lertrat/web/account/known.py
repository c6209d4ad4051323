"""Which accounts this browser has signed in to with a password: such a browser is not made to wait for what others on its network
mistyped (`people.throttle`). The cookie holds keyed hashes of at most five addresses, and proves nothing else: nobody is signed in by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from lertrat.people import queries

if TYPE_CHECKING:
    from lertrat.people.models import Person

COOKIE = "known"
LASTS = 180 * 86400
MOST = 5


def known(request: HttpRequest, email: str) -> bool:
    """Whether somebody signed in from this browser to the account with this address within half a year."""
    return bool(email) and queries.known_as(email) in _held(request)


def remember(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """From now on this browser is known to the account."""
    name = queries.known_as(person.email)
    names = [name, *(each for each in _held(request) if each != name)][:MOST]
    response.set_signed_cookie(
        COOKIE,
        ".".join(names),
        salt=COOKIE,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _held(request: HttpRequest) -> list[str]:
    value = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=LASTS)
    return [name for name in (value or "").split(".") if name]
