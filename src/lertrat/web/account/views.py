"""Signing in and out, one's own password, and the desk that leads on."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lertrat.kernel.errors import Refusal
from lertrat.people import actions as people
from lertrat.web import ui
from lertrat.web.account.backend import roles
from lertrat.web.account.entering import address, enter
from lertrat.web.account.forms import PasswordForm, SignInForm
from lertrat.web.demo_accounts import accounts
from lertrat.web.signed_in import signed_in_person


def _next(request: HttpRequest) -> str:
    """Where to go after signing in: an address of this site, or nowhere in particular."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return ""


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a wrong or throttled attempt keeps the e-mail address."""
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            person = people.sign_in(
                email=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                address=address(request),
            )
        except Refusal as refusal:
            form.add_error(
                None if refusal.code == "sign-in-wait" else "password",
                refusal.says("en" if ui.english() else "th"),
            )
            status = 429 if refusal.code == "sign-in-wait" else 422
        else:
            enter(request, person, way="password")
            return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
    elif request.method == "POST":
        status = 422
    context = {"form": form, "next": _next(request), "accounts": accounts()}
    return render(request, "lertrat/account/sign_in.html", context, status=status)


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


@login_required
@never_cache
@sensitive_post_parameters("current", "password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session of the account ends."""
    person = signed_in_person(request)
    form = PasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                people.set_password(
                    person=person, password=data["password"], current=data["current"], by=person
                )
            except Refusal as refusal:
                form.add_error(
                    "current" if refusal.code == "current-password" else "password", refusal.says()
                )
            else:
                person.refresh_from_db()
                update_session_auth_hash(request, person)
                messages.success(request, "เปลี่ยนรหัสผ่านแล้ว อุปกรณ์อื่นที่เข้าสู่ระบบค้างไว้ต้องเข้าสู่ระบบใหม่")
                return redirect("desk")
    return render(request, "lertrat/account/password.html", {"form": form}, status=status)
