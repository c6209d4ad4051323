"""What must always be true of meetings."""

from __future__ import annotations

from typing import Any

from lertrat.committees.models import AgendaItem, Meeting, Recusal, Resolution
from lertrat.records.invariants import register


def resolved_items_without_resolution() -> list[Any]:
    return list(
        AgendaItem.objects.filter(state="resolved", resolution__isnull=True).values_list("pk", flat=True)
    )


def closed_meetings_with_open_items() -> list[Any]:
    return list(
        Meeting.objects.filter(state="closed", items__state="open").values_list("pk", flat=True).distinct()
    )


def resolved_by_a_recused_person() -> list[Any]:
    pairs = set(Recusal.objects.values_list("item_id", "seat__person_id"))
    return [
        r for r, item, by in Resolution.objects.values_list("pk", "item_id", "by_id") if (item, by) in pairs
    ]


register(
    "committees.resolution", "วาระที่มีมติแล้วต้องมีข้อความมติ", "An item resolved has its resolution.",
    resolved_items_without_resolution,
)  # fmt: skip
register(
    "committees.closed", "การประชุมที่ปิดแล้วต้องไม่มีวาระค้าง", "A closed meeting has no open item.",
    closed_meetings_with_open_items,
)  # fmt: skip
register(
    "committees.recused", "ผู้ที่ออกจากการพิจารณาต้องไม่เป็นผู้บันทึกมติ", "Nobody recused recorded the resolution.",
    resolved_by_a_recused_person,
)  # fmt: skip
