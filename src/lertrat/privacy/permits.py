"""Who may see and answer for personal data."""

from __future__ import annotations

from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person
from lertrat.programmes.permits import may as may_in_programme


def may(person: Person | None, verb: str, obj: Person | None = None) -> Permit:
    """Verbs: "own" (export, erase, ask: one's own data and nobody else's), "desk" (requests, retention, breaches).

    The desk is the office's: a programme's officers. A co-organiser's officers and administrators have no part in it, since requests
    speak of applications, which they do not read.
    """
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    if verb == "own":
        if obj is not None and obj.pk == person.pk:
            return YES
        return no("own-data-only", "ทำได้เฉพาะกับข้อมูลของท่านเอง", "Only with your own data.")
    return may_in_programme(person, "office")
