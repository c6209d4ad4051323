"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from datetime import timedelta

from lertrat.conflicts.models import Declaration, Relation
from lertrat.records.personal import OFFICE, OFFICIAL, DataClass, Retention, Source, Words, register

register(
    DataClass(
        id="conflicts.relations",
        name=Words("ความสัมพันธ์ที่อาจขัดกันแห่งผลประโยชน์", "Relations that may conflict"),
        whose=Words("ผู้ตรวจประเมิน กรรมการ และผู้ได้รับการเสนอชื่อ", "Assessors, members and nominees"),
        purpose=Words(
            "กันไม่ให้ผู้มีส่วนได้เสียเข้าถึงหรือให้คะแนนผลงานที่เกี่ยวข้อง",
            "So that nobody with an interest reads or scores the works it concerns.",
        ),
        basis="task",
        recipients=OFFICE,
        retention=Retention(
            Words("ตลอดที่ยังมีผล แล้วเก็บต่อนับจากวันที่ถอน", "While it holds; after it was withdrawn, for"),
            timedelta(days=1825),
        ),
        sources=(
            Source(
                Relation,
                ("person", "recorded_by"),
                ("agency__name_th", "work__title_th", "nominee_key", "kind", "until_year", "source", "note", "withdrawn_at"),
                at="recorded_at",
            ),
            Source(Declaration, ("person",), ("edition__code",), at="declared_at"),
        ),
        kept=OFFICIAL,
        old=lambda moment: Relation.objects.filter(withdrawn_at__lt=moment),
    )
)  # fmt: skip
