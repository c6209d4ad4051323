"""Error pages: what happened, that nothing was lost, what to do next; in the reader's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from lertrat.kernel.errors import Refusal


def _page(request: HttpRequest, status: int, refusal: Refusal | None = None, code: str = "") -> HttpResponse:
    says = refusal.says(get_language() or "th") if refusal else ""
    context: dict[str, object] = {"status": status, "says": says, "code": refusal.code if refusal else code}
    if status == 500:
        # Whatever failed may be what the shell would ask for (the database): the page of last resort asks for nothing.
        context |= {"shell": None}
    return render(request, "lertrat/error.html", context, status=status)


def refused(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    """A page for a refusal that no form caught."""
    return _page(request, status, refusal)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this person may know of; the two look alike."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token no longer fits (signed in elsewhere, cookies off): the browser still holds what was typed."""
    return _page(request, 403, code="csrf")
