"""What the register knows of programmes, levels and lineage (data only). Codes are stored; the words may change freely."""

from __future__ import annotations

from enum import StrEnum


class Programme(StrEnum):
    """Whose award it is."""

    PSEA = "psea"
    UNPSA = "unpsa"


class LineageKind(StrEnum):
    """How one work grew out of another."""

    DERIVED = "derived"
    SCALED = "scaled"
    SAME = "same"


# code → Thai
PROGRAMMES: dict[str, str] = {"psea": "รางวัลเลิศรัฐ", "unpsa": "รางวัลบริการภาครัฐแห่งสหประชาชาติ"}
LINEAGE_KINDS: dict[str, str] = {"derived": "ต่อยอดจาก", "scaled": "ขยายผลจาก", "same": "เป็นผลงานเดียวกัน"}

# id → (Thai, English). "awarded": an award without levels.
LEVELS: dict[str, tuple[str, str]] = {
    "outstanding": ("ดีเด่น", "Outstanding"),
    "good": ("ดี", "Good"),
    "basic": ("พื้นฐาน (Basic)", "Basic"),
    "advance": ("ก้าวหน้า (Advance)", "Advance"),
    "significance": ("พัฒนาจนเกิดผล (Significance)", "Significance"),
    "awarded": ("ได้รับรางวัล", "Awarded"),
}
