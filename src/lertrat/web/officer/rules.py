"""The year's windows and its sealed rules."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.criteria.schema import BANGKOK
from lertrat.kernel import clock
from lertrat.programmes import actions, queries
from lertrat.programmes.permits import may
from lertrat.web.asking import attempt
from lertrat.web.officer.forms import WindowForm, moment_of
from lertrat.web.officer.guard import Desk, number, officer

if TYPE_CHECKING:
    from lertrat.programmes.models import Window


def _state(window: Window, now: datetime) -> str:
    return "ahead" if now < window.opens_at else "open" if now < window.closes_at else "closed"


@officer
def windows(request: HttpRequest, desk: Desk) -> HttpResponse:
    """When each type takes in, and every change of a closing with its reason; a change is for everybody."""
    may(desk.person, "office", desk.edition).require()
    held = queries.windows(desk.edition)
    amendments: dict[int, list[object]] = {}
    for each in queries.amendments(desk.edition):
        amendments.setdefault(each.window_id, []).append(each)
    wanted = number(request.POST.get("window", "") or request.GET.get("amend", ""))
    chosen = next((each for each in held if each.pk == wanted), None)
    form, status = None, 200
    if chosen is not None:
        form = WindowForm(request.POST or None, initial=_written(chosen.closes_at))
        if request.method == "POST":
            status = 422
            if form.is_valid():
                status = _amend(desk, chosen, form)
                if not status:
                    messages.success(request, "เปลี่ยนเวลาปิดรับแล้ว กำหนดเดิมและเหตุผลยังแสดงอยู่")
                    return redirect("office-windows")
    now = clock.now()
    rows = [
        {"window": each, "type": desk.type_name(each.type_id), "state": _state(each, now), "amendments": amendments.get(each.pk, [])}
        for each in held
    ]  # fmt: skip
    context = {
        "rows": rows,
        "form": form,
        "chosen": chosen,
        "chosen_type": desk.type_name(chosen.type_id) if chosen else "",
    }
    return render(request, "lertrat/officer/windows.html", context, status=status)


def _written(closes_at: datetime) -> dict[str, object]:
    """A closing as people write it: midnight is the last minute of the day before."""
    local = closes_at.astimezone(BANGKOK)
    if local.time() == time(0):
        return {"day": (local - timedelta(days=1)).date(), "hour": "23.59"}
    return {"day": local.date(), "hour": f"{local:%H.%M}"}


def _amend(desk: Desk, window: Window, form: WindowForm) -> int:
    data = form.cleaned_data
    closes = moment_of(data["day"], data["hour"])
    if (closes.hour, closes.minute) == (23, 59):
        # Whoever writes 23.59 means the whole of that minute, as the papers of the programme do.
        closes = moment_of(data["day"], time(0)) + timedelta(days=1)
    _, status = attempt(
        form,
        lambda: actions.amend_window(window=window, closes_at=closes, reason=data["reason"], by=desk.person),
        {"reason-needed": "reason", "window-order": "day"},
    )
    return status


@officer
def edition(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The sealed rules: version, hash, authority, and each gap of the sources with the reading in force."""
    may(desk.person, "office", desk.edition).require()
    pack = desk.pack
    context = {
        "edition": desk.edition, "versions": queries.versions(desk.edition), "pack": pack, "open_values": pack.open_values,
        "assumed": sum(1 for each in pack.open_values if each.assumed),
    }  # fmt: skip
    return render(request, "lertrat/officer/edition.html", context)


@officer
def source(request: HttpRequest, desk: Desk, version: int) -> HttpResponse:
    """The text of a sealed version, as it was sealed."""
    may(desk.person, "office", desk.edition).require()
    held = queries.version(desk.edition, version)
    part = "supplement" if request.GET.get("part") == "supplement" else "source"
    answer = HttpResponse(getattr(held, part), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{desk.edition.code}-v{held.number}-{part}.yaml"'
    return answer
