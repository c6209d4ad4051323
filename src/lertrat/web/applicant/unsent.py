"""What waits on this device, and the worker that keeps an application's pages readable without a line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

WORKER = Path(__file__).resolve().parents[1] / "static/lertrat/js/offline.js"


@login_required
@require_GET
def unsent(request: HttpRequest) -> HttpResponse:
    """What this device still holds for the person signed in; the list is made by `js/unsent.js`, the server has no part in it."""
    return render(request, "lertrat/applicant/unsent.html")


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It stands here because a browser lets it answer for the addresses below its own only."""
    response = HttpResponse(_source(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _source() -> str:
    return WORKER.read_text(encoding="utf-8")
