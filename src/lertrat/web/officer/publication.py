"""From results to the one moment: proposals by the rules, and the hour at which what is decided becomes public."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.criteria.schema import BANGKOK
from lertrat.decisions import actions, queries
from lertrat.decisions.queries import PublicationStatus
from lertrat.decisions.states import OUTCOMES
from lertrat.kernel import clock, dates
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.web import ui
from lertrat.web.account.backend import worker_is_alive
from lertrat.web.asking import Ask, attempt
from lertrat.web.forms import ThaiDateField
from lertrat.web.officer.forms import HourField, moment_of
from lertrat.web.officer.guard import Desk, number, officer

SHOWN = 300
OUTCOME_WORDS = dict(OUTCOMES)


class ScheduleForm(forms.Form):
    """The day and hour of publication, and the resolution it rests on."""

    day = ThaiDateField(label="วันที่ประกาศ")
    hour = HourField(label="เวลา")
    resolution = forms.ChoiceField(label="ตามมติ", required=False)

    def __init__(self, *args: Any, resolutions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["resolution"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "ไม่ระบุ"), *resolutions]


@officer
def proposals(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the rules propose, as a difference from what stands; what a committee has decided never changes."""
    refusal: Refusal | None = None
    status = 200
    press = request.POST.get("press", "")
    if press == "honours":
        found = actions.propose_honours(edition=desk.edition, by=desk.person)
        messages.success(request, f"คำนวณรางวัลเลิศรัฐแล้ว {len(found)} รายการ ส่งให้ฝ่ายเลขานุการบรรจุวาระได้")
        return redirect("office-proposals")
    if request.method == "POST":
        try:
            actions.apply_proposals(
                edition=desk.edition, digest=request.POST.get("digest", ""), by=desk.person
            )
        except Refusal as refused:
            if refused.code != "plan-moved":
                raise
            refusal, status = refused, 409
        else:
            messages.success(request, "บันทึกข้อเสนอแล้ว คณะอนุกรรมการของแต่ละสาขาเห็นได้ในกระดานผลการพิจารณา")
            return redirect("office-proposals")
    plan = actions.propose(edition=desk.edition, by=desk.person)
    lines = [each for each in plan.changes if each.kind != "keep"]
    shown = Plan(plan.name, tuple(_in_thai(each) for each in lines[:SHOWN]))
    context = {
        "plan": plan, "shown": shown, "refusal": refusal, "hidden": max(0, len(lines) - SHOWN),
    }  # fmt: skip
    return render(request, "lertrat/officer/proposals.html", context, status=status)


def _in_thai(change: Change) -> Change:
    return replace(change, before=_named(change.before), after=_named(change.after))


def _named(values: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    if values.get("proposed_outcome"):
        named["ข้อเสนอ"] = OUTCOME_WORDS.get(values["proposed_outcome"], values["proposed_outcome"])
    if values.get("proposed_level"):
        level = ui.LEVELS.get(values["proposed_level"])
        named["ระดับ"] = level[0] if level else values["proposed_level"]
    if values.get("assumed"):
        named["ที่มา"] = "ค่าสมมติเพื่อการสาธิต"
    return named


@officer
def publication(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How far the publication is, what holds it up, and its hour."""
    status = queries.publication_status(desk.person, desk.edition)
    resolutions = {str(each.pk): each for each in queries.eligible_resolutions(desk.person, desk.edition)}
    choices = [
        (key, f"{each.item.meeting} วาระที่ {each.item.order} {each.item.title}"[:160])
        for key, each in resolutions.items()
    ]
    later = (clock.now() + timedelta(days=1)).astimezone(BANGKOK)
    form = ScheduleForm(
        request.POST if request.POST.get("press") == "schedule" else None,
        resolutions=choices, initial={"day": later.date(), "hour": "9.00"},
    )  # fmt: skip
    code = 200
    if request.method == "POST":
        answer = _pressed(request, desk, status, form, resolutions)
        if isinstance(answer, HttpResponse):
            return answer
        code = answer
    ask = None
    if request.GET.get("ask") == "cancel" and status.scheduled is not None:
        ask = Ask(
            "ยกเลิกกำหนดประกาศผล", f"ผลจะไม่ประกาศใน{dates.thai_datetime(status.scheduled.scheduled_at)} และกำหนดเวลาใหม่ได้",
            "ยกเลิกกำหนด", request.path, {"press": "cancel"}, "เหตุผล",
        )  # fmt: skip
    honours = {each.id: each.name.th for each in desk.pack.honours}
    later_rows = [
        (each, honours[each.honour], "take-honour")
        if hasattr(each, "honour")
        else (each, each.application.title, "take")
        for each in status.later
    ]
    context = {
        "status": status, "form": form, "ask": ask, "worker": worker_is_alive(desk.person),
        "blocks": [(each, desk.type_name(each.type_id)) for each in status.blocks[:100]],
        "honour_blocks": [(each, honours.get(each.honour, each.honour)) for each in status.honour_blocks], "later": later_rows,
    }  # fmt: skip
    return render(request, "lertrat/officer/publication.html", context, status=code)


def _pressed(
    request: HttpRequest,
    desk: Desk,
    status: PublicationStatus,
    form: ScheduleForm,
    resolutions: dict[str, Any],
) -> HttpResponse | int:
    press = request.POST.get("press", "")
    if press == "cancel" and status.scheduled is not None:
        actions.cancel_publication(
            publication=status.scheduled, reason=request.POST.get("reason", ""), by=desk.person
        )
        messages.success(request, "ยกเลิกกำหนดประกาศผลแล้ว")
        return redirect("office-publication")
    if press in ("leave", "leave-honour", "take", "take-honour"):
        _leave(request, desk, status, press)
        return redirect("office-publication")
    if press != "schedule":
        return 400
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    at = moment_of(data["day"], data["hour"])
    if at <= clock.now():
        form.add_error("day", "เวลาประกาศต้องอยู่ในอนาคต ตามนาฬิกาของระบบ")
        return 422
    made, code = attempt(
        form,
        lambda: actions.schedule_publication(
            edition=desk.edition, at=at, resolution=resolutions.get(data["resolution"]), by=desk.person
        ),
    )
    if made is None:
        return code
    messages.success(request, f"กำหนดประกาศผลใน{dates.thai_datetime(made.scheduled_at)}")
    return redirect("office-publication")


def _leave(request: HttpRequest, desk: Desk, status: PublicationStatus, press: str) -> None:
    """Leave one row for a later publication, or take one in again."""
    wanted, honour = number(request.POST.get("row", "")), press.endswith("-honour")
    rows: list[Any]
    if press.startswith("take"):
        rows = [each for each in status.later if hasattr(each, "honour") == honour]
    else:
        rows = list(status.honour_blocks if honour else status.blocks)
    for row in rows:
        if row.pk == wanted:
            actions.leave_out(row=row, left=not press.startswith("take"), by=desk.person)
            messages.success(
                request, "นำกลับมาประกาศแล้ว" if press.startswith("take") else "กันไว้ประกาศภายหลังแล้ว"
            )
