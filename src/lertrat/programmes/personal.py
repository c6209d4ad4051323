"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from django.db.models import Q

from lertrat.kernel import clock
from lertrat.programmes.models import (
    Extension,
    Officer,
    PackVersion,
    RulesDraft,
    RulesGround,
    RulesRevision,
    WindowAmendment,
)
from lertrat.records.personal import Source, Words, hold, official, on_closing


def in_office(person_id: int) -> Words | None:
    """An officer's role that has not ended."""
    now = clock.now()
    if not Officer.objects.filter(Q(until_at=None) | Q(until_at__gt=now), person=person_id).exists():
        return None
    return Words(
        "ท่านยังเป็นเจ้าหน้าที่โครงการ โปรดแจ้งผู้ดูแลระบบให้บันทึกการพ้นหน้าที่ก่อน",
        "You are still an officer of a programme. Please have an administrator record the end of it first.",
    )


def end_offices(person_id: int) -> int:
    """Officers' roles end now."""
    now = clock.now()
    rows = Officer.objects.filter(Q(until_at=None) | Q(until_at__gt=now), person=person_id)
    return rows.update(until_at=now)


hold("programmes.officer", in_office)
on_closing("programmes.officer", end_offices)
official(
    "programmes.office",
    Words("เจ้าหน้าที่โครงการและงานหลักเกณฑ์", "Officers, and work on the rules"),
    Words(
        "เป็นหลักฐานว่าผู้ใดจัดทำ รับรอง หรือขยายเวลาของหลักเกณฑ์ปีใด",
        "To show who drafted, sealed or extended the rules of which year.",
    ),
    Source(Officer, ("person",), ("programme__name_th", "role", "types", "until_at"), at="from_at"),
    Source(PackVersion, ("sealed_by",), ("edition__code", "reason"), at="sealed_at"),
    Source(WindowAmendment, ("by",), ("reason", "document"), at="at"),
    Source(Extension, ("proposed_by", "decided_by"), ("ref", "reason", "comment", "state"), at="proposed_at"),
    Source(RulesDraft, ("created_by", "proposed_by"), ("ref", "code", "reason"), at="created_at"),
    Source(RulesRevision, ("saved_by",), ("note",), at="saved_at"),
    Source(RulesGround, ("by",), ("rule", "words"), at="at"),
    names=True,
    whose=Words("เจ้าหน้าที่โครงการและผู้จัดร่วม", "Officers and co-organisers"),
)
