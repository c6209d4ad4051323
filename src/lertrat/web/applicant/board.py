"""The department's board: all works of its agencies, how far each is, and the day and reader the department set itself."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.applications import actions, queries
from lertrat.applications.permits import may
from lertrat.kernel import clock, dates
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.applicant.journey import standing
from lertrat.web.forms import ThaiDateField
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.applications.board import Board, Entry
    from lertrat.applications.models import Application
    from lertrat.criteria import Pack
    from lertrat.programmes.models import Edition

DAY = timedelta(days=1)


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Every work of the person's agencies and those below, by agency; `?state=` and `?type=` narrow it, `?as=csv` gives a file."""
    person = signed_in_person(request)
    editions = {one.code: one for one in programmes.sealed_editions()}
    edition = editions.get(request.GET.get("year", "")) or programmes.current_edition()
    if edition is None:
        return render(request, "lertrat/applicant/board.html", {"groups": [], "edition": None})
    pack = programmes.pack_of(edition)
    type_id = request.GET.get("type", "")
    seen = queries.board(
        person, edition, text=request.GET.get("q", ""), type_id=type_id if type_id in pack.types else "",
        withdrawn=request.GET.get("state") == "withdrawn",
    )  # fmt: skip
    rows = [
        row
        for entry in seen.entries
        if (row := _row(entry, pack)) and _wanted(row, request.GET.get("state", ""))
    ]
    if request.GET.get("as") == "csv":
        return _csv(rows, edition)
    context = {
        "edition": edition, "groups": _by_agency(rows), "quotas": _quotas(seen, pack), "more": seen.more, "count": len(rows),
        "types": [(one.id, one.name.th) for one in pack.types.values()], "states": STATES, "given": request.GET,
        "years": [(code, str(one)) for code, one in editions.items()], "clashing": sum(1 for row in rows if row["clashes"]),
        "late": sum(1 for row in rows if row["late"]),
    }  # fmt: skip
    return render(request, "lertrat/applicant/board.html", context)


STATES = [
    ("", "ทั้งหมดที่ไม่ได้ถอน"), ("running", "ยังไม่ได้ส่ง"), ("clash", "ซ้ำหรือเกินจำนวน"), ("submitted", "ส่งแล้ว"),
    ("withdrawn", "รวมที่ถอนแล้ว"),
]  # fmt: skip


def _row(entry: Entry, pack: Pack) -> dict[str, Any]:
    application, plan = entry.application, getattr(entry.application, "inside", None)
    kind = pack.types.get(application.type_id)
    now = clock.now()
    stands = standing(entry.stage, entry.window, now, approves=False)
    running = stands.look in {"draft", "awaiting", "due"}
    return {
        "entry": entry, "application": application, "stage": entry.stage, "standing": stands, "plan": plan,
        "type": kind.name.th if kind else application.type_id, "running": running, "clashes": entry.clashes if running else (),
        "late": bool(running and plan and plan.due_at and plan.due_at <= now),
        "url": reverse("application", args=[application.ref, entry.stage.step]),
        "plan_url": reverse("board-plan", args=[application.ref]),
    }  # fmt: skip


def _wanted(row: dict[str, Any], state: str) -> bool:
    if state == "running":
        return bool(row["running"])
    if state == "clash":
        return bool(row["clashes"])
    return state != "submitted" or row["standing"].look == "submitted"


