"""When a session ended while somebody wrote: nothing that reached the server with a press is dropped on the way to the sign-in page.

Scripts get an answer they can act on: 401 with JSON `{"code", "says"}`, code "sign-in" (nobody is signed in) or "other-person"
(the header X-Lertrat-Person names who typed, and somebody else is signed in now). A form without script that says who typed
(hidden field `typed_by`) comes back as a page that carries its fields, sealed with the installation's key and kept nowhere else,
through any way of signing in; `kept` then shows them to the same person, ready to be sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lertrat.web import shell, ui

Next = Callable[[HttpRequest], HttpResponseBase]
PERSON = "X-Lertrat-Person"
TYPED_BY = "typed_by"
SALT = "lertrat.web.expired"
HOLDS = 60 * 60 * 24 * 2  # seconds the sealed fields are taken back
_OURS = frozenset({"csrfmiddlewaretoken", TYPED_BY})


def expired(get_response: Next) -> Next:
    """Answer for a desk's address whose session has ended, where a redirect would lose what was typed."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        # Here and not before: a forged form is refused by the token's check, which runs at the same hook ahead of this one.
        if not shell.is_desk(request.path):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return _refused(request)
        if request.method == "POST" and request.POST.get(TYPED_BY) and not request.user.is_authenticated:
            return _came_back(request)
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django's documented hook
    return middleware


def _refused(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        says = ui.say(
            "หมดเวลาเข้าสู่ระบบแล้ว ข้อความของท่านยังอยู่", "Your session has ended. Your text is still here."
        )
        return JsonResponse({"code": "sign-in", "says": says}, status=401)
    typed_by = request.headers.get(PERSON, "")
    if typed_by and typed_by != str(request.user.pk):
        says = ui.say(
            "เครื่องนี้เข้าสู่ระบบด้วยบัญชีอื่นอยู่ ข้อความนี้จึงยังไม่ส่ง",
            "Another account is signed in on this device, so this text is not sent.",
        )
        return JsonResponse({"code": "other-person", "says": says}, status=401)
    return None


def _came_back(request: HttpRequest) -> HttpResponse:
    """The page that carries what was posted: 401, so that nobody takes it for saved."""
    held = {
        "path": request.get_full_path(),
        "by": request.POST[TYPED_BY],
        "fields": [[name, value] for name, values in request.POST.lists() if name not in _OURS for value in values],
        "files": [one.name for name in request.FILES for one in request.FILES.getlist(name)],
    }  # fmt: skip
    return _show(request, held, signing.dumps(held, salt=SALT, compress=True), 401)


# Only shows what the seal proves to have been posted here by `by`; sending it on takes a press with a token of its own.
@csrf_exempt
@never_cache
@require_POST
def kept(request: HttpRequest) -> HttpResponse:
    """What was typed before the session ended, for the person who typed it, ready to be sent again."""
    sealed = request.POST.get("kept", "")
    try:
        held = signing.loads(sealed, salt=SALT, max_age=HOLDS)
    except signing.BadSignature:
        return redirect("apply")
    return _show(request, held, sealed, 200 if request.user.is_authenticated else 401)


def _show(request: HttpRequest, held: dict[str, Any], sealed: str, status: int) -> HttpResponse:
    signed_in = request.user.is_authenticated
    same = signed_in and str(request.user.pk) == held["by"]
    texts = [
        value
        for name, value in held["fields"]
        if value.strip() and not name.startswith(("rev:", "do:", "do"))
    ]
    context = {
        "held": held,
        "sealed": sealed,
        "same": same,
        "other": signed_in and not same,
        "texts": texts if same or not signed_in else [],
    }
    return render(request, "lertrat/account/kept.html", context, status=status)
