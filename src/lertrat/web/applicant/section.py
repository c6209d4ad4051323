"""A section of the form: questions left, guidance right. Saves by itself where script runs, by its button where it does not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lertrat.applications import actions, queries
from lertrat.criteria.schema import Criterion, Question, Section
from lertrat.kernel import dates
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.answers import Asked
from lertrat.web.applicant.checking import said_rows
from lertrat.web.applicant.place import Place, open_place
from lertrat.web.applicant.saving import Saved, save_posted

CLASHES = "applicant-clashes"
CLASHES_KEPT = 5


@login_required
def section(request: HttpRequest, ref: str, step: int, section_id: str) -> HttpResponse:
    """Show a section, or save what was posted and go where the pressed button leads."""
    place = open_place(request, ref, step)
    here = place.section(section_id)
    if request.method != "POST":
        return _page(request, place, here, Saved())
    done = save_posted(request, place, here.questions)
    if not done.clean:
        place.reread()
        return _page(request, place, here, done, status=409 if done.clashes else 422)
    return redirect(_onward(request, place, here, done))


def _onward(request: HttpRequest, place: Place, here: Section, done: Saved) -> str:
    """The address after a save: what the button says, unless an answer needs another look."""
    url = place.url("application-section", here.id)
    for button, route in (("do:remove", "application-file-remove"), ("do:pick", "application-award")):
        if wanted := request.POST.get(button):
            if button == "do:pick":
                place.question(wanted)
            elif not wanted.isdigit():
                continue
            return place.url(route, int(wanted) if wanted.isdigit() and button == "do:remove" else wanted)
    place.reread()
    wrong = _problems(place, here, missing=False)
    if wrong:
        messages.warning(request, f"บันทึกแล้ว แต่มี {len(wrong)} ข้อที่ยังส่งไม่ได้ โปรดดูคำแนะนำที่ข้อนั้น")
        return url
    if "do:next" in request.POST:
        _, following = _neighbours(place, here)
        return place.url("application-section", following.id) if following else place.home
    messages.success(request, "บันทึกแล้ว" if done.count else "ไม่มีข้อความเปลี่ยนแปลง ทุกคำตอบบันทึกไว้แล้ว")
    return url


def _problems(place: Place, here: Section, *, missing: bool) -> dict[str, str]:
    """What stands in the way of sending, by question of this section; blanks only where asked for."""
    return {
        gap.question_id: gap.refusal.th
        for gap in queries.outline(place.content).gaps
        if gap.section_id == here.id and (missing or gap.refusal.code != "missing")
    }


def _page(request: HttpRequest, place: Place, here: Section, done: Saved, status: int = 200) -> HttpResponse:
    problems = _problems(place, here, missing="check" in request.GET) if place.editable else {}
    rows = [_asked(place, question, done, problems) for question in here.questions]
    before, after = _neighbours(place, here)
    names = [one.id for one in place.form.sections]
    summary = [
        (row.id, f"{row.question.label.th}: {row.error}") for row in rows if row.id and _refused(row, done)
    ]
    saved = [a for q in here.questions if (a := place.content.answers.get(q.id)) is not None]
    last = max(saved, key=lambda one: one.saved_at, default=None)
    context = place.context(
        section=here, rows=rows, before=before, after=after, number=names.index(here.id) + 1, total=len(names),
        crumbs=place.crumbs(ui.Link(here.title.th)), errors=[("", done.stop)] if done.stop else summary,
        has_errors=bool(done.stop or summary), criteria=_criteria(place, here), last=last,
        said=said_rows(place, here) if not place.editable else [], typed=_unsaved(place, here, done), form_assumed=place.form.assumed or here.assumed,
    )  # fmt: skip
    return render(request, "lertrat/applicant/section.html", context, status=status)


def _unsaved(place: Place, here: Section, done: Saved) -> list[tuple[str, str]]:
    """What was typed and could not be saved because the draft no longer takes anything: shown, so that it can be copied."""
    if place.editable or not done.stop:
        return []
    content = place.content
    return [
        (question.label.th, " ".join(each for each in held if each))
        for question in here.questions
        if (held := done.typed.get(question.id)) is not None
        and not answers.same(question, held, answers.boxes(question, content.value(question.id)))
    ]


def _refused(row: Asked, done: Saved) -> bool:
    return row.question.id in done.errors or row.question.id in done.clashes


def _asked(place: Place, question: Question, done: Saved, problems: dict[str, str]) -> Asked:
    """A question with what was typed, else with what stands; beside a clash both texts."""
    content = place.content
    answer, fact = content.answers.get(question.id), content.fact_of(question)
    stored = answers.boxes(question, answer.value if answer else None)
    clash = done.clashes.get(question.id)
    held = done.typed.get(question.id, stored) if not done.clean else stored
    error = done.errors.get(question.id) or problems.get(question.id, "")
    if clash is not None:
        error = "มีผู้อื่นแก้ไขข้อนี้ไปแล้ว ข้อความของท่านยังอยู่ในช่อง เปรียบเทียบแล้วกดบันทึกอีกครั้งเพื่อใช้ฉบับของท่าน"
    row = answers.asked(question, fact, held, revision=answer.revision if answer else 0, error=error)
    row.history = answer is not None
    row.files = [one for one in content.attachments if one.question_id == question.id]
    if question.kind == "award_ref":
        row.awards = queries.named_awards(" ".join(held))
    if clash is not None:
        row.theirs = answers.words(question, clash.value, fact)
        row.mine = " ".join(each for each in held if each)
        row.by = f"{clash.saved_by.full_name} {dates.thai_datetime(clash.saved_at, 'short')}"
    if answer is not None and clash is None:
        row.saved = f"{answer.saved_by.full_name} {dates.thai_datetime(answer.saved_at, 'short')}"
    return row


def _neighbours(place: Place, here: Section) -> tuple[Section | None, Section | None]:
    all_of = place.form.sections
    at = next(index for index, one in enumerate(all_of) if one.id == here.id)
    return (all_of[at - 1] if at else None), (all_of[at + 1] if at + 1 < len(all_of) else None)


def _criteria(place: Place, here: Section) -> list[Criterion]:
    """The criteria of the score sheet that this section's answers serve: what the assessors look for."""
    if not place.type.step(place.stage.step).rubric:
        return []
    served = {question.criterion for question in here.questions if question.criterion}
    rubric = place.pack.rubric(place.application.type_id, place.stage.step)
    return [one for one in rubric.criteria if one.id in served]


# --- saving while one writes ------------------------------------------------------------------------------------------


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
    says = f"บันทึกแล้ว เวลา {dates.thai_time(saved.saved_at)}" + (
        " แต่ระบบยังอ่านค่านี้ไม่ได้ โปรดตรวจรูปแบบ" if unread else ""
    )
    return JsonResponse({"revision": saved.revision, "says": says})


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
