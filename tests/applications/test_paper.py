"""The form on paper: out with what is answered, back with what was written, and nothing lost or overwritten on the way."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from lertrat.applications import actions, importing, queries
from lertrat.applications.models import Answer, Stage
from lertrat.files import actions as files
from lertrat.files.models import StoredFile
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotFound, Refusal
from lertrat.records.models import Record
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SAID = "ข้อความทดสอบที่เพียงพอ"


@pytest.fixture
def world() -> Iterator[w.World]:
    made = w.build()
    with clock.frozen(w.OPEN):
        yield made


def stage(world: w.World) -> Stage:
    made = w.stage_of(w.draft(world))
    w.fill(world, made)
    return made


def rewritten(made: bytes, change: Callable[[str], str]) -> bytes:
    """The document after somebody worked on it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == "word/document.xml" else text)
    return out.getvalue()


def box(question_id: str, new: str) -> Callable[[str], str]:
    """Write `new` into the box of a question, one line for a paragraph."""
    found = re.compile(
        rf'(<w:tblCaption w:val="q:{question_id}"/>.*?<w:tc>.*?</w:tcPr>)(.*?)(</w:tc>)', re.DOTALL
    )
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in new.split("\n"))
    return lambda text: found.sub(lambda one: one[1] + lines + one[3], text, count=1)


def brought(world: w.World, made: bytes) -> StoredFile:
    return files.store(SimpleUploadedFile("ร่าง.docx", made), world.drafter_a, allowed={"docx"})


def test_the_paper_holds_every_question_with_its_limit_and_its_answer(world: w.World) -> None:
    content = queries.read(stage(world))
    made = queries.draft_docx(content, w.CLOSE)
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        document = container.read("word/document.xml").decode()
        assert content.application.pack_version.sha256 in container.read("docProps/custom.xml").decode()
    for question in content.form.questions:
        assert question.label.th in document
        assert (f'w:val="q:{question.id}"' in document) == (question.kind != "file")
        if question.max_words:
            assert f"ไม่เกิน {question.max_words:,} คำ" in document
    assert SAID in document and "1 มกราคม 2562" in document
    assert made == queries.draft_docx(content, w.CLOSE)
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(queries.draft_pdf(content, w.CLOSE))).pages
    )
    assert content.application.ref in text
    read = importing.reading(content, brought(world, made), world.drafter_a)
    assert not read.lines and not read.misfits and not read.notes and not read.newer
    assert read.same == sum(question.kind != "file" for question in content.form.questions)


