"""Sending what was approved, and taking an application back."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.applications import actions, queries
from lertrat.applications.permits import may
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant.checking import fact_words, gap_links
from lertrat.web.applicant.forms import ReasonForm
from lertrat.web.applicant.place import Place, open_place
from lertrat.web.middleware import received_at

ACKNOWLEDGED = "acknowledged"


@login_required
def submit(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Confirm and send. The moment of arrival decides about the deadline; a second press gets the first receipt."""
    place = open_place(request, ref, step)
    errors: list[tuple[str, str]] = []
    status = 200
    if request.POST.get("do") == "intend":
        try:
            actions.intend(stage=place.stage, received_at=received_at(request), by=place.person)
        except NotAllowed:
            raise
        except Refusal as refusal:
            errors, status = [("", refusal.th)], 422
        else:
            messages.success(request, "บันทึกเวลาที่เริ่มยื่นแล้ว ส่งให้เสร็จภายในเวลาผ่อนผัน")
            return redirect(request.path)
    elif request.method == "POST":
        try:
            made, _ = actions.submit(
                stage=place.stage, received_at=received_at(request), acknowledged=ACKNOWLEDGED in request.POST,
                by=place.person,
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refusal as refusal:
            at = "id_acknowledged" if refusal.code == "not-acknowledged" else ""
            errors, status = [(at, refusal.th)], 409 if isinstance(refusal, Conflict) else 422
            _stamp(request, place)
        else:
            return redirect("receipt", made.ref)
    elif place.stage.state == "submitted":
        live = queries.live_submission(place.stage)
        return redirect("receipt", live.ref) if live else redirect(place.home)
    now = clock.now()
    ready = queries.readiness(place.content, now)
    grace, begun = queries.grace(place.stage), queries.intent(place.stage, ready.window)
    last_call = ready.window.closes_at + grace if ready.window else now
    in_time = ready.open or (begun is not None and now < last_call)
    acknowledge = ui.FieldView(
        name=ACKNOWLEDGED, kind="checkbox", value=ACKNOWLEDGED in request.POST,
        label="ข้าพเจ้าอ่านเงื่อนไขที่ยังไม่ผ่านหรือยังไม่ทราบข้างต้นแล้ว และประสงค์จะส่งใบสมัครให้เจ้าหน้าที่พิจารณา",
        error=next((words for at, words in errors if at), ""),
    )  # fmt: skip
    context = place.context(
        ready=ready, gaps=gap_links(place, ready.gaps), facts=fact_words(place), errors=errors, has_errors=bool(errors),
        weak=[one for one in ready.judgement.conditions if one.verdict != "met"], acknowledge=acknowledge,
        can=place.stage.state == "approved" and in_time and ready.complete,
        closed=place.closed() and not in_time, grace=grace, grace_minutes=grace // timedelta(minutes=1), begun=begun, last_call=last_call,
        early=ready.window is not None and now < ready.window.opens_at,
        crumbs=place.crumbs(ui.Link("ส่งใบสมัคร")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/submit.html", context, status=status)


def _stamp(request: HttpRequest, place: Place) -> None:
    """A press that was refused was a press in time all the same, where the rules publish a grace."""
    if queries.grace(place.stage):
        with contextlib.suppress(Refusal):
            actions.intend(stage=place.stage, received_at=received_at(request), by=place.person)


@login_required
def replace(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Ask, then open what was sent for a new version; the one that was sent stands meanwhile."""
    place = open_place(request, ref, step)
    errors: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            actions.replace(stage=place.stage, received_at=received_at(request), by=place.person)
        except NotAllowed:
            raise
        except Refusal as refusal:
            errors, status = [("", refusal.th)], 422
        else:
            messages.success(request, "เปิดให้แก้ไขแล้ว ฉบับที่ส่งแล้วยังมีผลจนกว่าจะส่งฉบับใหม่")
            return redirect(place.home)
    context = place.context(
        errors=errors, has_errors=bool(errors), crumbs=place.crumbs(ui.Link("ส่งฉบับใหม่แทน"))
    )
    return render(request, "lertrat/applicant/replace.html", context, status=status)


@login_required
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for the reason, then take the application back; what was sent stays readable."""
    place = open_place(request, ref)
    may(place.person, "withdraw", place.application).require()
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.withdraw(
                    application=place.application, reason=form.cleaned_data["reason"], by=place.person
                )
            except Refusal as refusal:
                form.add_error("reason" if refusal.code == "reason-needed" else None, refusal.th)
            else:
                messages.success(request, "ถอนใบสมัครแล้ว ข้อความและหลักฐานยังเก็บไว้ให้อ่านได้")
                return redirect(reverse("application", args=[place.application.ref]))
    context = place.context(
        form=form, crumbs=place.crumbs(ui.Link("ถอนใบสมัคร")), withdrawn=place.stage.state == "withdrawn"
    )
    return render(request, "lertrat/applicant/withdraw.html", context, status=status)
