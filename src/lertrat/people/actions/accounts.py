"""Accounts: made, edited, closed, re-keyed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.kernel.thai import sort_key
from lertrat.people import validators
from lertrat.people.models import Person
from lertrat.people.permits import may
from lertrat.records.actions import append


def create_person(
    *,
    email: str,
    name: str,
    title: str = "",
    post: str = "",
    password: str | None = None,
    language: str = "th",
    is_administrator: bool = False,
    by: Person | None,
) -> Person:
    """A new account; without a password nobody can sign in as it until one is set. `by` None: the command line.

    Refusals: "email", "email-taken", "name", "title", "post", "password".
    """
    if by is not None:
        may(by, "create").require()
    name = validators.name(name)
    person = Person(
        email=validators.email(email),
        name=name,
        title=validators.title(title),
        post=validators.post(post),
        sort_key=sort_key(name)[:400],
        language="en" if language == "en" else "th",
        is_administrator=is_administrator,
        created_at=clock.now(),
    )
    if password is None:
        person.set_unusable_password()
    else:
        # Hashing takes tens of milliseconds on purpose; it stands before the transaction.
        person.password = make_password(validators.password(password, person))
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            append("person.created", obj=person, by=by)
    except IntegrityError:
        raise Refusal(
            "email-taken",
            f"มีบัญชีที่ใช้อีเมล {person.email} อยู่แล้ว",
            f"There is already an account with {person.email}.",
        ) from None
    return person


def set_password(*, person: Person, password: str, current: str | None = None, by: Person | None) -> None:
    """A new password. People who change their own must give the `current` one; `by` None: the command line.

    Refusals: "password", "current-password". Ends every other session of the account (Django's session hash).
    """
    if by is not None:
        may(by, "set_password", person).require()
        if by.pk == person.pk and person.has_usable_password() and not person.check_password(current or ""):
            raise Refusal("current-password", "รหัสผ่านปัจจุบันไม่ถูกต้อง", "The current password is not right.")
    hashed = make_password(validators.password(password, person))
    with transaction.atomic():
        held = lock(person)
        held.password = hashed
        held.save(update_fields=["password"])
        append("person.password_set", obj=held, by=by)
    person.password = hashed


def edit_person(*, person: Person, by: Person, **fields: str) -> Person:
    """Change `name`, `title`, `post` or `language`. Refusals as for create_person."""
    may(by, "edit", person).require()
    changed: dict[str, Any] = {}
    for field, value in fields.items():
        if field == "language":
            changed[field] = "en" if value == "en" else "th"
        elif field in ("name", "title", "post"):
            changed[field] = getattr(validators, field)(value)
        else:
            raise TypeError(f"no such field: {field}")
    if "name" in changed:
        changed["sort_key"] = sort_key(changed["name"])[:400]
    with transaction.atomic():
        held = lock(person)
        for field, value in changed.items():
            setattr(held, field, value)
        held.save(update_fields=list(changed))
        append("person.edited", obj=held, by=by, fields=sorted(set(changed) - {"sort_key"}))
    return held


def set_active(*, person: Person, active: bool, by: Person | None) -> Person:
    """Close an account (its sessions end at their next request) or open it again. Nothing of the person is removed."""
    if by is not None:
        may(by, "reactivate" if active else "deactivate", person).require()
    with transaction.atomic():
        held = lock(person)
        if held.is_active != active:
            held.is_active = active
            held.save(update_fields=["is_active"])
            append("person.reactivated" if active else "person.deactivated", obj=held, by=by)
    return held


def deactivate(*, person: Person, by: Person | None) -> Person:
    """Close an account. See `set_active`."""
    return set_active(person=person, active=False, by=by)


def lock(person: Person) -> Person:
    """The account, held until the transaction ends."""
    held = Person.objects.select_for_update().filter(pk=person.pk).first()
    if held is None:
        raise NotFound("person", "ไม่พบบัญชีนี้", "There is no such account.")
    return held
