"""What is proven by a letter: a new password for who forgot the old one, and a new address."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people import letters, throttle, validators
from lertrat.people.actions.accounts import lock
from lertrat.people.models import Person, Proof, Session
from lertrat.people.permits import may
from lertrat.people.queries import by_email
from lertrat.records.actions import append

# Within this time a second request finds the letter of the first: nobody's mailbox is filled by a stranger.
ONE_LETTER_PER = timedelta(minutes=2)


def ask_reset(*, email: str, address: str) -> None:
    """Send a link to set a new password, where there is such an account; says nothing about whether there is.

    Refusal "sign-in-wait" after five requests for one address from one network address.
    """
    throttle.count_attempt(email, address, "letter")
    person = by_email(email)
    if person is not None and person.is_active:
        with transaction.atomic():
            _letter(lock(person), "reset", person.email)


def reset_password(*, token: str, password: str) -> Person:
    """The new password, by the link of a letter. Every session of the account ends. Refusals: "letter", "password"."""
    proof = letters.proof_of(token, "reset")
    if proof is None:
        raise _spent()
    hashed = make_password(validators.password(password, proof.person))
    with transaction.atomic():
        person = lock(proof.person)
        _spend(proof)
        person.password = hashed
        person.save(update_fields=["password"])
        Session.objects.filter(person=person).delete()
        append("person.password_set", obj=person, by=person, way="letter")
    return person


def ask_email(*, person: Person, email: str, by: Person) -> str:
    """Send a link to the new address; nothing changes before it is opened. The address as it will be kept.

    Refusals: "email", "email-same", "sign-in-wait". Where somebody else has the address nothing is sent, and nothing said.
    """
    may(by, "secure", person).require()
    cleaned = validators.email(email)
    if cleaned.casefold() == person.email.casefold():
        raise Refusal("email-same", "นี่คืออีเมลที่ใช้อยู่แล้ว", "This is the address you have already.")
    throttle.count_attempt(str(person.pk), "", "letter")
    if by_email(cleaned) is None:
        with transaction.atomic():
            _letter(lock(person), "email", cleaned)
    return cleaned


def change_email(*, token: str, by: Person) -> Person:
    """The link of `ask_email` was opened by the signed-in person: the address changes, and the earlier one is told.

    Refusals: "letter" (also for somebody else's), "email-taken".
    """
    proof = letters.proof_of(token, "email")
    if proof is None or proof.person_id != by.pk:
        raise _spent()
    may(by, "secure", proof.person).require()
    try:
        with transaction.atomic():
            person = lock(proof.person)
            _spend(proof)
            earlier, person.email = person.email, proof.address
            person.save(update_fields=["email"])
            Proof.objects.create(person=person, kind="email-changed", address=earlier, asked_at=clock.now())
            append("person.email_changed", obj=person, by=by)
    except IntegrityError:
        raise Refusal("email-taken", "มีบัญชีอื่นใช้อีเมลนี้แล้ว", "Another account has this address.") from None
    return person


def _letter(person: Person, kind: str, address: str) -> None:
    waiting = Proof.objects.filter(person=person, kind=kind, address=address, used_at=None)
    if not waiting.filter(asked_at__gt=clock.now() - ONE_LETTER_PER, asked_at__lte=clock.now()).exists():
        Proof.objects.create(person=person, kind=kind, address=address, asked_at=clock.now())


def _spend(proof: Proof) -> None:
    if not Proof.objects.filter(pk=proof.pk, used_at=None).update(used_at=clock.now()):
        raise _spent()


def _spent() -> Refusal:
    return Refusal(
        "letter",
        "ลิงก์นี้ใช้ไปแล้วหรือเกินหนึ่งชั่วโมง โปรดขอใหม่",
        "This link was used already or is older than an hour. Please ask for a new one.",
    )
