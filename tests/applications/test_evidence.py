"""One library per agency: a file given once, cited in many answers, at a page or a minute; what a submission names stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lertrat.applications import actions, content, invariants, queries
from lertrat.applications.models import Attachment, LibraryItem, SectionRight
from lertrat.files import actions as files
from lertrat.files.models import StoredFile
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from tests import world as w
from tests.files.hostile import MP4, VTT
from tests.files.test_store import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[w.World]:
    made = w.build()
    with clock.frozen(w.OPEN):
        yield made


def given(world: w.World, name: str = "รายงาน.pdf", data: bytes = PDF, **kinds: Any) -> StoredFile:
    return files.store(SimpleUploadedFile(name, data), world.drafter_a, **kinds)


def kept(world: w.World, title: str = "", **more: Any) -> LibraryItem:
    return actions.keep(
        agency=world.agencies["a"], file=given(world, **more), title=title, by=world.drafter_a
    )


def refused(code: str, act: Any, **given: Any) -> None:
    with pytest.raises(Refusal) as caught:
        act(**given)
    assert caught.value.code == code


def test_a_file_lies_once_and_is_cited_in_many_answers_of_many_applications(world: w.World) -> None:
    item = kept(world, "รายงาน ประจำปี")
    assert kept(world, "อีกชื่อ", name="copy.pdf").pk == item.pk and item.title == "รายงาน ประจำปี"
    assert [one.pk for one in queries.uncited(world.agencies["a"].pk)] == [item.pk]
    stages = [w.stage_of(w.draft(world)), w.stage_of(w.draft(world, "open-governance"))]
    for stage in stages:
        page, _ = queries.read_place("หน้า ๑๒", item.file)
        for question in ("evidence_files", "summary"):
            if any(q.id == question for q in content.read(stage).form.questions):
                cited = actions.cite(
                    stage=stage, question_id=question, item=item, page=page, by=world.drafter_a
                )
                again = actions.cite(
                    stage=stage, question_id=question, item=item, page=page, by=world.drafter_a
                )
                assert again.pk == cited.pk and cited.place == "หน้า 12" and cited.caption == item.title
    shown = queries.library_of(world.drafter_a, world.agencies["a"])
    assert len(shown) == 1 and len({one.stage_id for one in shown[0].citations}) == 2
    assert (
        queries.uncited(world.agencies["a"].pk) == []
        and queries.library_of(world.drafter_b, world.agencies["a"]) == []
    )
    before = content.read(stages[0]).hash
    actions.cite(stage=stages[0], question_id="summary", item=item, page=13, by=world.drafter_a)
    assert content.read(stages[0]).hash != before


def test_what_may_be_cited_and_by_whom(world: w.World) -> None:
    stage = w.stage_of(w.draft(world))
    item, film = kept(world), kept(world, name="film.mp4", data=MP4)
    cite = {"stage": stage, "question_id": "evidence_files", "item": item, "by": world.drafter_a}
    other = actions.keep(agency=world.agencies["b"], file=item.file, by=world.drafter_b)
    refused("no-item", actions.cite, **cite | {"item": other})
    refused("no-question", actions.cite, **cite | {"question_id": "nothing"})
    refused("not-member", actions.cite, **cite | {"by": world.drafter_b})
    refused("not-member", actions.keep, agency=world.agencies["a"], file=item.file, by=world.drafter_b)
    refused(
        "item-kind",
        actions.keep,
        agency=world.agencies["a"],
        file=given(world, "c.vtt", VTT, allowed={"vtt"}),
        by=world.drafter_a,
    )
    refused("cite-place", queries.read_place, text="สิบสอง", file=item.file)
    refused("cite-place", queries.read_place, text="3:75", file=film.file)
    assert [queries.read_place(said, film.file)[1] for said in ("นาที 03:15", "3.15", "๑:๐๒:๐๓", "")] == [
        195,
        195,
        3723,
        None,
    ]
    with pytest.raises(NotFound):
        queries.library_item(world.drafter_b, item.pk)
    StoredFile.objects.filter(pk=item.file_id).update(scan="infected")
    refused(
        "file-infected",
        actions.cite,
        **cite | {"item": LibraryItem.objects.select_related("file").get(pk=item.pk)},
    )
    section = next(
        s for s in content.read(stage).form.sections if any(q.id == "evidence_files" for q in s.questions)
    )
    SectionRight.objects.create(
        stage=stage, section_id=section.id, person=world.drafter_a, right="read", given_at=w.OPEN, given_by=world.approver_a
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.cite(**cite)


def test_what_a_submission_names_stays_and_what_drafts_name_may_go(world: w.World) -> None:
    stage = w.stage_of(w.draft(world))
    item = kept(world, "ใช้ทั้งสองแห่ง")
    w.fill(world, stage)
    actions.cite(stage=stage, question_id="evidence_files", item=item, page=3, by=world.drafter_a)
    w.approve(world, w.stage_of(stage.application))
    sent, _ = actions.submit(
        stage=w.stage_of(stage.application), received_at=w.OPEN, acknowledged=True, by=world.drafter_a
    )
    assert (
        sent.frozen["attachments"][0]["page"] == 3
        and sent.frozen["attachments"][0]["caption"] == "ใช้ทั้งสองแห่ง"
    )
    refused("item-cited", actions.give_up, item=item, by=world.drafter_a)
    refused("not-editable", actions.detach, attachment=Attachment.objects.get(), by=world.drafter_a)
    spare = kept(world, name="b.pdf", data=PDF + b"\n")
    draft = w.stage_of(w.draft(world, "open-governance"))
    question = next(q.id for q in content.read(draft).form.questions if q.kind == "file")
    cited = actions.cite(stage=draft, question_id=question, item=spare, by=world.drafter_a)
    actions.give_up(item=spare, by=world.drafter_a)
    cited.refresh_from_db()
    assert cited.removed_at and [
        one.item.pk for one in queries.library_of(world.drafter_a, world.agencies["a"])
    ] == [item.pk]
    with pytest.raises(NotFound):
        actions.cite(stage=draft, question_id=question, item=spare, by=world.drafter_a)
    assert kept(world, "กลับมา", name="b.pdf", data=PDF + b"\n").pk == spare.pk


def test_a_film_has_captions_and_a_transcript(world: w.World) -> None:
    film = kept(world, name="film.mp4", data=MP4)
    captions = given(world, "c.vtt", VTT, allowed={"vtt"})
    held = actions.describe_item(
        item=film, title="วีดิทัศน์", transcript="สวัสดี", captions=captions, by=world.drafter_a
    )
    assert (held.title, held.transcript, held.captions_id) == ("วีดิทัศน์", "สวัสดี", captions.pk)
    refused("item-title", actions.describe_item, item=film, title=" ", by=world.drafter_a)


@pytest.mark.breaks_invariants
def test_the_invariants_see_a_citation_that_does_not_fit(world: w.World) -> None:
    stage, item = w.stage_of(w.draft(world)), kept(world)
    cited = actions.cite(stage=stage, question_id="evidence_files", item=item, by=world.drafter_a)
    LibraryItem.objects.filter(pk=item.pk).update(agency=world.agencies["b"], removed_at=w.OPEN)
    assert invariants.citations_of_another_agency() == invariants.citations_of_what_is_gone() == [cited.pk]
