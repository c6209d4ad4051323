"""One self-assessment, two intakes: into the award's step 1, and to the KPI round. Both take a copy that never moves again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.applications import actions as applications
from lertrat.applications import queries as application_queries
from lertrat.assessment import queries as assessment
from lertrat.kernel import clock, exact
from lertrat.programmes import queries as programmes
from lertrat.selfassessment import queries
from lertrat.web.applicant.selfassessment.forms import Press
from lertrat.web.applicant.selfassessment.place import Place, open_place
from lertrat.web.asking import attempt
from lertrat.web.middleware import received_at

if TYPE_CHECKING:
    from lertrat.applications.models import Application

STEP = 1


@login_required
def hand_in(request: HttpRequest, ref: str) -> HttpResponse:
    """Both intakes with what they ask; POST `to=application` freezes into a draft, `to=kpi` sends to the KPI round."""
    place = open_place(request, ref)
    form = Press(request.POST if request.method == "POST" else None)
    made = place.instrument
    entered = _entered(place)
    sent = (
        any(stage.step == STEP and stage.state == "submitted" for stage in entered.stages.all())
        if entered
        else False
    )
    status = 200
    if form.is_valid():
        answer, status = attempt(form, lambda: _act(request, place))
        if answer:
            return answer
    window = programmes.closing(place.assessment.edition_id, made.type, STEP, place.assessment.agency_id)
    kpi = queries.kpi_window(place.assessment)
    figures = assessment.own_kpi(place.person, place.assessment)
    now = clock.now()
    copies = queries.copies(place.assessment)
    context = place.context(
        "ใช้ในใบสมัครและรอบตัวชี้วัด", form=form, window=window, kpi=kpi, entered=entered, sent=sent, copies=copies,
        agreed=place.assessment.state == "agreed", award_open=window is not None and now < window.closes_at,
        kpi_state="closed" if kpi and now >= kpi[1] else "ahead" if kpi and now < kpi[0] else "open",
        kpi_copy=next((copy for copy in copies if copy.purpose == "kpi"), None), can_send=place.can("send"),
        figures=figures, total=made.scale.maximum, exact=_exact(figures), announced=bool(place.assessment.edition.publication_number),
        award_intake=made.intake("award"), kpi_intake=made.intake("kpi"),
    )  # fmt: skip
    return render(request, "lertrat/applicant/self/hand_in.html", context, status=status)


def _exact(figures: assessment.Figures | None) -> str:
    """The exact score, where it is no whole number."""
    return "" if figures is None or figures.score.denominator == 1 else exact.to_text(figures.score)


def _entered(place: Place) -> Application | None:
    """The agency's application for the award this year, if there is one that is not withdrawn."""
    mine = application_queries.mine(place.person, place.assessment.edition)
    return next(
        (
            one
            for one in mine
            if one.type_id == place.instrument.type
            and one.agency_id == place.assessment.agency_id
            and any(stage.step == STEP and stage.state != "withdrawn" for stage in one.stages.all())
        ),
        None,
    )


def _act(request: HttpRequest, place: Place) -> HttpResponse:
    if request.POST.get("to") == "kpi":
        copy, _ = applications.send_kpi(
            assessment=place.assessment, received_at=received_at(request), by=place.person
        )
        messages.success(request, f"ส่งรอบตัวชี้วัดแล้ว เลขที่รับ {copy.ref}")
        return redirect(place.url("self-hand-in"))
    application, _ = applications.step_one_from(assessment=place.assessment, by=place.person)
    messages.success(request, "สร้างใบสมัครขั้นตอนที่ 1 จากการประเมินตนเองแล้ว ตรวจทานและขออนุมัติก่อนส่ง")
    return redirect("application", application.ref, STEP)
