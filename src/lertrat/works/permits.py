"""Who may change the register of works and awards. What stands in it, everybody may read: it never holds a secret."""

from __future__ import annotations

from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.permits import may as may_programme
from lertrat.works.models import Award, Work


def may(person: Person | None, verb: str, obj: Work | Award | Edition | None = None) -> Permit:
    """Verbs: "see" (everybody), "import", "correct" (administrators), "certify" (the edition's officers). Awards of an edition come by publication alone."""
    if verb == "see":
        return YES
    if verb == "certify":
        return may_programme(person, "office", obj if isinstance(obj, Edition) else None)
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    if person.is_administrator:
        return YES
    return no("not-administrator", "เฉพาะผู้ดูแลระบบเท่านั้น", "Administrators only.")
