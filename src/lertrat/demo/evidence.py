"""The files that fictitious agencies attach: one page each, readable, and saying plainly that it is invented."""

from __future__ import annotations

from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from lertrat.files import actions as files
from lertrat.files.models import StoredFile
from lertrat.people.models import Person
from lertrat.typesetting import render


def stored(name: str, by: Person) -> StoredFile:
    """The page of this name, taken in as a person's upload."""
    return files.store(SimpleUploadedFile(name, _page(name), content_type="application/pdf"), by)


@cache
def _page(name: str) -> bytes:
    return render(
        "letter",
        {
            "dated": "2020-12-30",
            "office": "หน่วยงานตัวอย่าง",
            "office_lines": ["ระบบสาธิตเลิศรัฐ"],
            "number": "สธ ๐๐๐๑/๒๕๖๓",
            "date": "30 ธันวาคม 2563",
            "subject": name.removesuffix(".pdf"),
            "to": "คณะผู้ตรวจประเมิน",
            "paragraphs": [
                "เอกสารหน้านี้เป็นหลักฐานสมมติ จัดทำขึ้นเพื่อให้ระบบสาธิตมีไฟล์แนบให้เปิดดู ไม่ได้มาจากหน่วยงานจริง",
                "ในใบสมัครจริง หน่วยงานแนบข้อมูล ภาพ หรือรายงานที่สนับสนุนคำตอบไว้ในข้อนี้ และระบบเก็บลายนิ้วมือของไฟล์ไว้กับใบรับ",
            ],
            "signature": {"name": "ผู้จัดทำสมมติ", "post": "หน่วยงานตัวอย่าง"},
            "assumed": "ค่าสมมติเพื่อการสาธิต",
        },
    )
