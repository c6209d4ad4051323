"""Recurring tasks, the sign of life, and the list of invariants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lertrat.kernel import clock
from lertrat.records import actions, due, queries, triggers
from lertrat.records.models import DueTask, Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran() -> Iterator[list[int]]:
    turns: list[int] = []

    def run() -> None:
        turns.append(1)
        if len(turns) == 2:
            raise ValueError("the second time fails")

    due.register("test.task", timedelta(minutes=1), run)
    yield turns
    due.forget("test.task")


def test_runs_when_due_and_keeps_the_error(ran: list[int]) -> None:
    start = clock.now()
    for seconds, turns, error in [
        (0, 1, ""),
        (59, 1, ""),
        (60, 2, "ValueError"),
        (119, 2, "ValueError"),
        (121, 3, ""),
    ]:
        with clock.frozen(start + timedelta(seconds=seconds)):
            actions.run_due()
        assert len(ran) == turns
        assert DueTask.objects.get(pk="test.task").error.startswith(error)


def test_a_task_held_by_another_worker_waits_until_its_hold_ends(ran: list[int]) -> None:
    now = clock.now()
    DueTask.objects.create(name="test.task", claimed_until=now + timedelta(minutes=5))
    with clock.frozen(now):
        actions.run_due()
    assert ran == []
    with clock.frozen(now + timedelta(minutes=5)):
        actions.run_due()
    assert ran == [1]


def test_a_clock_set_back_does_not_stop_the_tasks(ran: list[int]) -> None:
    DueTask.objects.create(name="test.task", last_at=clock.now() + timedelta(days=100))
    actions.run_due()
    assert ran == [1]


def test_worker_alive() -> None:
    assert not queries.worker_alive()
    actions.beat()
    assert queries.worker_alive()
    Heartbeat.objects.update(at=clock.now() - timedelta(seconds=31))
    assert not queries.worker_alive()
    assert queries.worker_alive(within=timedelta(seconds=40))


def test_invariants_hold_and_a_missing_trigger_is_found() -> None:
    assert {finding.name for finding in queries.run_invariants()} >= {
        "records.triggers",
        "records.seal_count",
    }
    assert all(finding.ok for finding in queries.run_invariants() if finding.name.startswith("records."))
    with triggers.lifted():
        (finding,) = [found for found in queries.run_invariants() if found.name == "records.triggers"]
        assert not finding.ok
