"""States of meetings and items, and the roles of seats. Data only."""

from __future__ import annotations

COMMITTEE_KINDS = [("commission", "คณะกรรมการ"), ("subcommittee", "คณะอนุกรรมการ")]
ITEM_KINDS = [("approve", "เพื่อพิจารณา"), ("acknowledge", "เพื่อทราบ")]
RESOLUTION_OUTCOMES = [("approved", "เห็นชอบ"), ("rejected", "ไม่เห็นชอบ"), ("noted", "รับทราบ")]
SEAT_ROLES = [("chair", "ประธาน"), ("member", "กรรมการ"), ("secretary", "เลขานุการ")]
MEETING_MODES = [("room", "ในห้องประชุม"), ("electronic", "ผ่านสื่ออิเล็กทรอนิกส์")]
MEETING_STATES = [("planned", "นัดหมายแล้ว"), ("open", "กำลังประชุม"), ("closed", "ปิดประชุมแล้ว")]
MEETING_STEPS = {"planned": ("open",), "open": ("closed",), "closed": ()}
ITEM_STATES = [("open", "รอพิจารณา"), ("resolved", "มีมติแล้ว"), ("deferred", "เลื่อนพิจารณา")]
ITEM_STEPS = {"open": ("resolved", "deferred"), "deferred": (), "resolved": ()}
