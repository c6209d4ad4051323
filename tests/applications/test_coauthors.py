"""Several people in one draft: who is seen writing, who holds a question and for how long, and what is never refused for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lertrat.applications import actions, queries
from lertrat.applications.models import Presence, Stage
from lertrat.kernel import clock
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[w.World]:
    made = w.build()
    with clock.frozen(w.OPEN):
        yield made


def at(seconds: int) -> clock.frozen:
    return clock.frozen(w.OPEN + timedelta(seconds=seconds))


def two_questions(stage: Stage) -> tuple[str, str, str]:
    section = next(
        s
        for s in queries.read(stage).form.sections
        if sum(q.kind in {"text", "long_text"} for q in s.questions) > 1
    )
    one, two = [q.id for q in section.questions if q.kind in {"text", "long_text"}][:2]
    return section.id, one, two


def test_whoever_began_first_holds_a_question_until_silent(world: w.World) -> None:
    stage = w.stage_of(w.draft(world))
    section, one, two = two_questions(stage)
    drafter, approver = world.drafter_a, world.approver_a
    for second in (0, 10, 20):
        with at(second):
            actions.here(stage=stage, section_id=section, question_id=one, by=drafter)
    with at(21):
        actions.here(stage=stage, section_id=section, question_id=one, by=approver)
        seen = queries.company(stage, section, [one, two], approver)
        assert seen.people == (drafter.full_name,)
        assert (seen.writing[one].by, seen.writing[one].since) == (drafter.full_name, w.OPEN)
        held = queries.company(stage, section, [one, two], drafter)
        assert held.people == (approver.full_name,) and not held.writing
    with at(44):
        actions.here(stage=stage, section_id=section, question_id=one, by=approver)
        assert one in queries.company(stage, section, [one, two], approver).writing
    with at(45):  # 25 seconds after the last sign
        actions.here(stage=stage, section_id=section, question_id=one, by=approver)
        assert not queries.company(stage, section, [one, two], approver).writing
        assert queries.company(stage, section, [one, two], drafter).writing[one].by == approver.full_name
    assert Presence.objects.count() == 2
    with at(4000):
        assert actions.forget_presence() == 2


def test_a_save_tells_of_itself_and_is_never_refused_for_courtesy(world: w.World) -> None:
    stage = w.stage_of(w.draft(world))
    section, one, two = two_questions(stage)
    with at(0):
        actions.here(stage=stage, section_id=section, question_id=two, by=world.approver_a)
    with at(5):
        saved = actions.save_answer(stage=stage, question_id=two, given="ก", base=0, by=world.drafter_a)
        assert saved.revision == 1
        actions.save_answer(stage=stage, question_id=one, given="ข", base=0, by=world.drafter_a)
    with at(20):
        seen = queries.company(stage, section, [one, two], world.approver_a)
        assert list(seen.writing) == [one] and seen.revisions == {one: 1, two: 1}
    with at(31):
        assert not queries.company(stage, section, [one, two], world.approver_a).writing
