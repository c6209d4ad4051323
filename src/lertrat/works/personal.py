"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from lertrat.records.personal import (
    OFFICIAL,
    DataClass,
    Retention,
    Source,
    Words,
    official,
    register,
)
from lertrat.works.models import Award, Certification

register(
    DataClass(
        id="works.recipients",
        name=Words("ชื่อบุคคลผู้ได้รับรางวัล", "Names of people who won"),
        whose=Words("บุคคลหรือกลุ่มบุคคลที่ได้รับรางวัล", "People and groups who won"),
        purpose=Words("ประกาศเกียรติคุณและเก็บเป็นทำเนียบรางวัลของรัฐ", "To honour them, and for the state’s register of awards."),
        basis="archive",
        recipients=Words("ประชาชนทั่วไป เมื่อประกาศผลแล้ว", "The public, once results are announced"),
        retention=Retention(Words("เก็บถาวรในทำเนียบรางวัล", "Kept for good in the register of awards.")),
        sources=(Source(Award, (), ("nominee_text",)),),
        kept=OFFICIAL,
    )
)  # fmt: skip
official(
    "works.certifications",
    Words("ผู้ออกใบรับรองสถานะ", "Who issued a certification"),
    Words("ให้ตรวจสอบที่มาของใบรับรองได้", "So that a certification can be traced."),
    Source(Certification, ("issued_by",), ("ref", "level"), at="issued_at"),
    names=True,
)
