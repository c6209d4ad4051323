"""Who is certified as Government 4.0: the public list beside the awards, and the page behind the code on the paper.

Neither is kept in the cache of whole pages: its key rises with publications, and a certification is issued or revoked without one.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lertrat.programmes import queries as programmes
from lertrat.works import queries as works


def certifications(request: HttpRequest) -> HttpResponse:
    """Every certification that stands, by year; what the rules say of it, and what they leave open."""
    edition = programmes.current_edition()
    pack = programmes.pack_of(edition) if edition else None
    context = {
        "rows": works.certifications(),
        "rules": pack.certification if pack else (),
        "levels": {key: level.name for key, level in pack.levels.items()} if pack else {},
        "opens": [one for one in pack.open_values if one.id.startswith("certification-")] if pack else [],
    }
    return render(request, "lertrat/public/certifications.html", context)


def check(request: HttpRequest, token: str) -> HttpResponse:
    """That the paper is genuine, what it says, and whether it still stands."""
    found = works.certification(token)
    pack = programmes.pack_of(found.edition)
    level = pack.levels.get(found.level)
    context = {
        "row": found,
        "level": level.name if level else None,
        "certified": found.words.get("award", ""),
    }
    return render(request, "lertrat/public/certification.html", context)


def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The paper as it was issued; kept as a file, so no page cache holds it."""
    found = works.certification(token)
    response = HttpResponse(works.certification_pdf(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.ref}.pdf"'
    return response
