"""A meeting decides: the right committee, an open meeting, nobody with a tie in the room, reasons where they are due."""

from __future__ import annotations

import pytest

from lertrat.applications.models import Application, Submission
from lertrat.committees import actions as committees
from lertrat.committees.models import Recusal, Resolution
from lertrat.conflicts import actions as conflicts
from lertrat.decisions import actions, queries
from lertrat.decisions.models import Decision
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.people.models import Person
from lertrat.records.models import Record
from lertrat.typesetting import render
from tests import world as w
from tests.decisions import council as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build()


@pytest.fixture
def two(world: w.World) -> list[Submission]:
    """Two results of the service branch, of departments a and b, proposed."""
    made = [w.received(world, "service-innovation", agency, number=n) for n, agency in enumerate("ab", 1)]
    for submission, share in zip(made, ("9/10", "4/5"), strict=True):
        w.assessed(world, submission, share)
    c.propose(world)
    return made


def tie(world: w.World, person: Person, letter: str) -> None:
    with clock.frozen(c.COUNCIL):
        conflicts.record_relation(
            person=person, edition=world.edition, kind="post", agency=world.agencies[letter], source="แบบแสดงรายการ",
            by=person,
        )  # fmt: skip


def test_a_branch_goes_to_its_own_sub_committee(world: w.World, two: list[Submission]) -> None:
    rows = [c.decision(s.application) for s in two]
    with clock.frozen(c.COUNCIL):
        for code in ("sub-management", "commission"):
            meeting = c.call(world, code)
            with pytest.raises(Refusal, match="committee that looks after it"):
                actions.table(decisions=rows, meeting=meeting, by=world.secretary)
        meeting = c.call(world, "sub-service")
        with pytest.raises(NotAllowed):
            actions.table(decisions=rows, meeting=meeting, by=world.officer)
        with pytest.raises(NotAllowed):
            actions.table(decisions=rows, meeting=meeting, by=world.member)
        items = actions.table(decisions=rows, meeting=meeting, by=world.secretary)
        assert [item.subject_id for item in items] == [row.pk for row in rows]
        assert not any("ดีเด่น" in item.title or item.body for item in items)
        with pytest.raises(Refusal, match="on an agenda"):
            actions.table(decisions=rows, meeting=meeting, by=world.secretary)


def test_decided_as_proposed_each_with_its_own_resolution(world: w.World, two: list[Submission]) -> None:
    rows = c.tabled(world, *(s.application for s in two))
    with clock.frozen(c.COUNCIL):
        many = actions.decide_many(decisions=rows, by=world.secretary)
    assert [(d.outcome, d.level, d.state) for d in many.done] == [
        ("awarded", "outstanding", "decided"),
        ("awarded", "good", "decided"),
    ]
    resolutions = list(Resolution.objects.order_by("pk"))
    assert [r.payload["application"] for r in resolutions] == [s.application.ref for s in two]
    assert all(r.outcome == "approved" and r.payload_hash for r in resolutions)
    with clock.frozen(c.COUNCIL), pytest.raises(Refusal):
        actions.decide(
            decision=c.decision(two[0].application),
            outcome="awarded",
            level="good",
            text="อีกครั้ง",
            by=world.chair,
        )


def test_nothing_is_decided_outside_an_open_meeting(world: w.World, two: list[Submission]) -> None:
    rows = [c.decision(s.application) for s in two]
    with clock.frozen(c.COUNCIL):
        with pytest.raises(Refusal, match="not on an agenda"):
            actions.decide(decision=rows[0], outcome="awarded", level="good", text="ก่อนประชุม", by=world.chair)
        meeting = c.call(world, "sub-service")
        actions.table(decisions=rows, meeting=meeting, by=world.secretary)
        with pytest.raises(Refusal, match="meeting's state"):
            actions.decide(
                decision=c.decision(two[0].application), outcome="awarded", level="outstanding", text="ก่อนเปิด",
                by=world.chair,
            )  # fmt: skip
    assert not Resolution.objects.exists()


def test_what_cannot_be_resolved(world: w.World, two: list[Submission]) -> None:
    rows = c.tabled(world, *(s.application for s in two))
    for outcome, level, reason, words in (
        ("awarded", "good", "", "give the reason"),
        ("not_awarded", "", "", "give the reason"),
        ("awarded", "advance", "เหตุผล", "Name a level"),
        ("awarded", "", "เหตุผล", "Name a level"),
        ("not_awarded", "good", "เหตุผล", "Only an award"),
        ("not_considered", "", "เหตุผล", "does not exist"),
        ("praised", "", "เหตุผล", "no such outcome"),
    ):
        with clock.frozen(c.COUNCIL), pytest.raises(Refusal, match=words):
            actions.decide(
                decision=rows[0], outcome=outcome, level=level, text="มติ", reason=reason, by=world.secretary
            )
    assert not Resolution.objects.exists() and c.decision(two[0].application).state == "tabled"


