"""`flush` with the guards in mind: emptying the tables is for rehearsals and tests."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as DjangoFlush

from lertrat.records import triggers


class Command(DjangoFlush):
    """Django's `flush`, refused where the record is real. The guards come back with the `post_migrate` it sends."""

    def handle(self, **options: Any) -> None:
        if not settings.LERTRAT_DEMO:
            raise CommandError("the record of a real installation cannot be emptied")
        triggers.lift(options["database"])
        try:
            super().handle(**options)
        finally:
            # Not every caller lets `flush` send post_migrate (Django's test runner at times forbids it).
            triggers.remake(options["database"])
