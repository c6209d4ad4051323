"""Every text an answer has had, with author and time; any of them can be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.applications import actions, queries
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.place import open_place

if TYPE_CHECKING:
    from lertrat.applications.models import AnswerRevision

# A history of so many texts is shown whole.
PLAIN = 20
SITTING = timedelta(minutes=10)


def last_of_each_sitting(rows: Sequence[AnswerRevision]) -> list[AnswerRevision]:
    """Of revisions, newest first: the last of each run by one person without a pause of ten minutes. Saving while one types
    leaves dozens; the ones between are there for whoever asks."""
    kept: list[AnswerRevision] = []
    before: AnswerRevision | None = None
    for row in rows:
        if (
            before is None
            or row.saved_by_id != before.saved_by_id
            or before.saved_at - row.saved_at > SITTING
        ):
            kept.append(row)
        before = row
    return kept


@login_required
def history(request: HttpRequest, ref: str, step: int, question_id: str) -> HttpResponse:
    """The revisions of one answer, newest first; POST brings one back as a new revision."""
    place = open_place(request, ref, step)
    question = place.question(question_id)
    rows = queries.history(place.stage, question_id)
    fact = place.content.fact_of(question)
    error, status = "", 200
    if request.method == "POST":
        wanted = next((row for row in rows if str(row.revision) == request.POST.get("revision")), None)
        if wanted is None:
            raise Http404
        try:
            actions.save_answer(
                stage=place.stage, question_id=question_id, by=place.person,
                given=answers.given(question, answers.boxes(question, wanted.value)),
                base=answers.base(question, request.POST),
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refusal as refusal:
            error, status = refusal.th, 409 if refusal.code == "answer-moved" else 422
            rows = queries.history(place.stage, question_id)
        else:
            messages.success(request, "นำข้อความฉบับที่เลือกกลับมาแล้ว ฉบับก่อนหน้ายังอยู่ในประวัติ")
            return redirect(place.url("application-history", question_id))
    here = place.section_of(question_id)
    writable = place.editable and queries.right_in(place.stage, here.id, place.person) == "write"
    shown = rows if len(rows) <= PLAIN or "all" in request.GET else last_of_each_sitting(rows)
    compared = next((row for row in rows if str(row.revision) == request.GET.get("compare")), None)
    context = place.context(
        question=question, versions=[(row, answers.words(question, row.value, fact)) for row in shown],
        writable=writable, hidden=len(rows) - len(shown), compared=compared,
        old=answers.words(question, compared.value, fact) if compared else "",
        new=answers.words(question, rows[0].value, fact) if rows else "", latest=rows[0].revision if rows else 0, errors=[("", error)] if error else [], has_errors=bool(error),
        crumbs=place.crumbs(ui.Link(here.title.th, place.url("application-section", here.id)), ui.Link("ประวัติของคำตอบ")),
        back=place.url("application-section", here.id) + f"#id_{question_id}",
    )  # fmt: skip
    return render(request, "lertrat/applicant/history.html", context, status=status)
