"""The draft on paper: the form to take away as .docx or PDF, and the .docx brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.applications import actions, queries
from lertrat.files import actions as files
from lertrat.files.queries import MEDIA_TYPES
from lertrat.kernel import dates
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.place import Place, open_place

if TYPE_CHECKING:
    from datetime import datetime

    from lertrat.applications.importing import Line

CHOSEN = "take"
NAME = "ร่างในเครื่องหรือพิมพ์"


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the plan in words; `ticked` on this page."""

    id: str
    label: str
    kind: str
    before: str
    after: str
    ticked: bool
    locked: bool
    problem: str


@login_required
def paper(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Take the form away, and bring it back: a document that is posted is looked into, kept, and shown before anything changes."""
    place = open_place(request, ref, step)
    error, status = "", 200
    if request.method == "POST":
        try:
            return _receive(request, place)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            error, status = refusal.th, 422
    context = place.context(
        crumbs=place.crumbs(ui.Link(NAME)), errors=[("id_file", error)] if error else [], has_errors=bool(error), error=error,
    )  # fmt: skip
    return render(request, "lertrat/applicant/paper.html", context, status=status)


def _receive(request: HttpRequest, place: Place) -> HttpResponse:
    upload = request.FILES.get("file")
    if not place.editable:
        raise Refusal(
            "not-editable", "ขณะนี้นำเข้าไม่ได้ เพราะใบสมัครไม่ได้เปิดให้แก้ไข", "The draft cannot be changed now."
        )
    if upload is None:
        raise Refusal("no-file", "โปรดเลือกไฟล์ .docx ที่เขียนไว้", "Choose the .docx you wrote.")
    stored = files.store(upload, place.person, allowed={"docx"})
    queries.paper_reading(place.content, stored, place.person)
    return redirect(place.url("application-paper-back", stored.ref))


@login_required
def paper_back(request: HttpRequest, ref: str, step: int, file_ref: str) -> HttpResponse:
    """What the document would change, old beside new; and taking it over."""
    place = open_place(request, ref, step)
    document = queries.paper_document(place.person, file_ref)
    error, status = "", 200
    if request.method == "POST":
        try:
            return _take(request, place, file_ref)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            error, status = refusal.th, 409 if refusal.code == "paper-moved" else 422
            place.reread()
    read = queries.paper_reading(place.content, document, place.person)
    sections: dict[str, list[Shown]] = {}
    chosen = request.POST.getlist(CHOSEN) if request.method == "POST" else None
    for one in read.lines:
        sections.setdefault(one.section, []).append(_shown(place, one, chosen))
    context = place.context(
        crumbs=place.crumbs(ui.Link(NAME, place.url("application-paper")), ui.Link("นำเข้า")), document=document, read=read,
        sections=list(sections.items()), digest=read.plan.digest, errors=[("", error)] if error else [], has_errors=bool(error),
    )  # fmt: skip
    return render(request, "lertrat/applicant/paper_back.html", context, status=status)


def _shown(place: Place, line: Line, chosen: list[str] | None) -> Shown:
    fact = place.content.fact_of(line.question)
    ticked = line.take if chosen is None else line.question.id in chosen
    before, after = (answers.words(line.question, value, fact) for value in (line.before, line.after))
    problem = line.problem.th if line.problem else ""
    return Shown(
        line.question.id, line.question.label.th, line.kind, before, after, ticked, line.locked, problem
    )


def _take(request: HttpRequest, place: Place, file_ref: str) -> HttpResponse:
    taken, clashes = actions.import_paper(
        stage=place.stage, ref=file_ref, digest=request.POST.get("digest", ""),
        question_ids=request.POST.getlist(CHOSEN), by=place.person,
    )  # fmt: skip
    if taken:
        messages.success(request, f"นำเข้าแล้ว {len(taken)} ข้อ คำตอบเดิมอยู่ในประวัติของแต่ละข้อ")
    if clashes:
        messages.warning(request, f"มี {len(clashes)} ข้อที่มีผู้เขียนระหว่างนั้น ระบบไม่ได้เขียนทับ")
        return redirect(request.path)
    return redirect(place.home)


@login_required
def paper_docx(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """The form as a Word document, with what is answered so far."""
    place = open_place(request, ref, step)
    return _file(place, queries.draft_docx(place.content, _closes(place)), MEDIA_TYPES["docx"], "docx")


@login_required
def paper_pdf(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """The form to print."""
    place = open_place(request, ref, step)
    return _file(place, queries.draft_pdf(place.content, _closes(place)), "application/pdf", "pdf")


def _closes(place: Place) -> datetime | None:
    return place.window.closes_at if place.window else None


def _file(place: Place, made: bytes, kind: str, extension: str) -> HttpResponse:
    response = HttpResponse(made, content_type=kind)
    name = f"{place.application.ref}-{place.stage.step}-draft-{dates.day_of(place.stage.touched_at):%Y%m%d}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
