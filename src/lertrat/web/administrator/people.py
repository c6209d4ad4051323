"""Accounts: finding them, making them, closing them, and the roles each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.agencies import actions as agency_actions
from lertrat.agencies import queries as agencies
from lertrat.agencies.states import role_name
from lertrat.committees import queries as committees
from lertrat.committees.states import SEAT_ROLES
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.people import actions, queries
from lertrat.programmes import queries as programmes
from lertrat.programmes.states import OFFICER_ROLES
from lertrat.web import ui
from lertrat.web.account.backend import role_flags
from lertrat.web.administrator.forms import MembershipForm, NewPersonForm, PasswordForm, PersonForm
from lertrat.web.administrator.guard import administrator
from lertrat.web.asking import Ask, attempt

if TYPE_CHECKING:
    from lertrat.people.models import Person

STATES = (("", "ทุกบัญชี"), ("active", "ใช้งานอยู่"), ("closed", "ปิดแล้ว"), ("administrators", "ผู้ดูแลระบบ"))
WORDS = {
    "email": "email",
    "email-taken": "email",
    "name": "name",
    "title": "title",
    "post": "post",
    "password": "password",
}


def number(text: str) -> int | None:
    """A positive id out of a query string; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@administrator
def people(request: HttpRequest, by: Person) -> HttpResponse:
    """The accounts, with their roles at a glance; a form makes a new one."""
    form = NewPersonForm(request.POST or None, auto_id="id_new_%s")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            made, status = attempt(
                form,
                lambda: actions.create_person(**data | {"password": data["password"] or None}, by=by),
                WORDS,
            )
            if made is not None:
                messages.success(request, f"สร้างบัญชีของ {made.full_name} แล้ว ต่อไปให้กำหนดบทบาท")
                return redirect("admin-person", made.pk)
    asked = request.GET
    text, state = asked.get("q", "").strip(), asked.get("state", "")
    page = queries.listing(
        text, state=state, before=number(asked.get("before", "")), after=number(asked.get("after", "")), flags=role_flags(),
    )  # fmt: skip
    context = {
        "form": form,
        "page": page,
        "q": text,
        "state": state,
        "states": STATES,
        "opened": status != 200,
    }
    return render(request, "lertrat/administrator/people.html", context, status=status)


@administrator
def person(request: HttpRequest, by: Person, person_id: int) -> HttpResponse:
    """One account: who it is, its roles, its password, whether it is open."""
    held = queries.by_id(person_id)
    if held is None:
        raise NotFound("person", "ไม่พบบัญชีนี้", "There is no such account.")
    forms: dict[str, Any] = {
        "edit": PersonForm(
            initial={"title": held.title, "name": held.name, "post": held.post}, auto_id="id_edit_%s"
        ),
        "grant": MembershipForm(auto_id="id_grant_%s"),
        "password": PasswordForm(auto_id="id_password_%s"),
    }
    status = 200
    if request.method == "POST":
        answer = _person_pressed(request, by, held, forms)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    moment = clock.now()
    context = {
        "held": held, "own": held.pk == by.pk, "forms": forms, "memberships": agencies.memberships_of(held.pk),
        "offices": [(each, dict(OFFICER_ROLES)[each.role]) for each in programmes.offices(held.pk, moment)],
        "seats": [(each, dict(SEAT_ROLES)[each.role]) for each in committees.seats_of(held.pk, moment)],
        "ask": _person_asks(request, held),
        "has_errors": any(each.errors for each in forms.values()),
        "form": next((each for each in forms.values() if each.errors), None),
    }  # fmt: skip
    return render(request, "lertrat/administrator/person.html", context, status=status)


def _person_pressed(
    request: HttpRequest, by: Person, held: Person, forms: dict[str, Any]
) -> HttpResponse | int:
    """What a press on the account's page does: an answer, or the status with which the page is shown again."""
    press = request.POST.get("press", "")
    if press in ("close", "open"):
        actions.set_active(person=held, active=press == "open", by=by)
        messages.success(request, "เปิดบัญชีอีกครั้งแล้ว" if press == "open" else "ปิดบัญชีแล้ว ข้อมูลและประวัติทั้งหมดยังอยู่")
        return redirect("admin-person", held.pk)
    if press == "end":
        _end_membership(request, by, held)
        return redirect("admin-person", held.pk)
    if press not in forms:
        return 400
    form = forms[press] = type(forms[press])(request.POST, auto_id=f"id_{press}_%s")
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    if press == "edit":
        _, status = attempt(form, lambda: actions.edit_person(person=held, by=by, **data), WORDS)
        says = "แก้ไขข้อมูลแล้ว"
    elif press == "grant":
        _, status = attempt(
            form,
            lambda: agency_actions.grant_membership(person=held, by=by, **data),
            {"agency-closed": "agency"},
        )
        says = f"ให้บทบาทใน{data['agency'].name_th}แล้ว"
    else:
        _, status = attempt(
            form, lambda: actions.set_password(person=held, password=data["password"], by=by), WORDS
        )
        says = "ตั้งรหัสผ่านใหม่แล้ว"
    if status:
        return status
    messages.success(request, says)
    return redirect("admin-person", held.pk)


def _end_membership(request: HttpRequest, by: Person, held: Person) -> None:
    wanted = number(request.POST.get("membership", ""))
    for membership in agencies.memberships_of(held.pk):
        if membership.pk == wanted:
            agency_actions.end_membership(membership=membership, by=by)
            messages.success(request, f"สิ้นสุดบทบาทใน{membership.agency.name_th}แล้ว")


def _person_asks(request: HttpRequest, held: Person) -> Ask | None:
    asked, back = request.GET.get("ask", ""), request.path
    if asked == "close":
        return Ask(
            f"ปิดบัญชีของ {held.full_name}",
            "เจ้าของบัญชีจะเข้าสู่ระบบไม่ได้ตั้งแต่นี้ ใบสมัคร คะแนน และประวัติที่เกี่ยวข้องไม่ถูกลบ และเปิดบัญชีใหม่ภายหลังได้",
            "ปิดบัญชี", back, {"press": "close"},
        )  # fmt: skip
    wanted = number(asked.removeprefix("end-"))
    for membership in agencies.memberships_of(held.pk) if wanted else ():
        if membership.pk == wanted:
            return Ask(
                f"สิ้นสุดบทบาท{role_name(membership.role)}", f"{held.full_name} จะดำเนินการแทน{membership.agency.name_th}ไม่ได้อีก ใบสมัครที่ทำไว้ยังอยู่กับหน่วยงาน",
                "สิ้นสุดบทบาท", back, {"press": "end", "membership": str(membership.pk)},
            )  # fmt: skip
    return None


def held_roles(person: Any) -> list[str]:
    """The desks of a person fetched with `role_flags`, in words."""
    words = (
        ("is_administrator", "ผู้ดูแลระบบ"), ("in_office", "สำนักงาน"), ("has_seat", "กรรมการ"), ("on_panel", "ผู้ตรวจประเมิน"),
        ("acts_for_agency", "หน่วยงาน"),
    )  # fmt: skip
    return [ui.say(th) for name, th in words if getattr(person, name, False)]
