"""Home, and the pages about this service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lertrat.criteria.schema import Text
from lertrat.kernel import dates
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.public_page import public_page

if TYPE_CHECKING:
    from lertrat.programmes.models import Edition


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """This year's dates as a line with today on it, the question, the branches, the latest works."""
    edition = programmes.current_edition()
    context: dict[str, Any] = {
        "question_url": reverse("eligibility"),
        "rules_url": reverse("rules"),
        "results_url": "/results/",
        "latest": latest(),
        "figures": figures(),
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
    """The year's line: one span per distinct intake window, named after what it takes in."""
    pack = programmes.pack_of(edition)
    spans: dict[tuple[object, object], list[tuple[str, str]]] = {}
    for window in programmes.windows(edition):
        kind = pack.types[window.type_id]
        spans.setdefault((window.opens_at, window.closes_at), []).append((kind.id, kind.branch))
    events = []
    for (opens, closes), members in spans.items():
        branches = {branch for _, branch in members}
        names = [pack.types[type_id].name for type_id, _ in members]
        if len(members) > 2:
            title = " · ".join(ui.say(*ui.BRANCHES[branch]) for branch in sorted(branches))
        else:
            title = " · ".join(name.says("en" if ui.english() else "th") for name in names)
        events.append(
            ui.YearEvent(
                name=ui.say("รับสมัคร ", "Applications: ") + title, at=opens, until=closes,  # type: ignore[arg-type]  # datetimes of the window
                url=reverse("rules"), branch=branches.pop() if len(branches) == 1 else "",
            )
        )  # fmt: skip
    return sorted(events, key=lambda event: event.at)


def latest() -> list[dict[str, object]]:
    """The newest awarded works, for the home page."""
    return []


def figures() -> list[dict[str, object]]:
    """A few numbers of the register, for the home page."""
    return []


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What this service is, what it keeps about people, and how accessible it is."""
    return render(request, "lertrat/public/about.html")
