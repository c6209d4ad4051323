"""A round of clarification: only what was named opens, for as long as was said, and the submission stays as it was sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lertrat.applications.models import Submission
from lertrat.assessment import actions, queries
from lertrat.assessment.actions.clarifying import remind
from lertrat.assessment.models import Clarification
from lertrat.kernel import clock, hashing
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db
UNTIL = w.CLOSE + timedelta(days=5)


@pytest.fixture
def world() -> w.World:
    return w.build()


def asked(world: w.World, made: Submission, many: int = 2) -> Clarification:
    names = list(made.frozen["answers"])[:many]
    with clock.frozen(w.CLOSE):
        return actions.ask(
            submission=made,
            questions=[(name, f"ขอรายละเอียด {name}") for name in names],
            closes_at=UNTIL,
            by=world.officer,
        )


def test_only_named_fields_open_until_the_minute_and_the_addendum_is_frozen(world: w.World) -> None:
    made = w.received(world)
    before = (made.frozen, made.root_hash)
    held = asked(world, made)
    one, two = held.items.values_list("question_id", flat=True).order_by("id")
    shut = list(made.frozen["answers"])[2]

    def write(
        answers: dict[str, str], revision: int, at=UNTIL - timedelta(microseconds=1), by=world.drafter_a
    ):
        return actions.write(clarification=held, answers=answers, revision=revision, received_at=at, by=by)

    for answers, revision, at, code in (
        ({shut: "แก้ข้ออื่น"}, 0, w.CLOSE, "field-shut"),
        ({one: "ก"}, 7, w.CLOSE, "clarification-moved"),
        ({one: "ก"}, 0, UNTIL, "clarification-late"),
        ({one: "ก" * 20_001}, 0, w.CLOSE, "clarification-long"),
    ):
        with pytest.raises(Refusal) as refused:
            write(answers, revision, at)
        assert refused.value.code == code and isinstance(refused.value, Conflict) == (
            code == "clarification-moved"
        )
    write({one: "คำตอบแรก"}, 0)
    with pytest.raises(Refusal, match="Not answered"):
        actions.send(clarification=held, received_at=w.CLOSE, by=world.drafter_a)
    write({two: "คำตอบที่สอง"}, 1)
    with pytest.raises(Refusal) as refused:
        actions.send(clarification=held, received_at=UNTIL, by=world.drafter_a)
    assert refused.value.code == "clarification-late" and queries.sent_rounds(made) == []
    sent = actions.send(clarification=held, received_at=UNTIL - timedelta(microseconds=1), by=world.drafter_a)
    again = actions.send(clarification=held, received_at=UNTIL + timedelta(days=1), by=world.drafter_a)
    assert again.sent_at == sent.sent_at and Record.objects.filter(verb="clarification.sent").count() == 1
    [addendum] = queries.rounds(made)
    assert [row["answer"] for row in addendum.frozen["answers"]] == ["คำตอบแรก", "คำตอบที่สอง"]
    assert (
        hashing.verify(addendum.tree, addendum.frozen) == [] and addendum.root_hash == addendum.tree["root"]
    )
    with pytest.raises(Refusal, match="sent"):
        write({one: "แก้ทีหลัง"}, 2)
    made.refresh_from_db()
    assert (made.frozen, made.root_hash) == before


def test_one_round_at_a_time_several_in_all_none_after_the_decision(world: w.World) -> None:
    made = w.received(world)
    first = asked(world, made)
    with pytest.raises(Refusal) as refused:
        asked(world, made)
    assert refused.value.code == "clarification-open"
    Clarification.objects.filter(pk=first.pk).update(closes_at=w.CLOSE)
    second = asked(world, made, 1)
    assert (second.number, len(queries.rounds(made))) == (2, 2)
    for questions, until, code in (
        ([], UNTIL, "clarification-blank"),
        ([("no-such", "ถาม")], UNTIL, "no-field"),
        ([(next(iter(made.frozen["answers"])), "ถาม")], w.CLOSE, "clarification-past"),
    ):
        with clock.frozen(w.CLOSE), pytest.raises(Refusal) as refused:
            actions.ask(submission=made, questions=questions, closes_at=until, by=world.officer)
        assert refused.value.code == code
    with clock.frozen(UNTIL - timedelta(hours=5)):
        assert (remind(), remind()) == (1, 0)
    with clock.frozen(w.CLOSE):
        actions.screen(
            submission=made,
            outcome="failed",
            reason="ไม่ชี้แจง",
            rules=["no-published-condition"],
            by=world.officer,
        )
    with pytest.raises(Refusal) as refused:
        actions.write(clarification=second, answers={}, revision=0, received_at=w.CLOSE, by=world.drafter_a)
    assert refused.value.code == "clarification-over"
    with pytest.raises(Refusal) as refused:
        asked(world, made)
    assert refused.value.code == "screened"


def test_who_asks_and_who_answers(world: w.World) -> None:
    made = w.received(world)
    held = asked(world, made, 1)
    name = held.items.get().question_id
    for somebody in (world.drafter_b, world.officer, world.stranger, world.assessor1):
        with pytest.raises(NotFound):
            queries.clarification(somebody, made.ref, 1)
        with pytest.raises(NotAllowed):
            actions.write(
                clarification=held, answers={name: "ก"}, revision=0, received_at=w.CLOSE, by=somebody
            )
    for somebody in (world.drafter_a, world.assessor1):
        with pytest.raises(NotAllowed):
            actions.ask(submission=made, questions=[(name, "ถาม")], closes_at=UNTIL, by=somebody)
    assert queries.clarification(world.approver_a, made.ref, 1) == held
