"""Indicators of category 7: charts with their figures, what to look at, and the import: shown first, then written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.files import actions as file_actions
from lertrat.files import queries as files
from lertrat.kernel.errors import Refusal
from lertrat.selfassessment import actions, queries
from lertrat.selfassessment.permits import may
from lertrat.web import ui
from lertrat.web.applicant.selfassessment import charts
from lertrat.web.applicant.selfassessment.forms import Press, SheetForm
from lertrat.web.applicant.selfassessment.place import Place, open_place
from lertrat.web.asking import Ask, attempt

if TYPE_CHECKING:
    from lertrat.files.models import StoredFile
    from lertrat.kernel.plan import Plan

LOOKS = {"text": "problem", "missing": "problem", "unit": "problem", "blank": "partial"}
WORDS = {"text": "ไม่ใช่ตัวเลข", "missing": "ปีไม่ครบ", "unit": "หน่วยเปลี่ยน", "blank": "ข้อมูลไม่ครบ"}


@login_required
def indicators(request: HttpRequest, ref: str) -> HttpResponse:
    """The indicators; POST a file to see what it would do, or a plan's digest to have it done."""
    place = open_place(request, ref)
    posted = request.method == "POST"
    form = SheetForm(request.POST if posted and "digest" not in request.POST else None, request.FILES or None)
    press = Press(request.POST if posted and "digest" in request.POST else None)
    plan, file, status = None, None, 200
    if press.is_bound:
        file = _own_file(place, request.POST.get("file", ""))
        plan, status = attempt(press, lambda: _apply(place, file, request.POST.get("digest", "")))
        if plan:
            messages.success(request, f"บันทึกแล้ว เพิ่ม {plan.count('add')} เปลี่ยน {plan.count('change')} ตัวชี้วัด")
            return redirect(place.url("self-indicators"))
        plan = _again(place, file) if status == 409 else None
    elif form.is_valid():
        found, status = attempt(
            form, lambda: _preview(place, form), dict.fromkeys(("sheet", "file-type"), "file")
        )
        if found:
            plan, file = found
    rows = [] if plan else [(one, charts.years(one)) for one in queries.measures(place.assessment)]
    groups = {item.id: item for item in place.instrument.items if not item.points}
    context = place.context(
        "ตัวชี้วัดหมวด 7", form=press if press.is_bound else form, upload=form, plan=plan, file=file,
        groups=[(item, [row for row in rows if row[0].indicator.group == key]) for key, item in groups.items()],
        count=len(rows), findings=sum(len(one.findings) for one, _ in rows), looks=LOOKS, words=WORDS,
        ready=plan is not None and not plan.count("refuse") and (plan.count("add") or plan.count("change")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/self/indicators.html", context, status=status or 200)


def _preview(place: Place, form: SheetForm) -> tuple[Plan, StoredFile]:
    may(place.person, "write", place.assessment).require()
    file = file_actions.store(form.cleaned_data["file"], place.person, allowed=queries.SHEET_EXTENSIONS)
    return queries.plan_indicators(place.assessment, queries.spreadsheet(file)), file


def _own_file(place: Place, ref: str) -> StoredFile | None:
    """The file that was previewed: only the person's own upload is read again."""
    found = files.by_ref(ref)
    return found if found is not None and found.uploaded_by_id == place.person.pk else None


def _apply(place: Place, file: StoredFile | None, digest: str) -> Plan:
    if file is None:
        raise Refusal("file", "ไม่พบไฟล์ที่แสดงไว้ กรุณาแนบใหม่", "The previewed file is gone; attach it again.")
    return actions.apply_indicators(
        assessment=place.assessment, rows=queries.spreadsheet(file), digest=digest, by=place.person
    )


def _again(place: Place, file: StoredFile | None) -> Plan | None:
    return queries.plan_indicators(place.assessment, queries.spreadsheet(file)) if file else None


@login_required
def drop(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Ask, then take an indicator out."""
    place = open_place(request, ref)
    row = queries.indicator_of(place.assessment, pk)
    back = place.url("self-indicators")
    if request.method == "POST":
        actions.drop_indicator(indicator=row, by=place.person)
        messages.success(request, "นำตัวชี้วัดออกแล้ว สำเนาที่ส่งต่อไปแล้วยังมีอยู่ตามเดิม")
        return redirect(back)
    ask = Ask("นำตัวชี้วัดนี้ออก", f"{row.group} {row.name} และผลทุกปีของตัวชี้วัดนี้", "นำออก", back)
    context = place.context("นำตัวชี้วัดออก", ask=ask, links=[ui.Link("ตัวชี้วัดหมวด 7", back)])
    return render(request, "lertrat/applicant/self/remove.html", context)
