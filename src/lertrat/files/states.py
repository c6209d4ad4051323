"""States of files and uploads. Data only."""

from __future__ import annotations

SCAN_STATES = [
    ("none", "ยังไม่ได้ตรวจไวรัส"),
    ("waiting", "รอตรวจไวรัส"),
    ("clean", "ตรวจแล้ว ไม่พบไวรัส"),
    ("infected", "พบไวรัส"),
]
# While it stands so, nobody but the uploader opens the file.
HELD_BACK = frozenset({"waiting", "infected"})
PREVIEW_STATES = [
    ("waiting", "กำลังเตรียมภาพตัวอย่าง"),
    ("made", "มีภาพตัวอย่าง"),
    ("none", "ไฟล์ชนิดนี้ไม่มีภาพตัวอย่าง"),
    ("failed", "ทำภาพตัวอย่างไม่ได้"),
]
UPLOAD_STATES = [("open", "กำลังอัปโหลด"), ("done", "เก็บแล้ว"), ("refused", "รับไว้ไม่ได้")]
