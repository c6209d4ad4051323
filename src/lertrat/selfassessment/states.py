"""States of a self-assessment and the steps between them. Data only."""

from __future__ import annotations

STATES = [
    ("working", "เก็บหลักฐานระหว่างปี"),
    ("scoring", "สามคนให้คะแนนแยกกัน"),
    ("agreed", "สรุปคะแนนร่วมกันแล้ว"),
]
STATES_EN = {
    "working": "Gathering evidence",
    "scoring": "Three people score alone",
    "agreed": "Scores agreed",
}
# An agreed assessment may be opened again for another round; sheets of earlier rounds stay as they were.
STEPS = {"working": ("scoring",), "scoring": ("agreed", "working"), "agreed": ("working",)}
RATERS = 3
EVIDENCE_KINDS = [("note", "บันทึก"), ("file", "ไฟล์"), ("link", "ลิงก์")]
DIRECTIONS = [("up", "ยิ่งมากยิ่งดี"), ("down", "ยิ่งน้อยยิ่งดี")]
PURPOSES = [("application", "ใบสมัคร ขั้นตอนที่ 1"), ("kpi", "รอบตัวชี้วัด")]
