"""What a browser is asked when a passkey is made or used: the options of WebAuthn, as JSON, and the challenge to keep."""

from __future__ import annotations

import json
from typing import Any

from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lertrat.people import secrets
from lertrat.people.models import Passkey, Person

# Whose device it is must be shown by finger, face or PIN: only then does a passkey stand for two factors.
_VERIFIED = UserVerificationRequirement.REQUIRED


def creation(person: Person, host: str) -> dict[str, Any]:
    """Options for `navigator.credentials.create`; the challenge is their "challenge" (base64url)."""
    options = generate_registration_options(
        rp_id=host,
        rp_name="เลิศรัฐ",
        user_id=bytes.fromhex(secrets.keyed("passkey", str(person.pk))),
        user_name=person.email,
        user_display_name=person.full_name,
        exclude_credentials=_described(person),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
    )
    return _plain(options_to_json(options))


def request(host: str, person: Person | None = None) -> dict[str, Any]:
    """Options for `navigator.credentials.get`: any passkey of this host, or only those of `person`."""
    options = generate_authentication_options(
        rp_id=host,
        user_verification=_VERIFIED,
        allow_credentials=_described(person) if person is not None else None,
    )
    return _plain(options_to_json(options))


def _described(person: Person) -> list[PublicKeyCredentialDescriptor]:
    ids = Passkey.objects.filter(person=person).values_list("credential", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(held)) for held in ids]


def _plain(text: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(text)
    return made
