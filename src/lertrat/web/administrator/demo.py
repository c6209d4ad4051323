"""Pages that only a demonstration has: its clock, and the mailbox where its letters end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.criteria.schema import BANGKOK
from lertrat.kernel import clock, dates
from lertrat.notices import queries as notices
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.administrator.guard import demonstration
from lertrat.web.administrator.people import number
from lertrat.web.forms import ThaiDateField

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.programmes.models import Edition

PAGE = 30


class ClockForm(forms.Form):
    """A day and an hour."""

    day = ThaiDateField(label="วันที่")
    hour = forms.TimeField(
        label="เวลา", input_formats=["%H.%M", "%H:%M", "%H.%M.%S", "%H:%M:%S"], help_text="เช่น 23.59",
        error_messages={"invalid": "กรุณากรอกเวลา เช่น 9.30 หรือ 23.59"},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment worth going to."""

    name: str
    at: datetime

    @property
    def key(self) -> str:
        return str(round(self.at.timestamp()))


def moments(edition: Edition) -> list[Moment]:
    """What can be watched in a year: openings, the last minute before each closing, the closing itself, and later hours."""
    pack = programmes.pack_of(edition)
    found: dict[datetime, tuple[str, list[str]]] = {}
    for window in programmes.windows(edition):
        kind = pack.types.get(window.type_id)
        name = kind.name.th if kind else window.type_id
        step = f" ขั้นตอนที่ {window.step}" if kind and len(kind.steps) > 1 else ""
        for at, words in (
            (window.opens_at, "วันแรกที่เปิดรับ"), (window.closes_at - timedelta(days=3), "สามวันก่อนปิดรับ"),
            (window.closes_at - timedelta(minutes=1), "นาทีสุดท้ายก่อนปิดรับ"), (window.closes_at, "ปิดรับแล้ว"),
        ):  # fmt: skip
            found.setdefault(at, (words, []))[1].append(name + step)
    return [Moment(f"{words}: {_few(names)}", at) for at, (words, names) in sorted(found.items())]


def _few(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    if len(names) <= 3:
        return " · ".join(names)
    return f"{' · '.join(names[:2])} และอีก {len(names) - 2} ประเภท"


def _events(edition: Edition) -> list[ui.YearEvent]:
    """The intakes of each branch on the year's line."""
    pack = programmes.pack_of(edition)
    spans: dict[tuple[str, datetime, datetime], int] = {}
    for window in programmes.windows(edition):
        kind = pack.types.get(window.type_id)
        key = (kind.branch if kind else "", window.opens_at, window.closes_at)
        spans[key] = spans.get(key, 0) + 1
    return [
        ui.YearEvent(f"รับสมัครสาขา{ui.BRANCHES[branch][0]} {count} ประเภท", opens, closes, "", branch)
        for (branch, opens, closes), count in spans.items()
        if branch in ui.BRANCHES
    ]


@demonstration
def clock_page(request: HttpRequest, by: Person) -> HttpResponse:
    """Where the demonstration's today stands, and moving it."""
    edition = programmes.current_edition()
    chosen = moments(edition) if edition else []
    now = clock.now()
    local = now.astimezone(BANGKOK)
    form = ClockForm(
        request.POST if request.POST.get("press") == "to" else None,
        initial={"day": local.date(), "hour": f"{local:%H.%M}"},
    )
    status = 200
    movable = clock.clock_file() is not None
    if request.method == "POST" and movable:
        target = _target(request, form, chosen)
        if target is not None:
            clock.move_to(target)
            messages.success(
                request, f"วันนี้ในการสาธิตคือ{dates.thai_date(target, 'full')} เวลา {dates.thai_time(target)}"
            )
            return redirect("demo-clock")
        status = 422
    context = {
        "form": form, "moments": chosen, "now": now, "hour": dates.thai_time(now), "moved": clock.offset().total_seconds() != 0, "movable": movable,
        "events": _events(edition) if edition else [], "edition": edition,
    }  # fmt: skip
    return render(request, "lertrat/administrator/clock.html", context, status=status)


def _target(request: HttpRequest, form: ClockForm, chosen: list[Moment]) -> datetime | None:
    press = request.POST.get("press", "")
    if press == "real":
        return clock.now() - clock.offset()
    if press == "step":
        hours = {"1h": 1, "1d": 24, "7d": 24 * 7, "30d": 24 * 30}.get(request.POST.get("by", ""))
        return clock.now() + timedelta(hours=hours) if hours else None
    if press == "to" and form.is_valid():
        hour: time = form.cleaned_data["hour"]
        return datetime.combine(form.cleaned_data["day"], hour, BANGKOK)
    return next((each.at for each in chosen if each.key == press), None)


@demonstration
def mailbox(request: HttpRequest, by: Person) -> HttpResponse:
    """Every letter the demonstration has written, as its addressee would read it."""
    address = request.GET.get("to", "").strip()
    rows: list[Any] = notices.mailbox(address, before=number(request.GET.get("after", "")), limit=PAGE + 1)
    context = {"rows": rows[:PAGE], "to": address, "after": rows[PAGE - 1].pk if len(rows) > PAGE else None}
    return render(request, "lertrat/administrator/mailbox.html", context)
