"""Sending what waits in the outbox, and letting go of what was held."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet

from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.notices.models import OutboxMessage
from lertrat.notices.permits import may
from lertrat.people.models import Person
from lertrat.records import readers
from lertrat.records.actions import append

logger = logging.getLogger(__name__)

# How long one worker may take over a batch before another takes it up again.
CLAIM = timedelta(minutes=5)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
LONGEST = WAITS[-1]


def send_waiting(limit: int = 20) -> int:
    """Send up to `limit` messages that are due; how many went out. Call outside a transaction.

    Sending stands between two short transactions: claim, and mark. A worker killed in between leaves the message claimed, and
    it is sent again after five minutes with the same Message-ID, by which mail systems know a copy.
    """
    if not _due().exists():
        return 0
    claim = uuid4().hex
    with transaction.atomic():
        chosen = list(_due().select_for_update(skip_locked=True).values_list("id", flat=True)[:limit])
        OutboxMessage.objects.filter(id__in=chosen).update(
            claim=claim, not_before=clock.now() + CLAIM, attempts=F("attempts") + 1
        )
    sent = 0
    connection = get_connection()
    try:
        for message in OutboxMessage.objects.filter(claim=claim, state="queued").order_by("id"):
            sent += _send(message, claim, connection)
    finally:
        connection.close()
    return sent


def settle() -> int:
    """Deliver and send all that waits, at this moment of the clock; how many went out. For who plays a year in a rehearsal:
    called after each scene, the outbox tells its letters with the dates of the year."""
    while readers.deliver("notices", 200):
        pass
    total = 0
    while sent := send_waiting(200):
        total += sent
    return total


def _due() -> QuerySet[OutboxMessage]:
    now = clock.now()
    # Nothing waits longer than LONGEST; what does was put off before a rehearsal's clock was set back.
    due = Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST)
    return OutboxMessage.objects.filter(due, state="queued").order_by("not_before", "id")


def _send(message: OutboxMessage, claim: str, connection: BaseEmailBackend) -> bool:
    mail = EmailMessage(
        subject=message.subject_th,
        body=message.body_th,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to_address],
        headers={
            "Message-ID": f"<{message.ref.lower()}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ')}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": "th",
        },
        connection=connection,
    )
    try:
        mail.send()
    except Exception as error:
        logger.warning("message %s was not sent: %s", message.ref, type(error).__name__)
        _put_off(message, claim, error)
        return False
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk, claim=claim, state="queued").update(
            state="sent", sent_at=clock.now(), claim="", error=""
        )
    return True


def _put_off(message: OutboxMessage, claim: str, error: Exception) -> None:
    hopeless = _refused_for_good(error) or message.attempts > len(WAITS)
    until: datetime = clock.now() + WAITS[min(message.attempts, len(WAITS)) - 1]
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk, claim=claim, state="queued").update(
            state="failed" if hopeless else "queued",
            claim="",
            not_before=until,
            error=f"{type(error).__name__}: {error}"[:300],
        )


def _refused_for_good(error: Exception) -> bool:
    """The other side knows no such mailbox (5xx); 4xx asks to come again later."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in error.recipients.values()
    )


def release(*, message: OutboxMessage, by: Person) -> OutboxMessage:
    """Put a held or failed message back into the queue; it goes out with the worker's next turn."""
    may(by, "release", message).require()
    with transaction.atomic():
        held = OutboxMessage.objects.select_for_update().filter(pk=message.pk).first()
        if held is None:
            raise NotFound("no-message", "ไม่พบจดหมายนี้", "There is no such message.")
        if held.state not in ("held", "failed"):
            raise Refusal(
                "message-state",
                "จดหมายนี้ส่งแล้วหรืออยู่ในคิวรอส่งแล้ว",
                "This message was sent already, or is waiting to be sent.",
            )
        held.state, held.attempts, held.error, held.not_before = "queued", 0, "", clock.now()
        held.save(update_fields=["state", "attempts", "error", "not_before"])
        append("notice.released", obj=held, by=by)
    return held
