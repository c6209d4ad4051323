"""Home, and the pages about this service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lertrat.catalogue import queries as catalogue
from lertrat.criteria.schema import Text
from lertrat.kernel import dates
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.public import shown
from lertrat.web.public_page import public_page

if TYPE_CHECKING:
    from lertrat.programmes.models import Edition


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """This year's dates as a line with today on it, the question, the branches, the latest works."""
    edition, front = programmes.current_edition(), catalogue.front()
    context: dict[str, Any] = {
        "question_url": reverse("eligibility"),
        "rules_url": reverse("rules"),
        "results_url": reverse("results"),
        "latest": latest(front),
        "figures": figures(front),
    }
    if edition is not None:
        pack = programmes.pack_of(edition)
        context |= {
            "edition": {"year_be": edition.year_be, "year": edition.year_be - dates.ERA},
            "events": year_events(edition),
            "branches": [
                {"id": b.id, "name": b.name, "says": _says(b.definition, pack.types_of(b.id)),
                 "url": reverse("rules-branch", args=[b.id])}
                for b in pack.branches.values()
            ],
        }  # fmt: skip
    return render(request, "lertrat/public/home.html", context)


def _says(definition: Text | None, types: tuple[object, ...]) -> Text:
    if definition is not None:
        return definition
    return Text(th=f"{len(types)} ประเภทรางวัล", en=f"{len(types)} award types")


def year_events(edition: Edition) -> list[ui.YearEvent]:
    """The year's line: each intake's window once, visits, and publications that are over."""
    addresses = {"published": reverse("results-year", args=[edition.programme.code, edition.year_be])}
    return [
        ui.YearEvent(
            name=ui.say(event.name.th, event.name.en), at=event.at, until=event.until,
            url=addresses.get(event.kind, reverse("rules")), branch=event.branch,
        )
        for event in catalogue.year_line(edition)
    ]  # fmt: skip


def latest(front: catalogue.Front) -> list[dict[str, object]]:
    """The newest awarded works, for the home page."""
    cards = []
    for award in front.latest:
        line = shown.won(award)
        cards.append(
            {
                "title": line.lead, "agency": line.recipient, "url": line.url, "branch": line.branch,
                "level": line.level, "year": line.year, "fictitious": line.fictitious,
            }
        )  # fmt: skip
    return cards


def figures(front: catalogue.Front) -> list[dict[str, object]]:
    """A few numbers of the register, for the home page; none while it is empty."""
    held = front.figures
    if not held.awards:
        return []
    rows = (
        (held.awards, Text(th="รางวัลในทะเบียน", en="awards in the register"), "results"),
        (held.works, Text(th="ผลงาน", en="works"), "register"),
        (held.agencies, Text(th="หน่วยงานที่ได้รับรางวัล", en="agencies that won"), "agencies"),
        (held.years, Text(th="ปีที่มีผลรางวัล", en="years with results"), "results"),
    )
    return [{"number": f"{n:,}", "words": words, "url": reverse(route)} for n, words, route in rows]


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What this service is, what it keeps about people, and how accessible it is."""
    return render(request, "lertrat/public/about.html")
