"""Ending sessions on one's own devices."""

from __future__ import annotations

from django.db import transaction

from lertrat.people import queries
from lertrat.people.models import Person, Session
from lertrat.people.permits import may
from lertrat.records.actions import append


def end_sessions(*, person: Person, by: Person, only: str = "", keep: str = "") -> int:
    """End the device whose `handle` is `only`, or every one but the session with the key `keep`; how many ended."""
    may(by, "secure", person).require()
    keys = [
        device.key
        for device in queries.devices(person)
        if (device.handle == only if only else device.key != keep)
    ]
    with transaction.atomic():
        ended = Session.objects.filter(person=person, session_key__in=keys).delete()[0]
        if ended:
            append("person.sessions_ended", obj=person, by=by, count=ended)
    return ended
