"""One rule per function: what a person's data must look like."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lertrat.kernel.errors import Refusal
from lertrat.kernel.thai import normalise

if TYPE_CHECKING:
    from lertrat.people.models import Person

# The words of Django's validators are its own; these are ours, by Django's codes.
_PASSWORD = {
    "password_too_short": ("รหัสผ่านต้องยาวอย่างน้อย 10 ตัวอักษร", "The password needs at least 10 characters."),
    "password_too_common": (
        "รหัสผ่านนี้มีผู้ใช้บ่อยจนเดาได้ง่าย โปรดตั้งใหม่",
        "This password is too common; please choose another one.",
    ),
    "password_entirely_numeric": ("รหัสผ่านต้องไม่เป็นตัวเลขล้วน", "The password may not be all digits."),
    "password_too_similar": (
        "รหัสผ่านคล้ายกับข้อมูลส่วนตัวเกินไป",
        "The password is too similar to the personal data.",
    ),
}


def email(text: str) -> str:
    """The address in the form it is kept in. Refusal "email" when it is not one."""
    cleaned = unicodedata.normalize("NFKC", text).strip()
    try:
        validate_email(cleaned)
    except ValidationError:
        raise Refusal(
            "email",
            "อีเมลไม่ถูกต้อง โปรดกรอกในรูปแบบ ชื่อ@หน่วยงาน.go.th",
            "This is not an e-mail address; it should look like name@agency.go.th.",
        ) from None
    if len(cleaned) > 254:
        raise Refusal("email", "อีเมลยาวเกิน 254 ตัวอักษร", "The e-mail address is longer than 254 characters.")
    return cleaned


def one_line(text: str, *, code: str, th: str, en: str, longest: int, needed: bool = False) -> str:
    """`text` normalised and on one line. Refusal `code` when it is too long, or empty though needed."""
    visible = "".join(c if c.isprintable() or c == " " else " " for c in normalise(text))
    cleaned = " ".join(visible.split())
    if needed and not cleaned:
        raise Refusal(code, f"โปรดกรอก{th}", f"Please give the {en}.")
    if len(cleaned) > longest:
        raise Refusal(code, f"{th}ยาวเกิน {longest} ตัวอักษร", f"The {en} is longer than {longest} characters.")
    return cleaned


def name(text: str) -> str:
    """Given name and surname. Refusal "name"."""
    return one_line(text, code="name", th="ชื่อและนามสกุล", en="name and surname", longest=200, needed=True)


def title(text: str) -> str:
    """What stands before the name (นาย, พันตำรวจเอก, ดร.). Refusal "title"."""
    return one_line(text, code="title", th="คำนำหน้าชื่อ", en="title", longest=60)


def post(text: str) -> str:
    """The person's post. Refusal "post"."""
    return one_line(text, code="post", th="ตำแหน่ง", en="post", longest=200)


def password(text: str, person: Person | None = None) -> str:
    """The password as it is. Refusal "password" with the first rule that it breaks."""
    if len(text) > 1000:
        raise Refusal(
            "password", "รหัสผ่านยาวเกิน 1,000 ตัวอักษร", "The password is longer than 1,000 characters."
        )
    for rule in get_default_password_validators():
        try:
            rule.validate(text, person)
        except ValidationError as error:
            code = error.error_list[0].code or ""
            words = _PASSWORD.get(code, ("รหัสผ่านนี้ใช้ไม่ได้", "This password cannot be used."))
            raise Refusal("password", *words) from None
    return text
