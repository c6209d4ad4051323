"""What recurs in this room."""

from __future__ import annotations

from datetime import timedelta

from lertrat.assessment.actions.checking import check_submission
from lertrat.assessment.actions.clarifying import remind
from lertrat.assessment.models import Check
from lertrat.assessment.sweep import sweep
from lertrat.records import due

BATCH = 100


def look_at_files() -> int:
    """Check anew what waited for the virus check, a hundred at a time; how many were looked at."""
    rows = Check.objects.filter(code="files", verdict="unknown", submission__triage__waits=True).order_by(
        "at"
    )
    ids = list(rows.values_list("submission_id", flat=True)[:BATCH])
    for pk in ids:
        check_submission(pk)
    return len(ids)


due.register("assessment.conflicts", timedelta(hours=1), sweep)
due.register("assessment.files", timedelta(minutes=10), look_at_files)
due.register("assessment.clarifications", timedelta(minutes=30), remind)
