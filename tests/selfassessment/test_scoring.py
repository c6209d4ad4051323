"""Three people score alone: nobody sees another's sheet before all three have locked; then they agree, with a reason."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.records.models import Record
from lertrat.selfassessment import actions, queries, validators
from lertrat.selfassessment.models import Mark, SelfAssessment, Sheet
from tests import world as w
from tests.selfassessment import room

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return room.build()


@pytest.fixture
def made(world: w.World) -> SelfAssessment:
    return room.begun(world)


def test_a_second_start_finds_the_first(world: w.World, made: SelfAssessment) -> None:
    again, fresh = actions.start(edition=world.edition, agency=world.agencies["a"], by=world.approver_a)
    assert (again.pk, fresh) == (made.pk, False)
    assert Record.objects.filter(verb="selfassessment.started").count() == 1
    assert [row.number for row in queries.categories(made)] == list(range(1, 8))


def test_only_kinds_the_award_names_and_only_members_may_start(world: w.World) -> None:
    with pytest.raises(Refusal, match="kind"):
        actions.start(edition=world.edition, agency=world.agencies["a1"], by=world.drafter_a)
    with pytest.raises(NotAllowed):
        actions.start(edition=world.edition, agency=world.agencies["a"], by=world.drafter_b)


def test_a_stranger_finds_nothing(world: w.World, made: SelfAssessment) -> None:
    for person in (world.drafter_b, world.officer, world.admin, world.stranger):
        assert queries.mine(person) == []
        with pytest.raises(NotFound):
            queries.assessment(person, made.ref)


def test_three_different_people_of_the_agency_are_named_by_the_approver(
    world: w.World, made: SelfAssessment
) -> None:
    three = room.three(world)
    for people in (three[:2], [three[0], three[0], three[1]], [*three[:2], world.stranger]):
        with pytest.raises(Refusal):
            actions.name_raters(assessment=made, people=people, by=world.approver_a)
    with pytest.raises(NotAllowed):
        actions.name_raters(assessment=made, people=three, by=world.drafter_a)
    assert not Sheet.objects.exists()
    actions.name_raters(assessment=made, people=three, by=world.approver_a)
    with pytest.raises(Refusal, match="state"):
        actions.name_raters(assessment=room.reread(world, made), people=three, by=world.approver_a)


def test_nobody_sees_another_sheet_until_all_three_are_locked(world: w.World, made: SelfAssessment) -> None:
    first, second, third = room.sheets(world, made)
    tool = queries.instrument_of(made)
    for sheet, person in ((first, world.drafter_a), (second, world.approver_a)):
        actions.save_sheet(sheet=sheet, marks=room.marks(tool), by=person)
        actions.lock_sheet(sheet=sheet, by=person)
    assert queries.revealed(made, queries.raters(made)) == {}
    assert queries.own_sheet(made, world.third_a).pk == third.pk
    with pytest.raises(NotAllowed):
        actions.save_sheet(sheet=third, marks=room.marks(tool), by=world.drafter_a)
    with pytest.raises(Refusal, match="All three"):
        actions.agree(assessment=made, marks=room.marks(tool), reasons={}, by=world.drafter_a)
    actions.save_sheet(sheet=third, marks=room.marks(tool, 1), by=world.third_a)
    actions.lock_sheet(sheet=third, by=world.third_a)
    shown = queries.revealed(made, queries.raters(made))
    assert [score for _, _, score in shown["1.1"]] == [400, 400, 300]


def test_a_locked_sheet_does_not_move_and_an_unfinished_one_does_not_lock(
    world: w.World, made: SelfAssessment
) -> None:
    sheet = room.sheets(world, made)[0]
    tool = queries.instrument_of(made)
    given = room.marks(tool)
    given.pop("4.4")
    actions.save_sheet(sheet=sheet, marks=given, by=world.drafter_a)
    with pytest.raises(Refusal, match=r"4\.4"):
        actions.lock_sheet(sheet=sheet, by=world.drafter_a)
    actions.save_sheet(sheet=sheet, marks={"4.4": {"met": ["2", "3", "1"]}}, by=world.drafter_a)
    locked = actions.lock_sheet(sheet=sheet, by=world.drafter_a)
    assert actions.lock_sheet(sheet=sheet, by=world.drafter_a).locked_at == locked.locked_at
    with pytest.raises(Refusal, match="locked"):
        actions.save_sheet(sheet=sheet, marks=given, by=world.drafter_a)


@pytest.mark.parametrize(
    "given",
    [
        {"1.1": {"met": ["4", "0", "0"]}},
        {"1.1": {"met": ["3", "", "0"]}},
        {"1.1": {"met": ["1.5", "0", "0"]}},
        {"7.1": {"score": "501"}},
        {"7.1": {"score": "มาก"}},
        {"9.9": {"score": "1"}},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_saved(
    world: w.World, made: SelfAssessment, given: dict[str, Any]
) -> None:
    sheet = room.sheets(world, made)[0]
    with pytest.raises(Refusal):
        actions.save_sheet(sheet=sheet, marks={"2.1": {"met": ["1", "0", "0"]}} | given, by=world.drafter_a)
    assert not Mark.objects.exists()


def test_differences_need_a_reason_and_the_agreement_is_exact(world: w.World, made: SelfAssessment) -> None:
    room.locked(world, made)
    given = room.marks(queries.instrument_of(made)) | {"7.6": {"score": "394"}}
    with pytest.raises(Refusal) as caught:
        actions.agree(assessment=made, marks=given, reasons={"7.6": "แก้จากรายงาน"}, by=world.drafter_a)
    assert caught.value.code == "reasons" and "1.1" in caught.value.th and "2.1" not in caught.value.th
    reasons = {"1.1": "หลักฐานครบตามที่ตรวจร่วมกัน", "7.6": "ปรับตามรายงานล่าสุด"}
    actions.agree(assessment=made, marks=given, reasons=reasons, by=world.drafter_a)
    found = queries.picture(room.reread(world, made))
    assert found is not None and found.forecast.total == Fraction(2799, 7)
    assert found.forecast.gate.result == "failed" and found.readiest is not None
    assert queries.agreed(made)["1.1"].reason == reasons["1.1"]


def test_another_round_leaves_the_earlier_one_as_it_was(world: w.World, made: SelfAssessment) -> None:
    done = room.agreed(world, made)
    with pytest.raises(NotAllowed):
        actions.reopen(assessment=done, by=world.drafter_a)
    before = list(Mark.objects.values_list("sheet_id", "item_id", "value"))
    actions.reopen(assessment=done, by=world.approver_a)
    again = room.reread(world, made)
    assert (again.state, again.round) == ("working", 2)
    assert queries.picture(again) is None and queries.raters(again) == []
    assert list(Mark.objects.values_list("sheet_id", "item_id", "value")) == before


def test_last_year_is_exact_and_has_its_source(world: w.World, made: SelfAssessment) -> None:
    for score, source in (("2799/7", ""), ("501", "หนังสือแจ้งผล"), ("สูง", "หนังสือแจ้งผล")):
        with pytest.raises(Refusal):
            actions.set_last_year(assessment=made, score=score, source=source, by=world.drafter_a)
    actions.set_last_year(assessment=made, score="2799/7", source="หนังสือแจ้งผลปี 2563", by=world.drafter_a)
    total, by_category, source = queries.last_year(room.reread(world, made))
    assert (total, by_category, source) == (Fraction(2799, 7), {}, "หนังสือแจ้งผลปี 2563")


def test_texts_evidence_and_owners_all_year(world: w.World, made: SelfAssessment) -> None:
    with clock.frozen(w.AFTER):  # long after the award's window: the assessment runs all year
        row = actions.write_category(
            assessment=made, number=1, approach="แนวทาง", results="", base=0, by=world.drafter_a
        )
        assert row.revision == 1
        with pytest.raises(Conflict):
            actions.write_category(
                assessment=made, number=1, approach="อื่น", results="", base=0, by=world.third_a
            )
        actions.own_category(assessment=made, number=1, owner=world.third_a, by=world.drafter_a)
        with pytest.raises(Refusal):
            actions.own_category(assessment=made, number=1, owner=world.stranger, by=world.drafter_a)
        note = actions.add_evidence(
            assessment=made,
            category=1,
            kind="note",
            text="ประชุมผู้บริหารครั้งที่ 3",
            item_id="1.2",
            by=world.drafter_a,
        )
        bad: list[dict[str, Any]] = [
            {"kind": "link", "url": "javascript:alert(1)"}, {"kind": "note", "item_id": "2.1"}, {"kind": "file"},
        ]  # fmt: skip
        for more in bad:
            with pytest.raises(Refusal):
                actions.add_evidence(assessment=made, category=1, text="x", by=world.drafter_a, **more)
        with pytest.raises(NotAllowed):
            actions.add_evidence(assessment=made, category=1, kind="note", text="x", by=world.drafter_b)
        actions.remove_evidence(evidence=note, by=world.third_a)
    assert queries.evidence(made) == []
    assert Record.objects.filter(verb__startswith="selfassessment.").count() == 5


@pytest.mark.parametrize("score", ["0.1234567890123456789012345678901234567", "400.00001"])
def test_a_score_finer_than_can_be_kept_is_refused_and_not_stored_unreadable(
    made: SelfAssessment, score: str
) -> None:
    item = queries.instrument_of(made)
    with pytest.raises(Refusal) as told:
        validators.mark(item, "7.1", {"score": score})
    assert told.value.code == "precision"
    assert validators.mark(item, "7.1", {"score": "801/2"}) is not None


def test_last_years_score_fits_where_it_is_kept(made: SelfAssessment, world: w.World) -> None:
    with pytest.raises(Refusal):
        actions.set_last_year(
            assessment=made,
            score="0.1234567890123456789012345678901234567",
            source="หนังสือ",
            by=world.drafter_a,
        )
    kept = actions.set_last_year(assessment=made, score="2799/7", source="หนังสือ", by=world.drafter_a)
    assert kept.last_score == "2799/7"


@pytest.mark.parametrize("address", ["http://[x", "https://", "javascript:alert(1)", "http://a b"])
def test_a_link_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Refusal) as told:
        validators.link(address)
    assert told.value.code == "link"
