"""States of an edition, and the roles of the programme's officers. Data only."""

from __future__ import annotations

EDITION_STATES = [("draft", "กำลังจัดทำหลักเกณฑ์"), ("sealed", "ประกาศหลักเกณฑ์แล้ว"), ("closed", "ปิดปี")]
EDITION_STEPS = {"draft": ("sealed",), "sealed": ("closed",), "closed": ()}
# The programme whose year the desks of the office and of the committees show.
MAIN = "psea"
OFFICER_ROLES = [
    ("officer", "เจ้าหน้าที่โครงการ"),
    ("coorganiser", "เจ้าหน้าที่ผู้จัดร่วม"),
    ("analyst", "นักวิเคราะห์"),
]
EXTENSION_STATES = [
    ("proposed", "รอเจ้าหน้าที่คนที่สองยืนยัน"),
    ("confirmed", "ขยายเวลาแล้ว"),
    ("declined", "ไม่อนุญาต"),
    ("taken_back", "ผู้เสนอถอนเรื่อง"),
]
EXTENSION_STEPS = {
    "proposed": ("confirmed", "declined", "taken_back"),
    "confirmed": (),
    "declined": (),
    "taken_back": (),
}
RULES_KINDS = [("year", "หลักเกณฑ์ของปีใหม่"), ("correction", "แก้ไขหลักเกณฑ์ที่ประกาศแล้ว")]
RULES_STATES = [
    ("drafting", "กำลังจัดทำ"),
    ("proposed", "เสนอให้ผนึก"),
    ("sealed", "ผนึกแล้ว"),
    ("withdrawn", "ยกเลิกแล้ว"),
]
RULES_STEPS = {
    "drafting": ("proposed", "withdrawn"),
    "proposed": ("drafting", "sealed", "withdrawn"),
    "sealed": (),
    "withdrawn": (),
}
RULES_LIVE = ("drafting", "proposed")
