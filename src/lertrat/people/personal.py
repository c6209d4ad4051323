"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from lertrat.kernel import clock
from lertrat.people.actions.erasing import forget_account, forget_accounts
from lertrat.people.models import (
    Identity,
    Look,
    OneTimeKey,
    Passkey,
    Person,
    Proof,
    Recovery,
    RecoveryCode,
    Session,
    SignInFailure,
)
from lertrat.people.throttle import KEPT
from lertrat.records.models import Record
from lertrat.records.personal import (
    USERS,
    DataClass,
    Retention,
    Source,
    Words,
    deleting,
    hold,
    register,
)

WAYS = (
    Source(
        Passkey, ("person",), ("name", "created_at", "used_at"), ("credential", "public_key", "sign_count")
    ),
    Source(OneTimeKey, ("person",), ("created_at", "confirmed_at"), ("secret", "last_step")),
    Source(RecoveryCode, ("person",), ("used_at",), ("key",)),
    Source(Identity, ("person",), ("provider", "linked_at", "used_at"), ("subject",)),
)
DEVICES = Source(
    Session, ("person",), ("way", "address", "agent", "expire_date"), ("session_key", "session_data"), at="started_at"
)  # fmt: skip
LETTERS = Source(Proof, ("person",), ("kind", "address", "sent_at", "used_at"), at="asked_at")
NOBODY = Words("ไม่มีผู้ใดนอกจากเจ้าของบัญชี", "Nobody but the account’s owner")


def closed_before(moment: datetime) -> QuerySet[Person]:
    """Accounts that were closed before `moment` and still name their person."""
    closings = Record.objects.filter(
        verb="person.deactivated", object_type="people.person", object_id=OuterRef("pk")
    )
    last = closings.order_by().values("object_id").annotate(at=Max("at")).values("at")
    return (
        Person.objects.filter(is_active=False, erased_at=None)
        .alias(closed=Subquery(last))
        .filter(closed__lt=moment)
    )


def ended_before(moment: datetime) -> QuerySet[Any]:
    """Sign-ins that are over. Sessions end by the machine's clock, also where a rehearsal's clock runs ahead."""
    return Session.objects.filter(expire_date__lt=min(moment, clock.outside()))


def administers(person_id: int) -> Words | None:
    """An administrator of the installation hands that over first."""
    if not Person.objects.filter(pk=person_id, is_administrator=True).exists():
        return None
    return Words(
        "ท่านเป็นผู้ดูแลระบบ โปรดให้ผู้ดูแลระบบท่านอื่นรับช่วงและถอนสิทธิของท่านก่อน",
        "You are an administrator of the system: another administrator has to take over and withdraw your right first.",
    )


