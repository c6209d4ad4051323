"""One rule per function: what a row of the register must look like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from lertrat.agencies.states import ALIAS_KINDS, KINDS, ROLES, AliasKind
from lertrat.kernel import thai
from lertrat.kernel.errors import Refusal

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")


def code(text: str) -> str:
    """A short name of Latin letters, digits and hyphens. Refusal "agency-code"."""
    text = text.strip()
    if not _CODE.fullmatch(text):
        raise Refusal(
            "agency-code",
            "รหัสหน่วยงานใช้อักษรโรมันตัวเล็ก ตัวเลข และขีดกลาง ยาว 2–60 ตัว",
            "An agency's code is 2 to 60 lower-case letters, digits and hyphens.",
        )
    return text


def name(text: str, *, longest: int = 250) -> str:
    """A name in its normal form, blanks folded. Refusal "agency-name"."""
    text = " ".join(thai.normalise(text).split())
    if not text or len(text) > longest:
        raise Refusal(
            "agency-name",
            f"โปรดระบุชื่อหน่วยงาน ยาวไม่เกิน {longest} ตัวอักษร",
            f"Give the agency's name, at most {longest} characters.",
        )
    return text


def kind(text: str) -> str:
    """One of the kinds. Refusal "agency-kind"."""
    if text not in KINDS:
        raise Refusal("agency-kind", f"ไม่รู้จักประเภทหน่วยงาน “{text}”", f"There is no kind of agency “{text}”.")
    return text


def role(text: str) -> str:
    """One of the roles. Refusal "role"."""
    if text not in ROLES:
        raise Refusal("role", f"ไม่รู้จักบทบาท “{text}”", f"There is no role “{text}”.")
    return text


def day(text: str) -> date | None:
    """An ISO date or nothing. Refusal "agency-date"."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refusal(
            "agency-date",
            f"“{text}” ไม่ใช่วันที่แบบ ปปปป-ดด-วว (ค.ศ.)",
            f"“{text}” is not a date (YYYY-MM-DD).",
        ) from None


def alias(text: str) -> tuple[str, str]:
    """`kind:name` as (kind, name); a bare name is a variant. Refusals "alias-kind", "agency-name"."""
    before, colon, after = text.partition(":")
    if not colon:
        return AliasKind.VARIANT.value, name(text)
    if before.strip() not in ALIAS_KINDS:
        raise Refusal("alias-kind", f"ไม่รู้จักชนิดชื่ออื่น “{before}”", f"There is no kind of alias “{before}”.")
    return before.strip(), name(after)


def roles(given: Iterable[str]) -> list[str]:
    """Roles, each once, in the order of their kinds. Refusals "role", "roles-none"."""
    chosen = {role(one) for one in given}
    if not chosen:
        raise Refusal("roles-none", "โปรดเลือกอย่างน้อยหนึ่งบทบาท", "Choose at least one role.")
    return [one for one in ROLES if one in chosen]
