"""Kinds of relations. Data only."""

from __future__ import annotations

RELATION_KINDS = [
    ("post", "สังกัดหรือเคยสังกัด"),
    ("adviser", "เป็นที่ปรึกษาหรือวิทยากรให้"),
    ("nominator", "เป็นผู้เสนอชื่อ"),
    ("family", "เครือญาติ"),
    ("interest", "มีส่วนได้เสียอื่น"),
]
