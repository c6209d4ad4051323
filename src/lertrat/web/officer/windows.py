"""When each type takes in: changes for everybody, and more time for one agency by two officers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.agencies import queries as agencies
from lertrat.committees import queries as committees
from lertrat.criteria.schema import BANGKOK
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.programmes import actions, queries
from lertrat.programmes.permits import may
from lertrat.programmes.states import EXTENSION_STATES
from lertrat.web import ui
from lertrat.web.asking import attempt
from lertrat.web.forms import error_lines
from lertrat.web.officer.forms import ExtensionForm, WindowForm, closing_of
from lertrat.web.officer.guard import Desk, number, officer

if TYPE_CHECKING:
    from lertrat.agencies.models import Agency
    from lertrat.committees.models import Resolution
    from lertrat.programmes.models import Extension, Window

LOOKS = {"proposed": "awaiting", "confirmed": "done", "declined": "problem", "taken_back": "withdrawn"}


def _state(window: Window, now: datetime) -> str:
    return "ahead" if now < window.opens_at else "open" if now < window.closes_at else "closed"


@officer
def windows(request: HttpRequest, desk: Desk) -> HttpResponse:
    """When each type takes in, and every change of a closing with its reason; a change is for everybody."""
    may(desk.person, "office", desk.edition).require()
    counted = queries.windows_waiting(desk.person, desk.edition)
    held = [each for each, _ in counted]
    amendments: dict[int, list[object]] = {}
    for each in queries.amendments(desk.edition):
        amendments.setdefault(each.window_id, []).append(each)
    wanted = number(request.POST.get("window", "") or request.GET.get("amend", ""))
    chosen = next((each for each in held if each.pk == wanted), None)
    form, status = None, 200
    if chosen is not None:
        resolved = _resolved()
        form = WindowForm(
            request.POST or None, initial=_written(chosen.closes_at),
            items=[(key, _said(resolution)) for key, resolution in resolved.items()],
        )  # fmt: skip
        if request.method == "POST":
            status = 422
            if form.is_valid():
                status = _amend(desk, chosen, form, resolved)
                if not status:
                    messages.success(request, "เปลี่ยนเวลาปิดรับแล้ว ระบบจะแจ้งหน่วยงานที่มีฉบับร่างทุกราย")
                    return redirect("office-windows")
    now = clock.now()
    rows = [
        {"window": each, "type": desk.type_name(each.type_id), "state": _state(each, now), "amendments": amendments.get(each.pk, [])}
        for each in held
    ]  # fmt: skip
    context = {
        "rows": rows, "form": form, "chosen": chosen, "chosen_type": desk.type_name(chosen.type_id) if chosen else "",
        "waiting": sum(waiting for _, waiting in counted),
    }  # fmt: skip
    return render(request, "lertrat/officer/windows.html", context, status=status)


def _resolved() -> dict[str, Resolution]:
    """What meetings have approved, by the item's number as a form carries it."""
    found = {}
    for item in committees.agenda_items():
        resolution: Resolution | None = getattr(item, "resolution", None)
        if resolution is not None and resolution.outcome == "approved":
            found[str(item.pk)] = resolution
    return found


def _said(resolution: Resolution) -> str:
    item = resolution.item
    return f"{item.meeting.committee.name_th} ครั้งที่ {item.meeting.number} วาระที่ {item.order} {item.title}"


def _written(closes_at: datetime) -> dict[str, object]:
    """A closing as people write it: midnight is the last minute of the day before."""
    local = closes_at.astimezone(BANGKOK)
    if local.time() == time(0):
        return {"day": (local - timedelta(days=1)).date(), "hour": "23.59"}
    return {"day": local.date(), "hour": f"{local:%H.%M}"}


def _amend(desk: Desk, window: Window, form: WindowForm, resolved: dict[str, Resolution]) -> int:
    data = form.cleaned_data
    _, status = attempt(
        form,
        lambda: actions.amend_window(
            window=window, closes_at=closing_of(data["day"], data["hour"]), reason=data["reason"],
            resolution=resolved.get(data["item"]), document=data["document"], announced=data["announced"], by=desk.person,
        ),
        {"reason-needed": "reason", "ground-needed": "item", "window-order": "day", "unchanged": "day"},
    )  # fmt: skip
    return status


