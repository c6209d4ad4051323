"""Looking as somebody else: the session stays its owner's, the pages become the other person's, and nothing can be changed.

Three locks, each enough by itself: only an applicant's and the public's pages are open, only GET and HEAD are taken, and the
database refuses to write while such a page is made. The desks of officers, assessors, committees and administrators and the
account's own pages stay shut, so sheets, votes, declarations and ways to sign in are never seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.people import actions as people
from lertrat.people import queries
from lertrat.people.permits import may
from lertrat.web import errors, ui
from lertrat.web.account.backend import Backend
from lertrat.web.account.forms import LookForm
from lertrat.web.account.views import say
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.people.models import Person

LOOK = "look"  # the session's key for {"id", "person", "until"}
SHUT = ("/office/", "/assess/", "/committee/", "/admin/", "/account/", "/sign-in/")
END = "/account/look/end/"
# Ending the look, leaving altogether, and asking whose session this is.
OPEN = (END, "/sign-out/", "/account/again/")
READS = ("SELECT", "WITH", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN")


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks (`by`), as whom, and until when."""

    by: Person
    person: Person
    until: datetime


def looking(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Put the person looked at in the place of the one who looks, for pages that only read."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        held = request.session.get(LOOK) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if not held or request.path in OPEN:
            return get_response(request)
        seen = _as(request, held)
        if seen is None:
            _forget(request, int(held["id"]))
            messages.info(request, ui.say("หมดเวลาดูในฐานะผู้ใช้แล้ว", "The time to look as that user is over."))
            return redirect("desk")
        request.looking = seen  # type: ignore[attr-defined]  # read by the shell's banner
        request.user = seen.person
        if request.path.startswith(SHUT):
            return _refused(
                request,
                "look-shut",
                "หน้านี้ปิดไว้ระหว่างดูในฐานะผู้ใช้",
                "This page is shut while you look as somebody else.",
            )
        if request.method not in ("GET", "HEAD"):
            return _refused(
                request,
                "look-read-only",
                "ระหว่างดูในฐานะผู้ใช้ แก้ไขหรือส่งสิ่งใดไม่ได้",
                "Nothing can be changed or sent while you look as somebody else.",
            )
        with connection.execute_wrapper(_only_reads):
            return get_response(request)

    return middleware


def _only_reads(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if not sql.lstrip(" (\n").upper().startswith(READS):
        raise NotAllowed(
            "look-read-only",
            "ระหว่างดูในฐานะผู้ใช้ แก้ไขสิ่งใดไม่ได้",
            "Nothing can be changed while you look as somebody else.",
        )
    return execute(sql, params, many, context)


def _as(request: HttpRequest, held: dict[str, Any]) -> Looking | None:
    """Who is looked at; None once the time is over, the looker's right has ended, or the account was closed."""
    until = parse_datetime(held["until"])
    if until is None or clock.now() >= until or not request.user.is_authenticated:
        return None
    by = request.user
    person = Backend().get_user(held["person"])
    if person is None or not may(by, "look", person):
        return None
    return Looking(by, person, until)


def _forget(request: HttpRequest, look_id: int) -> None:
    request.session.pop(LOOK, None)
    if request.user.is_authenticated:
        people.end_look(look_id=look_id, by=request.user)


def _refused(request: HttpRequest, code: str, th: str, en: str) -> HttpResponse:
    return errors.refused(request, NotAllowed(code, th, en), 403)


@login_required
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Whose pages, and why; from then on a banner stands on each of them."""
    by = signed_in_person(request)
    may(by, "look").require()
    form, status = LookForm(request.POST or None, initial={"email": request.GET.get("email", "")}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            person = queries.by_email(form.cleaned_data["email"])
            if person is None:
                form.add_error("email", ui.say("ไม่พบบัญชีที่ใช้อีเมลนี้", "There is no account with this address."))
            else:
                try:
                    look = people.start_look(person=person, reason=form.cleaned_data["reason"], by=by)
                except Refusal as refusal:
                    form.add_error("reason" if refusal.code == "look-reason" else "email", say(refusal))
                else:
                    request.session[LOOK] = {
                        "id": look.pk,
                        "person": person.pk,
                        "until": look.until.isoformat(),
                    }
                    return redirect("/apply/")
    return render(request, "lertrat/account/look.html", {"form": form}, status=status)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Back to one's own pages."""
    held = request.session.get(LOOK)
    if held:
        _forget(request, int(held["id"]))
    return redirect("desk")
