"""An account whose person is forgotten: nobody can sign in as it, and it names nobody, unless an official record goes on to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from lertrat.kernel import clock
from lertrat.kernel.thai import sort_key
from lertrat.people.models import Person
from lertrat.records import personal
from lertrat.records.actions import append

NAMELESS = "ผู้ใช้ที่ลบข้อมูลแล้ว"
# RFC 2606 keeps this top level for addresses that reach nobody.
ADDRESS = "erased-{pk}@erased.invalid"


def forget_account(person_id: int) -> int:
    """Erase what the account says of its person, in the caller's transaction; 1, or 0 where that was done before.

    Whoever approved, scored or resolved goes on being named there: the name stays, the rest goes.
    """
    held = Person.objects.select_for_update().get(pk=person_id)
    if held.erased_at is not None:
        return 0
    if not personal.names_person(person_id):
        held.title, held.name = "", NAMELESS
        held.sort_key = sort_key(NAMELESS)[:400]
    held.email = ADDRESS.format(pk=person_id)
    held.post, held.language, held.last_login = "", "th", None
    held.is_active = held.is_administrator = False
    held.password = make_password(None)
    held.erased_at = clock.now()
    held.save()
    append("person.erased", obj=held, by=None)
    return 1


def close_for_good(person_id: int) -> dict[str, int]:
    """End what ends with the account and erase every class that may be erased, in the caller's transaction.

    How many rows went, by class. The caller has asked `personal.holds` with the account held.
    """
    ended = personal.end_all(person_id)
    gone = {"ended": ended} if ended else {}
    # The account itself last: what the others erase is found through it.
    for data in sorted(personal.classes(), key=lambda data: data.id == "people.account"):
        if data.erase is not None:
            gone[data.id] = data.erase(person_id)
    return {name: count for name, count in gone.items() if count}


def forget_accounts(keys: list[Any]) -> int:
    """The accounts that were closed long ago: the same, one transaction each; how many."""
    done = 0
    for key in keys:
        with transaction.atomic():
            held = Person.objects.select_for_update().get(pk=key)
            if held.is_active or held.erased_at is not None:
                continue
            close_for_good(key)
            done += 1
    return done
