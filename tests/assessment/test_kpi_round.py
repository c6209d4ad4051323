"""The KPI round: examiners appointed through the conflict door, sealed sheets, exact points, and nothing of it in the award."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lertrat.applications import queries as applied
from lertrat.applications.quotas import quota_taken
from lertrat.assessment import actions, queries
from lertrat.assessment.models import KpiReading, KpiResult
from lertrat.conflicts import actions as conflicts
from lertrat.decisions import proposals
from lertrat.decisions import queries as decisions
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.programmes.models import Edition
from lertrat.records.models import Record
from lertrat.selfassessment.models import FrozenCopy
from tests import world as w
from tests.assessment.kpi_round import ROUND, appointed, handed_in, scored

pytestmark = pytest.mark.django_db
PLANTED = "417"


def award_side(world: w.World) -> str:
    """Everything that ranks, proposes, counts or publishes awards, as text."""
    edition = Edition.objects.select_related("programme", "pack_version").get(pk=world.edition.pk)
    officer, body = world.officer, world.agencies["a"]
    return repr([
        queries.ranking_rows(edition, "pmqa-4", 1).rows, queries.progress(edition), queries.gaps(edition, {}),
        [(o.application.ref, o.standing) for o in queries.results_of(edition)], queries.outstanding_passed(edition),
        queries.screening_counts(officer, edition), queries.desk_counts(officer, edition, ROUND),
        proposals.compute(edition).proposals, proposals.draft(edition).plan, decisions.publication_status(officer, edition),
        quota_taken(edition.pk, "pmqa-4", 1, 0, body), [a.ref for a in applied.mine(world.drafter_a, edition)],
        actions.plan_assignment(edition=edition, type_ids=["pmqa-4"], step=1).changes,
    ])  # fmt: skip


def test_from_hand_in_to_exact_points_and_nothing_of_it_in_the_award() -> None:
    world, copy, panel = handed_in()
    w.assessed(world, w.received(world, "pmqa-4", "b"), "0.9", "0.9", "0.9")
    before = award_side(world)
    assert "passed" in before
    assert [row.state for row in queries.kpi_handed_in(world.edition)] == ["waiting"]
    three = [appointed(world, copy, panel, number) for number in (1, 2, 3)]
    for reading, score in zip(three, ("375", "376", "374"), strict=True):
        assert queries.kpi_rows(world.edition) == [] and not KpiResult.objects.exists()
        scored(world, reading, score)
    (row,) = queries.kpi_rows(world.edition)
    assert (row.source, row.ref, row.score, row.kpi.points, row.kpi.weighted) == (
        "kpi",
        copy.ref,
        375,
        100,
        15,
    )
    seen = queries.kpi_desk(copy)
    assert seen.waiting.state == "concluded" and seen.figures is not None
    assert [words.th for words, _ in seen.figures.rules][2].startswith("เป้าหมายขั้นสูง (375)")
    assert all(places for _, places in seen.figures.rules)
    assert [scores["c1"] for _, scores in seen.sheets] == [375, 376, 374]
    assert award_side(world) == before
    with pytest.raises(Refusal, match="has its result"):
        appointed(world, copy, panel, 4)


def test_the_mean_is_exact_and_the_blank_cell_refuses() -> None:
    world, copy, panel = handed_in()
    for number, score in enumerate(("375", "375", "374"), 1):
        scored(world, appointed(world, copy, panel, number), score)
    (row,) = queries.kpi_rows(world.edition)
    assert row.score == 375 - Fraction(1, 3) and row.kpi.points is None
    assert row.kpi.refused_because is not None and "375" in row.kpi.refused_because.th


def test_sheets_are_their_authors_alone_until_all_are_locked() -> None:
    world, copy, panel = handed_in()
    first, second = (appointed(world, copy, panel, number) for number in (1, 2))

    def shown() -> str:
        desk = queries.kpi_desk(copy)
        assert all("scores" in row.get_deferred_fields() for row in desk.readings)
        mine = queries.kpi_sheet(queries.kpi_reading_for(world.assessor2, copy.ref)).sheet
        return repr([
            desk.sheets, desk.figures, desk.waiting, mine, queries.kpi_rows(world.edition), queries.kpi_handed_in(world.edition),
            list(Record.objects.values_list("verb", "data")),
        ])  # fmt: skip

    scored(world, first, PLANTED, lock=False)
    assert PLANTED not in shown()
    scored(world, first, PLANTED)
    assert PLANTED not in shown() and not KpiResult.objects.exists()
    with pytest.raises(NotFound):
        queries.kpi_reading_for(world.assessor3, copy.ref)
    with pytest.raises(NotFound):
        queries.kpi_copy(world.approver_a, copy.ref)
    for action in (
        lambda: scored(world, first, "1"),
        lambda: scored(world, appointed_as(first, world.assessor2), "1"),
    ):
        with pytest.raises((Refusal, NotAllowed)):
            action()
    scored(world, second, "400")
    with clock.frozen(ROUND):
        made = actions.conclude_kpi(copy=copy, reason="ผู้ตรวจคนที่สามลาออก", by=world.officer)
    assert (made.sheets, made.score) == (2, (Fraction(PLANTED) + 400) / 2)


def appointed_as(reading: KpiReading, person: Any) -> KpiReading:
    """Somebody else with another's reading in hand."""
    reading.person = person
    return reading


