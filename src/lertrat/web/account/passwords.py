"""The password and the e-mail address: changed by whoever is signed in, or by the link of a letter."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lertrat.kernel.errors import Refusal
from lertrat.people import actions as people
from lertrat.people import queries
from lertrat.web import ui
from lertrat.web.account.entering import address, proof_needed
from lertrat.web.account.forms import EmailForm, NewPasswordForm, PasswordForm
from lertrat.web.account.views import say, status_of
from lertrat.web.signed_in import signed_in_person


@login_required
@never_cache
@sensitive_post_parameters("current", "password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session of the account ends."""
    person = signed_in_person(request)
    has_one = person.has_usable_password()
    if not has_one and (needed := proof_needed(request)):
        return needed
    form, status = PasswordForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                people.set_password(
                    person=person, password=data["password"], current=data["current"], by=person
                )
            except Refusal as refusal:
                field = "current" if refusal.code == "current-password" else "password"
                status = status_of(refusal, form, field)
            else:
                person.refresh_from_db()
                update_session_auth_hash(request, person)
                words = ui.say(
                    "เปลี่ยนรหัสผ่านแล้ว อุปกรณ์อื่นที่เข้าสู่ระบบค้างไว้ต้องเข้าสู่ระบบใหม่",
                    "The password was changed. Other devices have to sign in again.",
                )
                messages.success(request, words)
                return redirect("desk")
    context = {"form": form, "has_password": has_one}
    return render(request, "lertrat/account/password.html", context, status=status)


@never_cache
def reset(request: HttpRequest) -> HttpResponse:
    """Who forgot the password asks for a letter; the answer is the same whether there is such an account."""
    form, status, sent = EmailForm(request.POST or None), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                people.ask_reset(email=form.cleaned_data["email"], address=address(request))
            except Refusal as refusal:
                status = status_of(refusal, form, "email")
            else:
                status, sent = 200, form.cleaned_data["email"]
    return render(request, "lertrat/account/reset.html", {"form": form, "sent": sent}, status=status)


@never_cache
@sensitive_post_parameters("password", "again")
def reset_password(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter: a new password, and then signing in with it."""
    if not queries.letter_is_good(token, "reset"):
        return render(request, "lertrat/account/letter_spent.html", {"again": "reset"}, status=422)
    form, status = NewPasswordForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                people.reset_password(token=token, password=form.cleaned_data["password"])
            except Refusal as refusal:
                status = status_of(refusal, form, "password")
            else:
                words = ui.say(
                    "ตั้งรหัสผ่านใหม่แล้ว เข้าสู่ระบบได้เลย", "Your new password is set. You can sign in now."
                )
                messages.success(request, words)
                return redirect("sign-in")
    return render(request, "lertrat/account/reset_password.html", {"form": form}, status=status)


@login_required
@never_cache
def email(request: HttpRequest) -> HttpResponse:
    """Ask for another address; nothing changes before its letter is opened."""
    person = signed_in_person(request)
    if needed := proof_needed(request):
        return needed
    form, status, sent = EmailForm(request.POST or None), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                sent = people.ask_email(person=person, email=form.cleaned_data["email"], by=person)
                status = 200
            except Refusal as refusal:
                status = status_of(refusal, form, "email")
    context = {"form": form, "sent": sent, "held": person}
    return render(request, "lertrat/account/email.html", context, status=status)


@login_required
@never_cache
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter to the new address."""
    person = signed_in_person(request)
    wanted = queries.new_email(token, person)
    if not wanted:
        return render(request, "lertrat/account/letter_spent.html", {"again": "account-email"}, status=422)
    if request.method == "POST":
        try:
            people.change_email(token=token, by=person)
        except Refusal as refusal:
            messages.error(request, say(refusal))
        else:
            messages.success(request, ui.say(f"ใช้อีเมล {wanted} แล้ว", f"Your address is now {wanted}."))
        return redirect("account")
    return render(request, "lertrat/account/email_confirm.html", {"wanted": wanted, "held": person})
