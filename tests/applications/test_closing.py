"""The last minutes: sending begun in time, the published grace, a new version in place of one that was sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lertrat import criteria
from lertrat.applications import actions, closing, content
from lertrat.applications.models import Application, Submission, SubmitIntent
from lertrat.assessment import actions as assessment
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.programmes import actions as programmes
from tests import world as w

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
HALF = timedelta(minutes=30)
DAYS = "window: {first_day: 2020-12-23, last_day: 2021-02-23,"
GRACE = 'grace: {minutes: 30, th: "ส่งให้เสร็จได้ภายใน 30 นาที", en: "Finish within 30 minutes", citations: ["000:19 รับสมัคร"]},'


@pytest.fixture
def world() -> w.World:
    return w.build()


@pytest.fixture
def lenient(world: w.World) -> w.World:
    """The same year, corrected so that its rules publish half an hour of grace."""
    text, extra = criteria.builtin_source("psea-2564")
    with clock.frozen(w.BEFORE):
        programmes.seal(
            edition=world.edition, source=text.replace(DAYS, f"{DAYS} {GRACE}"), supplement=extra, reason="ประกาศเวลาผ่อนผัน",
            by=world.officer,
        )  # fmt: skip
    return world


def approved(world: w.World, type_id: str = "service-innovation", agency: str = "a") -> Application:
    application = w.draft(world, type_id, agency)
    w.fill(world, w.stage_of(application), agency[0])
    w.approve(world, w.stage_of(application), agency[0])
    return application


def send(world: w.World, application: Application, moment: object) -> Submission:
    with clock.frozen(w.CLOSE + timedelta(hours=2)):  # however long it then waited
        return actions.submit(
            stage=w.stage_of(application), received_at=moment, acknowledged=True, by=world.drafter_a
        )[0]


def again(world: w.World, application: Application, title: str) -> None:
    """Write anew what was sent, up to the approval."""
    with clock.frozen(w.OPEN):
        actions.replace(stage=w.stage_of(application), received_at=w.OPEN, by=world.drafter_a)
        actions.describe(application=application, title=title, by=world.drafter_a)
    w.approve(world, w.stage_of(application))


def test_what_was_begun_in_time_is_finished_within_the_grace_and_no_later(lenient: w.World) -> None:
    world = lenient
    begun, idle, late = (approved(world) for _ in range(3))
    with clock.frozen(w.CLOSE):
        first = actions.intend(stage=w.stage_of(begun), received_at=w.CLOSE - TICK, by=world.drafter_a)
        kept = actions.intend(stage=w.stage_of(begun), received_at=w.CLOSE - 2 * TICK, by=world.drafter_a)
        assert first == kept and kept.at == w.CLOSE - TICK
        with pytest.raises(Refusal, match="closed"):
            actions.intend(stage=w.stage_of(idle), received_at=w.CLOSE, by=world.drafter_a)
        actions.intend(stage=w.stage_of(late), received_at=w.CLOSE - TICK, by=world.drafter_a)
        question = next(q for q in content.read(w.stage_of(begun)).form.questions if q.kind == "long_text")
        actions.take_back(stage=w.stage_of(late), by=world.drafter_a)
        with pytest.raises(Refusal, match="closed"):  # the grace is for sending, not for writing
            actions.save_answer(
                stage=w.stage_of(late), question_id=question.id, given="อีกนิด", base=None, by=world.drafter_a
            )
    with pytest.raises(Refusal, match="closed"):
        send(world, idle, w.CLOSE)
    made = send(world, begun, w.CLOSE + HALF - TICK)
    assert made.received_at == w.CLOSE + HALF - TICK and made.intents.get().at == w.CLOSE - TICK
    w.approve(world, w.stage_of(late))
    with pytest.raises(Refusal, match="closed"):
        send(world, late, w.CLOSE + HALF)


def test_rules_that_publish_no_grace_give_none(world: w.World) -> None:
    application = approved(world)
    assert closing.grace(w.stage_of(application)) == timedelta(0)
    with clock.frozen(w.OPEN), pytest.raises(Refusal, match="publish no grace"):
        actions.intend(stage=w.stage_of(application), received_at=w.OPEN, by=world.drafter_a)
    SubmitIntent.objects.create(stage=w.stage_of(application), person=world.drafter_a, at=w.OPEN)
    with pytest.raises(Refusal, match="closed"):
        send(world, application, w.CLOSE)
    bare = GRACE.replace(', citations: ["000:19 รับสมัคร"]', "")
    text, extra = criteria.builtin_source("psea-2564")
    with pytest.raises(criteria.PackError, match="names its source"):
        criteria.load_pack(text.replace(DAYS, f"{DAYS} {bare}", 1), extra)


def test_an_intent_serves_one_sending(lenient: w.World) -> None:
    world = lenient
    application = approved(world)
    with clock.frozen(w.OPEN):
        actions.intend(stage=w.stage_of(application), received_at=w.OPEN, by=world.drafter_a)
    first = send(world, application, w.OPEN)
    again(world, application, "ฉบับที่สอง")
    with pytest.raises(Refusal, match="closed"):
        send(world, application, w.CLOSE)
    first.refresh_from_db()
    assert first.live


def test_a_new_version_takes_the_place_of_the_old_and_never_leaves_it_empty(world: w.World) -> None:
    old = w.submitted(world, "open-governance", "a1")
    again(world, old.application, "ฉบับที่สอง")
    old.refresh_from_db()
    assert old.live and old.slot == 1
    with pytest.raises(Refusal, match="quota"):
        w.submitted(world, "open-governance", "a2")
    new = send(world, old.application, w.CLOSE - TICK)
    old.refresh_from_db()
    assert (new.live, new.slot, new.title) == (True, 1, "ฉบับที่สอง")
    assert (old.live, old.replaced_by, old.frozen["application"]["title"]) == (False, new, old.title)
    stage = w.stage_of(old.application)
    assert stage.state == "submitted" and stage.replacing_id is None
    with clock.frozen(w.CLOSE), pytest.raises(Refusal, match="stands"):
        actions.replace(stage=stage, received_at=w.CLOSE, by=world.drafter_a)


def test_what_the_office_has_decided_on_stands(world: w.World) -> None:
    first, second = w.submitted(world, "open-governance", "a1"), w.submitted(world, "effective-change")
    again(world, first.application, "ฉบับที่สอง")
    with clock.frozen(w.OPEN):
        for sent in (first, second):
            reserved = [c.id for c in world.pack.types[sent.type_id].conditions]
            assessment.screen(
                submission=sent, outcome="passed", reason="ครบถ้วน", rules=reserved, by=world.officer
            )
        with pytest.raises(Refusal, match="It stands"):
            actions.replace(stage=w.stage_of(second.application), received_at=w.OPEN, by=world.drafter_a)
    with pytest.raises(Refusal, match="It stands"):
        send(world, first.application, w.OPEN)
    first.refresh_from_db()
    assert first.live


def test_withdrawing_while_a_new_version_is_written_ends_both(world: w.World) -> None:
    old = w.submitted(world, "open-governance", "a1")
    again(world, old.application, "ฉบับที่สอง")
    with clock.frozen(w.OPEN):
        actions.withdraw(application=old.application, reason="ไม่พร้อม", by=world.approver_a)
    old.refresh_from_db()
    assert not old.live and w.submitted(world, "open-governance", "a2").slot == 1
