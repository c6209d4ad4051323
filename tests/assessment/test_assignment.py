"""Who reads what: planned, looked at, applied as it was looked at; and what goes dark."""

from __future__ import annotations

from collections import Counter

import pytest

from lertrat.agencies import actions as agencies
from lertrat.applications import actions as applications
from lertrat.assessment import actions, queries
from lertrat.assessment.invariants import active_behind_a_shut_door
from lertrat.assessment.models import Assignment, PanelMember, StepResult
from lertrat.assessment.readers import deliver
from lertrat.conflicts import actions as conflicts
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db
TYPE = "service-covid"  # two readers a work


@pytest.fixture
def world() -> w.World:
    made = w.build()
    for number in (1, 2, 3, 4):
        w.screened(made, w.received(made, TYPE, "ab"[number % 2], number=number))
    return made


def plan(world: w.World, **more):
    return actions.plan_assignment(edition=world.edition, type_ids=[TYPE], step=1, **more)


def tie(world: w.World, name: str, agency: str, by: str | None = None) -> None:
    someone = world.people[name]
    conflicts.record_relation(
        person=someone, edition=world.edition, kind="post", agency=world.agencies[agency], source="test",
        by=world.people[by or name],
    )  # fmt: skip


def test_loads_are_even_and_ties_are_respected(world: w.World) -> None:
    w.panel(world, TYPE, members=4)
    tie(world, "assessor1", "a")
    made = plan(world)
    assert made.count("add") == 8 and made.count("refuse") == 0
    loads = Counter(change.after["assessor"] for change in made.changes)
    assert max(loads.values()) - min(loads.values()) <= 1
    ours = {
        change.after["submission"] for change in made.changes if change.after["person"] == world.assessor1.pk
    }
    assert ours and all(
        queries.submission_detail(world.officer, c.subject.split()[0]).submission.agency_id
        == world.agencies["b"].pk
        for c in made.changes
        if c.after["person"] == world.assessor1.pk
    )
    assert made.digest == plan(world).digest
    assert w.planned(world, TYPE) == 8
    again = plan(world)
    assert (again.count("keep"), again.count("add")) == (8, 0)
    told = Record.objects.filter(verb="assignment.made")
    assert told.count() == 4 and sum(len(record.data["assignments"]) for record in told) == 8


def test_what_is_not_filled_is_named_with_its_reason(world: w.World) -> None:
    panel = w.panel(world, TYPE, members=2)
    tie(world, "assessor2", "b")
    with clock.frozen(w.CLOSE):
        actions.join_panel(panel=panel, person=world.stranger, by=world.officer)
    made = plan(world)
    gaps = [change for change in made.changes if change.kind == "refuse"]
    assert made.count("add") == 6 and len(gaps) == 2
    for change in gaps:
        assert change.after["missing"] == 1 and change.after["code"] == "too_few"
        assert "ผู้ตรวจ ตัวอย่าง 2" in change.why and "ยังไม่แสดงรายการ" in change.why and "คนนอก" in change.why
    assert [member.person_id for member in queries.undeclared(world.edition)] == [world.stranger.pk]


def test_what_was_previewed_is_what_is_done(world: w.World) -> None:
    w.panel(world, TYPE, members=3)
    seen = plan(world)
    tie(world, "assessor1", "a")
    with pytest.raises(Conflict):
        actions.apply_assignment(
            edition=world.edition, type_ids=[TYPE], step=1, digest=seen.digest, by=world.officer
        )
    assert not Assignment.objects.exists()
    with pytest.raises(NotAllowed):
        actions.apply_assignment(
            edition=world.edition, type_ids=[TYPE], step=1, digest=plan(world).digest, by=world.assessor2
        )
    with pytest.raises(NotAllowed):
        plan(world, by=world.stranger)
    with pytest.raises(Refusal, match="at least 2"):
        plan(world, per_submission=1)
    assert plan(world, per_submission=3).count("add") == 4 * 3 - 2


def test_only_what_is_in_play_is_assigned(world: w.World) -> None:
    panel = w.panel(world, TYPE, members=3)
    waiting = w.received(world, TYPE, number=9)
    failed = w.received(world, TYPE, number=10)
    with clock.frozen(w.CLOSE):
        actions.screen(
            submission=failed, outcome="failed", reason="ไม่ครบ", rules=["covid-own-share"], by=world.officer
        )
    assert {c.after["submission"] for c in plan(world).changes}.isdisjoint({waiting.pk, failed.pk})
    with pytest.raises(Refusal) as refused:
        actions.assign(submission=waiting, person=world.assessor1, panel=panel, by=world.officer)
    assert refused.value.code == "not-in-play"
    with pytest.raises(Refusal):
        actions.plan_assignment(edition=world.edition, type_ids=["pmqa-4"], step=3)


