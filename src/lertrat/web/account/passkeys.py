"""The web's half of a passkey: what was asked is kept in the session, once, and the answer is read from JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people import actions as people
from lertrat.people import queries
from lertrat.web.account.entering import half_way

if TYPE_CHECKING:
    from lertrat.people.models import Person

CHALLENGE = "passkey"  # the session's key for {"challenge", "at"}
LASTS = 300  # seconds


def site(request: HttpRequest) -> people.Site:
    """For whom the browser speaks: the host it asked, which ALLOWED_HOSTS has let in."""
    host = request.get_host()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return people.Site(host=name, origin=f"{request.scheme}://{host}")


def ask(request: HttpRequest, options: dict[str, Any]) -> JsonResponse:
    """Hand out `options`; their challenge may be answered once, within five minutes."""
    request.session[CHALLENGE] = {"challenge": options["challenge"], "at": int(clock.outside().timestamp())}
    return JsonResponse(options)


def asked(request: HttpRequest) -> str:
    """The challenge that was handed out, taken away so that it cannot be answered twice. Refusal "passkey"."""
    held = request.session.pop(CHALLENGE, None) or {"challenge": "", "at": 0}
    if not held["challenge"] or not -60 <= clock.outside().timestamp() - held["at"] < LASTS:
        raise Refusal("passkey", "รอพาสคีย์นานเกินไป โปรดลองใหม่", "That took too long. Please try again.")
    return str(held["challenge"])


def answer(given: Any) -> dict[str, Any]:
    """The browser's answer as a mapping, from JSON or already read. Refusal "passkey"."""
    try:
        read = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise Refusal(
            "passkey",
            "เบราว์เซอร์ส่งพาสคีย์มาไม่ครบ โปรดลองใหม่",
            "The browser’s answer is incomplete. Please try again.",
        )
    return read


def person_of_answer(request: HttpRequest, given: Any, only: Person | None = None) -> Person:
    """Who the passkey belongs to that answered this session's challenge. Refusal "passkey"."""
    return people.sign_in_with_passkey(
        answer=answer(given), challenge=asked(request), site=site(request), only=only
    )


@never_cache
@require_POST
def sign_in_options(request: HttpRequest) -> JsonResponse:
    """Options to sign in with a passkey: any of this site's, or of the person whose password was just right."""
    return ask(request, queries.passkey_request(site(request).host, half_way(request)))