hold("people.administrator", administers)
register(
    DataClass(
        id="people.account",
        name=Words("บัญชีผู้ใช้", "The account"),
        whose=USERS,
        purpose=Words(
            "ให้รู้ว่าใครเป็นผู้จัดทำ อนุมัติ ตรวจประเมิน หรือพิจารณา และติดต่อได้",
            "To know who drafts, approves, assesses or decides, and to reach them.",
        ),
        basis="task",
        recipients=Words(
            "ผู้ร่วมงานในหน่วยงานเดียวกัน เจ้าหน้าที่โครงการ และผู้ดูแลระบบ",
            "Colleagues of the same agency, the awards team and administrators",
        ),
        retention=Retention(
            Words(
                "ใช้จนกว่าจะปิดบัญชี แล้วเก็บต่อนับจากวันที่ปิด", "As long as the account is open; after it is closed, for"
            ),
            timedelta(days=730),
        ),
        sources=(
            Source(
                Person,
                ("pk",),
                ("email", "title", "name", "post", "language", "is_active", "is_administrator", "last_login"),
                ("password", "sort_key"),
                at="created_at",
            ),
        ),
        erase=forget_account,
        old=closed_before,
        forget=forget_accounts,
    )
)
register(
    DataClass(
        id="people.ways_in",
        name=Words("วิธีเข้าสู่ระบบ", "Ways to sign in"),
        whose=USERS,
        purpose=Words(
            "ยืนยันว่าผู้เข้าสู่ระบบคือเจ้าของบัญชี ไม่เก็บเลขประจำตัวประชาชน",
            "To prove that whoever signs in owns the account. The citizen number is not kept.",
        ),
        basis="legitimate",
        recipients=NOBODY,
        retention=Retention(
            Words(
                "จนกว่าเจ้าของบัญชีจะนำออก หรือปิดบัญชี", "Until their owner removes them or the account is closed."
            )
        ),
        sources=WAYS,
        erase=deleting(*WAYS),
    )
)
register(
    DataClass(
        id="people.devices",
        name=Words("อุปกรณ์ที่เข้าสู่ระบบอยู่", "Devices signed in"),
        whose=USERS,
        purpose=Words(
            "ให้เจ้าของบัญชีเห็นและออกจากระบบบนอุปกรณ์ที่ไม่รู้จักได้",
            "So that the owner sees the devices and can end one that is unknown.",
        ),
        basis="legitimate",
        recipients=NOBODY,
        retention=Retention(Words("จนกว่าการเข้าสู่ระบบครั้งนั้นสิ้นสุด", "Until that sign-in ends."), timedelta(0)),
        sources=(DEVICES,),
        erase=deleting(DEVICES),
        old=ended_before,
    )
)
register(
    DataClass(
        id="people.sign_in_failures",
        name=Words("จำนวนครั้งที่เข้าสู่ระบบไม่สำเร็จ", "Counts of failed sign-ins"),
        whose=Words("ผู้ที่พยายามเข้าสู่ระบบ", "Whoever tries to sign in"),
        purpose=Words(
            "กันการเดารหัสผ่าน เก็บเป็นค่าแฮชของอีเมลและที่อยู่เครือข่าย อ่านกลับไม่ได้",
            "Against guessing passwords; kept as a hash of address and network, which cannot be read back.",
        ),
        basis="legitimate",
        recipients=Words("ไม่มี", "Nobody"),
        retention=Retention(Words("นับจากความพยายามครั้งสุดท้าย", "From the last attempt, for"), KEPT),
        sources=(Source(SignInFailure, (), (), ("key",), at="last_at"),),
        kept=Words(
            "หมดไปเองภายในวันเดียว และไม่รู้ว่าเป็นของผู้ใด", "They go by themselves within the day, and name nobody."
        ),
        old=lambda moment: SignInFailure.objects.filter(last_at__lt=moment),
    )
)
register(
    DataClass(
        id="people.letters",
        name=Words("อีเมลยืนยันบัญชี", "Letters that prove an address"),
        whose=USERS,
        purpose=Words("ตั้งรหัสผ่านใหม่และยืนยันอีเมล", "To set a new password and to prove an address."),
        basis="legitimate",
        recipients=NOBODY,
        retention=Retention(Words("นับจากวันที่ขอ", "From the day it was asked for,"), timedelta(days=30)),
        sources=(LETTERS,),
        erase=deleting(LETTERS),
        old=lambda moment: Proof.objects.filter(asked_at__lt=moment),
    )
)
register(
    DataClass(
        id="people.looks",
        name=Words("การดูระบบในฐานะผู้อื่น", "Looks at somebody’s pages"),
        whose=USERS,
        purpose=Words(
            "ให้เจ้าของบัญชีรู้ว่าเจ้าหน้าที่คนใดเข้าดูหน้าของตน เมื่อใด เพราะเหตุใด",
            "So that people know who of the office looked at their pages, when and why.",
        ),
        basis="task",
        recipients=Words("เจ้าของบัญชี เจ้าหน้าที่ที่เข้าดู และผู้ดูแลระบบ", "The owner, whoever looked, administrators"),
        retention=Retention(Words("นับจากวันที่เข้าดู", "From the day of the look, for"), timedelta(days=1095)),
        sources=(Source(Look, ("person", "by"), ("reason", "until", "ended_at"), at="started_at"),),
        kept=Words(
            "เป็นหลักฐานคุ้มครองเจ้าของบัญชีเอง ลบเมื่อพ้นระยะเวลา",
            "It protects the owner of the account; it goes when its period is over.",
        ),
        old=lambda moment: Look.objects.filter(until__lt=moment),
    )
)
register(
    DataClass(
        id="people.recoveries",
        name=Words("คำขอช่วยเข้าสู่ระบบ", "Help for who lost every way in"),
        whose=USERS,
        purpose=Words(
            "ให้เจ้าของบัญชีรู้ว่าผู้ดูแลระบบคนใดขอและยืนยันให้นำวิธีเข้าสู่ระบบเดิมออก เพราะเหตุใด",
            "So that people know which administrators asked for and confirmed the removal of their ways in, and why.",
        ),
        basis="task",
        recipients=Words("เจ้าของบัญชีและผู้ดูแลระบบ", "The owner and administrators"),
        retention=Retention(Words("นับจากวันที่ขอ", "From the day it was asked for,"), timedelta(days=1095)),
        sources=(
            Source(
                Recovery,
                ("person", "asked_by", "confirmed_by"),
                ("reason", "until", "ended_at", "outcome"),
                at="asked_at",
            ),
        ),
        kept=Words(
            "เป็นหลักฐานคุ้มครองเจ้าของบัญชีเอง ลบเมื่อพ้นระยะเวลา",
            "It protects the owner of the account; it goes when its period is over.",
        ),
        old=lambda moment: Recovery.objects.filter(asked_at__lt=moment),
    )
)
