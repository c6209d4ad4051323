"""Opening a session for a person whose proof an action has checked, and what the session remembers of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

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
    request.session[PROVED] = int(clock.outside().timestamp())


def proved_lately(request: HttpRequest) -> bool:
    """Whether the session's person proved to be there within the last half hour."""
    passed = clock.outside().timestamp() - float(request.session.get(PROVED, 0))
    return -60 <= passed < PROOF_LASTS.total_seconds()


def go_half(request: HttpRequest, person: Person) -> None:
    """Remember that the password was right; the session is nobody's until the code is."""
    request.session[HALF] = {
        "person": person.pk,
        "at": int(clock.outside().timestamp()),
        "hash": person.get_session_auth_hash(),
    }


def half_way(request: HttpRequest) -> Person | None:
    """Whose code is waited for; nobody's after ten minutes, or once the password was changed."""
    held: dict[str, Any] = request.session.get(HALF) or {}
    person = people.by_id(held["person"]) if held else None
    passed = clock.outside().timestamp() - float(held.get("at", 0))
    if person is None or not person.is_active or not -60 <= passed < HALF_LASTS.total_seconds():
        return None
    return person if held["hash"] == person.get_session_auth_hash() else None


def next_address(request: HttpRequest) -> str:
    """Where to go after signing in: an address of this site, or nowhere in particular."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if _ours(request, wanted) else ""


def _ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def with_next(name: str, wanted: str) -> str:
    """The address of the page `name`, which leads on to `wanted`."""
    if not wanted:
        return reverse(name)
    query = QueryDict(mutable=True)
    query["next"] = wanted
    return f"{reverse(name)}?{query.urlencode(safe='/')}"


def welcome(request: HttpRequest, wanted: str = "") -> HttpResponse:
    """On to where somebody wanted to go when they were asked to sign in, or to their desk."""
    return redirect(wanted if wanted and _ours(request, wanted) else settings.LOGIN_REDIRECT_URL)


def proof_needed(request: HttpRequest, page: str = "") -> HttpResponse | None:
    """The way to the page that asks who is there, where that was long ago; it leads back to `page` (this one)."""
    if proved_lately(request):
        return None
    return redirect(with_next("confirm", page or request.path))
