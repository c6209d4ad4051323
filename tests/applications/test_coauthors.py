"""Several people in one draft: who is seen writing, who holds a question and for how long, and what is never refused for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lertrat.agencies import actions as agencies
from lertrat.applications import actions, queries
from lertrat.applications.models import Presence, Stage
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.records.models import Record
from lertrat.records.personal import forget_batch, named
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
        assert forget_batch(named("applications.presence"), 100) == 2


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


def test_a_section_is_finished_when_somebody_says_so_and_open_again_when_somebody_writes(
    world: w.World,
) -> None:
    stage = w.stage_of(w.draft(world))
    section, one, _ = two_questions(stage)

    def state() -> str:
        return next(s.state for s in queries.working(queries.read(stage))[0] if s.id == section)

    assert state() == "empty"
    with pytest.raises(Refusal) as refused:
        actions.finish_section(stage=stage, section_id=section, finished=True, by=world.drafter_a)
    assert refused.value.code == "section-gaps"
    w.fill(world, stage)
    assert state() == "started"
    first = actions.finish_section(stage=stage, section_id=section, finished=True, by=world.drafter_a)
    again = actions.finish_section(stage=stage, section_id=section, finished=True, by=world.approver_a)
    assert first is not None and again == first and again.by_id == world.drafter_a.pk and state() == "done"
    actions.save_answer(stage=stage, question_id=one, given="แก้ใหม่", base=None, by=world.approver_a)
    assert state() == "started"
    actions.finish_section(stage=stage, section_id=section, finished=True, by=world.approver_a)
    actions.save_answer(stage=stage, question_id=one, given="อ่านไม่ออก \ue0e8", base=None, by=world.approver_a)
    assert state() == "problem"
    actions.finish_section(stage=stage, section_id=section, finished=False, by=world.drafter_a)
    verbs = list(Record.objects.filter(verb__startswith="section.").values_list("verb", flat=True))
    assert verbs == ["section.finished", "section.finished", "section.reopened"]


def test_who_may_only_comment_writes_nothing_and_loses_nothing(world: w.World) -> None:
    application = w.draft(world)
    stage = w.stage_of(application)
    section, one, two = two_questions(stage)
    other = w.person("other_a", "สมหญิง ช่วยเขียน")
    agencies.grant_membership(person=other, agency=world.agencies["a"], role="drafter", by=world.admin)
    with pytest.raises(NotAllowed):
        actions.set_rights(stage=stage, person=world.drafter_a, rights={section: "read"}, by=other)
    with pytest.raises(Refusal) as refused:
        actions.set_rights(stage=stage, person=world.approver_a, rights={section: "read"}, by=world.drafter_a)
    assert refused.value.code == "always-writes"
    actions.set_rights(stage=stage, person=other, rights={section: "comment"}, by=world.drafter_a)
    for save in (
        lambda: actions.save_answer(stage=stage, question_id=one, given="ก", base=0, by=other),
        lambda: actions.answer_many(stage=stage, given={two: "ก"}, bases={two: 0}, by=other),
        lambda: actions.finish_section(stage=stage, section_id=section, finished=False, by=other),
    ):
        with pytest.raises(Refusal) as refused:
            save()
        assert refused.value.code == "section-right"
    remark = actions.comment(stage=stage, question_id=one, text="ตัวเลขมาจากไหน", by=other)
    actions.set_rights(stage=stage, person=other, rights={section: "read"}, by=world.approver_a)
    with pytest.raises(Refusal) as refused:
        actions.comment(stage=stage, question_id=one, text="อีกเรื่อง", by=other)
    assert refused.value.code == "section-right" and queries.open_comments(stage, [one]) == {one: 1}
    actions.set_rights(stage=stage, person=other, rights={section: "write"}, by=world.drafter_a)
    assert actions.save_answer(stage=stage, question_id=one, given="ก", base=0, by=other).revision == 1
    actions.resolve(comment=remark, by=world.drafter_a)
    assert queries.open_comments(stage, [one]) == {}


def test_a_thread_names_people_opens_again_when_answered_and_is_erased(world: w.World) -> None:
    application = w.draft(world)
    stage = w.stage_of(application)
    section, one, two = two_questions(stage)
    by, told = world.drafter_a, world.approver_a
    first = actions.comment(
        stage=stage, question_id=one, text=f"@{told.full_name} ช่วยดู", mentions=[world.drafter_b.pk], by=by
    )
    assert first.mentions == [told.pk]
    actions.resolve(comment=first, by=told)
    reply = actions.comment(stage=stage, question_id=one, text="ดูแล้ว", parent=first, by=told)
    second = actions.comment(stage=stage, question_id=one, text="ขอบคุณ", parent=reply, by=by)
    assert second.parent_id == first.pk
    (thread,) = queries.comments(stage, one)
    assert thread.resolved_at is None and [r.text for r in thread.replies.all()] == ["ดูแล้ว", "ขอบคุณ"]
    for wrong, code in (
        (lambda: actions.comment(stage=stage, question_id=one, text=" \u200b", by=by), "comment-empty"),
        (lambda: actions.comment(stage=stage, question_id=one, text="ก" * 4001, by=by), "comment-long"),
        (lambda: actions.comment(stage=stage, question_id=two, text="ก", parent=first, by=by), "no-comment"),
        (lambda: actions.erase_comment(comment=reply, by=by), "comment-others"),
        (lambda: actions.erase_comment(comment=first, by=by), "comment-answered"),
    ):
        with pytest.raises(Refusal) as refused:
            wrong()
        assert refused.value.code == code
    actions.erase_comment(comment=second, by=by)
    w.fill(world, stage)
    w.approve(world, stage)
    made, _ = actions.submit(stage=stage, received_at=clock.now(), acknowledged=True, by=by)
    assert "ช่วยดู" not in str(made.frozen)
    with pytest.raises(Refusal) as refused:
        actions.comment(stage=w.stage_of(application), question_id=one, text="ช้าไป", by=by)
    assert refused.value.code == "comments-closed"
    with at(3600 * 24 * 364):
        assert forget_batch(named("applications.remarks"), 100) == 0
    with at(3600 * 24 * 366):
        assert forget_batch(named("applications.remarks"), 100) == 2
