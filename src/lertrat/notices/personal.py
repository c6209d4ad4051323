"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from datetime import timedelta

from lertrat.notices.models import OutboxMessage
from lertrat.records.personal import OFFICE, USERS, DataClass, Retention, Source, Words, register

register(
    DataClass(
        id="notices.letters",
        name=Words("จดหมายที่ระบบส่งถึงท่าน", "Letters sent to you"),
        whose=USERS,
        purpose=Words(
            "แจ้งกำหนดเวลา ผลการตรวจ และผลการพิจารณา พร้อมหลักฐานว่าแจ้งแล้ว",
            "To tell of deadlines and outcomes, with proof that it was told.",
        ),
        basis="task",
        recipients=OFFICE,
        retention=Retention(Words("นับจากวันที่จัดทำจดหมาย", "From the day the letter was made, for"), timedelta(days=1095)),
        sources=(
            Source(
                OutboxMessage,
                ("to_person",),
                ("ref", "to_address", "subject_th", "body_th", "state", "sent_at"),
                at="created_at",
            ),
        ),
        kept=Words(
            "เป็นหลักฐานว่าได้แจ้งสิทธิและผลแล้ว ลบเมื่อพ้นระยะเวลา",
            "They prove that rights and outcomes were told, and go when their period is over.",
        ),
        old=lambda moment: OutboxMessage.objects.filter(created_at__lt=moment).exclude(state="queued"),
    )
)  # fmt: skip
