"""Saving while one writes, and what happens when two saves meet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lertrat.applications import actions, queries
from lertrat.criteria.schema import Question
from lertrat.kernel import dates
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.place import Place, open_place
from lertrat.web.applicant.saving import Saved, save_posted

CLASHES = "applicant-clashes"
CLASHES_KEPT = 5


@login_required
@require_POST
def answer(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """One answer, saved while it is written. Posts and answers as `js/autosave.js` says."""
    try:
        return _autosave(request, open_place(request, ref, step))
    except NotAllowed as refusal:
        return JsonResponse({"says": refusal.th}, status=403)
    except Conflict:
        raise
    except Refusal as refusal:
        status = 404 if refusal.code in {"no-application", "no-question"} else 422
        return JsonResponse({"says": refusal.th}, status=status)


def _autosave(request: HttpRequest, place: Place) -> JsonResponse:
    form = queries.form_of(place.stage)
    question_id = request.POST.get("question", "")
    question = next((one for one in form.questions if one.id == question_id), None)
    if question is None or question.kind == "file":
        return JsonResponse({"says": "ไม่พบคำถามข้อนี้ในแบบฟอร์ม"}, status=404)
    held = [each.replace("\r\n", "\n") for each in request.POST.getlist("value")]
    revision = request.POST.get("revision", "0")
    try:
        saved = actions.save_answer(
            stage=place.stage, question_id=question.id, given=answers.given(question, held),
            base=int(revision) if revision.isascii() and revision.isdigit() else 0, by=place.person,
        )  # fmt: skip
    except Conflict as conflict:
        return _clash(request, place, question, held, conflict)
    unread = isinstance(saved.value, dict) and "raw" in saved.value
    notes = [one.th for one in queries.pasted(held)]
    says = f"บันทึกแล้ว เวลา {dates.thai_time(saved.saved_at)}" + (
        " แต่ระบบยังอ่านค่านี้ไม่ได้ โปรดตรวจรูปแบบ" if unread else ""
    )
    return JsonResponse({"revision": saved.revision, "says": " · ".join([says, *notes]), "notes": notes})


def _clash(
    request: HttpRequest, place: Place, question: Question, held: list[str], conflict: Conflict
) -> JsonResponse:
    """Keep the words that met others in the session, so that the page with both texts has them."""
    current: Any = conflict.current
    kept = request.session.get(CLASHES, {})
    kept[_clash_key(place, question)] = held
    request.session[CLASHES] = dict(list(kept.items())[-CLASHES_KEPT:])
    body = {
        "revision": current.revision,
        "current": answers.words(question, current.value),
        "values": answers.boxes(question, current.value),
        "by": f"{current.saved_by.full_name} {dates.thai_datetime(current.saved_at, 'short')}",
        "mine": current.saved_by_id == place.person.pk,
        "says": f"{current.saved_by.full_name}แก้ไขข้อนี้ไปแล้ว ข้อความของท่านยังอยู่",
        "url": place.url("application-both", question.id),
    }
    return JsonResponse(body, status=409)


def _clash_key(place: Place, question: Question) -> str:
    return f"{place.stage.pk}:{question.id}"


@login_required
def both(request: HttpRequest, ref: str, step: int, question_id: str) -> HttpResponse:
    """Two texts that met, side by side: keep what stands, or save one's own words (mended here if need be) in its place."""
    place = open_place(request, ref, step)
    question = place.question(question_id)
    here = place.url("application-section", place.section_of(question_id).id)
    key = _clash_key(place, question)
    mine = request.session.get(CLASHES, {}).get(key)
    done = Saved()
    if request.method == "POST":
        if "do:keep" not in request.POST:
            done = save_posted(request, place, [question])
        if done.clean:
            _forget(request, key)
            messages.success(request, "บันทึกฉบับที่ท่านเลือกแล้ว ฉบับก่อนหน้ายังอยู่ในประวัติ")
            return redirect(f"{here}#id_{question.id}")
        mine = done.typed.get(question.id, mine)
        place.reread()
    stored = place.content.answers.get(question.id)
    if mine is None or stored is None:
        return redirect(here)
    fact = place.content.fact_of(question)
    context = place.context(
        row=answers.asked(question, fact, mine, revision=stored.revision), question=question,
        theirs=answers.words(question, stored.value, fact), mine="\n".join(each for each in mine if each),
        by=f"{stored.saved_by.full_name} {dates.thai_datetime(stored.saved_at)}", here=here, errors=_stopped(done),
        crumbs=place.crumbs(ui.Link("สองข้อความที่พบกัน")),
    )  # fmt: skip
    status = 200 if request.method != "POST" else 409 if done.clashes else 422
    return render(request, "lertrat/applicant/both.html", context, status=status)


def _stopped(done: Saved) -> list[tuple[str, str]]:
    """What refused the save, for the error summary."""
    return [("", words) for words in (done.stop, *done.errors.values()) if words]


def _forget(request: HttpRequest, key: str) -> None:
    kept = request.session.get(CLASHES, {})
    if kept.pop(key, None) is not None:
        request.session[CLASHES] = kept
