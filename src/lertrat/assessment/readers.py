"""A tie that is recorded anywhere darkens what had been assigned before it was known."""

from __future__ import annotations

from lertrat.assessment.sweep import sweep_person
from lertrat.records import readers
from lertrat.records.models import Record

VERBS = ("relation.recorded", "membership.granted")


def deliver(record: Record) -> None:
    """The person of the record. Runs inside the transaction that marks the delivery done."""
    sweep_person(int(record.data["person"]))


readers.register("assessment.conflicts", VERBS, deliver)
