"""What must always be true of self-assessments."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q

from lertrat.kernel import hashing
from lertrat.records.invariants import register
from lertrat.selfassessment.models import FrozenCopy, SelfAssessment, Sheet
from lertrat.selfassessment.states import RATERS


def scored_without_three_sheets() -> list[Any]:
    """Being scored or agreed, yet not with exactly three sheets in the round."""
    own = Q(sheets__round=F("round"))
    rows = SelfAssessment.objects.exclude(state="working").annotate(n=Count("sheets", filter=own))
    return list(rows.exclude(n=RATERS).values_list("ref", flat=True))


def agreed_before_all_locked() -> list[Any]:
    early = Sheet.objects.filter(
        locked_at__isnull=True, round=F("assessment__round"), assessment__state="agreed"
    )
    return list(early.values_list("assessment__ref", flat=True))


def agreed_without_values() -> list[Any]:
    own = Q(agreed__round=F("round"))
    rows = SelfAssessment.objects.annotate(n=Count("agreed", filter=own))
    return list(
        rows.filter(Q(state="agreed", n=0) | (~Q(state="agreed") & Q(n__gt=0))).values_list("ref", flat=True)
    )


def broken_copies() -> list[Any]:
    rows = FrozenCopy.objects.only("ref", "content", "tree", "root_hash").iterator(chunk_size=200)
    return [c.ref for c in rows if hashing.verify(c.tree, c.content) or c.tree["root"] != c.root_hash]


register(
    "selfassessment.three",
    "การให้คะแนนต้องมีผู้ให้คะแนนสามคน",
    "A round is scored by three.",
    scored_without_three_sheets,
)
register(
    "selfassessment.locked", "สรุปคะแนนได้เมื่อทั้งสามคนล็อกแล้ว", "Agreed only after all three locked.",
    agreed_before_all_locked,
)  # fmt: skip
register(
    "selfassessment.agreed", "ที่สรุปแล้วต้องมีคะแนนของรอบนั้น", "What is agreed has its scores, and nothing else has.",
    agreed_without_values,
)  # fmt: skip
register(
    "selfassessment.frozen", "สำเนาที่ส่งต่อต้องตรงกับลายนิ้วมือ", "Every frozen copy fits its hash.", broken_copies
)
