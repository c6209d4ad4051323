"""References that people read aloud: Crockford's base 32 with a check character.

The alphabet leaves out I, L, O and U, so that a reference survives a telephone call.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ = str.maketrans("ILO", "110")


def reference(prefix: str, length: int = 7) -> str:
    """A new reference, e.g. ``A64-7K3F2QD-M`` for prefix "A64": `length` random characters and a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return f"{prefix}-{body}-{_check(body)}"


def _check(body: str) -> str:
    value = 0
    for character in body:
        value = value * 32 + ALPHABET.index(character)
    # 31 keeps the check character inside the alphabet itself, so that a URL needs no escaping.
    return ALPHABET[value % 31]


def is_reference(text: str) -> bool:
    """Whether `text` is a well-formed reference (its check character fits)."""
    parts = text.strip().upper().rsplit("-", 2)
    if len(parts) != 3:
        return False
    body, check = parts[1].translate(_READ), parts[2].translate(_READ)
    return bool(body) and all(c in ALPHABET for c in body) and check == _check(body)


def secret(length: int = 24) -> str:
    """An unguessable URL-safe token of `length` random bytes."""
    return secrets.token_urlsafe(length)
