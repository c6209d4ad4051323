"""The refusals that more than one check needs, in words that say what to do."""

from __future__ import annotations

from typing import NoReturn

from lertrat.kernel.errors import Refusal


def damaged() -> NoReturn:
    """The file breaks off or does not hold together."""
    raise Refusal(
        "file-damaged",
        "ไฟล์ไม่สมบูรณ์หรือเสียหาย โปรดเปิดตรวจสอบในเครื่องของท่าน บันทึกใหม่ แล้วแนบอีกครั้ง",
        "The file is incomplete or damaged. Please open it on your computer, save it anew and attach it again.",
    )


def encrypted() -> NoReturn:
    """A document nobody could open in ten years."""
    raise Refusal(
        "file-encrypted",
        "ไฟล์นี้ตั้งรหัสผ่านหรือจำกัดสิทธิ์ไว้ กรรมการจะเปิดอ่านไม่ได้ โปรดยกเลิกรหัสผ่าน บันทึกใหม่ แล้วแนบอีกครั้ง",
        "The file is protected by a password or by restrictions, so the assessors could not open it. "
        "Please remove the protection, save the file and attach it again.",
    )


def macros() -> NoReturn:
    """The document carries programs of its own."""
    raise Refusal(
        "file-macros",
        "ไฟล์นี้มีมาโคร (macro) จึงรับไว้ไม่ได้ โปรดบันทึกเป็นเอกสารที่ไม่มีมาโคร (.docx .xlsx .pptx) แล้วแนบใหม่",
        "The file contains macros and cannot be accepted. Please save it as a document without macros (.docx, .xlsx, .pptx).",
    )


def polyglot() -> NoReturn:
    """The file is two things at once."""
    raise Refusal(
        "file-polyglot",
        "ไฟล์นี้มีโปรแกรมหรือไฟล์อื่นซ่อนอยู่ จึงรับไว้ไม่ได้ โปรดบันทึกเอกสารใหม่จากโปรแกรมต้นฉบับ",
        "The file hides a program or another file and cannot be accepted. Please save the document anew from its source.",
    )
