"""What waits for the office, told by the marks that the actions keep, from the first screening to the last lock."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lertrat.applications import actions as applications
from lertrat.applications.models import Submission
from lertrat.assessment import actions, queries
from lertrat.assessment.invariants import waiting_told_wrong
from lertrat.assessment.models import Assignment, Screening
from lertrat.assessment.readers import deliver
from lertrat.conflicts import actions as conflicts
from lertrat.kernel import clock
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db
TYPE = "service-covid"  # two readers a work


def waits(world: w.World, **expected: int) -> None:
    """The desk tells these numbers and 0 of all else, and every mark is true."""
    counts = asdict(queries.desk_counts(world.officer, world.edition, clock.now()))
    counts["screening"] = queries.screening_counts(world.officer, world.edition, only_waiting=True).waiting
    assert {name: count for name, count in counts.items() if count} == expected
    assert waiting_told_wrong() == []


def test_from_the_first_screening_to_the_last_lock() -> None:
    world = w.build()
    one, two = (w.received(world, TYPE, letter, number=number) for number, letter in enumerate("ab"))
    waits(world, screening=2)
    w.screened(world, one)
    waits(world, screening=1, unassigned=1)
    w.screened(world, two)
    panel = w.panel(world, TYPE, members=2)
    with clock.frozen(w.CLOSE):
        actions.set_due(panel=panel, due_at=w.AFTER, by=world.officer)
    w.planned(world, TYPE)
    for before, expected in ((4, {}), (3, {"due_soon": 4}), (0, {"overdue": 4})):
        with clock.frozen(w.AFTER - timedelta(days=before)):
            waits(world, **expected)
    first, second = w.assignments(one)
    w.sheet(world, first, "0.9")
    with clock.frozen(w.AFTER + timedelta(hours=1)):
        waits(world, overdue=3)
        actions.release(assignment=w.assignments(two)[0], reason="ติดราชการ", by=world.officer)
        waits(world, overdue=2)
        actions.release(assignment=w.assignments(two)[0], reason="ติดราชการ", by=world.officer)
        waits(world, overdue=1, unassigned=1)
        actions.assign(submission=two, person=world.assessor1, panel=panel, by=world.officer)
        waits(world, overdue=2)
        approver = world.people["approver_b"]
        applications.withdraw(application=two.application, reason="ถอน", by=approver)
        waits(world, overdue=1)
    w.sheet(world, second, "0.5")
    with clock.frozen(w.AFTER + timedelta(hours=1)):
        waits(world)


def test_what_goes_dark_is_read_by_nobody_until_somebody_takes_it() -> None:
    world = w.build()
    submission = w.screened(world, w.received(world, TYPE, "a", number=1))
    panel = w.panel(world, TYPE, members=3)
    with clock.frozen(w.CLOSE):
        actions.assign(submission=submission, person=world.assessor1, panel=panel, by=world.officer)
        waits(world)
        conflicts.record_relation(
            person=world.assessor1, edition=world.edition, kind="post", agency=world.agencies["a"], source="test",
            by=world.officer,
        )  # fmt: skip
        deliver(Record.objects.get(verb="relation.recorded"))
        waits(world, dark=1, unassigned=1)
        actions.assign(submission=submission, person=world.assessor2, panel=panel, by=world.officer)
        waits(world, dark=1)


def test_a_mark_that_contradicts_its_row_is_refused_or_found() -> None:
    world = w.build()
    submission = w.screened(world, w.received(world, TYPE, "a", number=1))
    panel = w.panel(world, TYPE, members=1)
    with clock.frozen(w.CLOSE):
        made = actions.assign(submission=submission, person=world.assessor1, panel=panel, by=world.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=made.pk).update(state="dark")
    with pytest.raises(IntegrityError), transaction.atomic():
        Screening.objects.update(outcome="failed", unread=True)
    Assignment.objects.update(waits=False)
    Screening.objects.update(unread=True)
    Submission.objects.update(screened=False)
    assert {kind for kind, _ in waiting_told_wrong()} == {"assignment", "screening", "submission"}
    Assignment.objects.update(waits=True)
    Screening.objects.update(unread=False)
    Submission.objects.update(screened=True)
    assert waiting_told_wrong() == []


def test_the_desk_asks_as_much_of_one_submission_as_of_six(queries_of_desk) -> None:
    world = w.build()
    w.screened(world, w.received(world, TYPE, "a", number=1))
    few = queries_of_desk(world)
    for number in range(2, 7):
        w.received(world, TYPE, "a", number=number)
    assert len(few) <= 6 and len(queries_of_desk(world)) <= len(few)
    if connection.vendor == "sqlite":
        # The numbers come from indexes of what waits; nothing walks a table of the year's rows.
        (statement,) = (row["sql"] for row in queries_of_desk(world) if "due_at" in row["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            steps = [row[3] for row in cursor.fetchall()]
        used = " ".join(steps)
        for index in ("screening_unread", "assignment_waits", "visit_open", "result_gate"):
            assert f"INDEX {index}" in used, (index, steps)


@pytest.fixture
def queries_of_desk(queries):
    def asked(world: w.World) -> list[dict[str, str]]:
        from lertrat.assessment import queries as reads

        with queries() as seen:
            reads.desk_counts(world.officer, world.edition, clock.now())
            reads.screening_counts(world.officer, world.edition, only_waiting=True)
        return list(seen.captured_queries)

    return asked
