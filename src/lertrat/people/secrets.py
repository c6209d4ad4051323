"""What is kept of secrets: keyed hashes, which nobody without the installation's key can try numbers against, and sealed texts."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def keyed(purpose: str, text: str) -> str:
    """HMAC-SHA-256 of `text` under the installation's key, in hexadecimal. Equal texts give equal hashes within a purpose only.

    The key is LERTRAT_IDENTITY_KEY; whoever changes it unlinks every identity and voids every recovery code.
    """
    made = salted_hmac(
        f"lertrat.people.{purpose}", text, secret=settings.LERTRAT_IDENTITY_KEY, algorithm="sha256"
    )
    return made.hexdigest()


def _sealer() -> MultiFernet:
    keys = [settings.LERTRAT_IDENTITY_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    made = salted_hmac("lertrat.people.seal", "fernet", secret=key, algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest())


def seal(text: str) -> str:
    """`text` encrypted under the installation's key."""
    return _sealer().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The text again; None where the key is no longer the one it was sealed with."""
    try:
        return _sealer().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
