"""The desk of a person who acts for agencies: what waits for them, their applications with honest states, their agencies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lertrat.agencies import queries as agencies
from lertrat.agencies.states import role_name
from lertrat.applications import queries
from lertrat.criteria.schema import AwardType
from lertrat.decisions import queries as decisions
from lertrat.kernel import clock
from lertrat.programmes import queries as programmes
from lertrat.web.applicant.journey import Standing, standing
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.agencies.models import Membership
    from lertrat.applications.models import Application, Stage
    from lertrat.decisions.models import Decision
    from lertrat.programmes.queries import Closing, Closings


@dataclass(frozen=True, slots=True)
class Entry:
    """An application in the list."""

    application: Application
    stage: Stage
    type: AwardType
    standing: Standing
    window: Closing | None
    url: str
    next_url: str
    result: Decision | None

    @property
    def running(self) -> bool:
        """Whether something can still be done."""
        return self.standing.look in {"draft", "awaiting", "due"}


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Approvals first, then drafts by closing time, then what has been sent."""
    person = signed_in_person(request)
    memberships = agencies.memberships_of(person.pk)
    approver_of = {one.agency_id for one in memberships if one.role == "approver"}
    applications = queries.mine(person)
    windows = programmes.closings(
        {app.edition_id for app in applications}, {app.agency_id for app in applications}
    )
    results = decisions.own_results(person, applications)
    entries = [_entry(app, windows, approver_of, results.get(app.pk)) for app in applications]
    running = [one for one in entries if one.running]
    running.sort(key=lambda one: (one.window is None, one.window.closes_at if one.window else clock.now()))
    context = {
        "waiting": [one for one in running if one.standing.route == "application-approval"],
        "running": [one for one in running if one.standing.route != "application-approval"],
        "sent": [one for one in entries if one.standing.look == "submitted"],
        "ended": [one for one in entries if one.standing.look in {"closed", "withdrawn"}],
        "agencies": _by_agency(memberships),
        "edition": programmes.current_edition(),
        "none": not entries,
        "in_charge": any(one.role in ("admin", "approver") for one in memberships),
    }
    return render(request, "lertrat/applicant/desk.html", context)


def _entry(
    application: Application,
    windows: Closings,
    approver_of: set[int],
    result: Decision | None,
) -> Entry:
    stage = max(application.stages.all(), key=lambda one: one.step)
    window = windows.of(application.edition_id, application.type_id, stage.step, application.agency_id)
    found = standing(stage, window, clock.now(), approves=application.agency_id in approver_of)
    version = application.pack_version
    kind = programmes.pack_by_id(version.pk, version.sha256).types[application.type_id]
    home = reverse("application", args=[application.ref, stage.step])
    target = home
    if found.route == "receipt":
        live = [one for one in application.submissions.all() if one.live and one.step == stage.step]
        target = reverse("receipt", args=[live[0].ref]) if live else home
    elif found.route:
        target = reverse(found.route, args=[application.ref, stage.step])
    return Entry(application, stage, kind, found, window, home, target, result)


def _by_agency(memberships: list[Membership]) -> list[tuple[str, str]]:
    """Agencies with the person's roles in each, in words."""
    held: dict[str, list[str]] = {}
    for one in memberships:
        held.setdefault(one.agency.name_th, []).append(role_name(one.role))
    return [(name, " และ".join(roles)) for name, roles in held.items()]
