"""The outbox as a reader of the record: a record of a verb we write letters for puts them into the outbox, once."""

from __future__ import annotations

from datetime import timedelta

from lertrat.kernel import clock, ids
from lertrat.notices import deadlines, inside, joining, letters, post
from lertrat.notices.models import OutboxMessage
from lertrat.records import readers
from lertrat.records.models import Record

__all__ = ["deadlines", "inside", "joining", "post"]

# Older news may surprise more than help (a worker that stood still, a new kind of letter): an officer decides. Not in a
# rehearsal, whose clock jumps over months.
STALE = timedelta(days=14)


def deliver(record: Record) -> None:
    """Write the record's letters into the outbox. Runs inside the transaction that marks the delivery done."""
    now = clock.now()
    stale = now - record.at > STALE and clock.clock_file() is None
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                ref=ids.reference("M", 10),
                to_person=written.to,
                to_address=written.to.email,
                subject_th=written.subject,
                body_th=written.body,
                record=record,
                edition_id=record.edition_id,
                type_id=written.type_id,
                template=written.template,
                state="held" if stale else "queued",
                not_before=now,
                created_at=now,
            )
            for written in letters.write(record)
        ],
        batch_size=500,
    )


readers.register("notices", letters.verbs(), deliver)
