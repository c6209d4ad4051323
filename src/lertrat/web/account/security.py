"""One's own account: ways in, second factors, recovery codes, devices, and who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lertrat.kernel.errors import Refusal
from lertrat.people import actions as people
from lertrat.people import queries
from lertrat.people.permits import may
from lertrat.web import ui
from lertrat.web.account import passkeys
from lertrat.web.account.entering import STRONG, address, next_address, proof_needed, prove, welcome
from lertrat.web.account.forms import AppCodeForm, ConfirmForm, PasskeyForm
from lertrat.web.account.providers import providers
from lertrat.web.account.views import say, status_of
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.people.models import Person

WAYS = {
    "password": ("อีเมลและรหัสผ่าน", "E-mail and password"),
    "passkey": ("พาสคีย์", "Passkey"),
}


def _device(agent: str) -> str:
    """What a device is, in a few words, from what its browser says of itself."""
    browsers = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
    browser = next((name for mark, name in browsers if mark in agent), "")
    system = next((name for mark, name in systems if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or ui.say(
        "อุปกรณ์ไม่ทราบชนิด", "Unknown device"
    )


@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """How one signs in, where one is signed in, and who looked."""
    person = signed_in_person(request)
    linked = queries.identities(person)
    here = queries.handle(request.session.session_key)
    known = providers()
    devices = [
        {
            "handle": each.handle,
            "what": _device(each.agent),
            "at": each.started_at,
            "address": each.address,
            "way": ui.say(*WAYS[each.way])
            if each.way in WAYS
            else known[each.way].words
            if each.way in known
            else "",
            "here": each.handle == here,
        }
        for each in queries.devices(person)
    ]
    context = {
        "held": person,
        "has_password": person.has_usable_password(),
        "factors": queries.factors(person),
        "passkeys": queries.passkeys(person),
        "providers": [(each, linked.get(key)) for key, each in known.items()],
        "devices": devices,
        "looks": queries.looks(person),
        "recovery": queries.recovery(person),
        "may_look": bool(may(person, "look")),
        "needed": request.GET.get("need") == "1",
    }
    return render(request, "lertrat/account/account.html", context)


@login_required
@never_cache
@sensitive_post_parameters("password", "code")
def confirm(request: HttpRequest) -> HttpResponse:
    """Who sits here? Asked before an account's ways in are changed, half an hour after the last proof."""
    person = signed_in_person(request)
    form = ConfirmForm(request.POST or None)
    status = 200
    if request.method == "POST":
        try:
            strong = _confirmed(request, person, form)
        except Refusal as refusal:
            field = "code" if form.data.get("code") else "password"
            if not form.errors:
                status_of(refusal, form, field)
            status = 429 if isinstance(refusal, people.Wait) else 422
        else:
            request.session[STRONG] = bool(request.session.get(STRONG)) or strong
            prove(request)
            return welcome(request, next_address(request))
    context = {
        "form": form,
        "next": next_address(request),
        "has_password": person.has_usable_password(),
        "held": queries.factors(person),
    }
    return render(request, "lertrat/account/confirm.html", context, status=status)


def _confirmed(request: HttpRequest, person: Person, form: ConfirmForm) -> bool:
    """Whether a second factor was shown. Refusals where what was given is wrong."""
    if request.POST.get("answer"):
        passkeys.person_of_answer(request, request.POST["answer"], person)
        return True
    given = form.cleaned_data if form.is_valid() else {}
    if not given.get("password") and not given.get("code"):
        raise Refusal("proof", "กรุณากรอกรหัสผ่านหรือรหัสยืนยัน", "Give your password or a code.")
    people.confirm(person=person, password=given["password"], code=given["code"], address=address(request))
    return bool(given["code"] and not given["password"])


@login_required
@never_cache
@sensitive_post_parameters("code")
def app(request: HttpRequest) -> HttpResponse:
    """The authenticator app: started, confirmed by its first code, removed."""
    person = signed_in_person(request)
    if needed := proof_needed(request):
        return needed
    form, status = AppCodeForm(), 200
    press = request.POST.get("press", "")
    if press == "start":
        try:
            people.start_one_time_key(person=person, by=person)
        except Refusal as refusal:
            messages.error(request, say(refusal))
        return redirect("account-app")
    if press == "remove":
        people.remove_one_time_key(person=person, by=person)
        messages.success(request, ui.say("นำแอปยืนยันตัวตนออกแล้ว", "The authenticator app was removed."))
        return redirect("account")
    if request.method == "POST":
        form, status = AppCodeForm(request.POST), 422
        if form.is_valid():
            try:
                codes = people.confirm_one_time_key(
                    person=person, code=form.cleaned_data["code"], address=address(request), by=person
                )
            except Refusal as refusal:
                status = status_of(refusal, form, "code")
            else:
                request.session[STRONG] = True
                return _added(request, codes, ui.say("ผูกแอปยืนยันตัวตนแล้ว", "The authenticator app was added."))
    uri = queries.unconfirmed_app(person)
    context: dict[str, Any] = {"form": form, "held": queries.factors(person), "uri": uri}
    if uri:
        context["picture"] = segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff")
        secret = uri.partition("secret=")[2].partition("&")[0]
        context["secret"] = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render(request, "lertrat/account/app.html", context, status=status)


