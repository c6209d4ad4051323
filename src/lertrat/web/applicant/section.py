"""A section of the form: questions left, guidance right. Saves by itself where script runs, by its button where it does not."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.applications import actions, queries
from lertrat.applications.queries import Company, Mark
from lertrat.criteria.schema import Criterion, Question, Section
from lertrat.kernel import dates, thai
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.answers import Asked
from lertrat.web.applicant.checking import said_rows
from lertrat.web.applicant.place import Place, open_place
from lertrat.web.applicant.saving import Saved, save_posted

FINISHED = "finished"


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
    for button, route in (
        ("do:remove", "application-file-remove"),
        ("do:pick", "application-award"),
        ("do:cite", "application-cite"),
    ):
        if wanted := request.POST.get(button):
            if button in {"do:pick", "do:cite"}:
                place.question(wanted)
            elif not wanted.isdigit():
                continue
            return place.url(route, int(wanted) if wanted.isdigit() and button == "do:remove" else wanted)
    place.reread()
    if told := _cleaned(request, place):
        messages.success(request, told)
        return url
    for one in queries.pasted(each for held in done.typed.values() for each in held):
        if done.count and one.code != "pasted-strange":
            messages.info(request, one.th)
    back = _back(request, place, here)
    if not _finish(request, place, here):
        return f"{url}?{urlencode(_from(request) | {'check': '1'})}"
    wrong = _problems(place, here, missing=False)
    if wrong:
        messages.warning(request, f"บันทึกแล้ว แต่มี {len(wrong)} ข้อที่ยังส่งไม่ได้ โปรดดูคำแนะนำที่ข้อนั้น")
        return f"{url}?{urlencode(kept)}" if (kept := _from(request)) else url
    if "do:next" in request.POST:
        _, following = _neighbours(place, here)
        return back or (place.url("application-section", following.id) if following else place.home)
    messages.success(request, "บันทึกแล้ว" if done.count else "ไม่มีข้อความเปลี่ยนแปลง ทุกคำตอบบันทึกไว้แล้ว")
    return url


def _cleaned(request: HttpRequest, place: Place) -> str:
    """Take the signs that cannot be read out of one answer, or put blanks in their place; what was done, in words."""
    for button, instead in (("do:strip", ""), ("do:blank", " ")):
        if wanted := request.POST.get(button):
            question = place.question(wanted)
            answer = place.content.answers.get(wanted)
            if answer is None:
                return ""
            held = [thai.without_strange(each, instead) for each in answers.boxes(question, answer.value)]
            actions.save_answer(
                stage=place.stage, question_id=wanted, given=answers.given(question, held), base=answer.revision,
                by=place.person,
            )  # fmt: skip
            return "แก้อักขระที่อ่านไม่ได้แล้ว ฉบับก่อนหน้ายังอยู่ในประวัติของคำตอบ"
    return ""


def _from(request: HttpRequest) -> dict[str, str]:
    """Where the reader came from, kept in the address: a check page ("all" or this section's), and the question they left."""
    return {name: value[:80] for name in ("from", "q") if (value := request.GET.get(name, ""))}


def _back(request: HttpRequest, place: Place, here: Section) -> str:
    """The place on the check page that one came from; empty where one came otherwise."""
    came = _from(request)
    if came.get("from") not in {"all", "section"}:
        return ""
    only = f"?section={here.id}" if came["from"] == "section" else ""
    known = any(question.id == came.get("q") for question in here.questions)
    return place.url("application-check") + only + (f"#a_{came['q']}" if known else "")


def _finish(request: HttpRequest, place: Place, here: Section) -> bool:
    """Keep the answer to "have you finished this section?"; False where a yes cannot stand yet."""
    said = request.POST.get(FINISHED, "")
    if said not in {"yes", "no"}:
        return True
    try:
        actions.finish_section(stage=place.stage, section_id=here.id, finished=said == "yes", by=place.person)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.warning(request, f"บันทึกคำตอบแล้ว {refusal.th}")
        return False
    return True


def _problems(place: Place, here: Section, *, missing: bool) -> dict[str, str]:
    """What stands in the way of sending, by question of this section; blanks only where asked for."""
    return {
        gap.question_id: gap.refusal.th
        for gap in queries.outline(place.content).gaps
        if gap.section_id == here.id and (missing or gap.refusal.code != "missing")
    }


def _page(request: HttpRequest, place: Place, here: Section, done: Saved, status: int = 200) -> HttpResponse:
    right = queries.right_in(place.stage, here.id, place.person)
    writable = place.editable and right == "write"
    checking = "check" in request.GET and writable
    problems = _problems(place, here, missing=checking) if writable else {}
    saved = [a for q in here.questions if (a := place.content.answers.get(q.id)) is not None]
    statuses, talk = queries.working(place.content)
    ids = [question.id for question in here.questions]
    company = queries.company(place.stage, here.id, ids, place.person, rows=saved, talk=talk)
    mark = next(one for one in statuses if one.id == here.id).mark
    rows = [_asked(place, question, done, problems, company) for question in here.questions]
    summary = [
        (row.id, f"{row.question.label.th}: {row.error}")
        for row in rows
        if row.id and (_refused(row, done) or (checking and row.error))
    ]
    criteria = _criteria(place, here)
    looks = {one.id: one for one in criteria}
    for row in rows:
        row.looks = looks.get(row.question.criterion)
    names = [one.id for one in place.form.sections]
    before, after = _neighbours(place, here)
    context = place.context(
        section=here, rows=rows, before=before, after=after, number=names.index(here.id) + 1, total=len(names),
        crumbs=place.crumbs(ui.Link(here.title.th)), errors=[("", done.stop)] if done.stop else summary,
        has_errors=bool(done.stop or summary), criteria=criteria, company=company, right=right,
        last=max(saved, key=lambda one: one.saved_at, default=None), writable=writable, back=_back(request, place, here),
        finished=_finished(mark) if writable else None, said=said_rows(place, here, talk) if not writable else [],
        typed=_unsaved(place, here, done), form_assumed=place.form.assumed or here.assumed,
    )  # fmt: skip
    return render(request, "lertrat/applicant/section.html", context, status=status)


def _finished(mark: Mark | None) -> ui.FieldView:
    """The question at the section's end; a yes that still holds says by whom."""
    return ui.FieldView(
        name=FINISHED, label="ทำส่วนนี้เสร็จแล้วหรือยัง", kind="radio", value="yes" if mark else "",
        options=[ui.Option("yes", "เสร็จแล้ว"), ui.Option("no", "ยัง จะกลับมาทำต่อ")], attrs={"data-autosave": "off"},
        hint=f"{mark.by}บอกว่าเสร็จแล้ว {dates.thai_datetime(mark.at, 'short')} หากแก้คำตอบหลังจากนี้ ระบบจะถามใหม่"
        if mark else "ใช้บอกผู้ร่วมเขียนและผู้อนุมัติ แก้ไขได้อีกจนกว่าจะส่ง",
    )  # fmt: skip


def _unsaved(place: Place, here: Section, done: Saved) -> list[tuple[str, str]]:
    """What was typed and could not be saved because the draft no longer takes anything: shown, so that it can be copied."""
    if not done.stop:
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


def _asked(
    place: Place, question: Question, done: Saved, problems: dict[str, str], company: Company
) -> Asked:  # fmt: skip
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
    row.strange = answer is not None and any(thai.strange(each) for each in stored)
    row.history = answer is not None
    row.comments = company.comments.get(question.id, 0)
    row.writing = company.writing[question.id].by if question.id in company.writing else ""
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
