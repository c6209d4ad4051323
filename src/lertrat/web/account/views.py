"""Signing in and out, and the desk that leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lertrat.kernel.errors import Refusal
from lertrat.people import actions as people
from lertrat.people import queries
from lertrat.web import ui
from lertrat.web.account import passkeys
from lertrat.web.account.backend import roles
from lertrat.web.account.entering import (
    address,
    enter,
    go_half,
    half_way,
    next_address,
    welcome,
    with_next,
)
from lertrat.web.account.forms import CodeForm, SignInForm
from lertrat.web.account.known import known, remember
from lertrat.web.account.providers import providers
from lertrat.web.demo_accounts import accounts
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from django import forms

    from lertrat.people.models import Person


def say(refusal: Refusal) -> str:
    """A refusal in the page's language."""
    return refusal.says("en" if ui.english() else "th")


def status_of(refusal: Refusal, form: forms.Form, field: str) -> int:
    """Put a refusal into its form, a wait above it; the page's status."""
    waits = isinstance(refusal, people.Wait)
    form.add_error(None if waits else field, say(refusal))
    return 429 if waits else 422


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a wrong or throttled attempt keeps the e-mail address."""
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                person = people.sign_in(
                    email=form.cleaned_data["username"],
                    password=form.cleaned_data["password"],
                    address=address(request),
                    known=known(request, form.cleaned_data["username"]),
                )
            except people.CodeNeeded as needed:
                go_half(request, needed.person)
                return redirect(with_next("code", next_address(request)))
            except Refusal as refusal:
                status = status_of(refusal, form, "password")
            else:
                enter(request, person, way="password")
                return _welcomed(request, person)
    context = {
        "form": form,
        "next": next_address(request),
        "accounts": accounts(),
        "providers": list(providers().values()),
    }
    return render(request, "lertrat/account/sign_in.html", context, status=status)


@never_cache
@require_POST
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """The browser's answer to a passkey's challenge, alone or as the second step after a password."""
    half = half_way(request)
    try:
        person = passkeys.person_of_answer(request, request.POST.get("answer", ""), half)
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect(with_next("code" if half else "sign-in", next_address(request)))
    enter(request, person, way="password" if half else "passkey", strong=True)
    return welcome(request, next_address(request))


@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The second step after a password."""
    person = half_way(request)
    if person is None:
        messages.error(
            request,
            ui.say("รอนานเกินไป โปรดกรอกรหัสผ่านอีกครั้ง", "That took too long. Please give your password again."),
        )
        return redirect(with_next("sign-in", next_address(request)))
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                people.enter_with_code(
                    person=person, code=form.cleaned_data["code"], address=address(request)
                )
            except Refusal as refusal:
                status = status_of(refusal, form, "code")
            else:
                enter(request, person, way="password", strong=True)
                return _welcomed(request, person)
    context = {"form": form, "next": next_address(request), "held": queries.factors(person)}
    return render(request, "lertrat/account/code.html", context, status=status)


def _welcomed(request: HttpRequest, person: Person) -> HttpResponse:
    answer = welcome(request, next_address(request))
    remember(request, answer, person)
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signing out is a press of a button, never a link."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The one desk a person has; who has several chooses, who has none is told whom to ask."""
    person = signed_in_person(request)
    held = roles(person)
    desks = [
        (held.applicant, "apply", "งานของหน่วยงาน", "จัดทำ อนุมัติ และส่งใบสมัคร"),
        (held.officer, "office", "งานเจ้าหน้าที่โครงการ", "ตรวจคุณสมบัติ มอบหมายผู้ตรวจ ติดตามผล"),
        (held.assessor, "assess", "งานตรวจประเมิน", "อ่านใบสมัครและให้คะแนน"),
        (held.committee, "committee", "งานคณะกรรมการ", "ระเบียบวาระ ผลการพิจารณา มติ"),
        (held.administrator, "admin", "ดูแลระบบ", "บัญชีผู้ใช้ หน่วยงาน บันทึก และการทำงานเบื้องหลัง"),
    ]
    mine = [(f"/{prefix}/", title, what) for has, prefix, title, what in desks if has]
    if len(mine) == 1:
        return redirect(mine[0][0])
    return render(request, "lertrat/account/desk.html", {"desks": mine})
