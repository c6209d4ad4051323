"""What was sent: the queue, one submission, the facts only the office establishes, the decision on eligibility."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.applications import actions as applications
from lertrat.applications import queries as applications_read
from lertrat.assessment import actions, queries
from lertrat.assessment.queries import ScreeningFilter
from lertrat.assessment.states import VISIT_OUTCOMES
from lertrat.conflicts import queries as conflicts
from lertrat.kernel.errors import NotFound
from lertrat.people import queries as people
from lertrat.web import frozen, ui
from lertrat.web.asking import Ask, attempt
from lertrat.web.officer.forms import FactForm, ScreenForm
from lertrat.web.officer.guard import Desk, number, officer
from lertrat.web.serving import evidence

if TYPE_CHECKING:
    from lertrat.applications.models import Submission
    from lertrat.assessment.queries import SubmissionDetail

STATES = (("waiting", "รอตรวจ"), ("passed", "ผ่าน"), ("failed", "ไม่ผ่าน"), ("all", "ทั้งหมด"))
SHEETS = {"new": ("todo", "ยังไม่เริ่ม"), "draft": ("partial", "กำลังให้คะแนน"), "locked": ("locked", "ยืนยันแล้ว")}


@officer
def submissions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The queue of screening; a filter is an address, so it can be kept as a bookmark."""
    asked = request.GET
    state = asked.get("state", "waiting")
    wanted = ScreeningFilter(
        type_id=asked.get("type", ""), state=state if state in dict(STATES) else "waiting", q=asked.get("q", "").strip()
    )  # fmt: skip
    cursor = asked.get("after", "") or asked.get("before", "")
    page = queries.screening_queue(desk.person, desk.edition, wanted, cursor)
    keep = request.GET.copy()
    for name in ("after", "before"):
        keep.pop(name, None)
    tabs = []
    for key, words in STATES:
        keep["state"] = key
        tabs.append(ui.Link(words, f"?{keep.urlencode()}", key == wanted.state))
    rows = [(row, desk.type_name(row.type_id, row.category)) for row in page.rows]
    context = {"rows": rows, "page": page, "wanted": wanted, "tabs": tabs, "types": desk.type_names}
    return render(request, "lertrat/officer/submissions.html", context)


