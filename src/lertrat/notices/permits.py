"""Who may read the outbox and send a message again."""

from __future__ import annotations

from lertrat.kernel.permit import YES, Permit
from lertrat.people.models import Person
from lertrat.programmes import permits as programmes


def may(person: Person | None, verb: str, obj: object = None) -> Permit:
    """Verbs: "read" (the outbox), "release" (send a held or failed message). Administrators and the programme's officers."""
    if verb not in ("read", "release"):
        raise ValueError(f"no such verb: {verb}")
    if person is not None and person.is_active and person.is_administrator:
        return YES
    return programmes.may(person, "office")
