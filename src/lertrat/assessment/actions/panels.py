"""Panels and who sits on them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from lertrat.assessment.models import Panel, PanelMember
from lertrat.assessment.permits import may
from lertrat.kernel import clock, thai
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_of
from lertrat.records.actions import append

LARGEST = 500


def create_panel(
    *, edition: Edition, code: str, name: str, types: list[str], due_at: datetime | None = None, by: Person
) -> Panel:
    """A new panel that reads these award types. Refuses a code in use and types the year does not have."""
    panel = Panel(
        edition=edition, code=code, name=thai.normalise(name).strip()[:200], types=list(types), due_at=due_at
    )
    may(by, "office", panel).require()
    known = pack_of(edition).types
    if not types or any(type_id not in known for type_id in types):
        raise Refusal("panel-types", "กรุณาเลือกประเภทรางวัลของปีนี้", "Choose award types of this year.")
    if not panel.name or not code:
        raise Refusal("panel-name", "กรุณาตั้งชื่อและรหัสของคณะ", "Give the panel a name and a code.")
    try:
        with transaction.atomic():
            panel.save(force_insert=True)
            append("panel.created", obj=panel, by=by, edition_id=edition.pk)
    except IntegrityError:
        raise Refusal("panel-code", f"มีคณะที่ใช้รหัส {code} อยู่แล้ว", f"There is a panel {code} already.") from None
    return panel


def set_due(*, panel: Panel, due_at: datetime | None, by: Person) -> Panel:
    """Say by when the panel's sheets should be locked."""
    may(by, "office", panel).require()
    with transaction.atomic():
        held = Panel.objects.select_for_update().get(pk=panel.pk)
        held.due_at = due_at
        held.save(update_fields=["due_at"])
        append("panel.due", obj=held, by=by, edition_id=held.edition_id)
    panel.due_at = due_at
    return held


def join_panel(
    *, panel: Panel, person: Person, capacity: int = 20, leader: bool = False, by: Person
) -> PanelMember:
    """A seat on the panel: `capacity` works in one step. Who left comes back to the old seat; who sits there is changed."""
    may(by, "office", panel).require()
    if not 0 < capacity <= LARGEST:
        raise Refusal(
            "capacity", f"จำนวนผลงานที่รับได้ต้องอยู่ระหว่าง 1 ถึง {LARGEST}", f"A capacity lies within 1–{LARGEST}."
        )
    if not person.is_active:
        raise Refusal("closed-account", "บัญชีนี้ปิดใช้งานแล้ว", "This account is closed.")
    with transaction.atomic():
        Panel.objects.select_for_update().get(pk=panel.pk)
        made, _ = PanelMember.objects.update_or_create(
            panel=panel, person=person, defaults={"leader": leader, "capacity": capacity, "left_at": None}
        )
        append(
            "panel.joined", obj=made, by=by, edition_id=panel.edition_id, panel=panel.pk, person=person.pk,
            capacity=capacity, leader=leader,
        )  # fmt: skip
    return made


def leave_panel(*, member: PanelMember, by: Person) -> None:
    """The seat is given up: nothing more is assigned to it. What was assigned stays until it is released."""
    panel = Panel.objects.select_related("edition").get(pk=member.panel_id)
    may(by, "office", panel).require()
    with transaction.atomic():
        held = PanelMember.objects.select_for_update().get(pk=member.pk)
        if held.left_at is None:
            held.left_at = clock.now()
            held.save(update_fields=["left_at"])
            append(
                "panel.left",
                obj=held,
                by=by,
                edition_id=panel.edition_id,
                panel=panel.pk,
                person=held.person_id,
            )
