"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from django.db.models import Q

from lertrat.committees.models import Attendance, Meeting, Recusal, Resolution, Seat
from lertrat.kernel import clock
from lertrat.records.personal import Source, Words, hold, official, on_closing


def seated(person_id: int) -> Words | None:
    """A seat that has not ended."""
    now = clock.now()
    rows = Seat.objects.filter(Q(until_at=None) | Q(until_at__gt=now), person=person_id)
    names = list(rows.order_by("committee__name_th").values_list("committee__name_th", flat=True))
    if not names:
        return None
    return Words(
        f"ท่านยังดำรงตำแหน่งใน{' '.join(names)} โปรดแจ้งผู้ดูแลระบบให้บันทึกการพ้นจากตำแหน่งก่อน",
        f"You still have a seat on {', '.join(names)}. Please have an administrator record its end first.",
    )


def end_seats(person_id: int) -> int:
    """Seats end now."""
    now = clock.now()
    rows = Seat.objects.filter(Q(until_at=None) | Q(until_at__gt=now), person=person_id, from_at__lt=now)
    return rows.update(until_at=now)


hold("committees.seats", seated)
on_closing("committees.seats", end_seats)
official(
    "committees.seats",
    Words("กรรมการและการประชุม", "Seats and meetings"),
    Words(
        "เป็นหลักฐานว่าผู้ใดพิจารณา มาประชุม หรือถอนตัวจากเรื่องใด",
        "To show who decided, who attended and who left for which item.",
    ),
    Source(Seat, ("person",), ("committee__name_th", "role", "until_at"), at="from_at"),
    Source(Attendance, ("seat__person",), ("meeting__number", "present", "note"), at="meeting__held_at"),
    Source(Recusal, ("seat__person",), ("item__order", "reason", "detected"), at="at"),
    Source(Meeting, ("closed_by",), ("ref", "number"), at="closed_at"),
    Source(Resolution, ("by",), ("item__title", "outcome"), at="resolved_at"),
    names=True,
    whose=Words("กรรมการและเลขานุการ", "Members and secretaries"),
)
