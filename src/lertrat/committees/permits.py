"""Who may run a meeting, and who may see its papers."""

from __future__ import annotations

from lertrat.committees import queries
from lertrat.committees.models import AgendaItem, Committee, Meeting
from lertrat.kernel import clock
from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person

RUNS = frozenset({"chair", "secretary"})


def may(person: Person | None, verb: str, obj: Committee | Meeting | AgendaItem | None = None) -> Permit:
    """Verbs: "administer" (committees and seats), "run" (a committee's meetings), "read" (its papers)."""
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    if verb == "administer":
        if person.is_administrator:
            return YES
        return no("not-administrator", "เฉพาะผู้ดูแลระบบเท่านั้น", "Administrators only.")
    committee_id = _committee_id(obj)
    seat = queries.live_seat(committee_id, person.pk, clock.now())
    if seat is None:
        return no("no-seat", "ท่านไม่ได้เป็นกรรมการในคณะนี้", "You have no seat on this committee.")
    if verb == "run" and seat.role not in RUNS:
        return no(
            "not-secretary", "เฉพาะประธานหรือเลขานุการเท่านั้น", "Only the chair or the secretary may do this."
        )
    return YES


def _committee_id(obj: Committee | Meeting | AgendaItem | None) -> int:
    if isinstance(obj, Committee):
        return obj.pk
    if isinstance(obj, Meeting):
        return obj.committee_id
    if isinstance(obj, AgendaItem):
        return obj.meeting.committee_id
    raise TypeError("a committee, a meeting or an item is needed")
