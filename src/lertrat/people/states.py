"""What the letters of an account are for."""

from __future__ import annotations

PROOFS = (
    ("reset", "ตั้งรหัสผ่านใหม่"),
    ("email", "ยืนยันอีเมลใหม่"),
    ("email-changed", "แจ้งว่าอีเมลเปลี่ยนแล้ว"),
    ("recovery-asked", "แจ้งว่ามีผู้ขอนำวิธีเข้าสู่ระบบเดิมออก"),
    ("recovered", "แจ้งว่านำวิธีเข้าสู่ระบบเดิมออกแล้ว"),
)

RECOVERY_OUTCOMES = (
    ("done", "นำวิธีเข้าสู่ระบบเดิมออกแล้ว"),
    ("stopped", "ยกเลิกหรือหมดเวลา"),
    ("came-in", "เจ้าของบัญชีเข้าสู่ระบบได้เอง"),
)
