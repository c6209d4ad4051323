"""Last year's answers beside this year's questions, with what came of them; chosen ones are taken over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.applications import actions, queries
from lertrat.assessment import queries as assessment
from lertrat.decisions import queries as decisions
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.place import Place, open_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lertrat.applications.queries import Earlier
    from lertrat.assessment.queries import Feedback

CHOSEN = "take"


@dataclass(frozen=True, slots=True)
class Line:
    """A question with both answers in words; `label` of then where it read otherwise, `take` where it is ticked to begin with."""

    id: str
    label: str
    then: str
    before: str
    now: str
    revision: int
    take: bool
    said: Feedback | None = None


@login_required
def copying(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Choose an earlier application of the agency (`?of=`), then the answers to take over."""
    place = open_place(request, ref, step)
    sources = queries.earlier_applications(place.content)
    wanted = request.POST.get("of") or request.GET.get("of") or (sources[0].ref if len(sources) == 1 else "")
    before = queries.earlier(place.content, wanted) if wanted else None
    error, status = "", 200
    if request.method == "POST" and before is not None:
        try:
            return _take(request, place, before)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            error, status = refusal.th, 422
    result = decisions.own_result(place.person, before.application) if before else None
    # What assessors found is an agency's to read once its result has been announced.
    sent = before.sent if before and result else None
    said = {one.criterion_id: one for one in assessment.feedback(sent)} if sent else {}
    context = place.context(
        sources=sources, before=before, sections=_lines(request, place, before, said) if before else [],
        result=result,
        errors=[("", error)] if error else [], has_errors=bool(error), crumbs=place.crumbs(ui.Link("นำคำตอบจากปีก่อนมาใช้")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/copying.html", context, status=status)


def _take(request: HttpRequest, place: Place, before: Earlier) -> HttpResponse:
    chosen = request.POST.getlist(CHOSEN)
    bases = {
        one: int(text)
        for one in chosen
        if (text := request.POST.get(f"rev:{one}", "0")).isascii() and text.isdigit() and len(text) < 9
    }
    clashes = actions.copy_answers(
        stage=place.stage, ref=before.application.ref, question_ids=chosen, bases=bases, by=place.person
    )
    taken = len(set(chosen)) - len(clashes)
    if taken:
        messages.success(request, f"นำคำตอบมาใช้แล้ว {taken} ข้อ โปรดอ่านและปรับให้เป็นปีนี้ก่อนส่ง")
    if clashes:
        messages.warning(request, f"มี {len(clashes)} ข้อที่มีผู้เขียนระหว่างนั้น ระบบไม่ได้เขียนทับ")
    return redirect(place.home)


def _lines(
    request: HttpRequest, place: Place, before: Earlier, said: Mapping[str, Feedback]
) -> list[tuple[str, list[Line]]]:
    """What can be taken over, by section. A blank question is ticked to begin with, a written one is not."""
    content = place.content
    titles = {section.id: section.title.th for section in place.form.sections}
    chosen = request.POST.getlist(CHOSEN) if request.method == "POST" else None
    found: dict[str, list[Line]] = {}
    for one in queries.matching_answers(content, before):
        answer = content.answers.get(one.question.id)
        fact = content.fact_of(one.question)
        now = answers.words(one.question, answer.value, fact) if answer else ""
        then = one.before.label.th if one.before.label.th != one.question.label.th else ""
        take = one.question.id in chosen if chosen is not None else not now
        line = Line(
            one.question.id, one.question.label.th, then, answers.words(one.before, one.value, fact), now,
            answer.revision if answer else 0, take, said.get(one.before.criterion),
        )  # fmt: skip
        found.setdefault(titles[one.section_id], []).append(line)
    return list(found.items())
