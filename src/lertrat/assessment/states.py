"""States of screening, assignments, sheets and visits. Data only."""

from __future__ import annotations

SCREENING_OUTCOMES = [("passed", "ผ่านการตรวจคุณสมบัติ"), ("failed", "ไม่ผ่านการตรวจคุณสมบัติ")]
ASSIGNMENT_STATES = [
    ("active", "มอบหมายแล้ว"),
    ("dark", "ระงับ: มีผลประโยชน์ทับซ้อน"),
    ("released", "ยกเลิกการมอบหมาย"),
]
ASSIGNMENT_STEPS = {"active": ("dark", "released"), "dark": ("released",), "released": ()}
SHEET_STATES = [("draft", "กำลังให้คะแนน"), ("locked", "ยืนยันคะแนนแล้ว")]
SHEET_STEPS = {"draft": ("locked",), "locked": ()}
FINDING_KINDS = [("strength", "จุดแข็ง"), ("opportunity", "โอกาสในการปรับปรุง")]
VISIT_MODES = [("site", "ในพื้นที่"), ("electronic", "ผ่านสื่ออิเล็กทรอนิกส์")]
VISIT_OUTCOMES = [("confirmed", "ยืนยันผล"), ("not_confirmed", "ไม่ยืนยันผล")]
GATE_RESULTS = [
    ("passed", "ผ่านเกณฑ์"),
    ("failed", "ไม่ผ่านเกณฑ์"),
    ("none", "ไม่มีเกณฑ์ผ่านในขั้นนี้"),
]
# How an application stands after what has been assessed so far.
STANDINGS = [
    ("waiting", "รอการตรวจคุณสมบัติ"),
    ("screened_out", "ไม่ผ่านการตรวจคุณสมบัติ"),
    ("assessing", "อยู่ระหว่างตรวจประเมิน"),
    ("gate_failed", "ไม่ผ่านเกณฑ์"),
    ("intake", "รอเอกสารขั้นต่อไป"),
    ("lapsed", "ไม่ได้ส่งเอกสารขั้นต่อไปภายในกำหนด"),
    ("visit_due", "รอการตรวจในพื้นที่"),
    ("not_confirmed", "การตรวจในพื้นที่ไม่ยืนยันผล"),
    ("complete", "ตรวจประเมินครบแล้ว"),
]
CHECK_VERDICTS = [("ok", "ไม่พบปัญหา"), ("flag", "ต้องดู"), ("unknown", "ยังไม่ทราบ")]
OVERRULED_AS = [("ok", "เจ้าหน้าที่เห็นว่าไม่เป็นปัญหา"), ("machine", "กลับไปตามที่ระบบพบ")]
