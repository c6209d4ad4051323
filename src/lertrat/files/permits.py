"""Who may put a file down, and who may open one. Whose object it is attached to is for that object's room to say."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from lertrat.files.models import StoredFile
from lertrat.files.states import HELD_BACK
from lertrat.kernel.permit import YES, Permit, no

_HELD = {
    "waiting": no(
        "file-waiting",
        "ไฟล์นี้รอตรวจไวรัสอยู่ จะเปิดได้เมื่อตรวจเสร็จ ไฟล์ยังอยู่ครบถ้วน",
        "This file is waiting for its virus scan and can be opened after it. It is kept whole.",
    ),
    "infected": no(
        "file-infected",
        "โปรแกรมตรวจไวรัสพบสิ่งอันตรายในไฟล์นี้ จึงเปิดให้อ่านไม่ได้",
        "The virus scanner found something dangerous in this file, so it cannot be opened.",
    ),
}


def may(person: AbstractBaseUser | None, verb: str, obj: StoredFile | None = None) -> Permit:
    """Verbs: "upload" (everybody who has signed in), "open" (a file; only its uploader while the scanner has not passed it)."""
    if verb not in {"upload", "open"}:
        raise ValueError(f"no such verb: {verb}")
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    if verb == "open":
        assert obj is not None
        if obj.scan in HELD_BACK and obj.uploaded_by_id != person.pk:
            return _HELD[obj.scan]
    return YES
