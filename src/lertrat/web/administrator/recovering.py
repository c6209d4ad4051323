"""Helping somebody who lost every factor: one administrator asks, another confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.kernel.errors import NotFound
from lertrat.people import actions, queries
from lertrat.web.administrator.forms import RecoveryForm
from lertrat.web.administrator.guard import administrator
from lertrat.web.asking import attempt

if TYPE_CHECKING:
    from lertrat.people.models import Person

ASKED = "บันทึกคำขอและแจ้งเจ้าของบัญชีทางอีเมลแล้ว รอผู้ดูแลระบบอีกท่านหนึ่งยืนยันภายใน 7 วัน"
DONE = "นำวิธีเข้าสู่ระบบเดิมออกแล้ว เจ้าของบัญชีได้รับอีเมลให้ตั้งรหัสผ่านใหม่"
STOPPED = "ยกเลิกคำขอแล้ว วิธีเข้าสู่ระบบเดิมยังอยู่ครบ"


@administrator
def recovery(request: HttpRequest, by: Person, person_id: int) -> HttpResponse:
    """The request for this account that waits, or a form that makes one."""
    held = queries.by_id(person_id)
    if held is None:
        raise NotFound("person", "ไม่พบบัญชีนี้", "There is no such account.")
    form, status = RecoveryForm(request.POST or None), 200
    if request.method == "POST":
        status = _pressed(request, by, held, form)
        if not status:
            return redirect("admin-recovery", held.pk)
    waiting = queries.recovery(held)
    context = {
        "held": held,
        "own": held.pk == by.pk,
        "waiting": waiting,
        "mine": waiting is not None and waiting.asked_by_id == by.pk,
        "factors": queries.factors(held),
        "form": form,
    }
    return render(request, "lertrat/administrator/recovery.html", context, status=status)


def _pressed(request: HttpRequest, by: Person, held: Person, form: RecoveryForm) -> int:
    """Do what was pressed; 0, or the status with which the page is shown again."""
    press = request.POST.get("press", "")
    waiting = queries.recovery(held)
    if press == "ask":
        if not form.is_valid():
            return 422
        reason = form.cleaned_data["reason"]
        _, status = attempt(
            form,
            lambda: actions.ask_recovery(person=held, reason=reason, by=by),
            {"recovery-reason": "reason"},
        )
        said = ASKED
    elif press in ("confirm", "stop") and waiting is not None:
        form.errors.clear()
        act = actions.confirm_recovery if press == "confirm" else actions.stop_recovery
        _, status = attempt(form, lambda: act(recovery=waiting, by=by))
        said = DONE if press == "confirm" else STOPPED
    else:
        messages.error(request, "คำขอนี้สิ้นสุดแล้ว")
        return 0
    if not status:
        messages.success(request, said)
    return status
