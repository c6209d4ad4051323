"""The agency's own word: asked for by who drafts, given or refused by who approves, taken back by either."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.agencies import queries as agencies
from lertrat.applications import actions, queries
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant.checking import fact_words, gap_links, long_answers, said_sections
from lertrat.web.applicant.place import Place, open_place

DONE = {
    "ask": "ส่งให้ผู้อนุมัติของหน่วยงานแล้ว ระหว่างนี้ยังไม่มีใครแก้ใบสมัครได้จนกว่าจะอนุมัติหรือส่งกลับ",
    "approve": "อนุมัติแล้ว ขั้นต่อไปคือส่งใบสมัคร",
    "return": "ส่งกลับให้แก้ไขแล้ว ผู้จัดทำเห็นความเห็นของท่าน",
    "take_back": "เปิดให้แก้ไขแล้ว ต้องขออนุมัติใหม่ก่อนส่ง",
}


@login_required
def approval(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """For the drafter: ask, or wait. For the approver: a summary, then approve it or return it with a comment."""
    place = open_place(request, ref, step)
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    errors: list[tuple[str, str]] = []
    status = 200
    if wanted in DONE:
        try:
            _do(request, place, wanted)
        except NotAllowed:
            raise
        except Refusal as refusal:
            at = "id_comment" if refusal.code == "comment-needed" else ""
            errors, status = [(at, refusal.th)], 409 if isinstance(refusal, Conflict) else 422
        else:
            messages.success(request, DONE[wanted])
            return redirect(place.url("application-submit") if wanted == "approve" else place.home)
    return _page(request, place, errors, status)


def _do(request: HttpRequest, place: Place, wanted: str) -> None:
    stage, person = place.stage, place.person
    if wanted == "ask":
        if queries.outline(place.content).gaps:
            raise Refusal("not-ready", "ยังขออนุมัติไม่ได้ เพราะยังมีข้อที่ต้องตอบหรือต้องแก้", "There are gaps.")
        actions.ask_approval(stage=stage, by=person)
    elif wanted == "approve":
        actions.approve(stage=stage, seen=request.POST.get("seen", ""), by=person)
    elif wanted == "return":
        actions.return_to_draft(stage=stage, comment=request.POST.get("comment", ""), by=person)
    else:
        actions.take_back(stage=stage, by=person)


def _page(request: HttpRequest, place: Place, errors: list[tuple[str, str]], status: int) -> HttpResponse:
    ready = queries.readiness(place.content, clock.now())
    members = agencies.members(place.application.agency)
    approvers = [one.person.full_name for one in members if one.role == "approver"]
    approves = any(one.person_id == place.person.pk and one.role == "approver" for one in members)
    deciding = approves and place.stage.state == "awaiting"
    comment = ui.FieldView(
        name="comment", label="สิ่งที่ต้องแก้ไข", kind="textarea", rows=4, value=request.POST.get("comment", ""),
        hint="จำเป็นเมื่อส่งกลับ ผู้จัดทำทุกคนของหน่วยงานเห็นข้อความนี้",
        error=next((words for at, words in errors if at), ""),
    )  # fmt: skip
    context = place.context(
        ready=ready, gaps=gap_links(place, ready.gaps), facts=fact_words(place), approvers=approvers, approves=approves,
        deciding=deciding, comment=comment, errors=errors, has_errors=bool(errors), seen=place.content.hash,
        summary=long_answers(said_sections(place, change=False)) if deciding else [],
        weak=[one for one in ready.judgement.conditions if one.verdict != "met"],
        said=queries.approvals(place.stage), closed=place.closed(),
        crumbs=place.crumbs(ui.Link("พิจารณาอนุมัติ" if deciding else "ขออนุมัติ")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/approval.html", context, status=status)
