"""Who may set up a programme, and who may act for its office."""

from __future__ import annotations

from lertrat.kernel import clock
from lertrat.kernel.permit import YES, Permit, no
from lertrat.people import permits as people
from lertrat.people.models import Person
from lertrat.programmes import queries
from lertrat.programmes.models import Edition, Programme


def may(
    person: Person | None, verb: str, obj: Programme | Edition | None = None, *, type_id: str = ""
) -> Permit:
    """Verbs: "administer" (programmes and officers), "office" (work for the edition, or for one type of it).

    A co-organiser's officer acts for the types named in the role and for nothing else.
    """
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    if verb == "administer":
        if person.is_administrator:
            return YES
        return no("not-administrator", "เฉพาะผู้ดูแลระบบเท่านั้น", "Administrators only.")
    programme_id = obj.programme_id if isinstance(obj, Edition) else obj.pk if obj else None
    for office in queries.offices(person.pk, clock.now()):
        if programme_id is not None and office.programme_id != programme_id:
            continue
        if office.role == "officer" or (office.role == "coorganiser" and type_id and type_id in office.types):
            return YES
    return no("not-officer", "เฉพาะเจ้าหน้าที่โครงการเท่านั้น", "Officers of the programme only.")


def _is_officer(person: Person) -> bool:
    return any(office.role == "officer" for office in queries.offices(person.pk, clock.now()))


people.lookers(_is_officer)
