"""Committees and their seats, and who works in the programme's office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.committees import actions, queries
from lertrat.committees.states import COMMITTEE_KINDS, SEAT_ROLES
from lertrat.kernel.errors import NotFound
from lertrat.programmes import actions as programme_actions
from lertrat.programmes import queries as programmes
from lertrat.programmes.states import OFFICER_ROLES
from lertrat.web import ui
from lertrat.web.administrator.forms import CommitteeForm, OfficerForm, SeatForm
from lertrat.web.administrator.guard import administrator
from lertrat.web.administrator.people import number
from lertrat.web.asking import Ask, attempt

if TYPE_CHECKING:
    from lertrat.people.models import Person


@administrator
def committees(request: HttpRequest, by: Person) -> HttpResponse:
    """The Commission and its sub-committees with their seats; a form makes a new one."""
    form = CommitteeForm(request.POST or None, auto_id="id_new_%s")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            known = {each.code for each in queries.committees()}
            if data["code"] in known:
                form.add_error("code", "มีคณะที่ใช้รหัสนี้แล้ว")
            else:
                made, status = attempt(form, lambda: actions.create_committee(**data, by=by))
                if made is not None:
                    messages.success(request, f"บันทึก{made.name_th}แล้ว ต่อไปให้กำหนดกรรมการ")
                    return redirect("admin-committee", made.code)
    seats: dict[int, list[Any]] = {}
    for seat in queries.seats_now():
        seats.setdefault(seat.committee_id, []).append(seat)
    rows = [
        {"held": each, "kind": dict(COMMITTEE_KINDS)[each.kind], "scope": _scope(each.scope), "seats": len(seats.get(each.pk, ()))}
        for each in queries.committees()
    ]  # fmt: skip
    context = {"form": form, "rows": rows, "opened": status != 200}
    return render(request, "lertrat/administrator/committees.html", context, status=status)


def _scope(branches: list[str]) -> list[str]:
    return [f"สาขา{ui.BRANCHES[each][0]}" for each in branches if each in ui.BRANCHES]


@administrator
def committee(request: HttpRequest, by: Person, code: str) -> HttpResponse:
    """One committee: its seats, given and ended here."""
    held = queries.committee(code)
    form = SeatForm(request.POST if request.POST.get("press") == "seat" else None)
    status = 200
    if request.method == "POST" and request.POST.get("press") == "end":
        wanted = number(request.POST.get("seat", ""))
        for seat in queries.seats_now(held.pk):
            if seat.pk == wanted:
                actions.end_seat(seat=seat, by=by)
                messages.success(request, f"{seat.person.full_name} พ้นจากตำแหน่งในคณะนี้แล้ว")
        return redirect("admin-committee", held.code)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            made, status = attempt(
                form, lambda: actions.seat(committee=held, by=by, **data), {"seat-taken": "person"}
            )
            if made is not None:
                messages.success(request, f"แต่งตั้ง {data['person'].full_name} แล้ว")
                return redirect("admin-committee", held.code)
    seats = queries.seats_now(held.pk)
    wanted = number(request.GET.get("ask", "").removeprefix("end-"))
    ask = next(
        (
            Ask(
                f"{each.person.full_name} พ้นจากตำแหน่ง", f"จะไม่เห็นเอกสารและลงมติใน{held.name_th}ไม่ได้อีก การประชุมที่ผ่านมาไม่เปลี่ยนแปลง",
                "บันทึกการพ้นจากตำแหน่ง", request.path, {"press": "end", "seat": str(each.pk)},
            )
            for each in seats
            if each.pk == wanted
        ),
        None,
    )  # fmt: skip
    context = {
        "held": held, "kind": dict(COMMITTEE_KINDS)[held.kind], "scope": _scope(held.scope), "form": form, "ask": ask,
        "seats": [(each, dict(SEAT_ROLES)[each.role]) for each in seats],
    }  # fmt: skip
    return render(request, "lertrat/administrator/committee.html", context, status=status)


@administrator
def officers(request: HttpRequest, by: Person) -> HttpResponse:
    """Who works in the programme's office, and for which award types."""
    programme = next(iter(programmes.programmes()), None)
    if programme is None:
        raise NotFound("no-programme", "ยังไม่ได้บันทึกรางวัล", "There is no programme yet.")
    edition = programmes.current_edition()
    names = {key: kind.name.th for key, kind in programmes.pack_of(edition).types.items()} if edition else {}
    form = OfficerForm(
        request.POST if request.POST.get("press") == "appoint" else None, types=list(names.items())
    )
    status = 200
    held = programmes.officers(programme.pk)
    if request.method == "POST" and request.POST.get("press") == "end":
        wanted = number(request.POST.get("officer", ""))
        for officer in held:
            if officer.pk == wanted:
                programme_actions.dismiss(officer=officer, by=by)
                messages.success(request, f"สิ้นสุดบทบาทของ {officer.person.full_name} แล้ว")
        return redirect("admin-officers")
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            if data["role"] != "coorganiser":
                data["types"] = []
            made, status = attempt(
                form, lambda: programme_actions.appoint(programme=programme, by=by, **data),
                {"types-needed": "types", "appointed": "person"},
            )  # fmt: skip
            if made is not None:
                messages.success(request, f"ให้บทบาทแก่ {data['person'].full_name} แล้ว")
                return redirect("admin-officers")
    wanted = number(request.GET.get("ask", "").removeprefix("end-"))
    ask = next(
        (
            Ask(
                f"สิ้นสุดบทบาทของ {each.person.full_name}", "จะเข้าหน้างานของสำนักงานไม่ได้อีก สิ่งที่ทำไว้ยังอยู่ครบ",
                "สิ้นสุดบทบาท", request.path, {"press": "end", "officer": str(each.pk)},
            )
            for each in held
            if each.pk == wanted
        ),
        None,
    )  # fmt: skip
    rows = [
        (each, dict(OFFICER_ROLES)[each.role], [names.get(one, one) for one in each.types]) for each in held
    ]
    context = {"programme": programme, "rows": rows, "form": form, "ask": ask}
    return render(request, "lertrat/administrator/officers.html", context, status=status)
