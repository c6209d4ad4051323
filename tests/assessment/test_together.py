"""Several at once: the last locks of one submission, one plan applied twice, a tie recorded while a sheet is locked."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from lertrat.assessment import actions, queries
from lertrat.assessment.models import Assignment, StepResult
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from tests import world as w

pytestmark = pytest.mark.django_db(transaction=True)
TYPE = "service-innovation"


def together(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs at the same moment, each on a connection of its own; what each returned or raised."""
    ready = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        try:
            ready.wait()
            with clock.frozen(w.AFTER):
                results[place] = job()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def lock(assignment: Assignment) -> Callable[[], object]:
    return lambda: actions.lock_sheet(assignment=assignment, by=assignment.person)


def test_everything_that_may_meet() -> None:
    world = w.build()
    first, second = (w.screened(world, w.received(world, TYPE, "ab"[n], number=n)) for n in (0, 1))
    panel = w.panel(world, TYPE)
    plan = actions.plan_assignment(edition=world.edition, type_ids=[TYPE], step=1)

    def apply() -> int:
        return actions.apply_assignment(
            edition=world.edition, type_ids=[TYPE], step=1, digest=plan.digest, by=world.officer
        )

    with clock.frozen(w.CLOSE):
        outcomes = together(apply, apply)
    assert sorted(str(type(one).__name__) for one in outcomes) == ["Conflict", "int"]
    assert Assignment.objects.count() == 6

    # The last three locks at the same moment, with a double click among them: one result, with all three in it.
    for assignment in w.assignments(first):
        w.sheet(world, assignment, "0.7", lock=False)
    held = w.assignments(first)
    assert not [r for r in together(*(lock(a) for a in (*held, held[0]))) if isinstance(r, Exception)]
    assert StepResult.objects.get(submission=first).sheets == 3

    # A tie recorded while its holder locks: either the lock came first and was counted, or it is refused.
    for assignment in w.assignments(second):
        w.sheet(world, assignment, "0.7", lock=False)
    held = w.assignments(second)
    tied = {"kind": "post", "agency": world.agencies["b"]}

    def declare() -> object:
        return actions.declare_interests(
            person=held[0].person, edition=world.edition, relations=[tied], by=held[0].person
        )

    *locks, declared = together(*(lock(a) for a in held), declare)
    assert not isinstance(declared, Exception) and all(
        not isinstance(one, Exception) or isinstance(one, Refusal) for one in locks
    )
    (dark,) = queries.dark_queue(world.officer, world.edition)
    result = StepResult.objects.filter(submission=second).first()
    assert dark.counted == (result is not None and held[0].pk in result.counted)
    assert panel.pk == dark.assignment.panel_id
