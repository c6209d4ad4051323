"""Second factors of one's own account: the authenticator app and the recovery codes. Passkeys stand in `passkeys.py`."""

from __future__ import annotations

import secrets as random

from django.db import transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people import secrets, throttle, totp
from lertrat.people.actions.accounts import lock
from lertrat.people.models import OneTimeKey, Passkey, Person, RecoveryCode
from lertrat.people.permits import may
from lertrat.records.actions import append

RECOVERY_CODES = 10
# 32 letters and digits without those that look alike on paper.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def start_one_time_key(*, person: Person, by: Person) -> str:
    """A new secret (base32) for an authenticator app; it counts for nothing until `confirm_one_time_key`. An unconfirmed one is
    replaced. Refusal "one-time-key" where a confirmed one stands."""
    may(by, "secure", person).require()
    secret = totp.new_secret()
    with transaction.atomic():
        lock(person)
        if OneTimeKey.objects.filter(person=person, confirmed_at__isnull=False).exists():
            raise Refusal(
                "one-time-key",
                "บัญชีนี้ผูกกับแอปยืนยันตัวตนแล้ว หากเปลี่ยนเครื่อง โปรดนำของเดิมออกก่อน",
                "This account already has an authenticator app. Remove it first if you change phones.",
            )
        OneTimeKey.objects.update_or_create(
            person=person,
            defaults={"secret": secrets.seal(secret), "created_at": clock.now(), "last_step": 0},
        )
    return secret


def confirm_one_time_key(*, person: Person, code: str, address: str, by: Person) -> list[str]:
    """The app shows the right code: from now on it is asked for. Gives new recovery codes where there were none, else nothing.

    Refusals: "code", "sign-in-wait", "one-time-key" (none was started).
    """
    may(by, "secure", person).require()
    throttle.count_attempt(str(person.pk), address, "code")
    with transaction.atomic():
        lock(person)
        held = OneTimeKey.objects.filter(person=person, confirmed_at__isnull=True).first()
        secret = secrets.unseal(held.secret) if held else None
        if held is None or secret is None:
            raise Refusal("one-time-key", "โปรดเริ่มผูกแอปยืนยันตัวตนใหม่", "Please start again with the app.")
        cleaned = "".join(code.split())
        step = totp.matching_step(secret, cleaned, clock.outside()) if cleaned.isascii() else None
        if step is None:
            raise Refusal(
                "code",
                "รหัสไม่ตรงกับแอป โปรดตรวจว่านาฬิกาของโทรศัพท์ตรง แล้วกรอกรหัสที่แอปแสดงอยู่ขณะนี้",
                "The code does not fit. Check that the phone’s clock is right and give the code the app shows now.",
            )
        held.confirmed_at, held.last_step = clock.now(), step
        held.save(update_fields=["confirmed_at", "last_step"])
        append("person.one_time_key_added", obj=person, by=by)
        codes = first_codes(person)
    throttle.clear(str(person.pk), address, "code")
    return codes


def remove_one_time_key(*, person: Person, by: Person | None) -> None:
    """The authenticator app is no longer asked for. `by` None: the command line (somebody lost everything)."""
    if by is not None:
        may(by, "secure", person).require()
    with transaction.atomic():
        lock(person)
        if OneTimeKey.objects.filter(person=person).delete()[0]:
            append("person.one_time_key_removed", obj=person, by=by)
        forget_codes_without_factor(person)


def new_recovery_codes(*, person: Person, by: Person) -> list[str]:
    """Ten new recovery codes, shown this once; the earlier ones no longer work. Refusal "no-second-factor"."""
    may(by, "secure", person).require()
    with transaction.atomic():
        lock(person)
        if not has_factor(person):
            raise Refusal(
                "no-second-factor",
                "โปรดผูกแอปยืนยันตัวตนหรือเพิ่มพาสคีย์ก่อน รหัสสำรองใช้แทนสองอย่างนี้",
                "Add an authenticator app or a passkey first: recovery codes stand in for those.",
            )
        codes = _fresh_codes(person)
        append("person.recovery_codes_made", obj=person, by=by)
    return codes


def has_factor(person: Person) -> bool:
    """Whether an app or a passkey is there to be lost."""
    return (
        OneTimeKey.objects.filter(person=person, confirmed_at__isnull=False).exists()
        or Passkey.objects.filter(person=person).exists()
    )


def first_codes(person: Person) -> list[str]:
    """Recovery codes for who has none yet; within the caller's transaction."""
    if RecoveryCode.objects.filter(person=person).exists():
        return []
    return _fresh_codes(person)


def forget_codes_without_factor(person: Person) -> None:
    """Without a second factor there is nothing that the codes could stand in for."""
    if not has_factor(person):
        RecoveryCode.objects.filter(person=person).delete()


def _fresh_codes(person: Person) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = ["".join(random.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, key=secrets.keyed("recovery", f"{person.pk}:{code}")) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]
