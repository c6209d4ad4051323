"""Signing in through a provider, and linking one's identity there. Both end at one address, `back`."""

from __future__ import annotations

import logging
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from joserfc.errors import JoseError
from requests import RequestException

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people import actions as people
from lertrat.people import queries
from lertrat.web import ui
from lertrat.web.account.entering import enter, go_half, next_address, proof_needed, welcome, with_next
from lertrat.web.account.providers import ALGORITHMS, Provider, client, providers
from lertrat.web.signed_in import signed_in_person

logger = logging.getLogger(__name__)
ERRANDS = "errands"  # the session's key: state -> why somebody was sent to a provider
KNOWN = "identity"  # the session's key for an identity that nobody has linked yet
KNOWN_LASTS = 1800  # seconds


def provider_of(key: str) -> Provider:
    """A configured provider. 404 for any other."""
    held = providers().get(key)
    if held is None:
        raise Http404
    return held


def _sent_to(request: HttpRequest, provider: Provider, **errand: Any) -> str:
    """The provider's address for this errand; state, nonce and verifier wait in the session."""
    made = client(provider)
    back = request.build_absolute_uri(reverse("provider-back", args=[provider.key]))
    try:
        going = made.create_authorization_url(back)
    except (RequestException, OAuthError, ValueError, RuntimeError) as error:
        logger.warning("provider %s: %s", provider.key, type(error).__name__)
        raise _unreachable(provider) from None
    made.save_authorize_data(request, redirect_uri=back, **going)
    errands = dict(list(request.session.get(ERRANDS, {}).items())[-4:])
    request.session[ERRANDS] = errands | {going["state"]: errand}
    return str(going["url"])


@never_cache
@require_GET
def start(request: HttpRequest, provider: str) -> HttpResponse:
    """To the provider, to sign in."""
    chosen = provider_of(provider)
    try:
        return redirect(_sent_to(request, chosen, why="sign-in", next=next_address(request)))
    except Refusal as refusal:
        return _said(request, refusal)


@login_required
@never_cache
@require_POST
def link(request: HttpRequest, provider: str) -> HttpResponse:
    """To the provider, to link: a page in between says what will be asked for (and the policy lets no form leave the site)."""
    chosen, person = provider_of(provider), signed_in_person(request)
    if needed := proof_needed(request, reverse("account")):
        return needed
    try:
        address = _sent_to(request, chosen, why="link", person=person.pk)
    except Refusal as refusal:
        messages.error(request, refusal.says("en" if ui.english() else "th"))
        return redirect("account")
    return render(request, "lertrat/account/go_on.html", {"provider": chosen, "address": address})


@login_required
@never_cache
@require_POST
def unlink(request: HttpRequest, provider: str) -> HttpResponse:
    """The identity signs in no more."""
    person = signed_in_person(request)
    if needed := proof_needed(request, reverse("account")):
        return needed
    try:
        people.unlink_identity(person=person, provider=provider, by=person)
    except Refusal as refusal:
        messages.error(request, refusal.says("en" if ui.english() else "th"))
    else:
        messages.success(request, ui.say("เลิกเชื่อมแล้ว", "Unlinked."))
    return redirect("account")


@never_cache
@require_GET
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """The provider's answer: proven, or refused in words; nothing the address says is believed before the token is checked."""
    chosen = provider_of(provider)
    errands = request.session.get(ERRANDS, {})
    errand = errands.pop(request.GET.get("state", ""), None)
    request.session[ERRANDS] = errands
    try:
        if errand is None:
            raise _does_not_fit(chosen)
        identity = people.proven(provider=chosen.key, subject=_subject(request, chosen))
        if errand["why"] == "link":
            return _link(request, chosen, identity, int(errand["person"]))
        return _enter(request, chosen, identity, str(errand.get("next", "")))
    except Refusal as refusal:
        return _said(request, refusal)


def _subject(request: HttpRequest, provider: Provider) -> str:
    """The claim that stays the same for a person, out of a token whose signature, issuer, audience, nonce and time are right."""
    made = client(provider)
    try:
        metadata = made.load_server_metadata()
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in ALGORITHMS]
        token = made.authorize_access_token(request)
        claims = token.get("userinfo") or {}
        if not claims.get("sub"):
            raise _does_not_fit(provider)
        if not claims.get(provider.subject) and "userinfo_endpoint" in metadata:
            told = made.userinfo(token=token)
            if told.get("sub") != claims["sub"]:
                raise _does_not_fit(provider)
            claims = told | claims
    except (OAuthError, JoseError, ValueError, KeyError, RuntimeError) as error:
        logger.warning("provider %s: %s", provider.key, type(error).__name__)
        raise _does_not_fit(provider) from None
    except RequestException as error:
        logger.warning("provider %s: %s", provider.key, type(error).__name__)
        raise _unreachable(provider) from None
    return str(claims.get(provider.subject) or "")


def _link(request: HttpRequest, provider: Provider, identity: people.Proven, person_id: int) -> HttpResponse:
    user = request.user
    if not user.is_authenticated or user.pk != person_id:
        raise _does_not_fit(provider)
    people.link_identity(person=user, identity=identity, by=user)
    request.session.pop(KNOWN, None)
    words = ui.say(f"เชื่อมกับ {provider.th} แล้ว", f"Linked with {provider.en}.")
    messages.success(request, words)
    return redirect("account")


def _enter(request: HttpRequest, provider: Provider, identity: people.Proven, next_page: str) -> HttpResponse:
    try:
        person = people.identified(identity=identity)
    except Refusal as refusal:
        if refusal.code == "identity-unknown":
            request.session[KNOWN] = {
                "provider": identity.provider,
                "subject": identity.subject,
                "at": int(clock.outside().timestamp()),
            }
        raise
    if not provider.strong and queries.factors(person).any:
        go_half(request, person)
        return redirect(with_next("code", next_page))
    people.entered(person, provider.key)
    enter(request, person, way=provider.key, strong=provider.strong)
    return welcome(request, next_page)


def known_identity(request: HttpRequest) -> people.Proven | None:
    """The identity somebody proved in this session within the last half hour and nobody has linked: for an invitation, which
    calls `people.actions.link_identity(person=…, identity=…, by=…)`."""
    held = request.session.get(KNOWN)
    if not held or not -60 <= clock.outside().timestamp() - held["at"] < KNOWN_LASTS:
        return None
    return people.Proven(held["provider"], held["subject"])


def _said(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal above the sign-in form, or on the account's page for who is signed in."""
    messages.error(request, refusal.says("en" if ui.english() else "th"))
    return redirect("account" if request.user.is_authenticated else "sign-in")


def _does_not_fit(provider: Provider) -> Refusal:
    return Refusal(
        "identity-answer",
        f"คำตอบจาก {provider.th} ใช้ยืนยันตัวตนไม่ได้ อาจใช้เวลานานเกินไปหรือยกเลิกกลางทาง โปรดเริ่มใหม่",
        f"The answer of {provider.en} could not be accepted: it took too long or was cancelled. Please start again.",
    )


def _unreachable(provider: Provider) -> Refusal:
    return Refusal(
        "identity-provider",
        f"ติดต่อ {provider.th} ไม่ได้ในขณะนี้ โปรดลองใหม่ภายหลังหรือเข้าสู่ระบบด้วยวิธีอื่น",
        f"{provider.en} cannot be reached now. Try again later or sign in another way.",
    )
