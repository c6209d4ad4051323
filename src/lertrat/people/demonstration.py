"""The demonstration's accounts, one per role: who builds the world makes them, the sign-in page and `make run` show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from lertrat.criteria.schema import Text

# Only accounts of the demonstration world have this password, and only where LERTRAT_DEMO is on.
PASSWORD = "lertrat-2564"
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Account:
    """One account to try a role with. `key` is the role in one word; `name` the fictitious person who holds it."""

    key: str
    role: Text
    name: str
    password: str = PASSWORD

    @property
    def email(self) -> str:
        """The address one signs in with."""
        return f"{self.key}@{DOMAIN}"


ACCOUNTS = (
    Account("drafter", Text(th="ผู้จัดทำใบสมัคร กรมตัวอย่าง ก", en="Drafter, Sample Department A"), "นางสาวอรทัย สมมติวงศ์"),
    Account("approver", Text(th="ผู้อนุมัติ กรมตัวอย่าง ก", en="Approver, Sample Department A"), "นายสมเกียรติ ตัวอย่างชัย"),
    Account("department-b", Text(th="ผู้แทน กรมตัวอย่าง ข", en="Sample Department B"), "นางสาวกัญญา จำลองสุข"),
    Account("officer", Text(th="เจ้าหน้าที่โครงการ", en="Programme officer"), "นายศิริชัย จำลองการ"),
    Account("assessor", Text(th="ผู้ตรวจประเมิน", en="Assessor"), "รองศาสตราจารย์พรทิพย์ สมมติปัญญา"),
    Account("secretary", Text(th="เลขานุการคณะกรรมการ", en="Committee secretary"), "นางนันทนา อุปมารัตน์"),
    Account("member", Text(th="กรรมการ", en="Committee member"), "นางสาวรัชนี สาธิตกฎ"),
    Account("admin", Text(th="ผู้ดูแลระบบ", en="Administrator"), "นายอดิศร สาธิตระบบ"),
)  # fmt: skip


def accounts() -> tuple[Account, ...]:
    """The accounts to show; none outside the demonstration."""
    return ACCOUNTS if settings.LERTRAT_DEMO else ()
