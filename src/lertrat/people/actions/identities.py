"""Identities at OpenID Connect providers. An identity nobody linked opens no account: a signed-in person links it, or an
invitation does, for the person it was written to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people import secrets
from lertrat.people.actions.accounts import lock
from lertrat.people.models import Identity, Passkey, Person
from lertrat.people.permits import may
from lertrat.records.actions import append


@dataclass(frozen=True, slots=True)
class Proven:
    """An identity whose provider has just vouched for it. `subject` is the keyed hash; what it was made from is gone."""

    provider: str
    subject: str


def proven(*, provider: str, subject: str) -> Proven:
    """The identity behind a checked ID token: `subject` is the provider's own number, which is hashed here and not kept."""
    if not subject:
        raise Refusal("identity", "ผู้ให้บริการไม่ได้ส่งเลขประจำตัวมา", "The provider sent no identifier.")
    return Proven(provider, secrets.keyed("identity", f"{provider}:{subject}"))


def link_identity(*, person: Person, identity: Proven, by: Person) -> Identity:
    """From now on `identity` signs in as `person`. `by` is that person: signed in, or accepting an invitation.

    A second call finds the first one's result. Refusals: "identity-taken" (another account has it), "identity-held" (this
    account has another one of the same provider).
    """
    may(by, "secure", person).require()
    try:
        with transaction.atomic():
            lock(person)
            held = Identity.objects.filter(provider=identity.provider, subject=identity.subject).first()
            if held is not None:
                if held.person_id == person.pk:
                    return held
                raise _taken()
            if Identity.objects.filter(person=person, provider=identity.provider).exists():
                raise Refusal(
                    "identity-held",
                    "บัญชีนี้เชื่อมกับตัวตนอื่นของผู้ให้บริการนี้แล้ว โปรดเลิกเชื่อมของเดิมก่อน",
                    "This account is linked with another identity of that provider. Unlink it first.",
                )
            made = Identity.objects.create(
                person=person, provider=identity.provider, subject=identity.subject, linked_at=clock.now()
            )
            append("person.identity_linked", obj=person, by=by, provider=identity.provider)
            return made
    except IntegrityError:
        raise _taken() from None


def unlink_identity(*, person: Person, provider: str, by: Person) -> None:
    """The provider signs in as this person no more. Refusal "last-way-in"."""
    may(by, "secure", person).require()
    with transaction.atomic():
        held = lock(person)
        if not Identity.objects.filter(person=held, provider=provider).delete()[0]:
            raise NotFound("identity", "ไม่ได้เชื่อมกับผู้ให้บริการนี้", "Not linked with this provider.")
        keep_a_way_in(held)
        append("person.identity_unlinked", obj=held, by=by, provider=provider)


def identified(*, identity: Proven) -> Person:
    """Whose identity this is; the caller records the sign-in and opens the session. Refusal "identity-unknown": nobody's."""
    held = (
        Identity.objects.select_related("person")
        .filter(provider=identity.provider, subject=identity.subject, person__is_active=True)
        .first()
    )
    if held is None:
        raise Refusal(
            "identity-unknown",
            "ยังไม่มีบัญชีใดเชื่อมกับตัวตนนี้ โปรดเข้าสู่ระบบด้วยวิธีเดิมแล้วเชื่อมในหน้าความปลอดภัยของบัญชี หรือเปิดลิงก์ในหนังสือเชิญ",
            "No account is linked with this identity yet. Sign in another way and link it under account security, or open the link of your invitation.",
        )
    Identity.objects.filter(pk=held.pk).update(used_at=clock.now())
    return held.person


def keep_a_way_in(person: Person) -> None:
    """Refusal "last-way-in" where nothing is left to sign in with; within the caller's transaction."""
    if (
        not person.has_usable_password()
        and not Passkey.objects.filter(person=person).exists()
        and not Identity.objects.filter(person=person).exists()
    ):
        raise Refusal(
            "last-way-in",
            "นี่เป็นวิธีเดียวที่เหลือสำหรับเข้าสู่ระบบ โปรดตั้งรหัสผ่านหรือเพิ่มวิธีอื่นก่อน",
            "This is the only way left to sign in. Set a password or add another way first.",
        )


def _taken() -> Refusal:
    return Refusal(
        "identity-taken",
        "ตัวตนนี้เชื่อมกับบัญชีอื่นแล้ว",
        "This identity is linked with another account.",
    )
