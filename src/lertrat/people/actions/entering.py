"""Signing in: a password, and where the account has a second factor a code; the caller opens the session."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.db import transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people import secrets, throttle, totp
from lertrat.people.models import OneTimeKey, Person, Recovery, RecoveryCode
from lertrat.people.queries import factors
from lertrat.records.actions import append

STRONG = ("passkey", "password+passkey", "password+totp", "password+recovery")


class CodeNeeded(Refusal):
    """The password was right, and this account asks for a second factor as well (code "code-needed")."""

    def __init__(self, person: Person) -> None:
        super().__init__(
            "code-needed",
            "บัญชีนี้ยืนยันตัวตนสองขั้น โปรดกรอกรหัสยืนยันอีกขั้น",
            "This account asks for a second step: please give the code.",
        )
        self.person = person


def wrong_password() -> Refusal:
    """The same words whether the account exists, is closed, or the password is wrong."""
    return Refusal(
        "sign-in-wrong",
        "อีเมลหรือรหัสผ่านไม่ถูกต้อง โปรดตรวจสอบแล้วลองใหม่",
        "The e-mail address or the password is not right. Please check and try again.",
    )


def sign_in(*, email: str, password: str, address: str, code: str = "", known: bool = False) -> Person:
    """Who this e-mail and password (and code) belong to; the caller opens the session. `address`: the network address asked from;
    `known`: by a browser that has signed in to this account before.

    Refusals: "sign-in-wait" (five failures: `Wait`, with the time left), "sign-in-wrong" (the same words whether the account
    exists, is closed, or the password is wrong), "code-needed" (`CodeNeeded`, with the person), "code" (a wrong one).
    """
    person = _by_password(email, password, address, known)
    if factors(person).any:
        if not code.strip():
            raise CodeNeeded(person)
        return enter_with_code(person=person, code=code, address=address)
    return entered(person, "password")


def _by_password(email: str, password: str, address: str, known: bool = False) -> Person:
    throttle.count_attempt(email, address, known=known)
    found = authenticate(None, username=email.strip(), password=password)
    if not isinstance(found, Person):
        throttle.failed()
        raise wrong_password()
    throttle.clear(email, address, known=known)
    return found


def enter_with_code(*, person: Person, code: str, address: str) -> Person:
    """The second step after `CodeNeeded`: a code of the authenticator app, or a recovery code, which is then spent.

    Refusals: "code", "sign-in-wait", "sign-in-wrong" (the account was closed meanwhile).
    """
    if not Person.objects.filter(pk=person.pk, is_active=True).exists():
        raise wrong_password()
    way = _take_code(person, code, address)
    return entered(person, f"password+{way}")


def confirm(*, person: Person, password: str = "", code: str = "", address: str) -> None:
    """Proof that whoever sits before an open session is still its person: the password, or a code. Refusals as `sign_in`."""
    if password:
        if _by_password(person.email, password, address, known=True).pk != person.pk:
            raise wrong_password()
    else:
        _take_code(person, code, address)


def entered(person: Person, way: str) -> Person:
    """Record that a person came in by a way whose proof the caller has checked."""
    with transaction.atomic():
        if way in STRONG:
            # Nothing is lost that has just been shown: whoever asked to remove it was wrong, or somebody else.
            Recovery.objects.filter(person=person, ended_at=None).update(
                ended_at=clock.now(), outcome="came-in"
            )
        append("person.signed_in", obj=person, by=person, way=way)
    return person


def _take_code(person: Person, code: str, address: str) -> str:
    """Which way the code was right: "totp" or "recovery"."""
    throttle.count_attempt(str(person.pk), address, "code")
    cleaned = "".join(code.split()).replace("-", "")
    with transaction.atomic():
        way = _one_time(person, cleaned) if len(cleaned) == totp.DIGITS else _recovery(person, cleaned)
    if not way:
        raise Refusal(
            "code",
            "รหัสยืนยันไม่ถูกต้องหรือใช้ไปแล้ว โปรดรอรหัสถัดไปในแอปแล้วลองใหม่ หรือใช้รหัสสำรอง",
            "The code is wrong or already used. Wait for the app’s next one and try again, or use a recovery code.",
        )
    throttle.clear(str(person.pk), address, "code")
    return way


def _one_time(person: Person, code: str) -> str:
    held = OneTimeKey.objects.select_for_update().filter(person=person, confirmed_at__isnull=False).first()
    secret = secrets.unseal(held.secret) if held else None
    if held is None or secret is None or not code.isascii():
        return ""
    step = totp.matching_step(secret, code, clock.outside(), newer_than=held.last_step)
    if step is None:
        return ""
    held.last_step = step
    held.save(update_fields=["last_step"])
    return "totp"


def _recovery(person: Person, code: str) -> str:
    key = secrets.keyed("recovery", f"{person.pk}:{code.upper()}")
    spent = RecoveryCode.objects.filter(person=person, key=key, used_at__isnull=True).update(
        used_at=clock.now()
    )
    if not spent:
        return ""
    append("person.recovery_code_used", obj=person, by=person)
    return "recovery"
