"""Small middlewares: the moment of arrival, whole anonymous pages from a cache, what is no text, refusals as pages."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.programmes import queries as programmes
from lertrat.web import errors

Next = Callable[[HttpRequest], HttpResponseBase]

PAGE_SECONDS = 60
NUMBER_SECONDS = 1.0
_number: tuple[float, int] = (float("-inf"), 0)


def arrival(get_response: Next) -> Next:
    """Stamp the moment of arrival before anything can wait for a lock: it decides whether a deadline was kept."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.received_at = clock.now()  # type: ignore[attr-defined]  # read back by `received_at` below
        return get_response(request)

    return middleware


def received_at(request: HttpRequest) -> datetime:
    """The moment this request arrived, before it waited for anything."""
    moment: datetime = request.received_at  # type: ignore[attr-defined]  # stamped by `arrival` above
    return moment


def publication_number() -> int:
    """The sum of all editions' publication numbers, at most a second old: part of every key of a cached page."""
    global _number
    moment = time.monotonic()
    if moment - _number[0] > NUMBER_SECONDS:
        _number = (moment, programmes.publication_number())
    return _number[1]


def anonymous_pages(get_response: Next) -> Next:
    """Serve a public page whole from the cache to readers who are not signed in.

    A view opts in with `lertrat.web.public_page.public_page`; such a page sets no cookie and holds no token. The key carries the
    publication number, so a page built before a publication is never shown after it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.method not in {"GET", "HEAD"} or signed_in or request.headers.get("HX-Request"):
            return get_response(request)
        key = f"page:{publication_number()}:{request.get_full_path()}"
        held = cache.get(key) if len(key) < 240 else None
        if held is not None:
            content, headers = held
            return HttpResponse(content, headers=headers)
        response = get_response(request)
        if getattr(response, "public_page", False) and response.status_code == 200 and not response.cookies:
            assert isinstance(response, HttpResponse)
            response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
            if len(key) < 240:
                keep = {k: v for k, v in response.headers.items() if k.lower() not in {"date", "vary"}}
                cache.set(key, (response.content, keep), PAGE_SECONDS)
        return response

    return middleware


NO_TEXT = Refusal(
    "no-text",
    "ข้อความที่ส่งมามีอักขระที่ไม่ใช่ตัวอักษร (NUL) มักติดมากับการคัดลอกจากโปรแกรมอื่น ยังไม่มีสิ่งใดเปลี่ยนแปลง กดย้อนกลับ "
    "ข้อความของท่านยังอยู่ พิมพ์ส่วนนั้นใหม่แล้วส่งอีกครั้ง",
    "What was sent holds a character that is no text (NUL), often copied along from another program. Nothing was changed. Go back: "
    "your text is still there; type that part again and send it.",
)


def _no_text(given: str) -> bool:
    return "\0" in given or any("\ud800" <= character <= "\udfff" for character in given)


Reads = TypeVar("Reads", bound=Callable[..., HttpResponseBase])


def reads_anything(view: Reads) -> Reads:
    """Marks a view that tells by itself, line by line, what of a posted text cannot be kept."""
    view.reads_anything = True  # type: ignore[attr-defined]  # read back by `text_only` below
    return view


def text_only(get_response: Next) -> Next:
    """Refuse with 400 a request whose path, query or form holds what no database keeps as text: NUL, half a character.

    PostgreSQL would answer with an error, SQLite would keep it; here both answer alike, and no view has to think of it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        given = [str(each) for each in (*args, *kwargs.values())]
        held = [request.GET]
        if request.method == "POST" and not getattr(view, "reads_anything", False):
            held.append(request.POST)
        for fields in held:
            for name, values in fields.lists():
                given += [name, *(str(value) for value in values)]
        return errors.refused(request, NO_TEXT, 400) if any(map(_no_text, given)) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django's documented hook
    return middleware


def refusals(get_response: Next) -> Next:
    """Turn a Refusal that a view let through into a page in the reader's language; what was typed stays in the browser."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, NotFound):
            return errors.not_found(request, exception)
        if isinstance(exception, NotAllowed):
            return errors.refused(request, exception, 403)
        if isinstance(exception, Conflict):
            return errors.refused(request, exception, 409)
        if isinstance(exception, Refusal):
            return errors.refused(request, exception, 422)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django's documented hook
    return middleware
