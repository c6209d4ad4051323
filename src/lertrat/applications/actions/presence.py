"""Who is writing what in a draft: a courtesy between authors. The safety is the revision that every save is checked against.

A sign of life is one small row per person and draft, no part of the record. It counts for `HELD` after it was last given;
whoever has written a question for longest holds it, and a holder who falls silent frees it by doing nothing.
"""

from __future__ import annotations

from django.db.models import Case, F, Value, When

from lertrat.applications.authors import HELD
from lertrat.applications.models import Presence, Stage
from lertrat.applications.permits import may
from lertrat.kernel import clock
from lertrat.people.models import Person


def here(*, stage: Stage, section_id: str, question_id: str = "", by: Person) -> None:
    """`by` is in this section, writing `question_id` (empty: only reading). One statement; two the first time."""
    may(by, "edit", stage.application).require()
    now = clock.now()
    going_on = When(question_id=question_id, section_id=section_id, seen_at__gt=now - HELD, then=F("since"))
    moved = Presence.objects.filter(stage=stage, person=by).update(
        since=Case(going_on, default=Value(now)), seen_at=now, section_id=section_id, question_id=question_id
    )
    if not moved:
        Presence.objects.bulk_create(
            [
                Presence(
                    stage=stage, person=by, section_id=section_id, question_id=question_id, since=now, seen_at=now
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
