"""One rule for everything that can be guessed (password, one-time code, recovery code, link of a letter) and for letters asked for.

Counted in the database, so that all workers count together, and per network address, so that nobody can shut a person out
from elsewhere. An attempt is counted before it is looked at and taken back when it was right: guesses sent at the same moment
cannot slip past the count.
"""

from __future__ import annotations

import ipaddress
import math
from datetime import datetime, timedelta

from django.db import transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.kernel.hashing import digest
from lertrat.people.models import SignInFailure

FAILURES = 5
WAIT = timedelta(minutes=15)
# Codes are short: whoever already knows the password could guess them from many addresses at once. Nobody else gets this far.
CODES_FROM_EVERYWHERE = 50

_WORDS = {
    "password": ("กรอกรหัสผ่านไม่ถูกต้องครบ {times} ครั้งแล้ว", "The password was wrong {times} times."),
    "code": ("กรอกรหัสยืนยันไม่ถูกต้องครบ {times} ครั้งแล้ว", "The code was wrong {times} times."),
    "letter": ("ขออีเมลครบ {times} ครั้งแล้ว", "A letter was asked for {times} times."),
}


class Wait(Refusal):
    """Too many attempts: `seconds` until the next one is looked at."""

    def __init__(self, kind: str, times: int, seconds: int) -> None:
        th, en = (words.format(times=times) for words in _WORDS[kind])
        minutes = math.ceil(seconds / 60)
        super().__init__(
            "sign-in-wait",
            f"{th} เพื่อความปลอดภัยของบัญชี โปรดรออีก {minutes} นาทีแล้วลองใหม่",
            f"{en} To protect the account, please wait {minutes} more minute{'' if minutes == 1 else 's'} and try again.",
        )
        self.seconds = seconds


def key(who: str, address: str, kind: str = "password") -> str:
    """What is counted under: one e-mail address or account (any case), from one network address, for one kind of attempt.

    A line's IPv6 addresses change within its network: the first 64 bits stand for it.
    """
    return digest([kind, who.strip().casefold(), _network(address)])


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def count_attempt(who: str, address: str, kind: str = "password") -> None:
    """Count one more attempt. Raises `Wait` (code "sign-in-wait") while the person has to wait."""
    _count(key(who, address, kind), kind, FAILURES)
    if kind == "code":
        _count(key(who, "", kind), kind, CODES_FROM_EVERYWHERE)


def _count(name: str, kind: str, times: int) -> None:
    now = clock.now()
    with transaction.atomic():
        SignInFailure.objects.bulk_create([SignInFailure(key=name, last_at=now)], ignore_conflicts=True)
        row = SignInFailure.objects.select_for_update().get(key=name)
        _look(row, now, kind, times)
        row.count += 1
        row.last_at = now
        if row.count >= times:
            row.waits_until = now + WAIT
        row.save()


def _look(row: SignInFailure, now: datetime, kind: str, times: int) -> None:
    # A wait that ends further off than WAIT was set before a rehearsal's clock was set back.
    if row.waits_until and now < row.waits_until <= now + WAIT:
        raise Wait(kind, times, math.ceil((row.waits_until - now).total_seconds()))
    if row.waits_until or not now - WAIT < row.last_at <= now:
        row.count, row.waits_until = 0, None


def clear(who: str, address: str, kind: str = "password") -> None:
    """The attempt succeeded: nothing is counted any more."""
    names = [key(who, address, kind)] + ([key(who, "", kind)] if kind == "code" else [])
    SignInFailure.objects.filter(key__in=names).delete()


def forget_old() -> int:
    """Remove counts nobody waits for; how many. Run once an hour."""
    return SignInFailure.objects.filter(last_at__lt=clock.now() - 4 * WAIT).delete()[0]
