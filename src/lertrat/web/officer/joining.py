"""Requests of people whose agency has no administrator, and of bodies that register themselves: read the letter, decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from lertrat.agencies import actions, queries
from lertrat.agencies.permits import may
from lertrat.agencies.states import REQUEST_STATES, role_name
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.web import ui
from lertrat.web.forms import error_lines
from lertrat.web.officer.guard import Desk, officer
from lertrat.web.serving import serve

if TYPE_CHECKING:
    from lertrat.agencies.models import Agency, JoinRequest

LOOKS = {"waiting": "awaiting", "approved": "done", "refused": "problem", "withdrawn": "withdrawn"}


@officer
def requests(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits, the oldest first; and what was decided."""
    may(desk.person, "decide").require()
    state = request.GET.get("state", "waiting")
    state = state if state in REQUEST_STATES else "waiting"
    rows = [
        {"held": one, "look": LOOKS[one.state], "words": REQUEST_STATES[one.state]}
        for one in queries.requests(state)
    ]
    states = [
        ui.Link(words, f"{request.path}?state={key}", current=key == state)
        for key, words in REQUEST_STATES.items()
    ]
    return render(request, "lertrat/officer/joining.html", {"rows": rows, "states": states, "state": state})


@officer
def join_request(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """One request: who asks, on what letter, what the register has that looks like it; approve or refuse."""
    may(desk.person, "decide").require()
    held = queries.request(desk.person, ref, decides=True)
    near = queries.near(held.name_th) if held.kind else []
    errors: list[tuple[str, str]] = []
    status, reason = 200, request.POST.get("reason", "")
    if request.method == "POST":
        try:
            says = _decide(request, desk, held, [one for one, _ in near], reason)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            at = "id_reason" if refusal.code == "reason-needed" else ""
            errors, status = error_lines([(at, refusal.th)]), 409 if isinstance(refusal, Conflict) else 422
            held = queries.request(desk.person, ref, decides=True)
        else:
            messages.success(request, says)
            return redirect("office-joining")
    field = ui.FieldView(
        name="reason", label="เหตุผลที่ไม่อนุมัติ", hint="ผู้ขอจะได้อ่าน", kind="textarea", rows=3, value=reason,
        error=next((words for at, words in errors if at), ""),
    )  # fmt: skip
    known = ui.FieldView(
        name="known", label="ในทะเบียนมีชื่อใกล้เคียง เป็นองค์กรเดียวกันหรือไม่" if near else "ไม่พบชื่อใกล้เคียงในทะเบียน",
        kind="radio", value=request.POST.get("known", ""),
        options=(
            ui.Option("", "ไม่ใช่ ขึ้นทะเบียนเป็นองค์กรใหม่"),
            *(
                ui.Option(one.code, f"{one.name_th}{f' ({one.province})' if one.province else ''} คล้าย {like}%")
                for one, like in near
            ),
        ),
    )  # fmt: skip
    context = {
        "known": known,
        "held": held, "look": LOOKS[held.state], "words": REQUEST_STATES[held.state], "near": near, "reason": field,
        "roles": [role_name(role) for role in held.roles], "own": held.person_id == desk.person.pk, "errors": errors,
        "members": queries.members(held.agency) if held.agency else [], "has_errors": bool(errors),
    }  # fmt: skip
    return render(request, "lertrat/officer/join_request.html", context, status=status)


def _decide(request: HttpRequest, desk: Desk, held: JoinRequest, near: list[Agency], reason: str) -> str:
    """What the pressed button does, in words."""
    given: dict[str, Any] = {"request": held, "by": desk.person}
    if request.POST.get("do") == "refuse":
        actions.refuse_request(reason=reason, **given)
        return "บันทึกแล้ว ระบบแจ้งผู้ขอพร้อมเหตุผล"
    known = next((one for one in near if one.code == request.POST.get("known", "")), None)
    done = actions.approve_request(known_as=known, **given)
    return f"อนุมัติแล้ว {done.person.full_name} เป็นผู้ดูแลบัญชีของ{done.body_name}"


@officer
def letter(request: HttpRequest, desk: Desk, ref: str) -> HttpResponseBase:
    """The letter that came with a request."""
    may(desk.person, "decide").require()
    return serve(request, queries.request(desk.person, ref, decides=True).letter, desk.person)
