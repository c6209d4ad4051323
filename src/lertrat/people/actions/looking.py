"""Looking at the pages as somebody else sees them: for a reason, read-only, for half an hour, and never unseen.

What a session may reach meanwhile is `web.account.looking`'s: never sheets, votes, declarations, or an account's secrets.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people import validators
from lertrat.people.actions.accounts import lock
from lertrat.people.models import Look, Person
from lertrat.people.permits import may
from lertrat.records.actions import append

LASTS = timedelta(minutes=30)


def start_look(*, person: Person, reason: str, by: Person) -> Look:
    """`by` (the office) begins to look as `person`, who is told by letter and on their account's page.

    Refusals: "look-reason", "look-closed" (the account is closed), and those of the permit "look".
    """
    may(by, "look", person).require()
    said = validators.one_line(reason, code="look-reason", th="เหตุผล", en="reason", longest=400, needed=True)
    now = clock.now()
    with transaction.atomic():
        held = lock(person)
        may(by, "look", held).require()
        if not held.is_active:
            raise Refusal("look-closed", "บัญชีนี้ปิดแล้ว", "This account is closed.")
        look = Look.objects.create(person=held, by=by, reason=said, started_at=now, until=now + LASTS)
        append("person.looked_at", obj=held, by=by, look=look.pk)
    return look


def end_look(*, look_id: int, by: Person) -> None:
    """The look is over; a second click finds it over."""
    with transaction.atomic():
        held = (
            Look.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk=look_id, by=by)
            .first()
        )
        if held is not None and held.ended_at is None:
            held.ended_at = clock.now()
            held.save(update_fields=["ended_at"])
            append("person.look_ended", obj=held.person, by=by, look=held.pk)