def test_a_draft_keeps_what_was_not_named_and_two_windows_meet() -> None:
    world, copy, panel = handed_in()
    reading = appointed(world, copy, panel, 1)
    with clock.frozen(ROUND):
        actions.save_kpi(reading=reading, scores={"c1": "๓๐๐", "c2": "310"}, base=0, by=world.assessor1)
        actions.save_kpi(reading=reading, scores={"c2": ""}, comment="อ่านแล้ว", base=1, by=world.assessor1)
        with pytest.raises(Conflict):
            actions.save_kpi(reading=reading, scores={"c3": "1"}, base=1, by=world.assessor1)
        with pytest.raises(Refusal, match="501|500"):
            actions.save_kpi(reading=reading, scores={"c3": "501"}, base=2, by=world.assessor1)
        with pytest.raises(Refusal):
            actions.lock_kpi(reading=reading, by=world.assessor1)
    held = KpiReading.objects.get()
    assert (held.scores, held.comment, held.revision, held.locked_at) == ({"c1": "300"}, "อ่านแล้ว", 2, None)


def test_the_door_holds_before_and_after_the_appointment() -> None:
    world, copy, panel = handed_in()
    three = [appointed(world, copy, panel, number) for number in (1, 2, 3)]
    with clock.frozen(ROUND):
        tie(world, "assessor4")
        with pytest.raises(NotAllowed, match="conflict"):
            actions.appoint_kpi(copy=copy, person=world.assessor4, panel=panel, by=world.officer)
    for reading in three:
        scored(world, reading, "240")
    assert KpiResult.objects.get().sheets == 3
    with clock.frozen(ROUND):
        tie(world, "assessor1")
        assert actions.apply_conflicts(person=world.assessor1, edition=world.edition) == 1
    with pytest.raises(NotFound):
        queries.kpi_reading_for(world.assessor1, copy.ref)
    assert queries.kpi_tasks(world.assessor1, world.edition) == []
    dark = KpiReading.objects.select_related(
        "copy__assessment__edition__programme", "copy__assessment__pack_version"
    ).get(state="dark")
    with clock.frozen(ROUND):
        actions.release_kpi(reading=dark, reason="ถอนเพราะมีผลประโยชน์ทับซ้อน", by=world.officer)
    result = KpiResult.objects.get()
    assert (result.sheets, result.score) == (2, 240) and dark.pk not in result.counted and result.short_reason


def tie(world: w.World, name: str) -> None:
    conflicts.record_relation(
        person=world.people[name], edition=world.edition, kind="adviser", agency=world.agencies["a"], source="ทดสอบ",
        by=world.officer,
    )  # fmt: skip


def test_an_award_applicant_is_not_examined_twice_and_its_award_score_stands() -> None:
    world, copy, panel = handed_in()
    for number in (1, 2, 3):
        scored(world, appointed(world, copy, panel, number), "375")
    submission = w.received(world, "pmqa-4")
    w.assessed(world, submission, "0.48", "0.48", "0.48")
    (row,) = queries.kpi_rows(world.edition)
    assert (row.source, row.ref, row.score, row.kpi.points) == ("award", submission.ref, 240, 50)
    KpiResult.objects.all().delete()
    KpiReading.objects.all().delete()
    assert queries.kpi_desk(copy).waiting.state == "reused"
    with pytest.raises(Refusal) as refused:
        appointed(world, copy, panel, 4)
    assert refused.value.code == "reused"


def test_who_may_appoint_whom() -> None:
    world, copy, panel = handed_in()
    with clock.frozen(ROUND):
        for name in ("assessor1", "approver_a", "stranger", "member"):
            with pytest.raises(NotAllowed):
                actions.appoint_kpi(copy=copy, person=world.assessor1, panel=panel, by=world.people[name])
        with pytest.raises(NotAllowed, match="declaration"):
            actions.appoint_kpi(copy=copy, person=world.stranger, panel=panel, by=world.officer)
        with pytest.raises(Refusal, match="panel"):
            actions.appoint_kpi(copy=copy, person=world.member, panel=panel, by=world.officer)
        made = actions.appoint_kpi(copy=copy, person=world.assessor1, panel=panel, by=world.officer)
        with pytest.raises(Refusal, match="already"):
            actions.appoint_kpi(copy=copy, person=world.assessor1, panel=panel, by=world.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        KpiReading.objects.create(
            copy=copy,
            edition=world.edition,
            person=made.person,
            panel=panel,
            made_at=ROUND,
            made_by=world.officer,
        )


def test_the_agency_reads_its_points_once_the_year_is_announced() -> None:
    world, copy, panel = handed_in()
    for number in (1, 2, 3):
        scored(world, appointed(world, copy, panel, number), "240")
    made = FrozenCopy.objects.select_related("assessment__edition", "assessment__agency").get().assessment
    assert queries.own_kpi(world.drafter_a, made) is None
    made.edition.publication_number = 1
    told = queries.own_kpi(world.drafter_a, made)
    assert told is not None and (told.score, told.kpi.points, told.sheets) == (240, 50, 3)
    assert queries.own_kpi(world.drafter_b, made) is None
