"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from lertrat.files.actions import sweep_uploads
from lertrat.files.models import StoredFile, Upload
from lertrat.records.personal import (
    OFFICIAL,
    USERS,
    DataClass,
    Retention,
    Source,
    Words,
    register,
)


def rested_before(moment: datetime) -> QuerySet[Any]:
    """Uploads whose rest was over before `moment`."""
    return Upload.objects.filter(expires_at__lte=moment)


def sweep(keys: list[Any]) -> int:
    """The bytes go with the row, so the room's own sweep does it."""
    return sweep_uploads()


register(
    DataClass(
        id="files.given",
        name=Words("ไฟล์ที่ให้ไว้", "Files given"),
        whose=USERS,
        purpose=Words(
            "เป็นหลักฐานของใบสมัครและหนังสือแต่งตั้ง โดยรู้ว่าใครเป็นผู้ให้",
            "Evidence of applications and letters of appointment, with who gave it.",
        ),
        basis="task",
        recipients=Words(
            "ผู้ร่วมงานในหน่วยงานเดียวกัน เจ้าหน้าที่โครงการ และผู้ตรวจประเมินที่ได้รับมอบหมาย",
            "Colleagues of the same agency, the awards team and the assessors assigned",
        ),
        retention=Retention(
            Words(
                "เท่าที่หน่วยงานยังเก็บไว้ในคลังหลักฐาน หรือใบสมัครที่ส่งแล้วอ้างถึง",
                "As long as the agency keeps it in its library or an application that was sent cites it.",
            )
        ),
        sources=(
            Source(
                StoredFile, ("uploaded_by",), ("name", "media_type", "size", "sha256", "pages"), at="uploaded_at"
            ),
        ),
        kept=OFFICIAL,
    )
)  # fmt: skip
register(
    DataClass(
        id="files.unfinished",
        name=Words("ไฟล์ที่อัปโหลดค้างไว้", "Unfinished uploads"),
        whose=USERS,
        purpose=Words("ให้อัปโหลดต่อได้เมื่อสัญญาณขาด", "So that an upload goes on after a dropped line."),
        basis="task",
        recipients=Words("ไม่มีผู้ใดนอกจากผู้อัปโหลด", "Nobody but whoever uploads"),
        retention=Retention(
            Words("สามวันหลังส่งข้อมูลส่วนสุดท้าย แล้วลบทันที", "Three days after its last part, then it goes at once."),
            timedelta(0),
        ),
        sources=(Source(Upload, ("person",), ("name", "length", "received", "state", "expires_at"), ("token",), at="begun_at"),),
        kept=Words("หมดไปเองภายในสามวัน", "They go by themselves within three days."),
        old=rested_before,
        forget=sweep,
    )
)  # fmt: skip
