"""What the letters of an account are for."""

from __future__ import annotations

PROOFS = (
    ("reset", "ตั้งรหัสผ่านใหม่"),
    ("email", "ยืนยันอีเมลใหม่"),
    ("email-changed", "แจ้งว่าอีเมลเปลี่ยนแล้ว"),
)