def test_who_has_a_tie_leaves_for_that_item_alone(world: w.World, two: list[Submission]) -> None:
    tie(world, world.member, "a")
    rows = c.tabled(world, *(s.application for s in two))
    with clock.frozen(c.COUNCIL):
        actions.decide_many(decisions=rows, by=world.secretary)
    recusal = Recusal.objects.get()
    assert recusal.detected and recusal.seat.person == world.member and recusal.item_id == rows[0].item_id
    present = list(Resolution.objects.order_by("pk").values_list("present", "recused"))
    assert present == [(2, 1), (3, 0)]


def test_who_is_recused_does_not_record_the_resolution(world: w.World, two: list[Submission]) -> None:
    tie(world, world.secretary, "a")
    rows = c.tabled(world, *(s.application for s in two))
    with clock.frozen(c.COUNCIL):
        many = actions.decide_many(decisions=rows, by=world.secretary)
        assert [refusal.code for _, refusal in many.left] == ["recused"] and len(many.done) == 1
        assert Recusal.objects.count() == 1  # who left has left, though nothing was decided
        actions.decide(
            decision=rows[0], outcome="awarded", level="outstanding", text="เห็นชอบ", by=world.chair
        )
    assert Decision.objects.filter(state="decided").count() == 2


def test_who_has_not_declared_leaves_too(world: w.World, two: list[Submission]) -> None:
    with clock.frozen(w.BEFORE):
        late = w.person("late", "กรรมการ ใหม่")
        committees.seat(committee=world.committees["sub-service"], person=late, role="member", by=world.admin)
    rows = c.tabled(world, *(s.application for s in two))
    with clock.frozen(c.COUNCIL):
        actions.decide_many(decisions=rows, by=world.secretary)
    assert Recusal.objects.filter(seat__person=late, detected=True).count() == 2
    with clock.frozen(c.COUNCIL):
        assert queries.board(late, world.edition).rows == []


def test_by_category_is_decided_after_what_it_waits_for(world: w.World) -> None:
    category = w.received(world, "pmqa-category", category=2)
    outstanding = w.received(world, "pmqa-outstanding", number=2)
    for submission in (category, outstanding):
        w.assessed(world, submission, "9/10")
    c.propose(world)
    first, second = c.tabled(world, outstanding.application, category.application)
    with clock.frozen(c.COUNCIL):
        actions.decide(
            decision=first, outcome="not_awarded", text="ไม่ให้รางวัล", reason="มีข้อร้องเรียน", by=world.secretary
        )
        # Outstanding was refused a minute ago, so the exclusion no longer applies, whatever was proposed before.
        done = actions.decide(
            decision=second, outcome="awarded", level="awarded", text="ให้รางวัลรายหมวด", by=world.secretary
        )
    assert done.proposed_outcome == "awarded" and done.reason == ""


def test_by_category_is_not_awarded_while_the_other_waits(world: w.World) -> None:
    category = w.received(world, "pmqa-category", category=2)
    w.assessed(world, category, "9/10")
    w.screened(world, w.received(world, "pmqa-outstanding", number=2))
    c.propose(world)
    (row,) = c.tabled(world, category.application)
    with clock.frozen(c.COUNCIL), pytest.raises(Refusal, match="waits for another"):
        actions.decide(decision=row, outcome="awarded", level="awarded", text="ให้", by=world.secretary)


def test_an_item_put_off_can_be_tabled_again(world: w.World, two: list[Submission]) -> None:
    rows = c.tabled(world, *(s.application for s in two))
    with clock.frozen(c.COUNCIL):
        committees.defer(item=rows[0].item, by=world.secretary)
        again = actions.take_back(decision=c.decision(two[0].application), by=world.officer)
    assert again.state == "proposed"
    (row,) = c.tabled(world, two[0].application)
    with clock.frozen(c.COUNCIL):
        assert actions.decide_many(decisions=[row], by=world.secretary).done


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_strangers_applicants_and_assessors_see_nothing(world: w.World, two: list[Submission]) -> None:
    row = c.decision(two[0].application)
    for somebody in (world.stranger, world.drafter_a, world.approver_a, world.assessor1, world.admin, None):
        with pytest.raises(NotFound):
            queries.board(somebody, world.edition)
        with pytest.raises(NotFound):
            queries.book_page(somebody, row.pk)
    assert queries.own_results(world.approver_a, Application.objects.select_related("edition")) == {}


