"""The floor's views: a constant page, one INSERT with its commit, and a submission's statements without its logic."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = ("<!doctype html><title>floor</title>" + "<p>รางวัลเลิศรัฐ</p>" * 40).encode()
ROW = "ก" * 700  # about 2 KB in UTF-8


def bare(request: HttpRequest) -> HttpResponse:
    """A constant page of about 2 KB."""
    return HttpResponse(PAGE)


def insert(request: HttpRequest) -> HttpResponse:
    """One row of about 2 KB in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO floor (body) VALUES (%s)", [ROW])
    return HttpResponse(b"ok")


def replay(request: HttpRequest) -> HttpResponse:
    """The statements that one submission asks of the database, and nothing between them."""
    from benchmarks.replay import play

    play(Path(os.environ["LERTRAT_REPLAY"]))
    return HttpResponse(b"ok")


urlpatterns = [path("", bare), path("insert", insert), path("replay", replay)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.floor_settings")
application = get_wsgi_application()
