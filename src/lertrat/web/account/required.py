"""Where the installation asks some roles for a second factor: their pages open once one was shown at sign-in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from lertrat.kernel.errors import NotAllowed
from lertrat.web import errors
from lertrat.web.account.backend import roles
from lertrat.web.account.entering import STRONG

# Looking as somebody else is the office's too.
LOOKING = "/account/look/"
DESKS = {
    "applicant": ("/apply/",),
    "officer": ("/office/", LOOKING),
    "assessor": ("/assess/",),
    "committee": ("/committee/",),
    "administrator": ("/admin/", LOOKING),
}


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Lead who has such a role and no second factor to the page where one is added; nothing is written before that."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = [role for role in settings.LERTRAT_SECOND_FACTOR if request.path.startswith(DESKS[role])]
        if not asked or SESSION_KEY not in request.session or request.session.get(STRONG):
            return get_response(request)
        user = request.user
        if not user.is_authenticated or not any(getattr(roles(user), role) for role in asked):
            return get_response(request)
        if request.method in ("GET", "HEAD"):
            return redirect("/account/?need=1")
        refusal = NotAllowed(
            "second-factor",
            "หน้าที่นี้ต้องยืนยันตัวตนสองขั้นก่อน โปรดเพิ่มพาสคีย์หรือแอปยืนยันตัวตนในหน้าบัญชีของท่าน",
            "This duty asks for a second factor: add a passkey or an authenticator app on your account’s page.",
        )
        return errors.refused(request, refusal, 403)

    return middleware
