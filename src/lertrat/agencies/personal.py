"""What this room keeps about people; see `records.personal`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lertrat.agencies.models import Import, Invitation, JoinRequest, Membership
from lertrat.agencies.queries import live
from lertrat.agencies.states import Role
from lertrat.kernel import clock
from lertrat.records.personal import (
    OFFICE,
    OFFICIAL,
    USERS,
    DataClass,
    Retention,
    Source,
    Words,
    hold,
    official,
    on_closing,
    register,
)

COLLEAGUES = Words(
    "ผู้ดูแลของหน่วยงาน เจ้าหน้าที่โครงการ และผู้ดูแลระบบ",
    "The agency’s administrators, the awards team and administrators of the system",
)


def last_administrator(person_id: int) -> Words | None:
    """An agency whose only administrator this is would be left without one."""
    others = Membership.objects.filter(
        live(), agency=OuterRef("agency"), role=Role.ADMIN, person__is_active=True
    ).exclude(person=person_id)
    rows = Membership.objects.filter(~Exists(others), live(), person=person_id, role=Role.ADMIN)
    names = list(rows.order_by("agency__sort_key").values_list("agency__name_th", flat=True))
    if not names:
        return None
    return Words(
        f"ท่านเป็นผู้ดูแลคนสุดท้ายของ{' '.join(names)} โปรดเชิญผู้ดูแลคนใหม่ให้รับช่วงก่อน",
        f"You are the last administrator of {', '.join(names)}. Please invite a new one first.",
    )


def end_memberships(person_id: int) -> int:
    """Appointments end now; what the person still asked for is withdrawn."""
    now = clock.now()
    waiting = JoinRequest.objects.filter(person=person_id, state="waiting")
    ended = waiting.update(state="withdrawn", decided_at=now)
    ended += Invitation.objects.filter(person=person_id, state="asking").update(
        state="withdrawn", decided_at=now
    )
    running = Membership.objects.filter(Q(until_at=None) | Q(until_at__gt=now), person=person_id)
    # One that would only have begun later never begins.
    ended += running.filter(from_at__gt=now).update(until_at=F("from_at"))
    return ended + running.filter(from_at__lte=now).update(until_at=now)


def invitations_before(moment: datetime) -> QuerySet[Any]:
    """Invitations that nobody can answer any more since before `moment`."""
    return Invitation.objects.filter(expires_at__lt=moment).exclude(state="asking")


hold("agencies.last_administrator", last_administrator)
on_closing("agencies.memberships", end_memberships)
register(
    DataClass(
        id="agencies.memberships",
        name=Words("การปฏิบัติหน้าที่แทนหน่วยงาน", "Acting for an agency"),
        whose=USERS,
        purpose=Words(
            "ให้รู้ว่าใครมีอำนาจจัดทำหรืออนุมัติใบสมัครของหน่วยงานในเวลาใด",
            "To know who could draft or approve an agency’s applications, and when.",
        ),
        basis="task",
        recipients=COLLEAGUES,
        retention=Retention(
            Words("ตลอดที่ปฏิบัติหน้าที่ แล้วเก็บต่อนับจากวันสิ้นสุด", "While it lasts; after it has ended, for"),
            timedelta(days=3650),
        ),
        sources=(
            Source(
                Membership,
                ("person", "granted_by"),
                ("agency__name_th", "role", "until_at", "letter_ref", "letter_on"),
                at="from_at",
            ),
        ),
        kept=OFFICIAL,
        old=lambda moment: Membership.objects.filter(until_at__lt=moment),
    )
)
register(
    DataClass(
        id="agencies.invitations",
        name=Words("คำเชิญเข้าร่วมหน่วยงาน", "Invitations"),
        whose=Words("ผู้ได้รับเชิญและผู้เชิญ", "Who is invited, and who invites"),
        purpose=Words("ส่งคำเชิญถึงผู้ที่จะปฏิบัติหน้าที่แทนหน่วยงาน", "To invite people to act for an agency."),
        basis="task",
        recipients=COLLEAGUES,
        retention=Retention(Words("นับจากวันที่คำเชิญหมดอายุ", "From the day the invitation runs out, for"), timedelta(days=365)),
        sources=(
            Source(
                Invitation,
                ("person", "invited_by"),
                ("ref", "email", "agency__name_th", "roles", "state", "letter_ref", "expires_at", "decided_at"),
                at="invited_at",
            ),
        ),
        kept=Words(
            "เป็นหลักฐานของสิทธิที่ได้รับ ลบเมื่อพ้นระยะเวลา",
            "They show where a right came from, and go when their period is over.",
        ),
        old=invitations_before,
    )
)  # fmt: skip
register(
    DataClass(
        id="agencies.join_requests",
        name=Words("คำขอเป็นผู้ดูแลหรือลงทะเบียนองค์กร", "Requests to act for an agency or to register a body"),
        whose=Words("ผู้ยื่นคำขอ", "Who asks"),
        purpose=Words(
            "ให้เจ้าหน้าที่ตรวจว่าผู้ขอมีอำนาจทำการแทนหน่วยงานจริง และติดต่อกลับได้",
            "So that an officer checks that the person may act for the agency, and can answer.",
        ),
        basis="task",
        recipients=OFFICE,
        retention=Retention(Words("นับจากวันที่ได้รับผลพิจารณา", "From the day it was decided, for"), timedelta(days=1095)),
        sources=(
            Source(
                JoinRequest,
                ("person", "decided_by"),
                ("ref", "name_th", "kind", "number", "contact", "roles", "state", "reason", "letter_ref", "decided_at"),
                at="asked_at",
            ),
        ),
        kept=OFFICIAL,
        old=lambda moment: JoinRequest.objects.filter(decided_at__lt=moment).exclude(state="waiting"),
    )
)  # fmt: skip
official(
    "agencies.office",
    Words("ผู้ปรับปรุงทะเบียนหน่วยงาน", "Who changed the register of agencies"),
    Words("ให้ตรวจสอบการเปลี่ยนแปลงทะเบียนได้", "So that changes of the register can be traced."),
    Source(Import, ("by",), ("name",), at="at"),
)
