"""Passkeys: added, named, removed, and used to sign in. The cryptography is py_webauthn's; what it asked is the caller's to keep.

`Site` says for whom the browser speaks: a passkey made for one host answers to no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException

from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people import validators
from lertrat.people.actions.accounts import lock
from lertrat.people.actions.entering import entered
from lertrat.people.actions.factors import first_codes, forget_codes_without_factor
from lertrat.people.actions.identities import keep_a_way_in
from lertrat.people.models import Passkey, Person
from lertrat.people.permits import may
from lertrat.records.actions import append

MOST = 20


@dataclass(frozen=True, slots=True)
class Site:
    """Host without its port, and the address as the browser writes it: ("awards.example", "https://awards.example")."""

    host: str
    origin: str


def add_passkey(
    *, person: Person, answer: Mapping[str, Any], challenge: str, site: Site, name: str, by: Person
) -> list[str]:
    """Keep the passkey the browser made for `challenge` (base64url). New recovery codes where there were none, else nothing.

    Refusals: "passkey" (what came does not fit), "passkey-taken", "passkey-name", "passkey-many".
    """
    may(by, "secure", person).require()
    name = _name(name)
    try:
        made = verify_registration_response(
            credential=dict(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _does_not_fit() from None
    try:
        with transaction.atomic():
            lock(person)
            if Passkey.objects.filter(person=person).count() >= MOST:
                raise Refusal(
                    "passkey-many", f"บัญชีหนึ่งมีพาสคีย์ได้ไม่เกิน {MOST} รายการ", f"At most {MOST} passkeys."
                )
            Passkey.objects.create(
                person=person,
                credential=bytes_to_base64url(made.credential_id),
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                name=name,
                created_at=clock.now(),
            )
            append("person.passkey_added", obj=person, by=by)
            return first_codes(person)
    except IntegrityError:
        raise Refusal("passkey-taken", "พาสคีย์นี้เพิ่มไว้แล้ว", "This passkey is already there.") from None


def rename_passkey(*, passkey: Passkey, name: str, by: Person) -> None:
    """Another name for it. Refusal "passkey-name"."""
    may(by, "secure", passkey.person).require()
    name = _name(name)
    with transaction.atomic():
        lock(passkey.person)
        if not Passkey.objects.filter(pk=passkey.pk).update(name=name):
            raise _gone()


def remove_passkey(*, passkey: Passkey, by: Person) -> None:
    """It signs in no more. Refusal "last-way-in"."""
    may(by, "secure", passkey.person).require()
    with transaction.atomic():
        person = lock(passkey.person)
        if not Passkey.objects.filter(pk=passkey.pk).delete()[0]:
            raise _gone()
        keep_a_way_in(person)
        append("person.passkey_removed", obj=person, by=by)
        forget_codes_without_factor(person)


def sign_in_with_passkey(
    *, answer: Mapping[str, Any], challenge: str, site: Site, only: Person | None = None
) -> Person:
    """Whose passkey signed `challenge` (base64url); the caller opens the session. It counts as two factors, since the device
    asked for a finger, a face or a PIN. `only`: as the second step of this person's password. Refusal "passkey".
    """
    held = (
        Passkey.objects.select_related("person")
        .filter(credential=str(answer.get("id", ""))[:1400], person__is_active=True)
        .first()
    )
    if held is None or (only is not None and held.person_id != only.pk):
        raise _does_not_fit()
    try:
        seen = verify_authentication_response(
            credential=dict(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=bytes(held.public_key),
            credential_current_sign_count=held.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _does_not_fit() from None
    with transaction.atomic():
        # Two answers with one count are a copied device: the one that comes second finds the count moved on.
        rows = Passkey.objects.filter(pk=held.pk, sign_count=held.sign_count)
        if not rows.update(sign_count=seen.new_sign_count, used_at=clock.now()):
            raise _does_not_fit()
        return entered(held.person, "passkey" if only is None else "password+passkey")


def _name(text: str) -> str:
    return validators.one_line(
        text, code="passkey-name", th="ชื่อพาสคีย์", en="passkey’s name", longest=80, needed=True
    )


def _does_not_fit() -> Refusal:
    return Refusal(
        "passkey",
        "ใช้พาสคีย์นี้ไม่ได้ อาจยังไม่ได้เพิ่มไว้กับบัญชี หรือรอนานเกินไป โปรดลองใหม่หรือใช้วิธีอื่น",
        "This passkey could not be used: it may belong to no account here, or it took too long. Try again or use another way.",
    )


def _gone() -> NotFound:
    return NotFound("passkey", "ไม่พบพาสคีย์นี้", "There is no such passkey.")
