"""Who may declare and record relations."""

from __future__ import annotations

from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.permits import may as may_programme


def may(person: Person | None, verb: str, subject: Person, edition: Edition) -> Permit:
    """Verbs: "declare" (one's own relations), "record" (a relation of somebody else, by the office), "read"."""
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    if person.pk == subject.pk:
        return YES
    if verb == "declare":
        return no("own-only", "แสดงรายการได้เฉพาะของตนเอง", "One declares for oneself only.")
    return may_programme(person, "office", edition)
