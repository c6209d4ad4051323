"""The language of pages whose address carries none: as asked for (?lang=en), as asked for before, as the person prefers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = "language"
KNOWN = ("th", "en")


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, answering in the reader's language; a language asked for is remembered on the device."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        wanted = next(
            (one for one in (asked, request.COOKIES.get(COOKIE, ""), _own(request)) if one in KNOWN), "th"
        )
        with translation.override(wanted):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = wanted
        if asked in KNOWN:
            response.set_cookie(
                COOKIE, asked, max_age=365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure()
            )
        return response

    return answer


def _own(request: HttpRequest) -> str:
    return request.user.language if request.user.is_authenticated else ""