@officer
def extensions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every proposal of more time for one agency, what waits first, and a form for a new one."""
    open_to = [each for each in queries.windows(desk.edition) if desk.owns(each.type_id)]
    form = ExtensionForm(
        request.POST or None,
        initial={"agency": request.GET.get("agency", "")},
        windows=[(str(each.pk), _window_words(desk, each)) for each in open_to],
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            window = next(each for each in open_to if str(each.pk) == data["window"])
            made, status = attempt(form, lambda: _propose(desk, window, data), PROPOSING)
            if made is not None:
                messages.success(request, "เสนอแล้ว จะมีผลเมื่อเจ้าหน้าที่อีกคนหนึ่งยืนยัน")
                return redirect("office-extension", made.ref)
    rows = [_row(desk, one) for one in queries.extensions(desk.person, desk.edition)]
    context = {"rows": rows, "form": form, "whole": desk.types is None}
    return render(request, "lertrat/officer/extensions.html", context, status=status)


PROPOSING = {
    "no-agency": "agency",
    "reason-needed": "reason",
    "no-more-time": "day",
    "past": "day",
    "proposed": "agency",
}


def _window_words(desk: Desk, window: Window) -> str:
    return desk.type_name(window.type_id) + (f" ขั้นที่ {window.step}" if window.step > 1 else "")


def _propose(desk: Desk, window: Window, data: dict[str, Any]) -> Extension:
    return actions.propose_extension(
        window=window, agency=_agency(data["agency"]), until_at=closing_of(data["day"], data["hour"]),
        reason=data["reason"], by=desk.person,
    )  # fmt: skip


def _agency(text: str) -> Agency:
    """The agency with this code or name; a Refusal where none or several fit."""
    try:
        return agencies.by_code(text.strip())
    except NotFound:
        found = agencies.by_name(text)
    if found is None:
        raise Refusal(
            "no-agency",
            "ไม่พบหน่วยงานชื่อนี้ หรือมีหลายหน่วยงานชื่อเดียวกัน กรุณากรอกรหัสหน่วยงาน",
            "No agency, or more than one, has this name. Give its code.",
        )
    return found


def _row(desk: Desk, one: Extension) -> dict[str, object]:
    return {
        "held": one, "type": _window_words(desk, one.window), "look": LOOKS[one.state], "words": dict(EXTENSION_STATES)[one.state],
        "own": one.proposed_by_id == desk.person.pk,
    }  # fmt: skip


@officer
def extension(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """One proposal: another officer confirms or declines it, the proposer may take it back."""
    held = queries.extension(desk.person, ref)
    errors: list[tuple[str, str]] = []
    status, comment = 200, request.POST.get("comment", "")
    if request.method == "POST":
        confirming = request.POST.get("do") == "confirm"
        try:
            if confirming:
                actions.confirm_extension(extension=held, by=desk.person)
            else:
                actions.decline_extension(extension=held, comment=comment, by=desk.person)
        except Refusal as refusal:
            at = "id_comment" if refusal.code == "comment-needed" else ""
            errors, status = error_lines([(at, refusal.th)]), 422
        else:
            messages.success(
                request, "ยืนยันแล้ว ระบบจะแจ้งหน่วยงาน" if confirming else "บันทึกแล้ว กำหนดปิดรับไม่เปลี่ยน"
            )
            return redirect("office-extensions")
    field = ui.FieldView(
        name="comment", label="เหตุผลที่ไม่อนุญาต", kind="textarea", rows=3, value=comment,
        error=next((words for at, words in errors if at), ""),
    )  # fmt: skip
    context = _row(desk, held) | {"comment": field, "errors": errors, "has_errors": bool(errors)}
    return render(request, "lertrat/officer/extension.html", context, status=status)
