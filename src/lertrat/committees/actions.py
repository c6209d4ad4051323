"""Committees, seats, meetings and what they resolve."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lertrat.committees import queries
from lertrat.committees.models import AgendaItem, Attendance, Committee, Meeting, Recusal, Resolution, Seat
from lertrat.committees.permits import may
from lertrat.committees.states import ITEM_STEPS, MEETING_STEPS
from lertrat.kernel import clock, ids
from lertrat.kernel.errors import Refusal
from lertrat.kernel.hashing import digest
from lertrat.people.models import Person
from lertrat.records.actions import append


def create_committee(
    *,
    code: str,
    kind: str,
    name_th: str,
    name_en: str = "",
    scope: list[str] | None = None,
    source: str = "",
    quorum: int | None = None,
    term_from: date | None = None,
    fictitious: bool = False,
    by: Person,
) -> Committee:
    """A new committee; `scope` lists the branches it looks after."""
    may(by, "administer").require()
    with transaction.atomic():
        made = Committee.objects.create(
            code=code, kind=kind, name_th=name_th, name_en=name_en, scope=scope or [], source=source,
            quorum=quorum, term_from=term_from, fictitious=fictitious,
        )  # fmt: skip
        append("committee.created", obj=made, by=by)
    return made


def seat(*, committee: Committee, person: Person, role: str, by: Person) -> Seat:
    """Give a person a seat. Refuses a second live seat for the same person."""
    may(by, "administer").require()
    with transaction.atomic():
        Committee.objects.select_for_update().get(pk=committee.pk)
        if queries.live_seat(committee.pk, person.pk, clock.now()):
            raise Refusal("seat-taken", "บุคคลนี้เป็นกรรมการในคณะนี้อยู่แล้ว", "This person already has a seat here.")
        made = Seat.objects.create(committee=committee, person=person, role=role, from_at=clock.now())
        append("seat.given", obj=made, by=by, committee=committee.pk, person=person.pk)
    return made


def end_seat(*, seat: Seat, by: Person) -> None:
    """The seat ends now."""
    may(by, "administer").require()
    with transaction.atomic():
        held = Seat.objects.select_for_update().get(pk=seat.pk)
        if held.until_at is None:
            held.until_at = clock.now()
            held.save(update_fields=["until_at"])
            append("seat.ended", obj=held, by=by)


def call_meeting(
    *,
    committee: Committee,
    number: str,
    held_at: datetime,
    mode: str,
    place: str = "",
    edition_id: int | None = None,
    demonstration: bool = False,
    by: Person,
) -> Meeting:
    """A meeting is called. Refuses a number the committee has used."""
    may(by, "run", committee).require()
    with transaction.atomic():
        Committee.objects.select_for_update().get(pk=committee.pk)
        if Meeting.objects.filter(committee=committee, number=number).exists():
            raise Refusal(
                "meeting-number", f"มีการประชุมครั้งที่ {number} แล้ว", f"Meeting {number} exists already."
            )
        made = Meeting.objects.create(
            committee=committee, ref=ids.reference("MTG"), number=number, held_at=held_at, mode=mode, place=place,
            edition_id=edition_id, demonstration=demonstration,
        )  # fmt: skip
        append("meeting.called", obj=made, by=by, edition_id=edition_id)
    return made


def add_item(
    *,
    meeting: Meeting,
    title: str,
    kind: str = "approve",
    body: str = "",
    subject_type: str = "",
    subject_id: int | None = None,
    agency_id: int | None = None,
    by: Person,
) -> AgendaItem:
    """One more matter at the end of the agenda, as long as the meeting is not closed."""
    may(by, "run", meeting).require()
    with transaction.atomic():
        held = _lock(meeting, ("planned", "open"))
        last = (
            AgendaItem.objects.filter(meeting=held).order_by("-order").values_list("order", flat=True).first()
            or 0
        )
        made = AgendaItem.objects.create(
            meeting=held, order=last + 1, kind=kind, title=title[:400], body=body, subject_type=subject_type,
            subject_id=subject_id, agency_id=agency_id,
        )  # fmt: skip
        append("item.added", obj=made, by=by, edition_id=held.edition_id, meeting=held.pk)
    return made


def open_meeting(*, meeting: Meeting, attendance: Mapping[int, bool], by: Person) -> Meeting:
    """The meeting begins: `attendance` says of each live seat (by id) whether it is taken."""
    may(by, "run", meeting).require()
    with transaction.atomic():
        held = _step(meeting, "open")
        for seat in queries.live_seats(clock.now()).filter(committee_id=held.committee_id):
            Attendance.objects.update_or_create(
                meeting=held, seat=seat, defaults={"present": bool(attendance.get(seat.pk, False))}
            )
        append("meeting.opened", obj=held, by=by, edition_id=held.edition_id)
    return held


def recuse(
    *, item: AgendaItem, seat: Seat, reason: str, detected: bool = False, by: Person | None
) -> Recusal:
    """A seat leaves for one item: declared by its holder or the secretary, or found by the conflict door (`by` None)."""
    if by is not None and by.pk != seat.person_id:
        may(by, "run", item).require()
    with transaction.atomic():
        held = _lock_item(item, ("open",))
        made, fresh = Recusal.objects.get_or_create(
            item=held, seat=seat, defaults={"reason": reason[:300], "detected": detected, "at": clock.now()}
        )
        if fresh:
            append("item.recused", obj=held, by=by, seat=seat.pk, detected=detected)
    return made


def resolve(
    *, item: AgendaItem, outcome: str, text: str, payload: Mapping[str, Any] | None = None, by: Person
) -> Resolution:
    """What the meeting resolves on an item. Fixed for good, with the hash of what was decided (`payload`).

    Refuses while the meeting is not open, twice for one item, by somebody recused from it, and without a quorum.
    """
    may(by, "run", item).require()
    with transaction.atomic():
        held = _lock_item(item, ("open",))
        meeting = _lock(held.meeting, ("open",))
        there = queries.present(meeting.pk, held.pk)
        recused = list(Recusal.objects.filter(item=held).values_list("seat__person_id", flat=True))
        if by.pk in recused:
            raise Refusal("recused", "ท่านออกจากการพิจารณาวาระนี้", "You are recused from this item.")
        need = meeting.committee.quorum or 1
        if len(there) < need:
            raise Refusal(
                "no-quorum",
                f"องค์ประชุมไม่ครบสำหรับวาระนี้: มี {len(there)} คน ต้องมีอย่างน้อย {need} คน",
                f"No quorum for this item: {len(there)} present, {need} needed.",
            )
        made = Resolution.objects.create(
            item=held, text=text, outcome=outcome, present=len(there), recused=len(recused), resolved_at=clock.now(),
            by=by, payload=dict(payload or {}), payload_hash=digest(payload or {}),
        )  # fmt: skip
        held.state = "resolved"
        held.save(update_fields=["state"])
        append(
            "item.resolved",
            obj=held,
            by=by,
            edition_id=meeting.edition_id,
            resolution=made.pk,
            outcome=outcome,
        )
    return made


def defer(*, item: AgendaItem, by: Person) -> None:
    """The matter is put off to a later meeting."""
    may(by, "run", item).require()
    with transaction.atomic():
        held = _lock_item(item, ("open",))
        held.state = "deferred"
        held.save(update_fields=["state"])
        append("item.deferred", obj=held, by=by)


def close_meeting(*, meeting: Meeting, record_head: str, by: Person) -> Meeting:
    """The meeting ends; `record_head` (the head of the record's chain) is printed on its minutes.

    Refuses while a matter is neither resolved nor put off.
    """
    may(by, "run", meeting).require()
    with transaction.atomic():
        open_items = AgendaItem.objects.filter(meeting_id=meeting.pk, state="open").count()
        if open_items:
            raise Refusal(
                "items-open", f"ยังมี {open_items} วาระที่ไม่ได้พิจารณา", f"{open_items} items are still open."
            )
        held = _step(meeting, "closed")
        held.closed_at, held.closed_by, held.record_head = clock.now(), by, record_head
        held.save(update_fields=["closed_at", "closed_by", "record_head"])
        append("meeting.closed", obj=held, by=by, edition_id=held.edition_id)
    return held


def _lock(meeting: Meeting, states: tuple[str, ...]) -> Meeting:
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.state not in states:
        raise Refusal(
            "meeting-state", "การประชุมไม่อยู่ในสถานะที่ทำรายการนี้ได้", "The meeting's state does not allow this."
        )
    return held


def _step(meeting: Meeting, to: str) -> Meeting:
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if to not in MEETING_STEPS[held.state]:
        raise Refusal(
            "meeting-state", "การประชุมไม่อยู่ในสถานะที่ทำรายการนี้ได้", "The meeting's state does not allow this."
        )
    held.state = to
    held.save(update_fields=["state"])
    return held


def _lock_item(item: AgendaItem, states: tuple[str, ...]) -> AgendaItem:
    held = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if held.state not in states or not ITEM_STEPS[held.state]:
        raise Refusal("item-state", "วาระนี้พิจารณาแล้ว", "This item has been dealt with.")
    return held
