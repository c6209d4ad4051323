"""A year begun from another, saved revision by revision, sealed by a second officer; a correction and what moves with it."""

from __future__ import annotations

from typing import Any

import pytest

from lertrat.applications import actions as applications
from lertrat.applications import queries as seen
from lertrat.applications.models import RulesMove
from lertrat.criteria import PackError
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.programmes import actions, queries
from lertrat.programmes.models import Edition, PackVersion, RulesDraft, RulesRevision, Window, WindowAmendment
from lertrat.records.invariants import run_all
from lertrat.records.models import Record
from tests import world as w
from tests.programmes import desk as d

pytestmark = pytest.mark.django_db
GATE = "          at_least: 400\n"
SCORE = 'text: {th: "ได้ 400 คะแนนขึ้นไป ผ่าน'  # the gate's words; its number is held by a worked example
QUESTION = 'label: {th: "เล่าผลงานในหนึ่งย่อหน้า"'


@pytest.fixture(autouse=True)
def before_the_year() -> Any:
    with clock.frozen(w.BEFORE):
        yield


@pytest.fixture
def desk() -> d.Desk:
    return d.build()


def test_a_copied_year_has_its_days_moved_and_asks_for_each_of_them(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    found = queries.standing(draft)
    assert draft.code == "psea-2565" and found.compiled.pack is not None
    assert found.compiled.pack.year_be == 2565
    assert found.lacking and all(rule.endswith("/window") for rule in found.lacking)
    assert not found.ready
    with pytest.raises(Refusal) as told:
        actions.propose_rules(draft=draft, by=desk.author)
    assert told.value.code == "grounds-lacking"
    with pytest.raises(Refusal) as twice:
        d.next_year(desk)
    assert twice.value.code == "draft-exists" and RulesDraft.objects.count() == 1
    with pytest.raises(Refusal) as sealed:
        actions.copy_year(
            programme=desk.world.programme, base="sealed:psea-2564", year_be=2564, by=desk.author
        )
    assert sealed.value.code == "year-sealed"
    with pytest.raises(NotFound):
        actions.copy_year(programme=desk.world.programme, base="sealed:x", year_be=2566, by=desk.author)


def test_a_second_officer_seals_and_both_are_on_record(desk: d.Desk) -> None:
    draft = d.proposed(desk, d.next_year(desk))
    with pytest.raises(NotAllowed) as told:
        actions.seal_draft(draft=d.again(draft), base=d.again(draft).number, by=desk.author)
    assert told.value.code == "own-rules" and not Edition.objects.filter(year_be=2565).exists()
    made = actions.seal_draft(draft=d.again(draft), base=d.again(draft).number, by=desk.second)
    edition = Edition.objects.get(year_be=2565)
    assert (edition.state, edition.pack_version_id, made.number) == ("sealed", made.pk, 1)
    assert made.sealed_by_id == desk.second.pk and made.resolution_id == desk.item.resolution.pk
    assert (
        Window.objects.filter(edition=edition).count()
        == Window.objects.filter(edition=desk.world.edition).count()
    )
    assert actions.seal_draft(draft=d.again(draft), base=d.again(draft).number, by=desk.second).pk == made.pk
    record = Record.objects.get(verb="rules.sealed")
    assert record.actor_id == desk.second.pk and record.data["author"] == desk.author.pk
    assert not [one for one in run_all() if not one.ok and one.name.startswith("programmes.")]


def test_only_the_text_that_was_read_is_sealed(desk: d.Desk) -> None:
    draft = d.proposed(desk, d.next_year(desk))
    read = d.again(draft).number
    with pytest.raises(Refusal) as told:
        actions.seal_draft(draft=d.again(draft), base=read - 1, by=desk.second)
    assert told.value.code == "rules-state" and d.again(draft).state == "proposed"
    assert actions.seal_draft(draft=d.again(draft), base=read, by=desk.second).number == 1


def test_who_saved_a_revision_is_an_author_too(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    held = queries.rules_text(draft)
    actions.save_rules(
        draft=draft, source=held.source + "# ทบทวนแล้ว\n", supplement=held.supplement, base=1, by=desk.second
    )
    d.proposed(desk, d.again(draft))
    with pytest.raises(NotAllowed):
        actions.seal_draft(draft=d.again(draft), base=d.again(draft).number, by=desk.second)


def test_a_stale_save_is_refused_with_both_texts_and_loses_nothing(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    held = queries.rules_text(draft)
    theirs = actions.save_rules(
        draft=draft, source=held.source + "# หนึ่ง\n", supplement=held.supplement, base=1, by=desk.second
    )
    with pytest.raises(Conflict) as told:
        actions.save_rules(
            draft=draft, source=held.source + "# สอง\n", supplement=held.supplement, base=1, by=desk.author
        )
    assert told.value.current == theirs and RulesRevision.objects.filter(draft=draft).count() == 2
    with pytest.raises(Conflict):
        actions.change_rules(
            draft=d.again(draft), document="pack", values={("title", "th"): "ชื่อใหม่"}, base=1, by=desk.author
        )
    same = actions.save_rules(
        draft=draft, source=theirs.source, supplement=theirs.supplement, base=1, by=desk.author
    )
    assert same.number == 2


def test_a_form_changes_one_value_and_no_other_byte(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    held = queries.rules_text(draft)
    made = actions.change_rules(
        draft=draft,
        document="pack",
        values={("types", 0, "target_groups", 0, "th"): "ถ้อยคำใหม่"},
        base=1,
        by=desk.author,
    )
    one, two = held.source.splitlines(), made.source.splitlines()
    assert sum(1 for x, y in zip(one, two, strict=True) if x != y) == 1
    assert made.supplement == held.supplement
    (rule,) = [x for x in queries.standing(d.again(draft)).lacking if "/target_groups" in x]
    assert rule.startswith("types/")


def test_a_rule_that_changes_again_asks_again(desk: d.Desk) -> None:
    draft = d.grounded(desk, d.next_year(desk))
    assert queries.standing(draft).ready
    draft = d.edited(desk, draft, SCORE, SCORE.replace("400", "380"))
    (gate,) = queries.standing(draft).lacking
    assert gate.endswith("/gate")
    draft = d.grounded(desk, draft)
    draft = d.edited(desk, draft, SCORE.replace("400", "380"), SCORE.replace("400", "390"))
    assert queries.standing(draft).lacking == (gate,)
    actions.name_ground(
        draft=draft,
        rules=[gate],
        document="หนังสือเวียน ว 1",
        words="ผ่าน 390 คะแนน",
        base=draft.number,
        by=desk.author,
    )
    assert queries.standing(d.again(draft)).ready
    with pytest.raises(Refusal) as told:
        actions.name_ground(
            draft=d.again(draft), rules=[gate], document="หนังสือเวียน", base=draft.number, by=desk.author
        )
    assert told.value.code == "ground-empty"


def test_an_item_that_was_turned_down_carries_no_rule(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    rules = queries.standing(draft).lacking
    actions.name_ground(
        draft=draft,
        rules=rules,
        item=d.agreed(desk.world, outcome="rejected"),
        base=draft.number,
        by=desk.author,
    )
    actions.propose_rules(draft=d.again(draft), by=desk.author)
    with pytest.raises(Refusal) as told:
        actions.seal_draft(draft=d.again(draft), base=d.again(draft).number, by=desk.second)
    assert told.value.code == "not-resolved" and not Edition.objects.filter(year_be=2565).exists()


def test_a_proposed_draft_is_not_edited_until_it_is_taken_back(desk: d.Desk) -> None:
    draft = d.proposed(desk, d.next_year(desk))
    held = queries.rules_text(d.again(draft))
    with pytest.raises(Refusal) as told:
        actions.save_rules(
            draft=draft,
            source=held.source + "#\n",
            supplement=held.supplement,
            base=held.number,
            by=desk.author,
        )
    assert told.value.code == "rules-state"
    assert actions.take_back_rules(draft=draft, by=desk.author).state == "drafting"
    assert actions.withdraw_rules(draft=draft, by=desk.author).state == "withdrawn"
    with pytest.raises(Refusal):
        actions.take_back_rules(draft=draft, by=desk.author)
    assert d.next_year(desk).state == "drafting"


def test_a_stranger_and_a_co_organiser_know_of_no_draft(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    partner = w.person("partner", "ผู้จัดร่วม")
    actions.appoint(
        programme=desk.world.programme,
        person=partner,
        role="coorganiser",
        types=["antipoverty"],
        by=desk.world.admin,
    )
    for someone in (partner, desk.world.drafter_a):
        with pytest.raises(NotFound):
            queries.rules_draft(someone, draft.ref)
        with pytest.raises(NotAllowed):
            actions.withdraw_rules(draft=draft, by=someone)
    assert queries.rules_draft(desk.second, draft.ref).pk == draft.pk


# --- bad input --------------------------------------------------------------------------------------------------------

FACT = "closing: {elapsed: {from: started_on, until: closing_day, years: 1}}"
BAD = {
    "unknown fact": (FACT, FACT.replace("started_on", "no_such_fact"), "no_such_fact"),
    "wrong type": (GATE, GATE.replace("400", "[4, 0]"), "จำนวน"),
    "future schema": ("schema: 1\n", "schema: 99\n", "รุ่น 99"),
    "gate above the scale": (GATE, GATE.replace("400", "501"), "อยู่นอกช่วงคะแนน"),
    "two rules with one id": ("  - id: one-year\n", "  - id: officer-standing\n", ""),
    "bomb": ("schema: 1\n", "schema: 1\nx: &a [1]\ny: [*a, *a]\n", "ไม่รับการอ้างซ้ำ"),
    "window backwards": ("first_day: 2021-12-23, last_day: 2022-02-23", "first_day: 2022-12-23, last_day: 2022-02-23", "ปิดก่อนเปิด"),
}  # fmt: skip


@pytest.mark.parametrize("name", [each for each in BAD if each != "two rules with one id"])
def test_bad_rules_are_told_by_line_and_nothing_is_published(desk: d.Desk, name: str) -> None:
    before, after, words = BAD[name]
    draft = d.next_year(desk)
    text = queries.rules_text(draft).source
    draft = d.edited(desk, draft, before, after)
    found = queries.standing(draft)
    assert found.compiled.pack is None and not found.ready
    first = found.compiled.problems[0]
    assert words in " ".join(one.words.th for one in found.compiled.problems)
    wanted = text[: text.index(before)].count("\n") + 1
    assert first.file == "psea-2565.yaml" and abs(first.line - wanted) <= 4
    with pytest.raises(PackError):
        actions.propose_rules(draft=draft, by=desk.author)
    assert PackVersion.objects.count() == 1 and d.again(draft).state == "drafting"


def test_two_conditions_with_one_id_are_told(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    pack = queries.standing(draft).compiled.pack
    assert pack is not None
    ids = [c.id for kind in pack.types.values() for c in kind.conditions]
    one, two = list(dict.fromkeys(ids))[:2]
    draft = d.edited(desk, draft, f"- id: {two}\n", f"- id: {one}\n")
    problems = queries.standing(draft).compiled.problems
    assert any("รหัสเดียวกัน" in each.words.th or "รหัสซ้ำ" in each.words.th for each in problems)


def test_what_cannot_be_kept_is_refused_by_its_line(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    held = queries.rules_text(draft)
    for text, line, words in (
        (held.source + "x" * 5_000_000, 1, "2 เมกะไบต์"),
        ("schema: 1\nid: a\0b\n", 2, "NUL"),
        ("schema: 1\n\nid: \ud800\n", 3, "NUL"),
    ):
        with pytest.raises(PackError) as told:
            actions.save_rules(draft=draft, source=text, supplement="", base=1, by=desk.author)
        assert told.value.problems[0].line == line and words in told.value.th
    assert d.again(draft).number == 1
    assert actions.save_rules(
        draft=draft, source=held.source.replace("\n", "\r\n"), supplement=held.supplement, base=1, by=desk.author
    ).number == 1  # fmt: skip


# --- a correction of a sealed year ------------------------------------------------------------------------------------


def corrected(desk: d.Desk, before: str, after: str, *, supplement: bool = False) -> RulesDraft:
    edition = Edition.objects.select_related("programme", "pack_version").get(code="psea-2564")
    draft = actions.correct_year(edition=edition, reason="แก้ไขตามมติที่ประชุม", by=desk.author)
    held = queries.rules_text(draft)
    texts = [held.source, held.supplement]
    assert before in texts[supplement]
    texts[supplement] = texts[supplement].replace(before, after, 1)
    actions.save_rules(draft=draft, source=texts[0], supplement=texts[1], base=1, by=desk.author)
    return d.proposed(desk, d.again(draft))


def test_a_correction_needs_its_reason(desk: d.Desk) -> None:
    with pytest.raises(Refusal) as told:
        actions.correct_year(edition=desk.world.edition, reason="  ", by=desk.author)
    assert told.value.code == "reason-needed"


def test_drafts_move_and_are_told_what_changed_and_submissions_keep_theirs(desk: d.Desk) -> None:
    world = desk.world
    moving, sent = w.draft(world), w.received(world, agency="b")
    stage = w.stage_of(moving)
    w.fill(world, stage)
    w.approve(world, w.stage_of(moving))
    old = moving.pack_version_id
    draft = corrected(desk, QUESTION, QUESTION.replace("ย่อหน้า", "หน้า"), supplement=True)
    made = applications.seal_rules(draft=d.again(draft), base=d.again(draft).number, by=desk.second)
    assert made.number == 2 and made.reason == "แก้ไขตามมติที่ประชุม"
    stage = w.stage_of(moving)
    assert stage.application.pack_version_id == made.pk and stage.state == "draft"
    sent.refresh_from_db()
    sent.application.refresh_from_db()
    assert sent.pack_version_id == old == sent.application.pack_version_id
    told = seen.moved(seen.read(stage))
    assert told is not None and told.reason == made.reason
    (touched,) = told.touched
    assert touched.questions == ("summary",) == touched.answered
    assert touched.change.before is not None and "หนึ่งย่อหน้า" in touched.change.before.th
    assert not RulesMove.objects.filter(stage__application=sent.application).exists()
    with pytest.raises(NotAllowed):
        applications.read_move(stage=stage, by=world.drafter_b)
    applications.read_move(stage=stage, by=world.drafter_a)
    applications.read_move(stage=stage, by=world.approver_a)
    assert seen.moved(seen.read(stage)) is None
    move = RulesMove.objects.get(stage=stage)
    assert move.read_by_id == world.drafter_a.pk and Record.objects.filter(verb="rules.read").count() == 1
    assert applications.move_drafts(edition=Edition.objects.get(pk=world.edition.pk), by=desk.second) == 0


def test_questions_are_named_one_by_one_when_a_form_changes_as_a_whole(desk: d.Desk) -> None:
    stage = w.stage_of(w.draft(desk.world))
    include = "include: [work-basics, problem-users, innovation,"
    draft = corrected(desk, include, include.replace("work-basics, ", ""), supplement=True)
    applications.seal_rules(draft=d.again(draft), base=d.again(draft).number, by=desk.second)
    told = seen.moved(seen.read(w.stage_of(stage.application)))
    assert told is not None and {"summary", "team"} <= {id for one in told.touched for id in one.questions}


def test_a_change_of_another_type_touches_no_answer(desk: d.Desk) -> None:
    stage = w.stage_of(w.draft(desk.world))
    draft = corrected(desk, SCORE, SCORE.replace("400", "390"))
    applications.seal_rules(draft=d.again(draft), base=d.again(draft).number, by=desk.second)
    told = seen.moved(seen.read(w.stage_of(stage.application)))
    assert told is not None and told.touched == ()


def test_a_correction_of_a_closing_day_moves_the_window_and_keeps_what_stood(desk: d.Desk) -> None:
    window = queries.window(desk.world.edition.pk, "service-innovation", 1)
    other = queries.window(desk.world.edition.pk, "service-development", 1)
    assert window is not None and other is not None
    day = "first_day: 2020-12-23, last_day: 2021-02-23"
    draft = corrected(desk, day, day.replace("2021-02-23", "2021-02-26"))
    applications.seal_rules(draft=d.again(draft), base=d.again(draft).number, by=desk.second)
    after = queries.window(desk.world.edition.pk, "service-innovation", 1)
    assert after is not None and (after.closes_at - window.closes_at).days == 3
    amended = WindowAmendment.objects.get(window=window)
    assert amended.closed_before == window.closes_at and amended.reason == "แก้ไขตามมติที่ประชุม"
    assert not WindowAmendment.objects.filter(window=other).exists()


def test_two_corrections_of_one_version_do_not_both_seal(desk: d.Desk) -> None:
    first = corrected(desk, SCORE, SCORE.replace("400", "390"))
    RulesDraft.objects.filter(pk=first.pk).update(state="withdrawn")
    second = corrected(desk, SCORE, SCORE.replace("400", "395"))
    applications.seal_rules(draft=d.again(second), base=d.again(second).number, by=desk.second)
    RulesDraft.objects.filter(pk=first.pk).update(state="proposed")
    with pytest.raises(Refusal) as told:
        applications.seal_rules(draft=d.again(first), base=d.again(first).number, by=desk.second)
    assert told.value.code == "base-moved" and PackVersion.objects.count() == 2


def test_a_ground_is_named_for_the_words_that_were_read(desk: d.Desk) -> None:
    draft = d.next_year(desk)
    rule = queries.standing(draft).lacking[0]
    moved = d.edited(desk, draft, SCORE, SCORE.replace("400", "380"))
    with pytest.raises(Conflict) as told:
        actions.name_ground(draft=moved, rules=[rule], base=1, item=desk.item, by=desk.second)
    assert told.value.code == "rules-moved" and not moved.grounds.exists()
    assert actions.name_ground(draft=moved, rules=[rule], base=2, item=desk.item, by=desk.second) == 1