def test_by_hand_with_the_same_checks(world: w.World) -> None:
    panel = w.panel(world, TYPE, members=3, capacity=1)
    first, second = (queries.screening_queue(world.officer, world.edition, w_all()).rows[n] for n in (0, 1))
    one = queries.submission_detail(world.officer, first.ref).submission
    two = queries.submission_detail(world.officer, second.ref).submission
    tie(world, "assessor2", "m")
    made = actions.assign(submission=one, person=world.assessor1, panel=panel, by=world.officer)
    for submission, who, code in (
        (one, "assessor1", "full"),
        (two, "assessor1", "full"),
        (one, "assessor2", "conflict"),
        (one, "assessor4", "not-on-panel"),
        (one, "stranger", "undeclared"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.assign(submission=submission, person=world.people[who], panel=panel, by=world.officer)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="reason"):
        actions.release(assignment=made, reason=" ", by=world.officer)
    actions.release(assignment=made, reason="ติดราชการต่างประเทศ", by=world.officer)
    assert (
        actions.assign(submission=two, person=world.assessor1, panel=panel, by=world.officer).state
        == "active"
    )
    assert all(change.after.get("person") != world.assessor1.pk or change.after["submission"] != one.pk
               for change in plan(world).changes)  # fmt: skip


def w_all():
    return queries.ScreeningFilter(state="all")


def test_a_seat_given_up_takes_nothing_more(world: w.World) -> None:
    panel = w.panel(world, TYPE, members=3)
    w.planned(world, TYPE)
    actions.leave_panel(member=PanelMember.objects.get(panel=panel, person=world.assessor1), by=world.officer)
    assert plan(world).count("keep") == 8 and plan(world).count("add") == 0
    actions.join_panel(panel=panel, person=world.assessor1, capacity=3, leader=True, by=world.officer)
    members = queries.panels(world.edition)[0].members
    assert members[0].member.person == world.assessor1 and members[0].member.capacity == 3
    assert sum(view.load[1] for view in members) == 8
    with pytest.raises(NotAllowed):
        actions.join_panel(panel=panel, person=world.assessor4, by=world.assessor1)


def test_what_a_late_tie_shuts_goes_dark_and_vanishes(world: w.World) -> None:
    w.panel(world, TYPE, members=2)
    w.planned(world, TYPE)
    someone = world.assessor2
    before = queries.assessor_list(someone, world.edition)
    assert len(before) == 4
    dark = [row for row in before if row.agency_name == "กรมตัวอย่าง ก"]
    tie(world, "assessor2", "a", by="officer")
    # The door is asked at each access: nothing leaves before the reader has come by.
    assert len(queries.assessor_list(someone, world.edition)) == 2
    with pytest.raises(NotFound):
        queries.assignment_for(someone, dark[0].ref)
    assert len(active_behind_a_shut_door()) == 2
    deliver(Record.objects.get(verb="relation.recorded"))
    assert active_behind_a_shut_door() == []
    shown = queries.dark_queue(world.officer, world.edition)
    assert {row.assignment.submission.ref for row in shown} == {row.ref for row in dark}
    assert not any(row.counted for row in shown)
    assert Record.objects.filter(verb="assignment.dark", actor_id=None).count() == 2
    deliver(Record.objects.get(verb="relation.recorded"))
    assert Record.objects.filter(verb="assignment.dark").count() == 2
    with pytest.raises(NotAllowed):
        queries.dark_queue(someone, world.edition)
    # The plan fills the empty places with somebody else.
    panel = shown[0].assignment.panel
    actions.join_panel(panel=panel, person=world.assessor3, by=world.officer)
    assert {c.after["person"] for c in plan(world).changes if c.kind == "add"} == {world.assessor3.pk}


def test_a_seat_in_an_agency_is_a_tie_too(world: w.World) -> None:
    w.panel(world, TYPE, members=2)
    w.planned(world, TYPE)
    agencies.grant_membership(
        person=world.assessor1, agency=world.agencies["b"], role="drafter", by=world.admin
    )
    deliver(Record.objects.filter(verb="membership.granted").latest("id"))
    assert len(queries.dark_queue(world.officer, world.edition)) == 2


def test_declaring_in_one_stroke(world: w.World) -> None:
    panel = w.panel(world, TYPE, members=1)
    someone = world.stranger
    with clock.frozen(w.CLOSE):
        actions.join_panel(panel=panel, person=someone, by=world.officer)
    tied = {"kind": "adviser", "agency": world.agencies["a"], "note": "ที่ปรึกษาปี 2563"}
    with pytest.raises(Refusal):
        actions.declare_interests(
            person=someone, edition=world.edition, relations=[tied, {"kind": "post"}], by=someone
        )
    assert queries.undeclared(world.edition) and not someone.relations.exists()
    with pytest.raises(NotAllowed):
        actions.declare_interests(person=someone, edition=world.edition, by=world.officer)
    actions.declare_interests(person=someone, edition=world.edition, relations=[tied], by=someone)
    assert queries.undeclared(world.edition) == [] and someone.relations.get().source == "declaration"
    w.planned(world, TYPE)
    assert {row.agency_name for row in queries.assessor_list(someone, world.edition)} == {"กรมตัวอย่าง ข"}
    more = {"kind": "family", "agency": world.agencies["b"]}
    actions.declare_interests(person=someone, edition=world.edition, relations=[more], by=someone)
    assert queries.assessor_list(someone, world.edition) == []
    assert len(queries.dark_queue(world.officer, world.edition)) == 2


def test_a_dark_sheet_that_was_counted_is_taken_out_when_it_is_released(world: w.World) -> None:
    submission = w.received(world, TYPE, number=20)
    result = w.assessed(world, submission, "0.9", "0.5")
    assert result.mean == 70 and result.sheets == 2
    tie(world, "assessor2", "a", by="officer")
    deliver(Record.objects.filter(verb="relation.recorded").latest("id"))
    (row,) = queries.dark_queue(world.officer, world.edition)
    assert row.counted and row.locked
    # It stands until the office has acted, so that nothing changes unseen.
    assert StepResult.objects.get(submission=submission).mean == 70
    actions.release(assignment=row.assignment, reason="มีผลประโยชน์ทับซ้อน", by=world.officer)
    left = StepResult.objects.get(submission=submission)
    assert left.mean == 90 and left.sheets == 1 and left.short_reason
    active = w.assignments(submission)[0]
    with pytest.raises(Refusal) as refused:
        actions.release(assignment=active, reason="ไม่ชอบ", by=world.officer)
    assert refused.value.code == "concluded"


def test_a_replacement_reads_before_the_dark_sheet_leaves(world: w.World) -> None:
    submission = w.received(world, TYPE, number=21)
    w.assessed(world, submission, "0.9", "0.5")
    panel = w.assignments(submission)[0].panel
    with pytest.raises(Refusal):
        actions.assign(submission=submission, person=world.assessor3, panel=panel, by=world.officer)
    tie(world, "assessor2", "a", by="officer")
    deliver(Record.objects.filter(verb="relation.recorded").latest("id"))
    fresh = actions.assign(submission=submission, person=world.assessor3, panel=panel, by=world.officer)
    w.sheet(world, w.assignments(submission)[1], "0.8")
    assert fresh.person == world.assessor3
    assert StepResult.objects.get(submission=submission).mean == 85
    (row,) = queries.dark_queue(world.officer, world.edition)
    assert not row.counted
    actions.release(assignment=row.assignment, reason="ทับซ้อน", by=world.officer)
    assert StepResult.objects.get(submission=submission).mean == 85


def test_a_withdrawn_application_leaves_the_lists(world: w.World) -> None:
    w.panel(world, TYPE, members=2)
    w.planned(world, TYPE)
    first = w.assignments(queries.submission_detail(
        world.officer, queries.assessor_list(world.assessor1, world.edition)[0].ref).submission)[0]  # fmt: skip
    application = first.submission.application
    letter = "a" if application.agency_id == world.agencies["a"].pk else "b"
    with clock.frozen(w.CLOSE):
        applications.withdraw(application=application, reason="ถอน", by=world.people[f"approver_{letter}"])
    assert len(queries.assessor_list(world.assessor1, world.edition)) == 3
    fresh = Assignment.objects.select_related("submission__application").get(pk=first.pk)
    with pytest.raises(NotAllowed):
        actions.save_sheet(assignment=fresh, scores={}, base=None, by=first.person)


def test_the_assessors_list_costs_the_same_for_one_row_and_four(world: w.World, queries) -> None:
    from lertrat.assessment import queries as reads

    w.panel(world, TYPE, members=2)
    w.planned(world, TYPE)
    with queries() as many:
        assert len(reads.assessor_list(world.assessor1, world.edition)) == 4
    Assignment.objects.filter(person=world.assessor1).exclude(
        pk=Assignment.objects.filter(person=world.assessor1).latest("pk").pk
    ).update(state="released", waits=False)
    with queries() as one:
        assert len(reads.assessor_list(world.assessor1, world.edition)) == 1
    assert len(one) == len(many) <= 4
    with queries() as plan_cost:
        plan(world)
    assert len(plan_cost) <= 12
    for read in (reads.progress, reads.panels, reads.undeclared):
        with queries() as seen:
            read(world.edition)
        assert len(seen) <= 6
