"""Signing in again over an open form, so that an ended session never clears it. One address, two verbs, JSON both ways.

GET /account/again/        who is signed in now. Never prolongs the session. 200:

    {"state": "signed-in" | "signed-out",
     "person": {"id": 7, "name": "นางสาวอรทัย สมมติวงศ์", "email": "…"} | null,
     "seconds_left": 43111,         until the session ends; 0 when signed out
     "csrf": "…"}                   goes into X-CSRFToken, or into the open form's csrfmiddlewaretoken; sets the cookie as well

POST /account/again/       a JSON object or form fields; needs the token of a GET just before (the old form's may be stale).
    "person": id, required: whose form is open, as the page knew it when it was drawn (or as an earlier GET said)
    "password": "…"                and "email" where it should be another way of writing the same account; not needed
    "code": "…"                    the authenticator app's code or a recovery code, once 401 has asked for it: send password and
                                   code together
    "passkey": {…}                 instead of a password: the browser's answer to the options of POST /sign-in/passkey/options/

    200 {"state": "signed-in", …as GET}: the session is open; put `csrf` into the form and send what waited
    401 {"state": "code-needed", "says"}          the password was right, ask for the code
    409 {"state": "someone-else", "says"}         these are another person's: nobody was signed in, the form stays with its owner.
                                                  Also when somebody else is signed in meanwhile (another tab): see "person"
    422 {"state": "refused", "code", "says"}      wrong password, code or passkey; `says` in the page's language (?lang=en for English)
    429 {"state": "wait", "says", "seconds"}      too many attempts; Retry-After says it too
    400 {"state": "refused", "code": "request"}   `person` missing or not a number, or not JSON
    403 HTML                                      the token does not fit: GET first, then once more

Every answer carries `csrf` and `person`, so that the caller may always go on from the last one. Nothing is ever redirected.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people import actions as people
from lertrat.people import queries
from lertrat.web import ui
from lertrat.web.account import passkeys
from lertrat.web.account.entering import address, enter
from lertrat.web.account.known import known, remember

if TYPE_CHECKING:
    from lertrat.people.models import Person


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> JsonResponse:
    """See the module's docstring: the contract with `js/`."""
    if request.method == "GET":
        return _answer(request, 200)
    sent = _sent(request)
    owner = _number(sent.get("person"))
    if owner is None:
        return _refused(
            request, 400, Refusal("request", "คำขอไม่ครบถ้วน โปรดโหลดหน้านี้ใหม่", "The request is incomplete.")
        )
    here = request.user
    if here.is_authenticated and here.pk != owner:
        return _someone_else(request)
    try:
        person, way, strong = _proved(request, sent, owner)
    except people.CodeNeeded as needed:
        if needed.person.pk != owner:
            return _someone_else(request)
        return _answer(request, 401, state="code-needed", says=_says(request, needed))
    except people.Wait as wait:
        answer = _answer(request, 429, state="wait", says=_says(request, wait), seconds=wait.seconds)
        answer.headers["Retry-After"] = str(wait.seconds)
        return answer
    except Refusal as refusal:
        return _refused(request, 422, refusal)
    if person.pk != owner:
        return _someone_else(request)
    enter(request, person, way=way, strong=strong)
    answer = _answer(request, 200)
    if way == "password":
        remember(request, answer, person)
    return answer


def _proved(request: HttpRequest, sent: dict[str, Any], owner: int) -> tuple[Person, str, bool]:
    """Who signs in, how, and whether with a second factor."""
    if sent.get("passkey"):
        return passkeys.person_of_answer(request, sent["passkey"]), "passkey", True
    email = str(sent.get("email") or "")
    if not email:
        held = queries.by_id(owner)
        email = held.email if held else ""
    code = str(sent.get("code") or "")
    person = people.sign_in(
        email=email,
        password=str(sent.get("password") or ""),
        address=address(request),
        code=code,
        known=known(request, email),
    )
    return person, "password", bool(code.strip()) and queries.factors(person).any


def _sent(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        sent = json.loads(request.body)
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _says(request: HttpRequest, refusal: Refusal) -> str:
    return refusal.says("en" if ui.english() or request.GET.get("lang") == "en" else "th")


def _refused(request: HttpRequest, status: int, refusal: Refusal) -> JsonResponse:
    return _answer(request, status, state="refused", code=refusal.code, says=_says(request, refusal))


def _someone_else(request: HttpRequest) -> JsonResponse:
    words = Refusal(
        "someone-else",
        "บัญชีนี้เป็นของอีกท่านหนึ่ง สิ่งที่พิมพ์ค้างไว้ยังอยู่ครบ ให้ผู้ที่เปิดแบบฟอร์มนี้ไว้เข้าสู่ระบบเองเพื่อทำต่อ",
        "That account is another person’s. What was typed is still here; whoever opened this form has to sign in to go on.",
    )
    return _answer(request, 409, state="someone-else", says=_says(request, words))


def _answer(request: HttpRequest, status: int, **more: Any) -> JsonResponse:
    """The state of the session and a token that fits it, with `more` over it."""
    user = request.user
    person = user if user.is_authenticated else None
    told = {"id": person.pk, "name": person.full_name, "email": person.email} if person else None
    state = {
        "state": "signed-in" if person else "signed-out",
        "person": told,
        "seconds_left": _seconds_left(request) if person else 0,
        "csrf": get_token(request),
    }
    return JsonResponse(state | more, status=status)


def _seconds_left(request: HttpRequest) -> int:
    """Until the session ends; a session that was just opened lasts its full length."""
    session = request.session
    if session.modified or SESSION_KEY not in session:
        return session.get_expiry_age()
    ends = getattr(session, "ends_at", None)
    if ends is None:
        return session.get_expiry_age()
    # Django ends a session by the machine's clock, whatever a rehearsal's says.
    return max(0, int((ends - clock.outside()).total_seconds()))