def test_a_shut_door_leaves_no_row_and_no_page(world: w.World, two: list[Submission]) -> None:
    tie(world, world.member, "a")
    mine, other = (c.decision(s.application) for s in two)
    with clock.frozen(c.COUNCIL):
        assert [r.decision.pk for r in queries.board(world.member, world.edition).rows] == [other.pk]
        assert queries.board_counts(world.member, world.edition) == {"service-innovation": {"proposed": 1}}
        with pytest.raises(NotFound):
            queries.book_page(world.member, mine.pk)
        rows = queries.board(world.officer, world.edition).rows
        assert [r.decision.pk for r in rows] == [mine.pk, other.pk]
        assert rows[0].scores[0].exact == "90" and rows[0].proposed_level_name == "ดีเด่น"


def test_a_tie_shuts_an_officers_door_too(world: w.World, two: list[Submission]) -> None:
    tie(world, world.officer, "b")
    with clock.frozen(c.COUNCIL):
        rows = queries.board(world.officer, world.edition).rows
    assert [r.decision.agency_id for r in rows] == [world.agencies["a"].pk]


def test_a_sub_committee_sees_its_own_branch(world: w.World, two: list[Submission]) -> None:
    with clock.frozen(w.BEFORE):
        other = w.person("pmqa_member", "กรรมการ PMQA")
        committees.seat(
            committee=world.committees["sub-management"], person=other, role="member", by=world.admin
        )
        conflicts.declare(person=other, edition=world.edition, by=other)
    with clock.frozen(c.COUNCIL):
        assert queries.board(other, world.edition).rows == []
        with pytest.raises(NotFound):
            queries.book_page(other, c.decision(two[0].application).pk)
        with pytest.raises(NotFound):
            queries.honours_board(other, world.edition)


def test_the_book_reads_aloud(world: w.World, two: list[Submission]) -> None:
    with clock.frozen(c.COUNCIL):
        page = queries.book_page(world.chair, c.decision(two[0].application).pk)
    assert page.paragraphs and page.steps[0].score is not None and page.steps[0].score.exact == "90"
    assert page.findings[0].strengths == ("ทำได้จริง",) and page.levels[0] == ("outstanding", "ดีเด่น")
    assert page.screening is not None and page.considered and page.label == "ค่าสมมติเพื่อการสาธิต"


def test_what_is_not_considered_shows_no_score(world: w.World) -> None:
    category = w.received(world, "pmqa-category", category=2)
    w.assessed(world, category, "9/10")
    w.assessed(world, w.received(world, "pmqa-outstanding", number=2), "9/10")
    c.propose(world)
    row = c.decision(category.application)
    with clock.frozen(c.COUNCIL):
        page = queries.book_page(world.chair, row.pk)
        shown = next(r for r in queries.board(world.chair, world.edition).rows if r.decision.pk == row.pk)
    assert not page.considered and page.steps == [] and page.findings == [] and shown.scores == ()


def test_agenda_and_minutes_hide_what_one_left_for(world: w.World, two: list[Submission]) -> None:
    tie(world, world.member, "a")
    rows = c.tabled(world, *(s.application for s in two))
    meeting = rows[0].item.meeting
    with clock.frozen(c.COUNCIL):
        actions.decide_many(decisions=rows, text="เห็นชอบระดับลับ", by=world.secretary)
        committees.close_meeting(meeting=meeting, record_head="f" * 64, by=world.secretary)
        meeting.refresh_from_db()
        away = queries.agenda(world.member, meeting)
        assert [(row.shut, row.decision is None, row.resolution) for row in away] == [
            (True, True, ""),
            (False, False, "เห็นชอบระดับลับ"),
        ]
        assert "เห็นชอบระดับลับ" not in str(queries.minutes(world.member, meeting)["items"][0])
        whole = queries.minutes(world.secretary, meeting)
        with pytest.raises(NotFound):
            queries.minutes(world.stranger, meeting)
    assert whole["head"]["hash"] == "f" * 64 and "เห็นชอบระดับลับ" in whole["items"][0]["resolution"]
    assert render("minutes", whole).startswith(b"%PDF")


def test_the_record_tells_that_and_never_what(world: w.World, two: list[Submission]) -> None:
    c.decide_all(world)
    told = Record.objects.filter(verb__startswith="result.")
    assert told.filter(verb="result.decided").count() == 2
    for record in Record.objects.filter(edition_id=world.edition.pk):
        assert not {"outstanding", "good", "awarded"} & {str(value) for value in record.data.values()}, (
            record.verb
        )