def _by_agency(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        held.setdefault(row["application"].agency.name_th, []).append(row)
    return list(held.items())


def _quotas(seen: Board, pack: Pack) -> list[dict[str, Any]]:
    names = {one.id: one.name.th for one in pack.types.values()}
    return [
        {"use": one, "type": names.get(one.type_id, one.type_id), "begun": one.sent + one.drafts}
        for one in seen.quotas
    ]


def _csv(rows: list[dict[str, Any]], edition: Edition) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="board-{edition.code}.csv"'
    response.write("\ufeff")
    out = csv.writer(response)
    out.writerow(
        ["เลขที่", "หน่วยงาน", "ชื่อผลงาน", "ประเภท", "สถานะ", "ครบแล้ว (ส่วน)", "ส่วนทั้งหมด", "ข้อที่ต้องแก้", "ปิดรับ", "กำหนดภายใน",
         "ผู้อ่านตรวจ", "แก้ล่าสุดโดย", "แก้ล่าสุดเมื่อ", "ซ้ำหรือเกินจำนวน"]
    )  # fmt: skip
    for row in rows:
        entry, plan, app = row["entry"], row["plan"], row["application"]
        cells = [
            app.ref, app.agency.name_th, app.title, row["type"], row["standing"].words, entry.done, entry.sections, entry.gaps,
            dates.deadline_words(entry.window.closes_at) if entry.window else "",
            dates.deadline_words(plan.due_at) if plan and plan.due_at else "",
            plan.reviewer.full_name if plan and plan.reviewer else "",
            entry.stage.touched_by.full_name if entry.stage.touched_by else "",
            dates.thai_datetime(entry.stage.touched_at, "short"), " / ".join(one.refusal.th for one in row["clashes"]),
        ]  # fmt: skip
        # A cell that a spreadsheet would take for a formula is shown as the text it is.
        out.writerow(
            [
                f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
                for cell in cells
            ]
        )
    return response


class PlanForm(forms.Form):
    """The department's own day and reader for one work."""

    due_on = ThaiDateField(
        label="กำหนดภายใน", required=False, help_text="สิ้นวันที่กำหนด ใช้ภายในหน่วยงานเท่านั้น ระบบไม่ปิดรับตามวันนี้"
    )
    reviewer = forms.ChoiceField(
        label="ผู้อ่านตรวจก่อนส่ง", required=False, help_text="อ่านทั้งฉบับและให้ความเห็นได้ แต่แก้คำตอบไม่ได้"
    )
    note = forms.CharField(label="หมายเหตุถึงผู้จัดทำและผู้อ่านตรวจ", required=False, max_length=300)


@login_required
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    """Set a work's internal deadline and reviewer."""
    person = signed_in_person(request)
    application = _planned(person, ref)
    held = getattr(application, "inside", None)
    people = queries.planners(application)
    initial = {
        "due_on": _last_day(held.due_at) if held and held.due_at else None,
        "reviewer": str(held.reviewer_id or "") if held else "", "note": held.note if held else "",
    }  # fmt: skip
    form = PlanForm(request.POST or None, initial=initial)
    choices = [("", "ไม่กำหนด"), *((str(one.pk), one.full_name) for one in people)]
    form.fields["reviewer"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, typed as Field
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in people if str(one.pk) == form.cleaned_data["reviewer"]), None)
        day = form.cleaned_data["due_on"]
        try:
            actions.plan_inside(
                application=application, due_at=_after(day) if day else None, reviewer=chosen,
                note=form.cleaned_data["note"], by=person,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("due_on" if refusal.code.startswith("day") else "reviewer", refusal.th)
        else:
            messages.success(
                request, "บันทึกกำหนดภายในแล้ว ระบบแจ้งผู้อ่านตรวจให้ทราบ" if chosen else "บันทึกกำหนดภายในแล้ว"
            )
            return redirect("board")
    crumbs = [ui.Link("ภาพรวมของหน่วยงาน", reverse("board")), ui.Link("กำหนดภายใน")]
    context = {"form": form, "application": application, "crumbs": crumbs}
    return render(request, "lertrat/applicant/board_plan.html", context, status=422 if form.is_bound else 200)


def _planned(person: Any, ref: str) -> Application:
    try:
        application = queries.application_below(person, ref)
    except NotFound:
        raise Http404 from None
    may(person, "plan", application).require()
    return application


def _after(day: date) -> datetime:
    """The first moment after a day in Thailand."""
    return datetime.combine(day + DAY, time(), tzinfo=dates.BANGKOK)


def _last_day(moment: datetime) -> date:
    return dates.day_of(moment - timedelta(microseconds=1))
