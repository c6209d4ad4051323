"""Checking a receipt by the code on it: confirms that it was issued here, and shows nothing of the application."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lertrat.applications import queries
from lertrat.kernel.errors import NotFound


@never_cache
def receipt_check(request: HttpRequest, token: str) -> HttpResponse:
    """Reference, moment and hash of the receipt behind a code; a page that says so where there is none. Anonymous."""
    try:
        made = queries.receipt_by_token(token)
    except NotFound:
        return render(request, "lertrat/public/receipt_check.html", {"made": None}, status=404)
    return render(request, "lertrat/public/receipt_check.html", {"made": made})
