"""Panels: who reads which types, how much each can read, who has not declared yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.assessment import actions, queries
from lertrat.assessment.permits import may
from lertrat.assessment.queries import PanelView
from lertrat.kernel.errors import NotFound
from lertrat.web.asking import Ask, attempt
from lertrat.web.officer.forms import DueForm, PanelForm, PanelSeatForm, end_of
from lertrat.web.officer.guard import Desk, number, officer


@officer
def panels(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All panels of the year; a form makes a new one."""
    form = PanelForm(request.POST or None, types=desk.type_names)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data: dict[str, Any] = dict(form.cleaned_data)
            data["due_at"] = end_of(data.pop("due"))
            made, status = attempt(
                form, lambda: actions.create_panel(edition=desk.edition, by=desk.person, **data),
                {"panel-code": "code", "panel-name": "name", "panel-types": "types"},
            )  # fmt: skip
            if made is not None:
                messages.success(request, f"ตั้ง{made.name}แล้ว ต่อไปให้เพิ่มผู้ตรวจประเมิน")
                return redirect("office-panel", made.code)
    rows = [_row(desk, view) for view in queries.panels(desk.edition, desk.types)]
    context = {"rows": rows, "form": form, "opened": status != 200}
    return render(request, "lertrat/officer/panels.html", context, status=status)


def _row(desk: Desk, view: PanelView) -> dict[str, Any]:
    return {
        "panel": view.panel, "types": [desk.type_name(each) for each in view.panel.types], "size": len(view.members),
        "capacity": sum(each.member.capacity for each in view.members), "load": sum(sum(each.load.values()) for each in view.members),
        "undeclared": sum(1 for each in view.members if not each.declared),
        "leader": next((each.member.person.full_name for each in view.members if each.member.leader), ""),
    }  # fmt: skip


@officer
def panel(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One panel: its members with their load, joining and leaving, the day its sheets are due."""
    view = next((each for each in queries.panels(desk.edition) if each.panel.code == code), None)
    if view is None or not may(desk.person, "office", view.panel):
        raise NotFound("no-panel", "ไม่พบคณะผู้ตรวจประเมินนี้", "There is no such panel.")
    held = view.panel
    due = held.due_at - timedelta(seconds=1) if held.due_at else None
    forms: dict[str, Any] = {
        "join": PanelSeatForm(auto_id="id_join_%s"),
        "due": DueForm(initial={"due": due.date() if due else None}, auto_id="id_due_%s"),
    }
    status = 200
    if request.method == "POST":
        answer = _pressed(request, desk, view, forms)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    wanted = number(request.GET.get("ask", "").removeprefix("leave-"))
    ask = next(
        (
            Ask(
                f"{each.member.person.full_name} ออกจากคณะ", "จะไม่มีงานใหม่มอบหมายให้ในคณะนี้ งานที่มอบหมายไว้แล้วยังอยู่จนกว่าจะยกเลิก",
                "บันทึกการออกจากคณะ", request.path, {"press": "leave", "member": str(each.member.pk)},
            )
            for each in view.members
            if each.member.pk == wanted
        ),
        None,
    )  # fmt: skip
    context = {
        "held": held, "members": view.members, "types": [desk.type_name(each) for each in held.types], "forms": forms, "ask": ask,
        "due": due, "form": next((each for each in forms.values() if each.errors), None),
    }  # fmt: skip
    return render(request, "lertrat/officer/panel.html", context, status=status)


def _pressed(request: HttpRequest, desk: Desk, view: PanelView, forms: dict[str, Any]) -> HttpResponse | int:
    press, held = request.POST.get("press", ""), view.panel
    if press == "leave":
        wanted = number(request.POST.get("member", ""))
        for each in view.members:
            if each.member.pk == wanted:
                actions.leave_panel(member=each.member, by=desk.person)
                messages.success(request, f"{each.member.person.full_name} ออกจากคณะแล้ว")
        return redirect("office-panel", held.code)
    if press not in forms:
        return 400
    form = forms[press] = type(forms[press])(request.POST, auto_id=f"id_{press}_%s")
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    made: object
    if press == "join":
        made, status = attempt(
            form, lambda: actions.join_panel(panel=held, by=desk.person, **data), {"capacity": "capacity", "closed-account": "person"}
        )  # fmt: skip
        says = f"{data['person'].full_name} อยู่ในคณะแล้ว"
    else:
        made, status = attempt(
            form, lambda: actions.set_due(panel=held, due_at=end_of(data["due"]), by=desk.person)
        )
        says = "บันทึกกำหนดยืนยันคะแนนแล้ว"
    if made is None:
        return status
    messages.success(request, says)
    return redirect("office-panel", held.code)


@officer
def declarations(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Members of panels who have not declared their interests: nothing can be assigned to them."""
    rows = queries.undeclared(desk.edition, desk.types)
    return render(request, "lertrat/officer/declarations.html", {"rows": rows})