def test_what_was_written_comes_back_and_what_somebody_wrote_here_stays(world: w.World) -> None:
    held, by = stage(world), world.drafter_a
    made = queries.draft_docx(queries.read(held), w.CLOSE)
    for name in ("problem", "users"):  # After the paper went out, a colleague goes on in the system.
        actions.save_answer(stage=held, question_id=name, given="เพื่อนร่วมงานเขียนใหม่", base=1, by=by)

    def work(text: str) -> str:
        for name, new in (
            ("summary", "บรรทัดแรก\nบรรทัดสอง &amp; สุดท้าย"), ("problem", "เขียนในเอกสาร"), ("users_count", "ราวห้าร้อย"),
            ("started", "๒ มกราคม ๒๕๖๒"), ("novelty", ""), ("solution", "คำ " * 900),
        ):  # fmt: skip
            text = box(name, new)(text)
        # This box lost everything that names it but the question above it; that one belongs to no question of the form.
        text = text.replace('<w:tblCaption w:val="q:team"/>', "").replace("q:lessons", "q:gone")
        text = re.sub(r'<w:bookmarkStart w:id="3" [^>]*/><w:bookmarkEnd w:id="3"/>', "", text)
        text = re.sub(
            r'<w:bookmarkStart w:id="18" [^>]*/>', '<w:bookmarkStart w:id="18" w:name="q_gone"/>', text
        )
        text = text.replace(">บทเรียน", ">คำถามอื่น")
        return text.replace("<w:sectPr>", "<w:p><w:r><w:t>ข้อความนอกกรอบ</w:t></w:r></w:p><w:sectPr>")

    file = brought(world, rewritten(made, work))
    read = importing.reading(queries.read(held), file, by)
    lines = {one.question.id: one for one in read.lines}
    assert {name: (one.kind, one.take) for name, one in lines.items()} == {
        "summary": ("change", True), "problem": ("both", False), "users_count": ("change", False),
        "started": ("change", True), "novelty": ("empty", False), "solution": ("change", True),
    }  # fmt: skip
    assert [one.id for one in read.newer] == ["users"]
    problems = {name: one.problem.code for name, one in lines.items() if one.problem}
    assert problems == {"users_count": "number", "solution": "too-many-words"}
    assert {one.why.code for one in read.misfits} >= {"paper-outside"}
    assert "ข้อความนอกกรอบ" in "\n".join(one.text for one in read.misfits)

    digest, chosen = read.plan.digest, ["summary", "started", "solution", "users"]
    with pytest.raises(NotFound):
        actions.import_paper(
            stage=held, ref=file.ref, digest=digest, question_ids=chosen, by=world.approver_a
        )
    with pytest.raises(Refusal) as refused:
        actions.import_paper(stage=held, ref=file.ref, digest=digest, question_ids=["users"], by=by)
    assert refused.value.code == "nothing-chosen"
    actions.save_answer(stage=held, question_id="summary", given="แก้ระหว่างดู", base=1, by=by)
    with pytest.raises(Conflict):
        actions.import_paper(stage=held, ref=file.ref, digest=digest, question_ids=chosen, by=by)

    client = Client()
    client.force_login(by)
    page = f"/apply/{held.application.ref}/step/1/paper/back/{file.ref}/"
    stale = client.post(page, {"digest": digest, "take": chosen})
    assert stale.status_code == 409 and "แก้ระหว่างดู" in stale.content.decode()
    shown = client.get(page).content.decode()
    assert 'value="summary" checked' not in shown and 'value="started" checked' in shown
    fresh = re.search(r'name="digest" value="(\w+)"', shown)
    assert fresh and client.post(page, {"digest": fresh[1], "take": chosen}).status_code == 302
    now = dict(Answer.objects.filter(stage=held).values_list("question_id", "value"))
    assert now["summary"] == "บรรทัดแรก\nบรรทัดสอง & สุดท้าย" and now["started"] == "2019-01-02"
    assert now["users"] == now["problem"] == "เพื่อนร่วมงานเขียนใหม่" and now["novelty"] == SAID
    assert [one.value for one in queries.history(held, "summary")][1:] == ["แก้ระหว่างดู", SAID]
    record = Record.objects.get(verb="answers.imported")
    assert record.data == {"file": file.pk, "questions": ["solution", "started", "summary"]}


def test_the_page_gives_both_papers_and_refuses_what_is_none_in_words(
    world: w.World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    held = stage(world)
    client = Client()
    client.force_login(world.drafter_a)
    page = f"/apply/{held.application.ref}/step/1/paper/"
    made = client.get(f"{page}draft.docx")
    assert made["Content-Disposition"].endswith('.docx"') and made.content[:2] == b"PK"
    assert client.get(f"{page}draft.pdf").content.startswith(b"%PDF")
    macros = io.BytesIO(made.content)
    with zipfile.ZipFile(macros, "a") as container:
        container.writestr("word/vbaProject.bin", b"Attribute VB_Name")
    hostile = {
        "ร่าง.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, ".docx"),
        "ร่าง.docx": (made.content[:-40], "ไม่สมบูรณ์"),
        "มาโคร.docx": (macros.getvalue(), "มาโคร"),
    }
    for name, (content, word) in hostile.items():
        answer = client.post(page, {"file": SimpleUploadedFile(name, content)})
        told = re.search(r'id="id_file-error">(.*?)</p>', answer.content.decode(), re.DOTALL)
        assert answer.status_code == 422 and told and word in told[1], name
    assert client.post(page).status_code == 422
    sent = client.post(page, {"file": SimpleUploadedFile("ร่าง.docx", made.content)})
    assert sent.status_code == 302
    for shown in (page, sent["Location"]):
        client.get(shown)
        with django_assert_max_num_queries(12):
            said = client.get(shown)
        assert said.status_code == 200
    assert "ไม่มีคำตอบที่ต่างจากในระบบ" in said.content.decode()
