"""The KPI at the office: points from the examiners' scores, and who examines what agencies handed in for the KPI round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from lertrat.assessment import actions, queries
from lertrat.assessment.permits import may
from lertrat.kernel import exact
from lertrat.kernel.errors import Refusal
from lertrat.selfassessment.queries import kpi_withheld
from lertrat.web.asking import Ask, attempt
from lertrat.web.officer.guard import Desk, number, officer
from lertrat.web.officer.results import fraction

if TYPE_CHECKING:
    from lertrat.assessment.models import KpiReading
    from lertrat.assessment.queries import KpiDesk
    from lertrat.selfassessment.models import FrozenCopy

STATES = {
    "waiting": ("todo", "ยังไม่มีผู้ตรวจ"), "reading": ("partial", "กำลังตรวจ"), "short": ("awaiting", "ผู้ตรวจไม่ครบ"),
    "concluded": ("done", "สรุปผลแล้ว"), "reused": ("locked", "ใช้คะแนนของรางวัล"),
}  # fmt: skip
LOCKED = ("done", "ยืนยันแล้ว")
READERS = {
    "active": ("partial", "ยังไม่ยืนยัน"), "dark": ("problem", "ระงับ: มีผลประโยชน์ทับซ้อน"), "released": ("locked", "ยกเลิกแล้ว"),
}  # fmt: skip


def forecast(copy: FrozenCopy) -> str:
    """The agency's own total as it is read: 423.8095 (8900/21), the fraction only where four decimals do not hold it."""
    if not copy.total:
        return "–"
    value = exact.parse(copy.total)
    short = exact.decimal(value, 4, trim=True)
    return short if exact.parse(short) == value else f"{short} ({exact.to_text(value)})"


@officer
def kpi(request: HttpRequest, desk: Desk) -> HttpResponse:
    """KPI points from the examiners' scores of step 1; refused where the table has no value. Below, what agencies handed in
    for the KPI round and how far its examination is."""
    may(desk.person, "see_results", desk.edition).require()
    made = desk.pack.instrument
    withheld = kpi_withheld(desk.pack)
    handed_in = queries.kpi_handed_in(desk.edition) if made and desk.owns(made.type) else []
    context = {
        "rows": [{"row": row, "exact": fraction(row.score)} for row in queries.kpi_rows(desk.edition)],
        "rules": desk.pack.kpi, "types": [desk.type_name(rule.type) for rule in desk.pack.kpi],
        "handed_in": [(each, *STATES[each.state], forecast(each.copy)) for each in handed_in], "instrument": made,
        "withheld": withheld.th if withheld else "", "withheld_rule": desk.pack.kpi_refused,
    }  # fmt: skip
    return render(request, "lertrat/officer/kpi.html", context)


@officer
def copy(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """One agency of the KPI round: its examiners (POST `seat` appoints, `reading` ends an appointment, `conclude` makes do with
    the sheets there are), and when every sheet is locked the sheets beside each other and what they come to."""
    held = queries.kpi_copy(desk.person, ref)
    seen = queries.kpi_desk(held)
    form = forms.Form(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        done, status = attempt(form, lambda: _act(desk, held, seen, request.POST))
        if done:
            messages.success(request, done)
            return redirect("office-kpi-copy", held.ref)
    withheld = kpi_withheld(desk.pack)
    dark = any(row.state == "dark" for row in seen.readings)
    context: dict[str, Any] = {
        "copy": held, "seen": seen, "forecast": forecast(held), "state": STATES[seen.waiting.state], "rows": _rows(seen), "form": form,
        "withheld": withheld.th if withheld else "", "total": seen.rubric.total, "instrument": desk.pack.instrument,
        "exact": fraction(seen.figures.score) if seen.figures else "", "ask": _ask(seen, request),
        "readers": [(row, *_reader(row)) for row in seen.readings],
        "may_appoint": not withheld and seen.waiting.state != "reused" and (seen.figures is None or dark),
    }  # fmt: skip
    return render(request, "lertrat/officer/kpi_copy.html", context, status=status)


def _rows(seen: KpiDesk) -> list[dict[str, Any]]:
    """The sheets beside each other; none before all are locked."""
    if seen.figures is None:
        return []
    means = zip(seen.rubric.criteria, seen.figures.categories, strict=True)
    return [
        {"name": c.name, "maximum": c.maximum, "scores": [s.get(c.id) for _, s in seen.sheets], "mean": mean}
        for c, (_, mean) in means
    ]


def _reader(row: KpiReading) -> tuple[str, str]:
    return LOCKED if row.state == "active" and row.locked_at else READERS[row.state]


def _ask(seen: KpiDesk, request: HttpRequest) -> Ask | None:
    """What is asked before an appointment ends, or before the office makes do with fewer sheets."""
    wanted = request.GET.get("ask", "")
    if wanted == "conclude" and seen.waiting.state == "short":
        return Ask(
            "สรุปผลจากแบบให้คะแนนที่มี",
            f"หลักเกณฑ์ให้มีผู้ตรวจ {seen.waiting.needed} คน ขณะนี้ยืนยันแล้ว {seen.waiting.locked} คน เหตุผลจะแสดงคู่กับผลเสมอ",
            "สรุปผล", request.path, {"conclude": "1"}, "เหตุผลที่ไม่มีผู้ตรวจเพิ่ม",
        )  # fmt: skip
    row = next((r for r in seen.readings if r.pk == number(wanted) and r.state != "released"), None)
    if row is None:
        return None
    return Ask(
        f"ยกเลิกการแต่งตั้ง {row.person.full_name}",
        "แบบให้คะแนนของผู้ตรวจคนนี้จะไม่ถูกนับ หากอยู่ในผลสรุปแล้ว ผลจะคำนวณใหม่จากแบบที่เหลือ",
        "ยกเลิกการแต่งตั้ง", request.path, {"reading": str(row.pk)}, "เหตุผล",
    )  # fmt: skip


def _act(desk: Desk, held: FrozenCopy, seen: KpiDesk, posted: QueryDict) -> str:
    by, reason = desk.person, posted.get("reason", "")
    if "seat" in posted:
        chosen = number(str(posted["seat"]))
        found = next((each.member for each in seen.seats if each.member.pk == chosen), None)
        if found is None:
            raise Refusal("seat", "กรุณาเลือกผู้ตรวจจากรายชื่อ", "Choose an examiner from the list.")
        actions.appoint_kpi(copy=held, person=found.person, panel=found.panel, by=by)
        return f"แต่งตั้ง {found.person.full_name} แล้ว"
    if "conclude" in posted:
        actions.conclude_kpi(copy=held, reason=reason, by=by)
        return "สรุปผลจากแบบให้คะแนนที่มีแล้ว"
    chosen = number(posted.get("reading", ""))
    reading = next((row for row in seen.readings if row.pk == chosen), None)
    if reading is None:
        raise Refusal("reading", "กรุณาเลือกผู้ตรวจที่จะยกเลิก", "Choose whose appointment ends.")
    reading.copy = held
    actions.release_kpi(reading=reading, reason=reason, by=by)
    return f"ยกเลิกการแต่งตั้ง {reading.person.full_name} แล้ว"
