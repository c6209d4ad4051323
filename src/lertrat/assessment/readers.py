"""A tie that is recorded anywhere darkens what had been assigned before it was known; what was received is checked before an
officer opens it."""

from __future__ import annotations

from lertrat.applications.models import Submission
from lertrat.assessment.actions.checking import check_submission
from lertrat.assessment.sweep import sweep_person
from lertrat.records import readers
from lertrat.records.models import Record

VERBS = ("relation.recorded", "membership.granted")


def deliver(record: Record) -> None:
    """The person of the record. Runs inside the transaction that marks the delivery done."""
    sweep_person(int(record.data["person"]))


readers.register("assessment.conflicts", VERBS, deliver)


CHANGES = ("submission.received", "fact.established", "application.withdrawn")


def check(record: Record) -> None:
    """Do the checks of the submission the record is about; of an application, those of what stands of it."""
    if record.verb == "submission.received":
        if before := record.data.get("replaces"):
            check_submission(int(before))
        check_submission(record.object_id)
        return
    application = record.data.get("application", record.object_id)
    rows = Submission.objects.filter(application_id=application, step=1, triage__isnull=False)
    for pk in rows.values_list("pk", flat=True):
        check_submission(pk)


readers.register("assessment.checks", CHANGES, check)
