"""Site visits: whom to visit, who goes, what was found. A visit confirms; it gives no score."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.assessment import actions, queries
from lertrat.assessment.states import VISIT_OUTCOMES
from lertrat.criteria.schema import BANGKOK
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.people import queries as people
from lertrat.web.asking import attempt
from lertrat.web.officer.forms import VisitForm, VisitOutcomeForm, moment_of
from lertrat.web.officer.guard import Desk, officer

if TYPE_CHECKING:
    from lertrat.applications.models import Application
    from lertrat.assessment.models import Visit

OUTCOMES = dict(VISIT_OUTCOMES)


@officer
def visits(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who may be visited and has no appointment; the appointed visits and their outcomes."""
    waiting = [
        (each, desk.type_name(each.type_id)) for each in queries.visit_candidates(desk.person, desk.edition)
    ]
    rows = [
        (
            each,
            desk.type_name(each.application.type_id),
            list(each.team.all()),
            OUTCOMES.get(each.outcome, ""),
        )
        for each in queries.visits(desk.person, desk.edition)
    ]
    return render(request, "lertrat/officer/visits.html", {"waiting": waiting, "rows": rows})


def _of(desk: Desk, ref: str) -> tuple[Application, Visit | None]:
    """The application to visit with its visit where there is one. Raises NotFound."""
    for each in queries.visit_candidates(desk.person, desk.edition):
        if each.ref == ref.upper():
            return each, None
    for visit in queries.visits(desk.person, desk.edition):
        if visit.application.ref == ref.upper():
            return visit.application, visit
    raise NotFound("no-visit", "ไม่พบการตรวจในพื้นที่รายการนี้", "There is no such visit.")


@officer
def visit(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """Appoint a visit, or change it while nothing is recorded; record what it found."""
    application, held = _of(desk, ref)
    seats = {
        member.member.person_id: member.member.person.full_name
        for view in queries.panels(desk.edition)
        if application.type_id in view.panel.types
        for member in view.members
    }
    team = list(held.team.all()) if held else []
    seats |= {each.person_id: each.person.full_name for each in team}
    choices = [(str(pk), name) for pk, name in seats.items()]
    press = request.POST.get("press", "")
    form = VisitForm(
        request.POST if press == "appoint" else None,
        people=choices,
        initial=_initial(held, team),
        auto_id="id_visit_%s",
    )
    outcome = VisitOutcomeForm(request.POST if press == "record" else None, auto_id="id_outcome_%s")
    status = 200
    if request.method == "POST":
        status = 422
        if press == "appoint" and form.is_valid():
            status = _appoint(desk, application, form)
            says = "นัดตรวจในพื้นที่แล้ว"
        elif press == "record" and held is not None and outcome.is_valid():
            data, known = outcome.cleaned_data, held
            _, status = attempt(
                outcome,
                lambda: actions.record_visit(visit=known, by=desk.person, **data),
                {"reason": "reason"},
            )
            says = "บันทึกผลการตรวจในพื้นที่แล้ว"
        if not status:
            messages.success(request, says)
            return redirect("office-visit", application.ref)
    context = {
        "application": application, "visit": held, "team": team, "type": desk.type_name(application.type_id), "visit_form": form,
        "outcome_form": outcome, "outcome": OUTCOMES.get(held.outcome, "") if held else "",
        "form": next((each for each in (form, outcome) if each.errors), None),
    }  # fmt: skip
    return render(request, "lertrat/officer/visit.html", context, status=status)


def _initial(held: Visit | None, team: list[Any]) -> dict[str, Any]:
    at = (held.planned_at if held else clock.now() + timedelta(days=14)).astimezone(BANGKOK)
    leader = next((str(each.person_id) for each in team if each.leader), "")
    return {
        "day": at.date(), "hour": f"{at:%H.%M}" if held else "9.30", "mode": held.mode if held else "site",
        "place": held.place if held else "", "team": [str(each.person_id) for each in team], "leader": leader,
    }  # fmt: skip


def _appoint(desk: Desk, application: Application, form: VisitForm) -> int:
    data = form.cleaned_data
    known = people.by_ids([int(pk) for pk in data["team"]])
    leader = known.get(int(data["leader"]))
    if leader is None:
        form.add_error("leader", "หัวหน้าคณะต้องอยู่ในคณะผู้ตรวจที่เลือก")
        return 422
    _, status = attempt(
        form,
        lambda: actions.appoint_visit(
            application=application, planned_at=moment_of(data["day"], data["hour"]), mode=data["mode"], place=data["place"],
            team=[known[int(pk)] for pk in data["team"]], leader=leader, by=desk.person,
        ),
        {"visit-team": "team", "team-tied": "team", "visit-mode": "mode"},
    )  # fmt: skip
    return status
