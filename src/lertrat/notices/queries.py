"""Named reads of the outbox."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from lertrat.kernel.errors import NotFound
from lertrat.notices.models import OutboxMessage
from lertrat.notices.permits import OUTSIDE, may, scope
from lertrat.people.models import Person


def _seen(person: Person) -> QuerySet[OutboxMessage]:
    seen = scope(person)
    if not seen:
        OUTSIDE.require()
    return OutboxMessage.objects.filter(seen.rows)


def outbox(
    person: Person, *, state: str = "", before: int | None = None, limit: int = 50
) -> list[OutboxMessage]:
    """The outbox as an officer reads it (a co-organiser: about its own types), newest first, up to `limit` messages older than the id `before`. NotAllowed else."""
    rows = _seen(person).order_by("-id")
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("to_person").defer("body_th")[:limit])


def counts(person: Person) -> dict[str, int]:
    """How many of the messages they read stand in each state. NotAllowed for others than officers."""
    rows = _seen(person).values("state").annotate(count=Count("id")).order_by("state")
    return {row["state"]: row["count"] for row in rows}


def message(person: Person, ref: str) -> OutboxMessage:
    """One message with its body. NotFound for others than officers and the person it went to."""
    found = OutboxMessage.objects.select_related("to_person", "record").filter(ref=ref).first()
    if found is None or not (found.to_person_id == person.pk or may(person, "read", found)):
        raise NotFound("no-message", "ไม่พบจดหมายนี้", "There is no such message.")
    return found


def letters_to(person: Person, limit: int = 50) -> QuerySet[OutboxMessage]:
    """What was sent to this person, newest first."""
    return OutboxMessage.objects.filter(to_person=person, state="sent").order_by("-id")[:limit]


def mailbox(address: str = "", *, before: int | None = None, limit: int = 50) -> list[OutboxMessage]:
    """The demonstration's mailbox: every message (or those to one address), newest first. The page exists in the demo only."""
    rows = OutboxMessage.objects.select_related("to_person").order_by("-id")
    if address:
        rows = rows.filter(to_address__iexact=address)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:limit])
