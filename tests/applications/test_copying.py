"""Last year's answers in this year's form; and what an attentive reader would ask."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from lertrat.applications import actions, consistency, queries
from lertrat.applications.models import Answer, Application
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.programmes.models import Edition
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[w.World]:
    made = w.build()
    with clock.frozen(w.OPEN):
        yield made


def last_year(world: w.World, agency: str = "a") -> Application:
    """A draft of the year before, left as it was."""
    made = w.draft(world, agency=agency, title="งานปีก่อน")
    w.fill(world, w.stage_of(made), agency)
    before, _ = Edition.objects.get_or_create(
        programme=world.programme, code="psea-before", year_be=2563, pack_version=world.edition.pack_version
    )
    Application.objects.filter(pk=made.pk).update(edition=before)
    return Application.objects.select_related("edition").get(pk=made.pk)


def test_answers_come_over_one_by_one_and_never_over_what_somebody_wrote(world: w.World) -> None:
    old, others = last_year(world), last_year(world, "b")
    draft = w.draft(world)
    stage = w.stage_of(draft)
    by = world.drafter_a
    content = queries.read(stage)
    assert [one.ref for one in queries.earlier_applications(content)] == [old.ref]
    for ref in (others.ref, draft.ref, "A64-0000000-0"):
        with pytest.raises(NotFound):
            actions.copy_answers(stage=stage, ref=ref, question_ids=["summary"], bases={}, by=by)
    before = queries.earlier(content, old.ref)
    assert before.sent is None
    found = {one.question.id: one.value for one in queries.matching_answers(content, before)}
    kinds = {question.id: question.kind for question in content.form.questions}
    assert {"long_text", "number", "date", "table"} <= {kinds[name] for name in found}
    with pytest.raises(Refusal) as refused:
        actions.copy_answers(stage=stage, ref=old.ref, question_ids=["no-such"], bases={}, by=by)
    assert refused.value.code == "nothing-chosen"
    actions.save_answer(stage=stage, question_id="summary", given="เขียนใหม่ปีนี้", base=0, by=by)
    assert actions.copy_answers(stage=stage, ref=old.ref, question_ids=list(found), bases={}, by=by) == [
        "summary"
    ]
    now = dict(Answer.objects.filter(stage=stage).values_list("question_id", "value"))
    assert now == found | {"summary": "เขียนใหม่ปีนี้"}
    actions.copy_answers(stage=stage, ref=old.ref, question_ids=["summary"], bases={"summary": 1}, by=by)
    assert [one.value for one in queries.history(stage, "summary")] == [found["summary"], "เขียนใหม่ปีนี้"]


@pytest.mark.one_database
def test_the_page_ticks_what_is_blank_and_takes_what_is_chosen(world: w.World) -> None:
    old = last_year(world)
    draft = w.draft(world)
    client = Client()
    client.force_login(world.drafter_a)
    page = f"/apply/{draft.ref}/step/1/earlier/"
    shown = client.get(page).content.decode()
    assert "งานปีก่อน" in shown and 'value="summary" checked' in shown
    taken = client.post(page, {"of": old.ref, "take": ["summary", "started"], "rev:summary": "0"})
    assert taken.status_code == 302
    assert Answer.objects.filter(stage=w.stage_of(draft)).count() == 2
    again = client.get(page).content.decode()
    assert 'value="summary" checked' not in again and "คำตอบปีนี้ที่จะถูกแทน" in again
    assert client.post(page, {"of": old.ref}).status_code == 422


def test_what_a_reader_would_ask_is_named_with_its_question(world: w.World) -> None:
    stage = w.stage_of(w.draft(world))
    w.fill(world, stage)
    content = queries.read(stage)
    content = dataclasses.replace(content, attachments=[])
    table = next(q for q in content.form.questions if q.kind == "table" and len(q.columns) > 1)
    day = next(q for q in content.form.questions if q.kind == "date")
    one, two = table.columns[0].id, table.columns[1].id
    content.answers[table.id].value = [{one: "เวลารอ", two: "1"}, {one: "เวลารอ ", two: "2"}]
    content.answers[day.id].value = "2030-01-01"
    told = [(q.id, refusal.code) for _, q, refusal in consistency.doubts(content, date(2021, 1, 10))]
    assert {(table.id, "row-twice"), (day.id, "date-ahead")} <= set(told)
    content.answers[day.id].value = "2019-01-01"
    content.answers[table.id].value = [{one: "เวลารอ", two: "1"}] * 2
    left = {
        code for _, _, refusal in consistency.doubts(content, date(2021, 1, 10)) for code in [refusal.code]
    }
    assert left <= {"no-evidence"}
