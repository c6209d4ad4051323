"""Who may read the catalogue: everybody. It holds nothing that was not published."""

from __future__ import annotations

from lertrat.kernel.permit import YES, Permit
from lertrat.people.models import Person


def may(person: Person | None, verb: str, obj: object = None) -> Permit:
    """The one verb is "see"."""
    if verb != "see":
        raise ValueError(f"the catalogue knows no {verb!r}")
    return YES
