"""The way back for somebody who lost every factor: one administrator asks with a reason, another confirms, and the person hears of both.

What is removed is what was lost or might be in other hands: passkeys, authenticator app, recovery codes, the password and every
session. A new password comes by letter to the account's address. An identity at a provider stays: the provider looks after it.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people import validators
from lertrat.people.actions.accounts import lock
from lertrat.people.actions.factors import has_factor
from lertrat.people.models import OneTimeKey, Passkey, Person, Proof, Recovery, RecoveryCode, Session
from lertrat.people.permits import may
from lertrat.records.actions import append

LASTS = timedelta(days=7)
# An administrator's account in wrong hands empties no house in an evening, and nobody is asked about again and again.
PER_ADMINISTRATOR, WITHIN = 5, timedelta(days=1)
PER_PERSON, PER_PERSON_WITHIN = 3, timedelta(days=30)


def ask_recovery(*, person: Person, reason: str, by: Person) -> Recovery:
    """`by` asks another administrator to remove what the person lost; `reason`: how it was made sure who is asking.

    The person is told by letter. Refusals: "recovery-reason", "recovery-closed", "recovery-nothing" (no second factor: the letter for
    a new password suffices), "recovery-open", "recovery-often", and those of the permit "recover".
    """
    may(by, "recover", person).require()
    said = _reason(reason)
    now = clock.now()
    with transaction.atomic():
        # Both accounts, so that neither count is taken twice at once; always in one order.
        rows = Person.objects.select_for_update().filter(pk__in=(person.pk, by.pk)).order_by("pk")
        held = next((row for row in rows if row.pk == person.pk), None)
        if held is None:
            raise NotFound("person", "ไม่พบบัญชีนี้", "There is no such account.")
        _recoverable(held)
        _not_too_often(held, by)
        made = Recovery.objects.create(person=held, reason=said, asked_by=by, asked_at=now, until=now + LASTS)
        Proof.objects.create(person=held, kind="recovery-asked", address=held.email, asked_at=now)
        append("person.recovery_asked", obj=held, by=by, recovery=made.pk)
    return made


def confirm_recovery(*, recovery: Recovery, by: Person) -> Person:
    """The second administrator agrees: what was lost is removed, every session ends, the person is told by letter.

    Refusals: "recovery-second" (who asked cannot confirm), "recovery-ended" (ended, used or older than a week).
    """
    may(by, "recover", recovery.person).require()
    with transaction.atomic():
        person = lock(recovery.person)
        held = _open(recovery)
        if held.asked_by_id == by.pk:
            raise Refusal(
                "recovery-second",
                "ต้องให้ผู้ดูแลระบบอีกท่านหนึ่งยืนยัน ผู้ขอยืนยันเองไม่ได้",
                "Another administrator has to confirm: who asked cannot.",
            )
        held.confirmed_by, held.ended_at, held.outcome = by, clock.now(), "done"
        held.save(update_fields=["confirmed_by", "ended_at", "outcome"])
        _remove_all(person)
        append("person.recovered", obj=person, by=by, recovery=held.pk)
    return person


def stop_recovery(*, recovery: Recovery, by: Person) -> None:
    """The person, or an administrator, ends the request; nothing was removed. Refusal "recovery-ended"."""
    if by.pk != recovery.person_id:
        may(by, "recover", recovery.person).require()
    with transaction.atomic():
        lock(recovery.person)
        held = _open(recovery)
        held.ended_at, held.outcome = clock.now(), "stopped"
        held.save(update_fields=["ended_at", "outcome"])
        append("person.recovery_stopped", obj=held.person, by=by, recovery=held.pk)


def recover_at_machine(*, person: Person, reason: str) -> Person:
    """The same from the command line of the machine, where no two administrators can sign in any more. Refusals: "recovery-reason",
    "recovery-closed", "recovery-nothing"."""
    said = _reason(reason)
    now = clock.now()
    with transaction.atomic():
        held = lock(person)
        _recoverable(held)
        Recovery.objects.filter(person=held, ended_at=None).update(ended_at=now, outcome="stopped")
        made = Recovery.objects.create(
            person=held, reason=said, asked_at=now, until=now + LASTS, ended_at=now, outcome="done"
        )
        _remove_all(held)
        append("person.recovered", obj=held, by=None, recovery=made.pk)
    return held


def _reason(text: str) -> str:
    return validators.one_line(
        text, code="recovery-reason", th="เหตุผล", en="reason", longest=400, needed=True
    )


def _recoverable(person: Person) -> None:
    if not person.is_active:
        raise Refusal("recovery-closed", "บัญชีนี้ปิดแล้ว", "This account is closed.")
    if not has_factor(person):
        raise Refusal(
            "recovery-nothing",
            "บัญชีนี้ไม่มีพาสคีย์หรือแอปยืนยันตัวตน เจ้าของบัญชีขอตั้งรหัสผ่านใหม่ทางอีเมลเองได้",
            "This account has no passkey or app: its owner can ask for a new password by e-mail.",
        )


def _not_too_often(person: Person, by: Person) -> None:
    now = clock.now()
    Recovery.objects.filter(person=person, ended_at=None, until__lte=now).update(
        ended_at=now, outcome="stopped"
    )
    if Recovery.objects.filter(person=person, ended_at=None).exists():
        raise Refusal(
            "recovery-open",
            "มีคำขอของบัญชีนี้รอผู้ดูแลระบบอีกท่านหนึ่งยืนยันอยู่แล้ว",
            "There is a request for this account already, waiting for another administrator.",
        )
    lately = Recovery.objects.filter(asked_by=by, asked_at__gt=now - WITHIN).count()
    of_person = Recovery.objects.filter(person=person, asked_at__gt=now - PER_PERSON_WITHIN).count()
    if lately >= PER_ADMINISTRATOR or of_person >= PER_PERSON:
        raise Refusal(
            "recovery-often",
            f"ขอได้ไม่เกิน {PER_ADMINISTRATOR} ครั้งต่อวัน และไม่เกิน {PER_PERSON} ครั้งใน 30 วันต่อหนึ่งบัญชี",
            f"At most {PER_ADMINISTRATOR} requests a day, and {PER_PERSON} within 30 days for one account.",
        )


def _open(recovery: Recovery) -> Recovery:
    held = (
        Recovery.objects.select_for_update(of=("self",))
        .filter(pk=recovery.pk, ended_at=None, until__gt=clock.now())
        .select_related("person")
        .first()
    )
    if held is None:
        raise Refusal(
            "recovery-ended",
            "คำขอนี้สิ้นสุดแล้ว โปรดดูหน้าบัญชีอีกครั้ง",
            "This request has ended. Please look at the account again.",
        )
    return held


def _remove_all(person: Person) -> None:
    """Within the caller's transaction, the person's row held."""
    for model in (Passkey, OneTimeKey, RecoveryCode, Session):
        model.objects.filter(person=person).delete()
    person.password = make_password(None)
    person.save(update_fields=["password"])
    Proof.objects.create(person=person, kind="recovered", address=person.email, asked_at=clock.now())
