"""The demonstration's accounts, one per role, shown on its sign-in page and printed by `make run`."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from lertrat.criteria.schema import Text

# Only accounts of the demonstration world have this password, and only where LERTRAT_DEMO is on.
PASSWORD = "lertrat-2564"


@dataclass(frozen=True, slots=True)
class Account:
    """One account to try a role with."""

    role: Text
    email: str
    password: str = PASSWORD
    name: str = ""


ACCOUNTS = (
    Account(Text(th="ผู้จัดทำใบสมัคร กรมตัวอย่าง ก", en="Drafter, Sample Department A"), "drafter@demo.example"),
    Account(Text(th="ผู้อนุมัติ กรมตัวอย่าง ก", en="Approver, Sample Department A"), "approver@demo.example"),
    Account(Text(th="ผู้แทน กรมตัวอย่าง ข", en="Sample Department B"), "department-b@demo.example"),
    Account(Text(th="เจ้าหน้าที่โครงการ", en="Programme officer"), "officer@demo.example"),
    Account(Text(th="ผู้ตรวจประเมิน", en="Assessor"), "assessor@demo.example"),
    Account(Text(th="เลขานุการคณะกรรมการ", en="Committee secretary"), "secretary@demo.example"),
    Account(Text(th="กรรมการ", en="Committee member"), "member@demo.example"),
    Account(Text(th="ผู้ดูแลระบบ", en="Administrator"), "admin@demo.example"),
)


def accounts() -> tuple[Account, ...]:
    """The accounts to show; none outside the demonstration."""
    return ACCOUNTS if settings.LERTRAT_DEMO else ()
