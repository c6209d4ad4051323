"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from datetime import timedelta

from lertrat.privacy.models import Breach, Erasure, Request
from lertrat.records.personal import (
    OFFICE,
    OFFICIAL,
    DataClass,
    Retention,
    Source,
    Words,
    official,
    register,
)

register(
    DataClass(
        id="privacy.requests",
        name=Words("คำขอใช้สิทธิเกี่ยวกับข้อมูลส่วนบุคคล", "Requests about personal data"),
        whose=Words("ผู้ขอใช้สิทธิ และเจ้าหน้าที่ผู้ตอบ", "Who asks, and the officers who answer"),
        purpose=Words(
            "ตอบคำขอภายในเวลาตามกฎหมาย และบันทึกเหตุผลเมื่อปฏิเสธ (มาตรา 30 และ 39)",
            "To answer within the legal time, and to record the reason of a refusal (sections 30 and 39).",
        ),
        basis="legal",
        recipients=OFFICE,
        retention=Retention(Words("นับจากวันที่ตอบ", "From the day it was answered, for"), timedelta(days=1825)),
        sources=(
            Source(
                Request,
                ("person",),
                ("ref", "kind", "channel", "name", "contact", "asks", "due_at", "identity", "state", "answer", "decided_at"),
                at="asked_at",
            ),
            Source(Request, ("recorded_by", "identity_by", "decided_by"), ("ref", "kind", "state"), at="asked_at"),
        ),
        kept=OFFICIAL,
        old=lambda moment: Request.objects.filter(decided_at__lt=moment),
    )
)  # fmt: skip
official(
    "privacy.register",
    Words("ทะเบียนการลบและเหตุละเมิด", "The registers of erasures and breaches"),
    Words(
        "แสดงว่าข้อมูลใดลบไปเมื่อใด และเหตุละเมิดแต่ละครั้งจัดการอย่างไร",
        "To show what was erased when, and how each breach was dealt with.",
    ),
    Source(Erasure, ("person",), ("digest", "counts"), at="at"),
    Source(Breach, ("recorded_by", "changed_by"), ("ref", "risk"), at="known_at"),
)
