"""The scanner's second round: files that were taken in while it did not answer."""

from __future__ import annotations

from django.db import transaction

from lertrat.files import scanning, shelf
from lertrat.files.models import StoredFile
from lertrat.kernel import clock
from lertrat.records.actions import append

BATCH = 50


def scan_waiting() -> int:
    """Ask the scanner about the files that wait; how many have their answer. Stops where it does not answer: nothing is lost.

    Where the installation no longer has a scanner, what waits becomes "not looked through", and its page says so.
    """
    settled = 0
    for file in StoredFile.objects.filter(scan="waiting").order_by("id")[:BATCH]:
        try:
            with shelf.shelf().open(shelf.relative(file.sha256)) as content:
                verdict = scanning.scan(content)
        except (scanning.Unreachable, FileNotFoundError):
            return settled
        with transaction.atomic():
            held = StoredFile.objects.select_for_update().get(pk=file.pk)
            if held.scan != "waiting":
                continue
            held.scan, held.scan_note, held.scanned_at = verdict.state, verdict.note, clock.now()
            held.save(update_fields=["scan", "scan_note", "scanned_at"])
            append("file.scanned", obj=held, by=None, state=verdict.state)
        settled += 1
    return settled
