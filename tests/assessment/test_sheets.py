"""Score sheets: exact, their author's alone until all are locked, and final."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lertrat.assessment import actions, queries
from lertrat.assessment.models import SCALE, Assignment, Finding, Score, ScoreSheet, StepResult
from lertrat.assessment.validators import SheetRefused
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.programmes.models import Edition
from lertrat.records.models import Record
from tests import world as w

pytestmark = pytest.mark.django_db
TYPE = (
    "service-innovation"  # three readers a work; criteria of weight 15, 25, 35, 15, 10 on a scale of 0 to 10
)
PLANTED = "8.5"


@pytest.fixture
def world() -> w.World:
    made = w.build()
    w.screened(made, w.received(made, TYPE))
    w.panel(made, TYPE)
    w.planned(made, TYPE)
    return made


def held(world: w.World, name: str = "assessor1") -> Assignment:
    (row,) = queries.assessor_list(world.people[name], world.edition)
    return queries.assignment_for(world.people[name], row.ref)


def save(world: w.World, scores, base=None, name="assessor1", **more) -> ScoreSheet:
    with clock.frozen(w.AFTER):
        return actions.save_sheet(
            assignment=held(world, name), scores=scores, base=base, by=world.people[name], **more
        )


def test_a_draft_is_saved_whole_and_in_part(world: w.World) -> None:
    first = save(world, {"problem": "๗.๕", "solution": ""}, 0, findings={"problem": {"strength": "ชัดเจน"}})
    assert first.revision == 1 and first.state == "draft"
    second = save(world, {"results": "9", "problem": None}, 1, comment="  อ่านแล้ว ")
    assert second.revision == 2
    sheet = queries.reading(held(world)).sheet
    assert sheet.scores == {"results": Fraction(9)} and sheet.texts == {"results": "9"}
    assert sheet.running == Fraction(9 * 35, 10) and sheet.total is None
    assert sheet.findings == {"problem": {"strength": "ชัดเจน"}} and sheet.comment == "อ่านแล้ว"
    save(world, {}, 2, findings={"problem": {"strength": " "}})
    assert not Finding.objects.exists()
    row = queries.assessor_list(world.assessor1, world.edition)[0]
    assert (row.state, row.scored, row.criteria, row.concluded) == ("draft", 1, 5, False)


def test_what_does_not_fit_is_named_and_nothing_is_saved(world: w.World) -> None:
    save(world, {"problem": "5"}, 0)
    with pytest.raises(SheetRefused) as refused:
        save(world, {"problem": "10.5", "solution": "7.3", "results": "เก้า", "sustain": "8"}, 1)
    assert set(refused.value.problems) == {"problem", "solution", "results"}
    for given in ("-0.5", "nan", "1e1", "9" * 70):
        with pytest.raises(SheetRefused):
            save(world, {"problem": given}, 1)
    with pytest.raises(TypeError):
        save(world, {"problem": 5.5}, 1)
    with pytest.raises(Refusal):
        save(world, {"c1": "5"}, 1)
    with pytest.raises(Refusal):
        save(world, {}, 1, findings={"problem": {"praise": "ดี"}})
    assert list(Score.objects.values_list("criterion_id", "value_scaled")) == [("problem", 5 * SCALE)]


def test_two_windows_of_one_author(world: w.World) -> None:
    save(world, {"problem": "5"}, 0)
    save(world, {"problem": "6"}, 1)
    with pytest.raises(Conflict) as refused:
        save(world, {"problem": "9"}, 1)
    assert refused.value.current.revision == 2
    with pytest.raises(Conflict):
        save(world, {"problem": "9"}, 0)
    assert Score.objects.get().value_scaled == 6 * SCALE


def test_only_its_author_and_only_through_the_door(world: w.World) -> None:
    mine = held(world)
    for name in ("assessor2", "officer", "drafter_a", "chair", "admin", "stranger"):
        somebody = world.people[name]
        with pytest.raises(NotAllowed):
            actions.save_sheet(assignment=mine, scores={"problem": "1"}, base=None, by=somebody)
        with pytest.raises(NotAllowed):
            actions.lock_sheet(assignment=mine, by=somebody)
    for name in ("officer", "drafter_a", "chair", "stranger", "assessor4"):
        with pytest.raises(NotFound):
            queries.assignment_for(world.people[name], mine.submission.ref)
        assert queries.assessor_list(world.people[name], world.edition) == []


def test_a_lock_needs_every_score_and_what_the_rubric_asks_for_and_is_final(world: w.World) -> None:
    rubric = world.pack.rubric(TYPE, 1)
    mine = held(world)
    with pytest.raises(Refusal):
        actions.lock_sheet(assignment=mine, by=world.assessor1)
    save(world, {c.id: "7.5" for c in rubric.criteria[1:]}, 0)
    with pytest.raises(SheetRefused) as refused:
        actions.lock_sheet(assignment=mine, by=world.assessor1)
    assert set(refused.value.problems) == {rubric.criteria[0].id, ""}
    save(
        world, {rubric.criteria[0].id: "8"}, 1,
        findings={"results": {"strength": "ผลชัด", "opportunity": "ขยายผล"}},
    )  # fmt: skip
    locked = actions.lock_sheet(assignment=mine, by=world.assessor1)
    assert locked.total == Fraction(75) + Fraction(15 * 1, 20)
    assert actions.lock_sheet(assignment=mine, by=world.assessor1) == locked
    with pytest.raises(Refusal, match="locked"):
        save(world, {"problem": "1"}, None)
    assert Record.objects.filter(verb="sheet.locked").count() == 1
    assert not StepResult.objects.exists()


def everything_shown(world: w.World, name: str) -> str:
    """All that the room hands to one person about the edition, and to nobody else, as text."""
    who, edition = world.people[name], world.edition
    shown: list[object] = [queries.assessor_list(who, edition), queries.my_visits(who, edition)]
    shown += [queries.panels_led(who, edition)]
    for read in (
        lambda: queries.screening_queue(who, edition, queries.ScreeningFilter(state="all")),
        lambda: queries.screening_counts(who, edition),
        lambda: queries.ranking(who, edition, TYPE, 1),
        lambda: queries.dark_queue(who, edition),
        lambda: queries.visits(who, edition),
        lambda: queries.consensus(who, world_ref(world)),
        lambda: detail_without_answers(who, world_ref(world)),
        lambda: queries.reading(queries.assignment_for(who, world_ref(world))).sheet,
    ):
        try:
            shown.append(read())
        except Refusal as refusal:
            shown.append(refusal.th)
    return repr(shown)


def told_of_the_edition(edition: Edition) -> str:
    """What the room tells of an edition to whoever may ask, and the record of it, as text."""
    return repr([
        queries.progress(edition), queries.results_of(edition), queries.outstanding_passed(edition),
        queries.kpi_rows(edition), queries.panels(edition), queries.ranking_rows(edition, TYPE, 1),
        queries.gaps(edition, {}), list(Record.objects.values_list("verb", "data")),
    ])  # fmt: skip


def detail_without_answers(who, ref):
    detail = queries.submission_detail(who, ref)
    return detail.result, detail.assignments, [vars(state.assignment) for state in detail.assignments]


def world_ref(world: w.World) -> str:
    return Assignment.objects.select_related("submission").first().submission.ref


def test_a_planted_score_is_seen_nowhere_before_every_sheet_is_locked(world: w.World) -> None:
    others = ("officer", "chair", "member", "assessor2", "assessor3", "assessor4", "drafter_a", "stranger")
    traces = (f"{Fraction(PLANTED)!r}", "17, 2", str(85 * SCALE // 10), "Fraction(85", PLANTED)
    mine, second, third = (held(world, f"assessor{n}") for n in (1, 2, 3))

    def leaks() -> dict[str, list[str]]:
        shown = {name: everything_shown(world, name) for name in others}
        shown["office"] = told_of_the_edition(world.edition)
        found = {name: [t for t in traces if t in words] for name, words in shown.items()}
        return {name: seen for name, seen in found.items() if seen}

    w.sheet(world, mine, Fraction(PLANTED) / 10, lock=False)
    assert leaks() == {}
    actions.lock_sheet(assignment=mine, by=world.assessor1)
    w.sheet(world, second, Fraction(PLANTED) / 10)
    assert set(leaks()) == {"assessor2"}  # one's own is one's own
    assert not StepResult.objects.exists()
    assert queries.feedback(mine.submission) == []
    w.sheet(world, third, Fraction(PLANTED) / 10)
    assert StepResult.objects.get().mean == 85
    assert "officer" in leaks() and queries.ranking(world.officer, world.edition, TYPE, 1).rows[0].score == 85
    with pytest.raises(NotAllowed):
        queries.ranking(world.assessor1, world.edition, TYPE, 1)
    with pytest.raises(NotFound):
        queries.consensus(world.assessor2, mine.submission.ref)
    shown = queries.consensus(world.assessor1, mine.submission.ref)  # the leader of the panel
    assert [sheet.total for sheet in shown.sheets] == [85, 85, 85]
    assert queries.panels_led(world.assessor1, world.edition) and not queries.panels_led(
        world.assessor2, world.edition
    )
    assert [entry.strengths for entry in queries.feedback(mine.submission)] == [("ทำได้จริง",) * 3]


def test_opening_and_saving_cost_a_few_statements(world: w.World, queries) -> None:
    from lertrat.assessment import queries as reads

    rubric = world.pack.rubric(TYPE, 1)
    scores = {c.id: "7.5" for c in rubric.criteria}
    found = {c.id: {"strength": "ดี", "opportunity": ""} for c in rubric.criteria}
    mine = held(world)
    save(world, scores, 0, findings=found)
    with queries() as opening:
        reads.reading(reads.assignment_for(world.assessor1, mine.submission.ref))
    assert len(opening) <= 8
    with queries() as whole:
        actions.save_sheet(
            assignment=mine, scores=scores, findings=found, comment="", base=1, by=world.assessor1
        )
    with queries() as one:
        actions.save_sheet(
            assignment=mine, scores={"problem": "8"}, findings={"problem": {"strength": "ดี", "opportunity": ""}},
            comment="", base=2, by=world.assessor1,
        )  # fmt: skip
    assert len(one) == len(whole) <= 11
    others = Assignment.objects.exclude(pk=mine.pk)
    assert not ScoreSheet.objects.filter(assignment__in=others).exists()
