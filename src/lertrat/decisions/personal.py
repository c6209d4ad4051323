"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from lertrat.decisions.models import Certificate, Publication
from lertrat.records.personal import Source, Words, official

official(
    "decisions.publication",
    Words("ผู้กำหนดการประกาศผล และข้อความบนเกียรติบัตร", "Who set the publication, and the words of certificates"),
    Words(
        "เป็นหลักฐานของการประกาศผลและเกียรติบัตร", "To show how results were announced and certificates issued."
    ),
    Source(Publication, ("scheduled_by",), ("edition__code", "ended_reason"), at="scheduled_at"),
    Source(Certificate, (), ("data",), at="issued_at"),
    names=True,
    whose=Words("เจ้าหน้าที่ และบุคคลผู้ได้รับรางวัล", "Officers, and people who won"),
)
