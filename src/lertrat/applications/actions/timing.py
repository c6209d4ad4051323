"""Reminders before a closing, once each; and the address of a person's own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from lertrat.applications.closing import Closing
from lertrat.applications.models import CalendarKey, ClosingReminder, Stage
from lertrat.applications.states import UNSENT
from lertrat.kernel import clock, ids
from lertrat.people.models import Person
from lertrat.programmes.models import Window
from lertrat.programmes.queries import closings
from lertrat.records.actions import append

# Before the closing (UX-D3): two weeks, one week, three days, one day, three hours.
MARKS = (*(timedelta(days=days) for days in (14, 7, 3, 1)), timedelta(hours=3))
BATCH = 200


def due_mark(closing: Closing, begun_at: datetime, moment: datetime) -> timedelta | None:
    """The nearest mark that has been reached, where the draft existed by then; None before the first and from the closing on.

    A worker that stood still over several marks reminds of the last alone.
    """
    if moment >= closing.closes_at:
        return None
    reached = [mark for mark in MARKS if moment >= closing.closes_at - mark >= begun_at]
    return min(reached, default=None)


def remind_closing() -> int:
    """Record, once for each unsent stage and mark, that its closing is near; letters follow from the record. How many."""
    now = clock.now()
    horizon = (now, now + MARKS[0])
    near = Window.objects.filter(
        Q(closes_at__range=horizon) | Q(extensions__state="confirmed", extensions__until_at__range=horizon)
    )
    windows = {(one.edition_id, one.type_id, one.step): one.pk for one in near}
    rows = list(
        Stage.objects.filter(
            application__edition_id__in={edition for edition, _, _ in windows},
            state__in=UNSENT,
            replacing=None,
        )
        .select_related("application")
        .order_by("pk")
    )
    rows = [one for one in rows if _key(one) in windows]
    given = closings(
        {one.application.edition_id for one in rows}, {one.application.agency_id for one in rows}
    )
    due = []
    for stage in rows:
        closing = given.of(*_key(stage), stage.application.agency_id)
        mark = due_mark(closing, stage.opened_at, now) if closing else None
        if closing and mark:
            due.append((stage, closing, mark))
    return sum(_remind(due[at : at + BATCH], now) for at in range(0, len(due), BATCH))


def _key(stage: Stage) -> tuple[int, str, int]:
    return stage.application.edition_id, stage.application.type_id, stage.step


def _remind(due: Sequence[tuple[Stage, Closing, timedelta]], now: datetime) -> int:
    with transaction.atomic():
        # Two workers, or one begun again, wait for each other here and then see what the other has written.
        held = Window.objects.select_for_update(no_key=True).filter(
            pk__in={one.window_id for _, one, _ in due}
        )
        list(held.order_by("pk").values_list("pk", flat=True))
        known = set(
            ClosingReminder.objects.filter(stage__in=[stage for stage, _, _ in due]).values_list(
                "stage_id", "closes_at", "minutes"
            )
        )
        made = 0
        for stage, closing, mark in due:
            minutes = mark // timedelta(minutes=1)
            if (stage.pk, closing.closes_at, minutes) in known:
                continue
            ClosingReminder.objects.create(stage=stage, closes_at=closing.closes_at, minutes=minutes, at=now)
            append(
                "closing.near", obj=stage, by=None, edition_id=stage.application.edition_id, minutes=minutes
            )
            made += 1
    return made


def renew_calendar(*, by: Person) -> CalendarKey:
    """A new address for the person's own calendar; the one before is dead from now on."""
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        made, _ = CalendarKey.objects.update_or_create(
            person=by, defaults={"token": ids.secret(), "made_at": clock.now()}
        )
        append("calendar.renewed", obj=by, by=by)
    return made
