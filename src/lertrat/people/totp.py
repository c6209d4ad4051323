"""One-time codes by the clock: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which every authenticator app knows.

Pure. A neighbouring step is taken too, since phones' clocks differ; a step is taken once (`newer_than`).
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30
DIGITS = 6


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 advises."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int) -> str:
    """The code of one time step (RFC 4226, section 5.3)."""
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_at(moment: datetime) -> int:
    """The number of the time step that `moment` falls into."""
    return int(moment.timestamp()) // STEP


def matching_step(secret: str, given: str, moment: datetime, *, newer_than: int = 0) -> int | None:
    """The step whose code `given` is: the present one or a neighbour, and later than `newer_than`; None for no match."""
    here = step_at(moment)
    found = None
    for step in (here - 1, here, here + 1):
        if hmac.compare_digest(code(secret, step), given) and step > newer_than:
            found = step
    return found


def address(secret: str, *, account: str, issuer: str) -> str:
    """The otpauth:// address that an app reads from a QR code."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
