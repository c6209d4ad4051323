"""A person's closing times on one page, and the addresses of the calendars to subscribe to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.applications import actions, queries
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.signed_in import signed_in_person


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """What is still to be sent, by closing time; POST makes the person's own address, or a new one that ends the old."""
    person = signed_in_person(request)
    if request.method == "POST":
        actions.renew_calendar(by=person)
        messages.success(request, "ได้ที่อยู่ปฏิทินใหม่แล้ว ที่อยู่เดิมใช้ไม่ได้อีก")
        return redirect("apply-calendar")
    token = queries.calendar_token(person)
    edition = programmes.current_edition()
    rows = []
    for stage, closing in queries.unsent_of(person):
        version = stage.application.pack_version
        kind = programmes.pack_by_id(version.pk, version.sha256).types[stage.application.type_id]
        rows.append((stage, closing, kind))
    context = {
        "rows": rows, "edition": edition,
        "own": request.build_absolute_uri(reverse("calendar-mine", args=[token])) if token else "",
        "public": request.build_absolute_uri(reverse("calendar", args=[edition.code])) if edition else "",
        "crumbs": [ui.Link("งานของหน่วยงาน", reverse("apply")), ui.Link("ปฏิทินปิดรับ")],
    }  # fmt: skip
    return render(request, "lertrat/applicant/calendar.html", context)