@officer
def submission(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """One submission as it was sent, what the machine finds, what the office has established and decided, who reads it."""
    detail = queries.submission_detail(desk.person, ref)
    forms = {
        spec.name: FactForm(spec=spec, auto_id=f"id_{spec.name}_%s") for spec in detail.facts_to_establish
    }
    status = 200
    if request.method == "POST":
        answer = _pressed(request, desk, detail, forms)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    held = detail.submission
    names = {criterion.id: criterion.name for criterion in _criteria(detail)}
    context = {
        "detail": detail, "held": held, "type": desk.type_name(held.type_id, held.category), "kind": detail.pack.types[held.type_id],
        "sections": frozen.sections(
            detail.form, detail.pack, held.frozen, criteria=names,
            file_url=lambda pk: reverse("office-file", args=[held.ref, pk]),
        ),
        "facts": {name: fact.question for name, fact in detail.pack.facts.items()},
        "officer_facts": [_fact(detail, spec.name, spec.question, forms[spec.name]) for spec in detail.facts_to_establish],
        "readers": [(each, SHEETS[each.sheet]) for each in detail.assignments],
        "running": any(each.assignment.state == "active" for each in detail.assignments),
        "visit_words": dict(VISIT_OUTCOMES).get(detail.visit.outcome, "") if detail.visit else "",
        "ask": _ask(request, detail), "form": next((each for each in forms.values() if each.errors), None),
    }  # fmt: skip
    return render(request, "lertrat/officer/submission.html", context, status=status)


def _criteria(detail: SubmissionDetail) -> Any:
    held = detail.submission
    return detail.pack.rubric(held.type_id, held.step).criteria


def _fact(detail: SubmissionDetail, name: str, question: Any, form: FactForm) -> dict[str, Any]:
    known = detail.officer_facts.get(name)
    words = ""
    if known is not None:
        fact = detail.pack.facts[name]
        options = {"True": "ใช่", "False": "ไม่ใช่"} | {option.id: option.th for option in fact.options}
        words = options.get(str(known.value), str(known.value))
    return {"question": question, "known": known, "words": words, "form": form, "name": name}


def _pressed(
    request: HttpRequest, desk: Desk, detail: SubmissionDetail, forms: dict[str, FactForm]
) -> HttpResponse | int:
    """What a press does: an answer, or the status with which the page is shown again."""
    press, held = request.POST.get("press", ""), detail.submission
    if press == "release":
        wanted = number(request.POST.get("assignment", ""))
        for each in detail.assignments:
            if each.assignment.pk == wanted:
                actions.release(
                    assignment=each.assignment, reason=request.POST.get("reason", ""), by=desk.person
                )
                messages.success(request, f"ยกเลิกการมอบหมายของ {each.assignment.person.full_name} แล้ว")
        return redirect("office-submission", held.ref)
    if press == "conclude":
        actions.conclude(submission=held, reason=request.POST.get("reason", ""), by=desk.person)
        messages.success(request, "สรุปผลจากใบคะแนนที่มีแล้ว เหตุผลอยู่ในบันทึก")
        return redirect("office-submission", held.ref)
    name = press.removeprefix("fact-")
    if name not in forms:
        return 400
    spec = forms[name].spec
    form = forms[name] = FactForm(request.POST, spec=spec, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    made, status = attempt(
        form, lambda: applications.establish(application=held.application, fact=name, by=desk.person, **data)
    )
    if made is None:
        return status
    messages.success(request, "บันทึกข้อเท็จจริงพร้อมเหตุผลและแหล่งที่มาแล้ว")
    return redirect("office-submission", held.ref)


def _ask(request: HttpRequest, detail: SubmissionDetail) -> Ask | None:
    asked = request.GET.get("ask", "")
    if asked == "conclude":
        return Ask(
            "สรุปผลจากใบคะแนนที่มี", "ใช้เมื่อไม่มีผู้อื่นตรวจได้แล้ว คะแนนเฉลี่ยจะคิดจากใบคะแนนที่ยืนยันแล้วเท่านั้น และเหตุผลจะอยู่กับผลนี้ตลอดไป",
            "สรุปผล", request.path, {"press": "conclude"}, "เหตุผลที่สรุปจากผู้ตรวจน้อยกว่าที่หลักเกณฑ์กำหนด", False,
        )  # fmt: skip
    wanted = number(asked.removeprefix("release-"))
    for each in detail.assignments:
        if each.assignment.pk == wanted:
            return Ask(
                f"ยกเลิกการมอบหมายของ {each.assignment.person.full_name}",
                "ใบคะแนนที่ยังไม่ยืนยันจะไม่ถูกนับ แล้วมอบหมายผู้อื่นแทนได้", "ยกเลิกการมอบหมาย", request.path,
                {"press": "release", "assignment": str(each.assignment.pk)}, "เหตุผล",
            )  # fmt: skip
    return None


@officer
def screen(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """The decision on eligibility: the machine's verdicts beside it, the officer's reason and rules in it."""
    detail = queries.submission_detail(desk.person, ref)
    held = detail.submission
    if detail.screening is not None or held.step != 1 or not held.live:
        return redirect("office-submission", held.ref)
    rules = [(c.id, c.text.th) for c in detail.judgement.conditions]
    open_ones = [
        c.id
        for c in detail.judgement.conditions
        if c.verdict == "unmet" or (c.verdict == "unknown" and c.officer)
    ]
    form = ScreenForm(
        request.POST or None, rules=rules, initial={"rules": open_ones if request.GET.get("with") else []}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            where = {
                "rule-needed": "rules",
                "unsettled": "rules",
                "no-rule": "rules",
                "reason": "reason",
                "outcome": "outcome",
            }
            made, status = attempt(
                form, lambda: actions.screen(submission=held, by=desk.person, **data), where
            )
            if made is not None:
                if made._meta.model_name == "opinion":
                    messages.success(request, "บันทึกความเห็นแล้ว ต้องมีเจ้าหน้าที่อีกคนพิจารณาโดยอิสระก่อนตัดสิน")
                    return _onwards(request, desk, held)
                words = "ผ่านการตรวจคุณสมบัติ" if made.outcome == "passed" else "ไม่ผ่านการตรวจคุณสมบัติ"
                messages.success(request, f"บันทึกแล้ว: {held.ref} {words}")
                return _onwards(request, desk, held)
    count, given = queries.opinions_for(desk.person, held)
    context = {
        "seat": count + 1, "given": given,
        "detail": detail, "held": held, "form": form, "type": desk.type_name(held.type_id, held.category),
        "facts": {name: fact.question for name, fact in detail.pack.facts.items()}, "open_ones": open_ones,
    }  # fmt: skip
    return render(request, "lertrat/officer/screen.html", context, status=status)


def _onwards(request: HttpRequest, desk: Desk, held: Submission) -> HttpResponse:
    """Back to the submission, or to the next one of the queue where that was pressed."""
    following = (
        queries.next_waiting(desk.person, desk.edition, held) if request.POST.get("then") == "next" else None
    )
    return redirect("office-checks", following.ref) if following else redirect("office-submission", held.ref)


@officer
def assign(request: HttpRequest, desk: Desk, ref: str) -> HttpResponse:
    """One reader for one submission by hand: who sits on a panel of its type, how full they are, whose door is shut."""
    held = applications_read.submission_for_office(desk.person, ref)
    here = queries.reader_ids(held)
    seats = [
        (view.panel, member)
        for view in queries.panels(desk.edition)
        if held.type_id in view.panel.types
        for member in view.members
        if member.member.person_id not in here
    ]
    opened = conflicts.doors([member.member.person_id for _, member in seats], desk.edition)
    rows: list[dict[str, Any]] = []
    for panel, member in seats:
        permit = opened[member.member.person_id].judge(
            held.agency_id, held.application.work_id, held.application.nominee
        )
        load = member.load.get(held.step, 0)
        full = load >= member.member.capacity
        why = permit.th if not permit else "รับงานครบแล้ว" if full else ""
        rows.append({"panel": panel, "seat": member.member, "load": load, "why": why})
    if request.method == "POST":
        person_id, panel_id = number(request.POST.get("person", "")), number(request.POST.get("panel", ""))
        chosen = next(
            (row for row in rows if row["seat"].person_id == person_id and row["panel"].pk == panel_id), None
        )
        person = people.by_id(person_id or 0)
        if chosen is None or person is None:
            raise NotFound("not-on-panel", "ไม่พบผู้ตรวจคนนี้ในคณะที่ตรวจประเภทนี้", "There is no such seat.")
        actions.assign(submission=held, person=person, panel=chosen["panel"], by=desk.person)
        messages.success(request, f"มอบหมาย {held.ref} แก่ {person.full_name} แล้ว")
        return redirect("office-submission", held.ref)
    rows.sort(key=lambda row: (bool(row["why"]), row["load"]))
    context = {
        "held": held,
        "rows": rows,
        "type": desk.type_name(held.type_id, held.category),
    }
    return render(request, "lertrat/officer/assign.html", context)


@officer
def file(request: HttpRequest, desk: Desk, ref: str, attachment: int) -> HttpResponseBase:
    """A file that was sent with a submission."""
    cited = queries.attachment_for_office(desk.person, ref, attachment)
    return evidence(request, cited.item, desk.person, title=cited.caption, second=cited.second)
