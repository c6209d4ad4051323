"""What co-authors say of one answer: threads to read, answer and settle. The submission knows nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from lertrat.agencies import queries as agencies
from lertrat.applications import actions, queries
from lertrat.applications.states import UNSENT
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.place import Place, open_place

if TYPE_CHECKING:
    from lertrat.applications.models import Comment

SAYS = {
    "say": "ส่งความเห็นแล้ว",
    "resolve": "ปิดเรื่องแล้ว",
    "reopen": "เปิดเรื่องอีกครั้งแล้ว",
    "erase": "ลบความเห็นแล้ว",
}


@login_required
def comments(request: HttpRequest, ref: str, step: int, question_id: str) -> HttpResponse:
    """The threads on one answer. With ``Accept: application/json`` the same as {"threads": [...], "open": n, "may": bool}.

    POST ``do`` is say (with `text`, `parent` for a reply, `mention` ids), resolve, reopen or erase (with `comment`); it answers
    a script with the threads as they then stand, or 422 {"says": …}.
    """
    place = open_place(request, ref, step)
    question = place.question(question_id)
    script = "application/json" in request.headers.get("Accept", "")
    error, status = "", 200
    if request.method == "POST":
        wanted = request.POST.get("do", "say")
        try:
            _do(request, place, question_id, wanted)
        except NotAllowed:
            raise
        except Refusal as refusal:
            error, status = refusal.th, 404 if isinstance(refusal, NotFound) else 422
        else:
            if not script:
                messages.success(request, SAYS.get(wanted, SAYS["say"]))
                return redirect(place.url("application-comments", question_id))
    threads = queries.comments(place.stage, question_id)
    right = queries.right_in(place.stage, place.section_of(question_id).id, place.person)
    may = right != "read" and place.stage.state in UNSENT
    if script:
        body = {
            "threads": [_json(one) for one in threads],
            "open": sum(not one.resolved_at for one in threads),
        }
        return JsonResponse(({"says": error} if error else {"may": may, **body}), status=status)
    return _page(request, place, threads, may, question_id, (error, status), answers.words(
        question, place.content.value(question_id), place.content.fact_of(question)))  # fmt: skip


def _do(request: HttpRequest, place: Place, question_id: str, wanted: str) -> None:
    stage, person = place.stage, place.person
    if wanted in {"resolve", "reopen", "erase"}:
        one = queries.comment(stage, question_id, _number(request.POST.get("comment", "")))
        if wanted == "erase":
            actions.erase_comment(comment=one, by=person)
        else:
            actions.resolve(comment=one, resolved=wanted == "resolve", by=person)
        return
    parent = request.POST.get("parent", "")
    actions.comment(
        stage=stage, question_id=question_id, text=request.POST.get("text", ""), by=person,
        parent=queries.comment(stage, question_id, _number(parent)) if parent else None,
        mentions=[_number(one) for one in request.POST.getlist("mention")],
    )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _json(one: Comment) -> dict[str, object]:
    made: dict[str, object] = {
        "id": one.pk, "by": one.by.full_name, "at": one.at.isoformat(), "text": one.text, "mentions": one.mentions,
    }  # fmt: skip
    if one.parent_id is None:
        made |= {
            "resolved": one.resolved_at is not None,
            "replies": [_json(reply) for reply in one.replies.all()],
        }
    return made


def _page(
    request: HttpRequest, place: Place, threads: list[Comment], may: bool, question_id: str, said: tuple[str, int], text: str
) -> HttpResponse:  # fmt: skip
    error, status = said
    parent = request.POST.get("parent", "") if error else ""
    question, here = place.question(question_id), place.section_of(question_id)
    members = {one.person_id: one.person.full_name for one in agencies.members(place.application.agency)}
    box = ui.FieldView(
        name="text", label="ความเห็นของท่าน", kind="textarea", rows=3, value=request.POST.get("text", "") if error else "",
        hint="ผู้ร่วมเขียนของหน่วยงานเท่านั้นที่เห็น ไม่ส่งไปกับใบสมัคร", error="" if parent else error,
    )  # fmt: skip
    names = ui.FieldView(
        name="mention", label="แจ้งใครเป็นพิเศษ", kind="checkboxes", optional=True,
        hint="หรือพิมพ์ @ ตามด้วยชื่อในข้อความ",
        options=[
            ui.Option(str(pk), name, chosen=bool(error) and str(pk) in request.POST.getlist("mention"))
            for pk, name in members.items() if pk != place.person.pk
        ],
    )  # fmt: skip
    context = place.context(
        question=question, threads=threads, may=may, box=box, names=names, members=members, answer=text, now=clock.now(),
        errors=[("id_text" if not parent else "", error)] if error else [], has_errors=bool(error),
        replying=parent, reply=request.POST.get("text", "") if parent else "",
        back=place.url("application-section", here.id) + f"#q_{question_id}",
        crumbs=place.crumbs(ui.Link(here.title.th, place.url("application-section", here.id)), ui.Link("ความเห็น")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/comments.html", context, status=status)
