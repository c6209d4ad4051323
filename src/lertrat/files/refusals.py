"""The refusals that more than one check needs, in words that say what to do."""

from __future__ import annotations

from typing import NoReturn

from lertrat.kernel.errors import Refusal


def megabytes(size: int) -> str:
    """A size in bytes as a number of megabytes."""
    return f"{size / 1024 / 1024:.4g}"


def too_big(limit: int) -> Refusal:
    """The refusal of a file beyond the limit, with the limit in it."""
    return Refusal(
        "file-too-big",
        f"ไฟล์ใหญ่เกิน {megabytes(limit)} เมกะไบต์ โปรดลดขนาดหรือแบ่งเป็นหลายไฟล์",
        f"The file is larger than {megabytes(limit)} MB. Please make it smaller or divide it.",
    )


def empty() -> Refusal:
    """A file of 0 bytes."""
    return Refusal(
        "file-empty",
        "ไฟล์ว่างเปล่า (0 ไบต์) โปรดเปิดตรวจสอบในเครื่องของท่านแล้วเลือกไฟล์ใหม่",
        "The file is empty (0 bytes). Please open it on your computer and choose it again.",
    )


def infected(threat: str) -> Refusal:
    """The scanner knows it."""
    return Refusal(
        "file-infected",
        f"โปรแกรมตรวจไวรัสพบสิ่งอันตรายในไฟล์นี้ ({threat}) จึงรับไว้ไม่ได้ โปรดตรวจเครื่องของท่าน แล้วใช้ไฟล์ที่ปลอดภัย",
        f"The virus scanner found something dangerous in this file ({threat}), so it cannot be accepted. "
        "Please check your computer and use a safe file.",
    )


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


def archive() -> NoReturn:
    """Archives inside a document: what is in them nobody has looked at."""
    raise Refusal(
        "file-archive",
        "ในไฟล์นี้มีไฟล์บีบอัด (เช่น .zip) ซ้อนอยู่ จึงรับไว้ไม่ได้ โปรดนำออก แล้วแนบเอกสารข้างในแยกเป็นไฟล์",
        "The file contains an archive (such as .zip) and cannot be accepted. Please take it out and attach its documents one by one.",
    )


def bomb() -> NoReturn:
    """A container that unpacks to far more than it weighs."""
    raise Refusal(
        "file-bomb",
        "ไฟล์นี้เมื่อคลายแล้วมีขนาดใหญ่ผิดปกติ จึงรับไว้ไม่ได้ โปรดลดขนาดรูปภาพหรือแบ่งเป็นหลายไฟล์ แล้วบันทึกใหม่",
        "Unpacked, this file is far larger than it should be. Please make its pictures smaller or divide it, and save it again.",
    )


def remote() -> NoReturn:
    """A document that fetches its template from elsewhere when it is opened."""
    raise Refusal(
        "file-remote",
        "เอกสารนี้เรียกแม่แบบ (template) จากเครื่องอื่นทุกครั้งที่เปิด จึงรับไว้ไม่ได้ โปรดยกเลิกการเชื่อมแม่แบบแล้วบันทึกใหม่",
        "The document fetches its template from another machine when it is opened. Please detach the template and save it again.",
    )
