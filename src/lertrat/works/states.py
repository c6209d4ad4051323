"""What the register knows of programmes, levels and lineage (data only). Labels in Thai stand with the models."""

from __future__ import annotations

from lertrat.works.models import Lineage, Programme

__all__ = ["LEVELS", "Lineage", "Programme"]

# id → (Thai, English). "awarded": an award without levels.
LEVELS: dict[str, tuple[str, str]] = {
    "outstanding": ("ดีเด่น", "Outstanding"),
    "good": ("ดี", "Good"),
    "basic": ("พื้นฐาน (Basic)", "Basic"),
    "advance": ("ก้าวหน้า (Advance)", "Advance"),
    "significance": ("พัฒนาจนเกิดผล (Significance)", "Significance"),
    "awarded": ("ได้รับรางวัล", "Awarded"),
}
