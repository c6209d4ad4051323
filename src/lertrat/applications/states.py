"""States of an application's part in one intake, and the steps between them. Data only."""

from __future__ import annotations

STAGE_STATES = [
    ("draft", "ฉบับร่าง"),
    ("awaiting", "รออนุมัติจากหน่วยงาน"),
    ("approved", "อนุมัติแล้ว รอส่ง"),
    ("submitted", "ส่งแล้ว"),
    ("withdrawn", "ถอนใบสมัคร"),
]
# An approved text that is edited again is no longer what was approved: it falls back to draft.
STAGE_STEPS = {
    "draft": ("awaiting", "withdrawn"),
    "awaiting": ("draft", "approved", "withdrawn"),
    "approved": ("draft", "submitted", "withdrawn"),
    # To draft: a new version is written, while the one that was sent stands.
    "submitted": ("draft", "withdrawn"),
    "withdrawn": (),
}
# Begun and not sent: who works on these is told of closing times.
UNSENT = frozenset({"draft", "awaiting", "approved"})
EDITABLE = frozenset({"draft"})
UNSENT = frozenset({"draft", "awaiting", "approved"})
# What a person may do in one section of a draft; each includes the ones after it.
SECTION_RIGHTS = [("write", "เขียนได้"), ("comment", "ให้ความเห็นได้"), ("read", "อ่านได้อย่างเดียว")]
APPROVAL_OUTCOMES = [("approved", "อนุมัติ"), ("returned", "ส่งกลับให้แก้ไข")]

# For filters on `Submission.live`. "IN (true)" and not "live": a bare boolean column is no index condition for SQLite, and the
# lists of submissions are long.
LIVE: dict[str, tuple[bool, ...]] = {"live__in": (True,)}
GONE: dict[str, tuple[bool, ...]] = {"live__in": (False,)}
