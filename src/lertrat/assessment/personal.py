"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from lertrat.assessment.models import (
    Assignment,
    Clarification,
    ClarificationItem,
    Finding,
    KpiReading,
    Opinion,
    Overruling,
    PanelMember,
    Score,
    ScoreSheet,
    Screening,
    ScreeningRule,
    Visit,
    VisitMember,
)
from lertrat.records.personal import Source, Words, hold, official


def open_sheets(person_id: int) -> Words | None:
    """Readings that were assigned and are not locked."""
    waiting = Assignment.objects.filter(person=person_id, waits=True).count()
    waiting += KpiReading.objects.filter(person=person_id, state="active", locked_at=None).count()
    if not waiting:
        return None
    return Words(
        f"ท่านยังมีแบบให้คะแนนที่ไม่ได้ยืนยัน {waiting} ฉบับ โปรดให้คะแนนให้เสร็จหรือแจ้งเจ้าหน้าที่ให้มอบหมายผู้อื่นแทน",
        f"You still have {waiting} score sheet(s) not locked. Please finish them or ask the team to assign somebody else.",
    )


hold("assessment.open_sheets", open_sheets)
official(
    "assessment.reading",
    Words("การตรวจประเมินและการให้คะแนน", "Assessing and scoring"),
    Words("เป็นหลักฐานว่าผู้ใดให้คะแนนผลงานใดด้วยเหตุผลใด", "To show who scored which work and on what grounds."),
    Source(PanelMember, ("person",), ("panel__name", "leader", "left_at")),
    Source(Assignment, ("person", "made_by"), ("submission__ref", "state", "ended_reason"), at="made_at"),
    Source(ScoreSheet, ("assignment__person",), ("assignment__submission__ref", "state", "comment", "locked_at"), at="saved_at"),
    Source(Score, ("sheet__assignment__person",), ("criterion_id", "value_scaled")),
    Source(Finding, ("sheet__assignment__person",), ("criterion_id", "kind", "text")),
    Source(KpiReading, ("person",), ("copy__ref", "state", "scores", "findings", "comment", "locked_at"), at="made_at"),
    Source(KpiReading, ("made_by",), ("copy__ref", "state", "ended_reason"), at="made_at"),
    Source(VisitMember, ("person",), ("visit__place", "leader"), at="visit__planned_at"),
    names=True,
    whose=Words("ผู้ตรวจประเมิน", "Assessors"),
)  # fmt: skip
official(
    "assessment.office",
    Words("การตรวจคุณสมบัติและการขอคำชี้แจง", "Screening and clarifications"),
    Words(
        "เป็นหลักฐานว่าผู้ใดตรวจ วินิจฉัย ขอหรือส่งคำชี้แจง",
        "To show who screened and decided, who asked for clarification and who sent it.",
    ),
    Source(Clarification, ("asked_by", "sent_by"), ("submission__ref", "number", "sent_at"), at="asked_at"),
    Source(ClarificationItem, ("saved_by",), ("question_id", "answer"), at="saved_at"),
    Source(Overruling, ("by",), ("verdict", "reason"), at="at"),
    Source(ScreeningRule, ("by",), ("reason",), at="at"),
    Source(Opinion, ("by",), ("submission__ref", "outcome", "reason"), at="at"),
    Source(Screening, ("by",), ("submission__ref", "outcome", "reason"), at="at"),
    Source(Visit, ("recorded_by",), ("place", "outcome", "reason"), at="recorded_at"),
    names=True,
    whose=Words("เจ้าหน้าที่ และผู้จัดทำคำชี้แจง", "Officers, and who answers for the agency"),
)
