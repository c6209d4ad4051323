"""Recurring tasks: what to do, and how often. Rooms register theirs in `tasks.py`; the worker runs what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from lertrat.kernel import clock
from lertrat.records import discover
from lertrat.records.models import DueTask

logger = logging.getLogger(__name__)

# A task that is killed is taken up again after this; a task must be able to bear that.
HOLD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Task:
    """A recurring task; `run` takes its own transactions."""

    name: str
    every: timedelta
    run: Callable[[], object]


_tasks: dict[str, Task] = {}


def register(name: str, every: timedelta, run: Callable[[], object]) -> None:
    """Add a task: `run()` is called about once per `every`, by one worker at a time, outside any transaction."""
    if name in _tasks:
        raise ValueError(f"two tasks are called {name!r}")
    _tasks[name] = Task(name, every, run)


def forget(name: str) -> None:
    """Take a task off the list."""
    _tasks.pop(name, None)


def names() -> list[str]:
    """Every registered task."""
    discover.rooms("tasks")
    return sorted(_tasks)


def run_due() -> int:
    """Run every task whose time has come; how many ran without error. A failing task waits for its next turn."""
    known = {row.name: row for row in DueTask.objects.all()}
    done = 0
    for name in names():
        task, row = _tasks[name], known.get(name)
        if (row is None or _is_due(task, row)) and _claim(task):
            done += _run(task)
    return done


def _is_due(task: Task, row: DueTask) -> bool:
    now = clock.now()
    # A moment ahead of the clock was written before a rehearsal's clock was set back; it holds nobody.
    held = row.claimed_until is not None and now < row.claimed_until <= now + 2 * HOLD
    rested = row.last_at is not None and row.last_at <= now < row.last_at + task.every
    return not held and not rested


def _claim(task: Task) -> bool:
    DueTask.objects.bulk_create([DueTask(name=task.name)], ignore_conflicts=True)
    with transaction.atomic():
        row = DueTask.objects.select_for_update().get(pk=task.name)
        if not _is_due(task, row):
            return False
        row.claimed_until = clock.now() + HOLD
        row.save()
    return True


def _run(task: Task) -> bool:
    error = ""
    try:
        task.run()
    except Exception as caught:
        logger.exception("task %s failed", task.name)
        error = f"{type(caught).__name__}: {caught}"[:300]
    DueTask.objects.filter(pk=task.name).update(last_at=clock.now(), claimed_until=None, error=error)
    return not error
