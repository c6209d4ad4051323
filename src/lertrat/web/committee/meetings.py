"""Meetings: called, opened with attendance, items resolved one by one or many as proposed, closed; and the minutes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from lertrat.committees import actions
from lertrat.committees import queries as committees
from lertrat.committees.permits import may
from lertrat.committees.states import MEETING_MODES, SEAT_ROLES
from lertrat.decisions import actions as deciding
from lertrat.decisions import queries as decisions
from lertrat.decisions.states import OUTCOMES
from lertrat.kernel.dates import BANGKOK
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.kernel.thai import arabic_digits
from lertrat.programmes import queries as programmes
from lertrat.records import queries as records
from lertrat.typesetting import render as typeset
from lertrat.web.asking import Ask, attempt
from lertrat.web.committee.views import meeting_row
from lertrat.web.forms import ThaiDateField
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.committees.models import Meeting
    from lertrat.people.models import Person

OUTCOME_WORDS = dict(OUTCOMES)
AS_PROPOSED = "เห็นชอบตามที่เสนอ"
ITEM_LOOKS = {"open": "awaiting", "resolved": "done", "deferred": "ahead"}
ITEM_WORDS = {"open": "รอพิจารณา", "resolved": "มีมติแล้ว", "deferred": "เลื่อนพิจารณา"}


class CallForm(forms.Form):
    """A meeting to be called."""

    number = forms.CharField(label="ครั้งที่", max_length=40, help_text="เช่น 2/2564")
    day = ThaiDateField(label="วันที่ประชุม")
    hour = forms.CharField(label="เวลา", max_length=5, help_text="เช่น 09.30", initial="09.30")
    mode = forms.ChoiceField(label="วิธีประชุม", choices=MEETING_MODES, widget=forms.RadioSelect, initial="room")
    place = forms.CharField(label="สถานที่หรือช่องทาง", max_length=200, required=False)

    def clean_hour(self) -> tuple[int, int]:
        parts = arabic_digits(self.cleaned_data["hour"]).replace(":", ".").strip().split(".")
        if len(parts) == 2 and all(p.isascii() and p.isdigit() for p in parts):
            hour, minute = int(parts[0]), int(parts[1])
            if hour < 24 and minute < 60:
                return hour, minute
        raise forms.ValidationError("กรุณากรอกเวลาเป็นชั่วโมงและนาที เช่น 09.30")

    @property
    def moment(self) -> datetime:
        """When the meeting is held, Bangkok time."""
        day, (hour, minute) = self.cleaned_data["day"], self.cleaned_data["hour"]
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK)


@login_required
@never_cache
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Call a meeting of a committee one chairs or is secretary of."""
    person = signed_in_person(request)
    committee = committees.committee(code)
    if not may(person, "run", committee):
        raise NotFound("no-committee", "ไม่พบคณะกรรมการ", "There is no such committee.")
    form, status = CallForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, edition = form.cleaned_data, programmes.current_edition()
            done, status = attempt(
                form,
                lambda: actions.call_meeting(
                    committee=committee, number=data["number"], held_at=form.moment, mode=data["mode"],
                    place=data["place"], edition_id=edition.pk if edition else None,
                    demonstration=settings.LERTRAT_DEMO, by=person,
                ),
                {"meeting-number": "number"},
            )  # fmt: skip
            if done is not None:
                messages.success(request, f"นัดประชุมครั้งที่ {done.number} แล้ว")
                return redirect("committee-meeting", done.ref)
    return render(
        request, "lertrat/committee/call.html", {"form": form, "committee": committee.name_th}, status=status
    )


class MatterForm(forms.Form):
    """A matter that is not about a result."""

    title = forms.CharField(label="เรื่อง", max_length=400)
    body = forms.CharField(label="รายละเอียด", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        label="ชนิดวาระ", choices=[("acknowledge", "เพื่อทราบ"), ("approve", "เพื่อพิจารณา")], initial="acknowledge",
        widget=forms.RadioSelect,
    )  # fmt: skip


@login_required
@never_cache
def meeting(request: HttpRequest, ref: str) -> HttpResponse:
    """A meeting from its agenda to its end. Everybody of the committee reads; chair and secretary run it."""
    person = signed_in_person(request)
    held = committees.meeting(ref)
    rows = decisions.agenda(person, held)
    runs = bool(may(person, "run", held))
    matter = MatterForm(request.POST if request.POST.get("do") == "add" else None)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        if not runs:
            may(person, "run", held).require()
        try:
            done = _press(request, person, held, matter)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            errors = [("", refusal.th)]
        else:
            if done:
                return done
    context = {
        "meeting": meeting_row(held), "runs": runs, "errors": matter if matter.errors else errors,
        "has_errors": bool(errors or matter.errors), "matter": matter,
        "items": [_item(row, held.state) for row in rows],
        "many": runs and held.state == "open" and any(_as_proposed(row) for row in rows),
        "open_items": sum(1 for row in rows if row.item.state == "open"),
        "attendance": _attendance(held) if held.state != "planned" else [],
        "seats": _seats(held) if held.state == "planned" and runs else [],
        "ask": _ask(held, request) if runs else None,
    }  # fmt: skip
    return render(
        request, "lertrat/committee/meeting.html", context, status=422 if context["has_errors"] else 200
    )


