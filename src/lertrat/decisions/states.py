"""States of decisions, honours and publications. Data only."""

from __future__ import annotations

DECISION_STATES = [
    ("proposed", "รอเสนอที่ประชุม"),
    ("tabled", "อยู่ในระเบียบวาระ"),
    ("decided", "มีมติแล้ว"),
    ("published", "ประกาศแล้ว"),
]
DECISION_STEPS = {
    "proposed": ("tabled",),
    "tabled": ("decided", "proposed"),
    "decided": ("published",),
    "published": (),
}
OUTCOMES = [("awarded", "ได้รับรางวัล"), ("not_awarded", "ไม่ได้รับรางวัล"), ("not_considered", "ไม่พิจารณา")]
HONOUR_VERDICTS = [("yes", "เข้าเกณฑ์"), ("no", "ไม่เข้าเกณฑ์"), ("unknown", "ยังไม่ทราบ")]
PUBLICATION_STATES = [("scheduled", "กำหนดเวลาแล้ว"), ("published", "ประกาศแล้ว"), ("cancelled", "ยกเลิก")]
PUBLICATION_STEPS = {"scheduled": ("published", "cancelled"), "published": (), "cancelled": ()}
