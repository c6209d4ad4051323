"""States of a message. Data only."""

from __future__ import annotations

MESSAGE_STATES = [
    ("queued", "รอส่ง"),
    ("sent", "ส่งแล้ว"),
    ("failed", "ส่งไม่สำเร็จ"),
    ("held", "พักไว้ให้เจ้าหน้าที่ตัดสินใจ"),
]
MESSAGE_STEPS = {"queued": ("sent", "failed"), "held": ("queued",), "failed": ("queued",), "sent": ()}
