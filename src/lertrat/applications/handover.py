"""What a colleague who moves away leaves behind in one agency, and what handing it to another would change. Computed, not done.

Drafts belong to the agency: whoever takes over writes on, and who wrote what stays in the history of each answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency, Membership
from lertrat.agencies.states import ROLES, role_name
from lertrat.applications.models import Application, InternalPlan, SectionRight
from lertrat.applications.states import UNSENT
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.people.models import Person
from lertrat.selfassessment.models import CategoryWork

# From the narrowest to the widest; without a row a person of the agency may write.
WIDTH = ("read", "comment", "write")
RIGHTS = {"read": "อ่าน", "comment": "อ่านและให้ความเห็น", "write": "เขียน"}


def check(agency: Agency, giver: Person, taker: Person) -> None:
    """Refuse a handover to oneself, of somebody who never acted for the agency, or to somebody who does not."""
    if giver.pk == taker.pk:
        raise Refusal("same-person", "ผู้ส่งมอบกับผู้รับมอบต้องเป็นคนละคน", "Choose two different people.")
    known = Membership.objects.filter(agency=agency, person=giver).exists()
    if not known or not agencies.acts_for(taker.pk, agency.pk):
        raise Refusal(
            "not-member", "ผู้รับมอบต้องปฏิบัติหน้าที่แทนหน่วยงานนี้อยู่ โปรดเชิญก่อน",
            "Who takes over must act for this agency; invite them first.",
        )  # fmt: skip


def plan(*, agency: Agency, giver: Person, taker: Person, ends: bool) -> Plan:
    """Every line of the act: roles, rights in sections, tasks, drafts; with `ends`, the giver's roles end. Nine statements at most."""
    return Plan(
        f"ส่งมอบงานของ {giver.full_name} ใน{agency.name_th} ให้ {taker.full_name}",
        (
            *_roles(agency, giver, taker, ends),
            *_rights(agency, giver, taker),
            *_tasks(agency, giver, taker),
            *_drafts(agency, giver),
        ),
    )


def _roles(agency: Agency, giver: Person, taker: Person, ends: bool) -> Iterator[Change]:
    given, held = agencies.roles_in(giver.pk, agency.pk), agencies.roles_in(taker.pk, agency.pk)
    for role in (role for role in ROLES if role in given - held):
        yield Change("add", f"role:{role}", {}, {"บทบาท": role_name(role), "ผู้รับ": taker.full_name})
    if ends:
        for role in (role for role in ROLES if role in given):
            why = "สิ้นสุดทันทีที่ยืนยัน และเปิดข้อมูลของหน่วยงานไม่ได้อีก"
            yield Change(
                "remove", f"end:{role}", {"บทบาท": role_name(role), "ผู้มีบทบาท": giver.full_name}, {}, why
            )


def _rights(agency: Agency, giver: Person, taker: Person) -> Iterator[Change]:
    """Sections in which the taker could do less than the giver."""
    rows = SectionRight.objects.filter(
        stage__application__agency=agency, stage__state__in=UNSENT, person__in=[giver, taker]
    )
    held = {
        (one.stage_id, one.section_id, one.person_id): one
        for one in rows.select_related("stage__application")
    }
    for (stage_id, section_id, person_id), row in sorted(held.items()):
        if person_id != taker.pk:
            continue
        givers = held.get((stage_id, section_id, giver.pk))
        right = givers.right if givers else "write"
        if WIDTH.index(right) > WIDTH.index(row.right):
            yield Change(
                "change", f"right:{row.pk}",
                {"ใบสมัคร": row.stage.application.ref, "ส่วน": section_id, "สิทธิของผู้รับมอบ": RIGHTS[row.right]},
                {"สิทธิของผู้รับมอบ": RIGHTS[right]},
            )  # fmt: skip


def _tasks(agency: Agency, giver: Person, taker: Person) -> Iterator[Change]:
    """What the giver was to read or to look after."""
    plans = InternalPlan.objects.filter(application__agency=agency, reviewer=giver).select_related(
        "application"
    )
    for plan in plans.order_by("pk"):
        yield Change(
            "change", f"review:{plan.pk}", {"ใบสมัคร": plan.application.ref, "ผู้อ่านตรวจ": giver.full_name},
            {"ผู้อ่านตรวจ": taker.full_name},
        )  # fmt: skip
    works = CategoryWork.objects.filter(assessment__agency=agency, owner=giver).select_related("assessment")
    for work in works.order_by("pk"):
        yield Change(
            "change", f"category:{work.pk}", {"ประเมินตนเอง": work.assessment.ref, "หมวด": work.number, "ผู้รับผิดชอบ": giver.full_name},
            {"ผู้รับผิดชอบ": taker.full_name},
        )  # fmt: skip


def _drafts(agency: Agency, giver: Person) -> Iterator[Change]:
    rows = Application.objects.filter(agency=agency, created_by=giver, stages__state__in=UNSENT).distinct()
    for application in rows.order_by("pk"):
        why = f"{application.title}: ฉบับร่างอยู่กับหน่วยงาน ผู้รับมอบเขียนต่อได้ ชื่อผู้เขียนเดิมคงอยู่ในประวัติ"
        yield Change("keep", f"draft:{application.ref}", {}, {}, why)


def shown(made: Plan) -> Plan:
    """The same plan with words where its lines have keys."""
    words = {
        "role": "ให้บทบาท",
        "end": "สิ้นสุดบทบาท",
        "right": "สิทธิรายส่วน",
        "review": "งานอ่านตรวจ",
        "category": "หมวดที่ดูแล",
    }
    changes = []
    for one in made.changes:
        kind, _, rest = one.subject.partition(":")
        subject = f"ฉบับร่าง {rest}" if kind == "draft" else words[kind]
        changes.append(Change(one.kind, subject, one.before, one.after, one.why))
    return Plan(made.name, tuple(changes), made.notes)
