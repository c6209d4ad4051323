"""What can be seen of committees and their meetings."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet

from lertrat.committees.models import AgendaItem, Attendance, Committee, Meeting, Recusal, Resolution, Seat
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound


def live_seats(moment: datetime) -> QuerySet[Seat]:
    """Seats held at `moment`, with person and committee."""
    return Seat.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=moment), from_at__lte=moment
    ).select_related("person", "committee")


def live_seat(committee_id: int, person_id: int, moment: datetime) -> Seat | None:
    """The seat this person holds on this committee at `moment`."""
    return live_seats(moment).filter(committee_id=committee_id, person_id=person_id).first()


def seats_of(person_id: int, moment: datetime) -> list[Seat]:
    """All seats a person holds at `moment`."""
    return list(live_seats(moment).filter(person_id=person_id).order_by("committee_id"))


def committees() -> list[Committee]:
    """The Commission first, then the sub-committees."""
    return list(Committee.objects.order_by("kind", "id"))


def committee(code: str) -> Committee:
    """Raises NotFound."""
    found = Committee.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no-committee", "ไม่พบคณะกรรมการ", "There is no such committee.")
    return found


def commission() -> Committee:
    """The Commission, which confers the awards (004:77). Raises NotFound."""
    found = Committee.objects.filter(kind="commission").order_by("id").first()
    if found is None:
        raise NotFound("no-commission", "ยังไม่ได้บันทึกคณะกรรมการ", "The Commission is not recorded yet.")
    return found


def for_branch(branch: str) -> Committee | None:
    """The sub-committee whose scope holds the branch."""
    return next(
        (c for c in Committee.objects.filter(kind="subcommittee").order_by("id") if branch in c.scope), None
    )


def meeting(ref: str) -> Meeting:
    """A meeting with its committee. Raises NotFound."""
    found = Meeting.objects.select_related("committee").filter(ref=ref).first()
    if found is None:
        raise NotFound("no-meeting", "ไม่พบการประชุม", "There is no such meeting.")
    return found


def meetings(committee_ids: list[int]) -> list[Meeting]:
    """Meetings of these committees, newest first."""
    return list(
        Meeting.objects.filter(committee_id__in=committee_ids)
        .select_related("committee")
        .order_by("-held_at", "-id")[:200]
    )


def papers(meeting: Meeting) -> list[AgendaItem]:
    """The agenda in order, each item with its recusals and resolution. Three queries."""
    return list(
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("resolution")
        .prefetch_related(Prefetch("recusals", Recusal.objects.select_related("seat__person").order_by("id")))
        .order_by("order")
    )


def attendance(meeting: Meeting) -> list[Attendance]:
    """Who was there, chair first."""
    return list(
        Attendance.objects.filter(meeting=meeting)
        .select_related("seat__person")
        .order_by("seat__role", "seat_id")
    )


def item(pk: int) -> AgendaItem:
    """One item with its meeting and committee. Raises NotFound."""
    found = AgendaItem.objects.select_related("meeting__committee").filter(pk=pk).first()
    if found is None:
        raise NotFound("no-item", "ไม่พบระเบียบวาระ", "There is no such agenda item.")
    return found


def resolution_of(item_id: int) -> Resolution | None:
    """What was resolved on an item, if anything yet."""
    return Resolution.objects.filter(item_id=item_id).first()


def present(meeting_id: int, item_id: int | None = None) -> list[Seat]:
    """The seats present, without those recused from the item."""
    there = Seat.objects.filter(
        pk__in=Attendance.objects.filter(meeting_id=meeting_id, present=True).values("seat_id")
    )
    if item_id is not None:
        there = there.exclude(pk__in=Recusal.objects.filter(item_id=item_id).values("seat_id"))
    return list(there.select_related("person").order_by("role", "id"))


def seated(person: OuterRef) -> QuerySet[Seat]:
    """Seats held now by the person of an outer query."""
    now = clock.now()
    return Seat.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=now), person=person, from_at__lte=now
    )


def seats_now(committee_id: int | None = None) -> list[Seat]:
    """Every seat held now (of one committee, or of all), with the persons, chair first."""
    rows = live_seats(clock.now())
    if committee_id is not None:
        rows = rows.filter(committee_id=committee_id)
    return list(rows.order_by("committee_id", "role", "id"))


def recusals(item_id: int) -> list[Recusal]:
    """Who left the room for an item, with the persons."""
    return list(Recusal.objects.filter(item_id=item_id).select_related("seat__person").order_by("id"))


def to_run(person_id: int, edition_id: int) -> list[Meeting]:
    """Meetings of an edition still to be held, or being held, whose committee the person chairs or is secretary of."""
    now = clock.now()
    live = Q(committee__seats__until_at__isnull=True) | Q(committee__seats__until_at__gt=now)
    rows = Meeting.objects.filter(
        live, committee__seats__person=person_id, committee__seats__role__in=("chair", "secretary"),
        committee__seats__from_at__lte=now, state__in=("planned", "open"), edition_id=edition_id,
    )  # fmt: skip
    return list(rows.select_related("committee").distinct().order_by("held_at", "id"))


def agenda_items(limit: int = 200) -> list[AgendaItem]:
    """The newest matters of all meetings with their resolutions, newest meeting first: for whoever names what a rule rests on."""
    rows = AgendaItem.objects.filter(state__in=("open", "resolved")).select_related(
        "meeting__committee", "resolution"
    )
    return list(rows.order_by("-meeting__held_at", "meeting_id", "order")[:limit])