def _press(request: HttpRequest, person: Person, held: Meeting, matter: MatterForm) -> HttpResponse | None:
    """One press of who runs the meeting; None where the form has to be shown again."""
    what = request.POST.get("do")
    back = redirect("committee-meeting", held.ref)
    if what == "add":
        if not matter.is_valid():
            return None
        data = matter.cleaned_data
        actions.add_item(meeting=held, title=data["title"], kind=data["kind"], body=data["body"], by=person)
        messages.success(request, "เพิ่มวาระแล้ว")
        return back
    if what == "open":
        there = {int(pk) for pk in request.POST.getlist("present") if pk.isascii() and pk.isdecimal()}
        seats = committees.seats_now(held.committee_id)
        actions.open_meeting(meeting=held, attendance={s.pk: s.pk in there for s in seats}, by=person)
        messages.success(request, "เปิดประชุมแล้ว")
        return back
    if what == "close":
        actions.close_meeting(meeting=held, record_head=records.head().link_hash, by=person)
        messages.success(request, "ปิดประชุมแล้ว รายงานการประชุมพร้อมพิมพ์")
        return back
    if what == "many":
        return _many(request, person, held)
    return None


def _many(request: HttpRequest, person: Person, held: Meeting) -> HttpResponse:
    """Resolve the chosen results as proposed: each has a resolution and recusals of its own."""
    edition = programmes.current_edition()
    wanted = [int(pk) for pk in request.POST.getlist("decision") if pk.isascii() and pk.isdecimal()]
    if edition is None or not wanted:
        raise Refusal("nothing-chosen", "กรุณาเลือกวาระอย่างน้อยหนึ่งเรื่อง", "Choose at least one item.")
    chosen = [d for d in decisions.chosen(person, edition, wanted) if d.item and d.item.meeting_id == held.pk]
    found = deciding.decide_many(decisions=chosen, text=AS_PROPOSED, by=person)
    if found.done:
        messages.success(request, f"มีมติเห็นชอบตามที่เสนอแล้ว {len(found.done)} เรื่อง")
    for decision, refusal in found.left:
        messages.warning(request, f"ยังไม่ได้ลงมติ “{decision.application.title}”: {refusal.th}")
    return redirect("committee-meeting", held.ref)


def _as_proposed(row: decisions.AgendaRow) -> bool:
    return (
        row.item.state == "open" and row.decision is not None and row.decision.state == "tabled"
        and bool(row.decision.proposed_outcome)
    )  # fmt: skip


def _item(row: decisions.AgendaRow, state: str) -> dict[str, Any]:
    item = row.item
    return {
        "pk": item.pk, "order": item.order, "title": item.title, "shut": row.shut, "state": item.state,
        "look": ITEM_LOOKS[item.state], "says": ITEM_WORDS[item.state],
        "decision": row.decision, "honour": row.honour, "resolution": row.resolution,
        "decided": OUTCOME_WORDS.get(getattr(row.decision or row.honour, "outcome", ""), ""),
        "away": [r.seat.person.full_name for r in row.recusals],
        "choosable": state == "open" and _as_proposed(row),
    }  # fmt: skip


def _attendance(held: Meeting) -> list[dict[str, Any]]:
    roles = dict(SEAT_ROLES)
    return [
        {"name": a.seat.person.full_name, "role": roles[a.seat.role], "present": a.present}
        for a in committees.attendance(held)
    ]


def _seats(held: Meeting) -> list[dict[str, Any]]:
    roles = dict(SEAT_ROLES)
    return [
        {"pk": s.pk, "name": s.person.full_name, "role": roles[s.role]}
        for s in committees.seats_now(held.committee_id)
    ]


def _ask(held: Meeting, request: HttpRequest) -> Ask | None:
    if held.state == "open" and request.GET.get("ask") == "close":
        return Ask(
            title="ปิดการประชุมนี้", button="ปิดประชุม", back=reverse("committee-meeting", args=[held.ref]),
            says="เมื่อปิดแล้วแก้ไขมติไม่ได้ การเปลี่ยนแปลงภายหลังต้องเป็นมติใหม่ รายงานการประชุมจะพิมพ์พร้อมหลักฐานลำดับบันทึก",
            fields={"do": "close"}, danger=False,
        )  # fmt: skip
    return None


@login_required
@never_cache
def minutes(request: HttpRequest, ref: str) -> HttpResponse:
    """The minutes on paper, as this person may read them; set when asked for."""
    person = signed_in_person(request)
    held = committees.meeting(ref)
    data = decisions.minutes(person, held)
    if held.state != "closed":
        raise NotFound(
            "not-closed",
            "รายงานการประชุมจะพร้อมเมื่อปิดประชุมแล้ว",
            "Minutes are ready once the meeting has closed.",
        )
    answer = HttpResponse(typeset("minutes", data), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="minutes-{held.ref}.pdf"'
    return answer
