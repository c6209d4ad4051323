"""The desk of a committee's member: their committees, the meetings, and where the results stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lertrat.committees import queries as committees
from lertrat.committees.permits import RUNS
from lertrat.committees.states import MEETING_MODES, MEETING_STATES, SEAT_ROLES
from lertrat.conflicts import queries as conflicts
from lertrat.kernel import clock
from lertrat.programmes import queries as programmes
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.committees.models import Meeting

LOOKS = {"planned": "ahead", "open": "partial", "closed": "done"}


def meeting_row(meeting: Meeting) -> dict[str, Any]:
    """A meeting as lists and heads show it."""
    return {
        "ref": meeting.ref, "number": meeting.number, "committee": meeting.committee.name_th, "held_at": meeting.held_at,
        "place": meeting.place, "mode": dict(MEETING_MODES)[meeting.mode], "state": meeting.state,
        "look": LOOKS[meeting.state], "says": dict(MEETING_STATES)[meeting.state], "demonstration": meeting.demonstration,
    }  # fmt: skip


@login_required
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """My committees, what is to be held, what was held."""
    person = signed_in_person(request)
    seats = committees.seats_of(person.pk, clock.now())
    edition = programmes.current_edition()
    rows = committees.meetings([seat.committee_id for seat in seats]) if seats else []
    context: dict[str, Any] = {
        "seats": [
            {"name": seat.committee.name_th, "code": seat.committee.code, "role": dict(SEAT_ROLES)[seat.role],
             "runs": seat.role in RUNS}
            for seat in seats
        ],
        "edition": edition,
        "coming": [meeting_row(m) for m in reversed(rows) if m.state != "closed"],
        "held": [meeting_row(m) for m in rows if m.state == "closed"],
        "declared": edition is None or conflicts.declaration(person.pk, edition) is not None,
    }  # fmt: skip
    return render(request, "lertrat/committee/desk.html", context)
