"""Naming an award of the register as an answer: a search page that needs no script; the answer keeps the reference."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.applications import actions, queries
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.place import Place, open_place
from lertrat.works import queries as works

PAGE = 15
LONGEST = 200


@login_required
def pick(request: HttpRequest, ref: str, step: int, question_id: str) -> HttpResponse:
    """Search the register of awards; choosing one adds its reference to the answer, taking one out removes it."""
    place = open_place(request, ref, step)
    question = place.question(question_id)
    if question.kind != "award_ref":
        raise Http404
    error, status = "", 200
    if request.method == "POST":
        try:
            _change(place, question_id, request.POST.get("do:add", ""), request.POST.get("do:drop", ""))
        except NotAllowed:
            raise
        except Refusal as refusal:
            error, status = refusal.th, 422
        else:
            messages.success(request, "บันทึกรางวัลที่เลือกแล้ว")
            return redirect(f"{place.url('application-award', question_id)}?{request.GET.urlencode()}")
    text = request.GET.get("q", "").strip()[:LONGEST]
    wanted = works.AwardFilter(q=text) if text else works.AwardFilter(agency=place.application.agency_id)
    found = works.award_page(wanted, cursor=request.GET.get("page", ""), size=PAGE)
    here = place.section_of(question_id)
    section_url = place.url("application-section", here.id)
    named = queries.named_awards(_text(place, question_id))
    context = place.context(
        question=question, q=text, found=found, named=named, taken={one for one, _ in named},
        errors=[("", error)] if error else [], has_errors=bool(error), back=f"{section_url}#id_{question_id}",
        crumbs=place.crumbs(ui.Link(here.title.th, section_url), ui.Link("ค้นหารางวัลในทะเบียน")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/award.html", context, status=status)


def _text(place: Place, question_id: str) -> str:
    return answers.boxes(place.question(question_id), place.content.value(question_id))[0]


def _change(place: Place, question_id: str, add: str, drop: str) -> None:
    """Put a reference at the end of the answer, or take one out; other words stay as they are."""
    text = _text(place, question_id)
    if add:
        award = works.award(add[:40])
        if award.ref not in {ref for ref, _ in queries.named_awards(text)}:
            text = f"{text}\n{award.ref}".strip()
    elif drop:
        text = "\n".join(line for line in text.replace(drop, "").split("\n") if line.strip())
    stored = place.content.answers.get(question_id)
    actions.save_answer(
        stage=place.stage, question_id=question_id, given=text, base=stored.revision if stored else 0, by=place.person
    )  # fmt: skip