def _added(request: HttpRequest, codes: list[str], words: str) -> HttpResponse:
    """After a second factor was added: the first recovery codes, this once, or back to the account."""
    messages.success(request, words)
    if codes:
        return render(request, "lertrat/account/codes.html", {"codes": codes})
    return redirect("account")


@login_required
@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """Recovery codes: how many are left; new ones are shown this once and can be printed."""
    person = signed_in_person(request)
    if needed := proof_needed(request):
        return needed
    if request.method == "POST":
        try:
            made = people.new_recovery_codes(person=person, by=person)
        except Refusal as refusal:
            messages.error(request, say(refusal))
            return redirect("account")
        return render(request, "lertrat/account/codes.html", {"codes": made})
    return render(request, "lertrat/account/codes.html", {"held": queries.factors(person)})


@login_required
@never_cache
def passkey_add(request: HttpRequest) -> HttpResponse:
    """A new passkey: its name, and what the browser made."""
    person = signed_in_person(request)
    if needed := proof_needed(request):
        return needed
    form, status = PasskeyForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = people.add_passkey(
                    person=person,
                    answer=passkeys.answer(form.cleaned_data["answer"]),
                    challenge=passkeys.asked(request),
                    site=passkeys.site(request),
                    name=form.cleaned_data["name"],
                    by=person,
                )
            except Refusal as refusal:
                form.add_error("name" if refusal.code == "passkey-name" else None, say(refusal))
            else:
                request.session[STRONG] = True
                return _added(request, made, ui.say("เพิ่มพาสคีย์แล้ว", "The passkey was added."))
    return render(request, "lertrat/account/passkey_add.html", {"form": form}, status=status)


@login_required
@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to make a passkey."""
    if proof_needed(request):
        words = ui.say(
            "โปรดโหลดหน้านี้ใหม่แล้วยืนยันตัวตนอีกครั้ง", "Please reload this page and confirm that it is you."
        )
        return JsonResponse({"says": words}, status=409)
    return passkeys.ask(
        request, queries.passkey_creation(signed_in_person(request), passkeys.site(request).host)
    )


@login_required
@never_cache
def passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """One passkey: renamed or removed."""
    person = signed_in_person(request)
    held = queries.passkey(person, pk)
    if needed := proof_needed(request):
        return needed
    form, status = PasskeyForm(initial={"name": held.name}), 200
    if request.POST.get("press") == "remove":
        try:
            people.remove_passkey(passkey=held, by=person)
        except Refusal as refusal:
            messages.error(request, say(refusal))
        else:
            messages.success(request, ui.say("นำพาสคีย์ออกแล้ว", "The passkey was removed."))
        return redirect("account")
    if request.method == "POST":
        form, status = PasskeyForm(request.POST), 422
        if form.is_valid():
            people.rename_passkey(passkey=held, name=form.cleaned_data["name"], by=person)
            return redirect("account")
    return render(request, "lertrat/account/passkey.html", {"form": form, "held": held}, status=status)


@login_required
@require_POST
def devices_end(request: HttpRequest) -> HttpResponse:
    """End one session, or all but this."""
    person = signed_in_person(request)
    ended = people.end_sessions(
        person=person, by=person, only=request.POST.get("only", ""), keep=request.session.session_key or ""
    )
    words = ui.say(
        f"ออกจากระบบแล้ว {ended} อุปกรณ์", f"Signed out on {ended} device{'' if ended == 1 else 's'}."
    )
    messages.success(request, words)
    return redirect("account")


@login_required
@require_POST
def recovery_stop(request: HttpRequest) -> HttpResponse:
    """Nothing was lost, says the account's owner: what an administrator asked for ends."""
    person = signed_in_person(request)
    waiting = queries.recovery(person)
    try:
        if waiting is not None:
            people.stop_recovery(recovery=waiting, by=person)
            messages.success(
                request,
                ui.say("ยกเลิกคำขอแล้ว วิธีเข้าสู่ระบบของท่านยังอยู่ครบ", "Ended. Your ways in are all still there."),
            )
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("account")
