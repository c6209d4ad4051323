"""OpenID Connect providers of this installation, from LERTRAT_OIDC (JSON by provider key):

    {"thaid": {"name": {"th": "ThaID", "en": "ThaID"}, "client_id": "…", "client_secret": "…",
               "discovery": "https://imauth.bora.dopa.go.th/.well-known/openid-configuration",
               "scopes": "openid pid given_name family_name ial", "subject": "pid", "strong": true}}

`subject` names the claim that stays the same for a person (default "sub"); of it a keyed hash is kept. `strong`: the provider
itself asks for two factors, so that no second one is asked for here (default false). Ask for the least that is needed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from authlib.integrations.django_client import OAuth
from django.conf import settings

from lertrat.web import ui

TIMEOUT = 10  # seconds for each question to a provider
# Signed with the provider's own key; never "none", never a shared secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider; `key` stands in addresses."""

    key: str
    th: str
    en: str
    discovery: str
    client_id: str
    client_secret: str
    scopes: str
    subject: str
    strong: bool

    @property
    def words(self) -> str:
        """Its name in the page's language."""
        return ui.say(self.th, self.en)


def providers() -> dict[str, Provider]:
    """Every configured provider by its key, in the order of the settings."""
    return _read(json.dumps(settings.LERTRAT_OIDC))


@cache
def _read(text: str) -> dict[str, Provider]:
    return {key: _provider(key, given) for key, given in json.loads(text).items()}


def _provider(key: str, given: dict[str, Any]) -> Provider:
    name = given.get("name", key)
    names = name if isinstance(name, dict) else {"th": name, "en": name}
    scopes = " ".join(dict.fromkeys(["openid", *str(given.get("scopes", "")).split()]))
    return Provider(
        key=key[:40],
        th=names["th"],
        en=names.get("en") or names["th"],
        discovery=given["discovery"],
        client_id=given["client_id"],
        client_secret=given.get("client_secret", ""),
        scopes=scopes,
        subject=given.get("subject", "sub"),
        strong=bool(given.get("strong", False)),
    )


@cache
def client(provider: Provider) -> Any:
    """authlib's client: state, nonce and PKCE on the way out; signature, issuer, audience, nonce and time on the way back."""
    made = OAuth().register(
        provider.key,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.discovery,
        client_kwargs={"scope": provider.scopes, "code_challenge_method": "S256", "default_timeout": TIMEOUT},
    )
    return made
