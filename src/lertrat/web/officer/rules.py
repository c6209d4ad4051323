"""The year's sealed rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lertrat.programmes import queries
from lertrat.programmes.permits import may
from lertrat.web.officer.guard import Desk, officer


@officer
def edition(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The sealed rules: version, hash, authority, and each gap of the sources with the reading in force."""
    may(desk.person, "office", desk.edition).require()
    pack = desk.pack
    context = {
        "edition": desk.edition, "versions": queries.versions(desk.edition), "pack": pack, "open_values": pack.open_values,
        "assumed": sum(1 for each in pack.open_values if each.assumed),
    }  # fmt: skip
    return render(request, "lertrat/officer/edition.html", context)


@officer
def source(request: HttpRequest, desk: Desk, version: int) -> HttpResponse:
    """The text of a sealed version, as it was sealed."""
    may(desk.person, "office", desk.edition).require()
    held = queries.version(desk.edition, version)
    part = "supplement" if request.GET.get("part") == "supplement" else "source"
    answer = HttpResponse(getattr(held, part), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{desk.edition.code}-v{held.number}-{part}.yaml"'
    return answer
