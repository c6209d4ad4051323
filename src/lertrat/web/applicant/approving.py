"""The agency's own word: asked for by who drafts, given or refused by who approves, taken back by either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.agencies import queries as agencies
from lertrat.applications import actions, queries
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.programmes import queries as programmes
from lertrat.typesetting import render as typeset
from lertrat.web import ui
from lertrat.web.applicant import summary as summaries
from lertrat.web.applicant.checking import fact_words, gap_links, long_answers, said_sections
from lertrat.web.applicant.place import Place, open_place
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.applications.content import Content
    from lertrat.applications.models import Stage
    from lertrat.people.models import Person
    from lertrat.programmes.queries import Closings

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
        brief=summaries.summary(place.content) if deciding else None,
        weak=[one for one in ready.judgement.conditions if one.verdict != "met"],
        said=queries.approvals(place.stage), closed=place.closed(),
        crumbs=place.crumbs(ui.Link("พิจารณาอนุมัติ" if deciding else "ขออนุมัติ")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/approval.html", context, status=status)


@login_required
def summary_pdf(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """The two-page summary on paper, of what stands now."""
    place = open_place(request, ref, step)
    pdf = typeset("summary", summaries.paper(place.content, queries.readiness(place.content, clock.now())))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{place.application.ref}-summary.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def sitting(request: HttpRequest) -> HttpResponse:
    """All that wait for this person, in one sitting: approve or return each. Each word is bound to what was read of it; what
    has changed since is refused by name, and the others stand."""
    person = signed_in_person(request)
    refused: dict[int, str] = {}
    if request.method == "POST":
        done = {"approve": 0, "return": 0}
        for stage in queries.waiting_for(person):
            wanted = request.POST.get(f"do-{stage.pk}", "")
            if wanted in done:
                try:
                    _say(request, stage, wanted, person)
                    done[wanted] += 1
                except Refusal as refusal:
                    refused[stage.pk] = refusal.th
        if any(done.values()):
            messages.success(request, f"อนุมัติแล้ว {done['approve']} เรื่อง ส่งกลับ {done['return']} เรื่อง")
        if not refused:
            return redirect("apply-approvals")
    stages = queries.waiting_for(person)
    given = programmes.closings(
        {one.application.edition_id for one in stages}, {one.application.agency_id for one in stages}
    )
    rows = [_row(request, content, given, refused) for content in queries.read_many(stages)]
    errors = [
        (f"id_do-{row['stage'].pk}_0", f"{row['stage'].application.title}: {row['error']}")
        for row in rows if row["error"]
    ]  # fmt: skip
    context = {
        "rows": rows, "errors": errors, "has_errors": bool(errors),
        "crumbs": [ui.Link("งานของหน่วยงาน", reverse("apply")), ui.Link("รอท่านอนุมัติ")],
    }  # fmt: skip
    return render(request, "lertrat/applicant/sitting.html", context, status=409 if errors else 200)


def _say(request: HttpRequest, stage: Stage, wanted: str, person: Person) -> None:
    seen = request.POST.get(f"seen-{stage.pk}", "")
    if wanted == "approve":
        actions.approve(stage=stage, seen=seen, by=person)
    else:
        actions.return_to_draft(stage=stage, comment=request.POST.get(f"comment-{stage.pk}", ""), by=person)


def _row(request: HttpRequest, content: Content, given: Closings, refused: dict[int, str]) -> dict[str, Any]:
    stage, app = content.stage, content.application
    error = refused.get(stage.pk, "")
    chosen = request.POST.get(f"do-{stage.pk}", "") if error else ""
    options = [("", "ยังไม่ตัดสิน"), ("approve", "อนุมัติ"), ("return", "ส่งกลับให้แก้ไข")]
    return {
        "stage": stage, "kind": content.pack.types[app.type_id], "summary": summaries.summary(content), "seen": content.hash,
        "closing": given.of(app.edition_id, app.type_id, stage.step, app.agency_id), "error": error,
        "do": ui.FieldView(
            name=f"do-{stage.pk}", label=f"ความเห็นต่อ “{app.title}”", kind="radio", error=error,
            options=tuple(ui.Option(key, words, "", key == chosen) for key, words in options),
        ),
        "comment": ui.FieldView(
            name=f"comment-{stage.pk}", label="สิ่งที่ต้องแก้ไข", hint="จำเป็นเมื่อส่งกลับ", kind="textarea", rows=2,
            value=request.POST.get(f"comment-{stage.pk}", "") if error else "",
        ),
    }  # fmt: skip
