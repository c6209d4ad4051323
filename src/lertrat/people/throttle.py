"""One rule for everything that can be guessed (password, one-time code, recovery code, link of a letter) and for letters asked for.

Counted in the database, so that all workers count together. An attempt is counted before it is looked at and taken back when it
was right: guesses sent at the same moment cannot slip past the count, and only failures stay. Three tiers:

1. One account from one network address: FAILURES, then WAIT. Nobody can shut a person out from elsewhere.
2. One network address, whatever the accounts (one password tried on many): NETWORK failures, of which one is forgotten every
   FORGOTTEN_EVERY; each one beyond makes the next wait double, up to LONGEST. An office behind one address is not shut out by it:
   a browser that has signed in to the account before (`known`, see `web.account.known`) is not asked, and passkeys and
   other providers never are.
3. The whole installation: while more than PRESSURE failures stand (BRISK of them forgotten a minute), an address has TIGHT instead
   of NETWORK. Many addresses together thus slow each other down, and whoever has not failed themselves is let through.
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

NETWORK, TIGHT = 50, 10
FORGOTTEN_EVERY, LONGEST = timedelta(minutes=5), timedelta(hours=1)
PRESSURE, BRISK = 600, 30
# A full count of an address is forgotten within this time, and nothing is kept longer.
KEPT = timedelta(hours=6)
# Workers' requests are stamped when they arrive and counted in another order: that far a row may be ahead and no clock was set back.
APART = timedelta(minutes=1)
_TIERED = ("password", "letter")

_WORDS = {
    "network": (
        "มีการกรอกรหัสผ่านไม่ถูกต้องหรือขออีเมลจากเครือข่ายนี้หลายบัญชีเกินไป",
        "There were too many failed attempts on many accounts from this network.",
    ),
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


def count_attempt(who: str, address: str, kind: str = "password", *, known: bool = False) -> None:
    """Count one more attempt. Raises `Wait` (code "sign-in-wait") while the person has to wait.

    `known`: it comes from a browser that has signed in to this account before, so other people's failures do not concern it.
    """
    now = clock.now()
    mine, network = key(who, address, kind), key("", address, f"network-{kind}")
    tiered = kind in _TIERED and address and not known
    names = sorted([mine, network]) if tiered else [mine]
    with transaction.atomic():
        rows = _held(names, now)
        if tiered:
            _count_network(rows[network], now, kind)
        _count(rows[mine], now, kind, FAILURES)
    if kind == "code":
        with transaction.atomic():
            everywhere = key(who, "", kind)
            _count(_held([everywhere], now)[everywhere], now, kind, CODES_FROM_EVERYWHERE)


def _held(names: list[str], now: datetime) -> dict[str, SignInFailure]:
    """The rows of these keys (sorted, so that two attempts lock them in one order), held until the transaction ends."""
    fresh = [SignInFailure(key=name, last_at=now) for name in names]
    SignInFailure.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = SignInFailure.objects.select_for_update().filter(key__in=names).order_by("key")
    return {row.key: row for row in rows}


def _count(row: SignInFailure, now: datetime, kind: str, times: int) -> None:
    # A wait that ends further off than WAIT was set before a rehearsal's clock was set back.
    if row.waits_until and now < row.waits_until <= now + WAIT:
        raise Wait(kind, times, math.ceil((row.waits_until - now).total_seconds()))
    if row.waits_until or not now - WAIT < row.last_at <= now + APART:
        row.count, row.waits_until = 0, None
    row.count += 1
    row.last_at = max(now, row.last_at) if row.count > 1 else now
    if row.count >= times:
        row.waits_until = now + WAIT
    row.save()


def _count_network(row: SignInFailure, now: datetime, kind: str) -> None:
    _forget(row, now, FORGOTTEN_EVERY)
    if row.waits_until and now < row.waits_until <= now + LONGEST:
        raise Wait("network", row.count, math.ceil((row.waits_until - now).total_seconds()))
    row.count += 1
    row.waits_until = _network_wait(row.count, now)
    row.save()


def _network_wait(count: int, now: datetime) -> datetime | None:
    """Until when an address with so many failures waits; None where it need not."""
    # What the whole installation suffers is only asked about an address that has failed itself.
    beyond = count - (NETWORK if count < TIGHT or count >= NETWORK or not _pressed(now) else TIGHT)
    return now + min(LONGEST, timedelta(minutes=1) * 2 ** min(beyond, 20)) if beyond >= 0 else None


def _forget(row: SignInFailure, now: datetime, every: timedelta) -> None:
    """Take off one failure for each `every` passed; all of them where a rehearsal's clock was set back."""
    gone = max(0, (now - row.last_at) // every) if row.last_at <= now + APART else row.count
    if gone >= row.count:
        row.count, row.last_at = 0, now
    else:
        row.count -= gone
        row.last_at += gone * every


def _pressed(now: datetime) -> bool:
    row = SignInFailure.objects.filter(key=key("", "", "everything")).first()
    if row is None:
        return False
    _forget(row, now, timedelta(minutes=1) / BRISK)
    return row.count > PRESSURE


def failed() -> None:
    """A password was wrong: one more for the whole installation."""
    now = clock.now()
    name = key("", "", "everything")
    with transaction.atomic():
        row = _held([name], now)[name]
        _forget(row, now, timedelta(minutes=1) / BRISK)
        row.count += 1
        row.save()


def clear(who: str, address: str, kind: str = "password", *, known: bool = False) -> None:
    """The attempt succeeded: nothing of this account is counted any more, and this one attempt not for the address."""
    names = [key(who, address, kind)] + ([key(who, "", kind)] if kind == "code" else [])
    SignInFailure.objects.filter(key__in=names).delete()
    if kind in _TIERED and address and not known:
        _take_back(key("", address, f"network-{kind}"))


def _take_back(name: str) -> None:
    """One failure less, and the wait of those that stay: an own account does not wipe away what was tried on others."""
    now = clock.now()
    with transaction.atomic():
        row = SignInFailure.objects.select_for_update().filter(key=name, count__gt=0).first()
        if row is None:
            return
        row.count -= 1
        until = _network_wait(row.count, now)
        row.waits_until = min(until, row.waits_until) if until and row.waits_until else None
        row.save()
