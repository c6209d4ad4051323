"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from lertrat.records.personal import Source, Words, official
from lertrat.selfassessment.models import (
    Agreed,
    CategoryWork,
    Evidence,
    FrozenCopy,
    Mark,
    SelfAssessment,
    Sheet,
)

official(
    "selfassessment.work",
    Words("การประเมินตนเองของหน่วยงาน", "An agency’s self-assessment"),
    Words(
        "ให้หน่วยงานรู้ว่าผู้ใดรับผิดชอบหมวดใดและให้คะแนนอย่างไร",
        "So that the agency knows who owns which category and how each rated it.",
    ),
    Source(SelfAssessment, ("created_by",), ("ref",), at="created_at"),
    Source(CategoryWork, ("owner", "touched_by"), ("number", "approach", "results"), at="touched_at"),
    Source(Evidence, ("added_by",), ("item_id", "text", "url"), at="added_at"),
    Source(Sheet, ("person", "named_by"), ("locked_at",), at="named_at"),
    Source(Mark, ("sheet__person",), ("item_id", "value")),
    Source(Agreed, ("by",), ("item_id", "value", "reason"), at="at"),
    Source(FrozenCopy, ("by",), ("ref", "purpose"), at="at"),
)
