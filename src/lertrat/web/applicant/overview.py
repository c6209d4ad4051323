"""The home of an application: its task list, its people, its way; and the page that changes its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from lertrat.agencies import queries as agencies
from lertrat.agencies.states import role_name
from lertrat.applications import actions, queries
from lertrat.applications.states import UNSENT
from lertrat.assessment.queries import applicant as assessment
from lertrat.assessment.queries.applicant import News
from lertrat.decisions import queries as decisions
from lertrat.kernel import clock, dates
from lertrat.kernel.errors import Refusal
from lertrat.programmes import queries as programmes
from lertrat.web import ui
from lertrat.web.applicant.forms import DescribeForm
from lertrat.web.applicant.journey import Standing, standing, timeline
from lertrat.web.applicant.place import Place, open_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lertrat.agencies.models import Membership
    from lertrat.applications.models import Stage
    from lertrat.applications.readiness import SectionStatus
    from lertrat.criteria.schema import Section
    from lertrat.programmes.queries import Closing

STATES = {"empty": "todo", "started": "partial", "done": "done", "problem": "problem"}


@login_required
def application(request: HttpRequest, ref: str, step: int | None = None) -> HttpResponse:
    """Sections and the way to sending, each with its state; may be done in any order."""
    place = open_place(request, ref, step)
    members = agencies.members(place.application.agency)
    approves = any(one.person_id == place.person.pk and one.role == "approver" for one in members)
    intakes = [one for one in place.type.steps if one.kind == "intake"]
    stages = place.stages if len(intakes) > 1 else [place.stage]
    sent = any(stage.state in {"submitted", "withdrawn"} or stage.replacing_id for stage in stages)
    submissions = queries.submissions_of(place.application) if sent else []
    windows = _windows(place, len(intakes))
    now = standing(place.stage, place.window, clock.now(), approves=approves)
    outline = queries.outline(place.content)
    statuses, talk = queries.working(place.content) if place.stage.state in UNSENT else (outline.sections, {})
    main_url, main_words = _main_action(
        place, now, [one.ref for one in submissions if one.live and one.step == place.stage.step]
    )
    context = place.context(
        standing=now,
        main_url=main_url,
        main_words=main_words,
        crumbs=place.crumbs(),
        sections=_section_tasks(place, statuses, talk),
        sending=_sending_tasks(place, approves, not outline.gaps),
        done=sum(1 for one in statuses if one.state == "done"),
        total=len(outline.sections),
        warnings=queries.clashes(place.content) if place.editable and place.stage.step == 1 else [],
        returned=_returned(place) if place.editable else None,
        moved=None if sent else _moved(place),
        stages=[_stage_link(place, stage) for stage in stages] if len(stages) > 1 else [],
        people=_people(members),
        approves=approves,
        shares=approves or place.application.created_by_id == place.person.pk,
        timeline=timeline(place.application, place.type, stages, submissions, windows, _news(place, sent)),
        receipts=submissions,
        extended=place.editable and place.window is not None and place.window.extended,
        result=decisions.own_result(place.person, place.application),
    )  # fmt: skip
    return render(request, "lertrat/applicant/application.html", context)


def _windows(place: Place, intakes: int) -> dict[int, Closing]:
    """The type's windows by step, for this agency; with that of this stage among them. One query."""
    if intakes == 1:
        return {place.stage.step: place.window} if place.window else {}
    app = place.application
    found = programmes.closings([app.edition_id], [app.agency_id]).steps(
        app.edition_id, app.type_id, app.agency_id
    )
    place.window = found.get(place.stage.step)
    return found


def _news(place: Place, sent: bool) -> News:
    return assessment.news(place.application) if sent else assessment.News()


def _main_action(place: Place, now: Standing, receipts: list[str]) -> tuple[str, str]:
    """Where the one main button leads, and its words: the next thing to do."""
    if now.route == "receipt":
        return (reverse("receipt", args=receipts[:1]), now.next) if receipts else ("", "")
    if now.route in {"application-approval", "application-submit"}:
        return place.url(now.route), now.next
    if not place.editable:
        return "", ""
    outline = queries.outline(place.content)
    if not outline.gaps:
        return place.url("application-approval"), "ขออนุมัติจากหน่วยงาน"
    status = next(one for one in outline.sections if one.missing)
    words = "เขียนต่อ" if place.content.answers else "เริ่มเขียน"
    return place.url("application-section", status.id), f"{words}: {status.title_th}"


def _section_tasks(place: Place, statuses: Sequence[SectionStatus], talk: dict[str, int]) -> list[ui.Task]:
    unsent = place.stage.state in UNSENT
    tasks = []
    for section, status in zip(place.form.sections, statuses, strict=True):
        remarks = sum(talk.get(question.id, 0) for question in section.questions)
        parts = [_section_words(place, section, status), f"ความเห็นที่ยังเปิดอยู่ {remarks} เรื่อง" if remarks else ""]
        url = place.url("application-section", section.id)
        # What was sent is finished, whether somebody had said so or not.
        look = STATES[status.state] if unsent or status.missing else "done"
        tasks.append(ui.Task(section.title.th, look, url, " · ".join(filter(None, parts))))
    return tasks


def _section_words(place: Place, section: Section, status: SectionStatus) -> str:
    """How far a section is, who last wrote in it or called it finished, and when."""
    if status.state == "done" and status.mark is not None:
        return f"{status.mark.by}บอกว่าเสร็จแล้ว {dates.thai_datetime(status.mark.at, 'short')}"
    parts = [f"ตอบแล้ว {status.answered} จาก {len(section.questions)} ข้อ"] if status.answered else []
    if status.state == "problem":
        parts.append(f"มี {status.missing} ข้อที่ต้องแก้หรือยังขาด")
    elif status.answered:
        parts.append(f"ยังขาดอีก {status.missing} ข้อ" if status.missing else "ตอบครบแล้ว รอยืนยันว่าเสร็จ")
    saved = [a for q in section.questions if (a := place.content.answers.get(q.id)) is not None]
    last = max(saved, key=lambda one: one.saved_at, default=None)
    if last is not None:
        parts.append(f"ล่าสุดโดย {last.saved_by.full_name} {dates.thai_datetime(last.saved_at, 'short')}")
    return " · ".join(parts)


def _sending_tasks(place: Place, approves: bool, complete: bool) -> list[ui.Task]:
    """Check, read through, ask for approval, send."""
    state = place.stage.state
    approved, asked = state in {"approved", "submitted"}, state in {"awaiting", "approved", "submitted"}
    url = place.url
    tasks = [
        ui.Task("ตรวจความพร้อมและเงื่อนไข", "done" if complete else "todo", url("application-readiness"),
                "" if complete else "ดูว่ายังขาดอะไร และผ่านเงื่อนไขข้อใดแล้วบ้าง"),
        ui.Task("อ่านคำตอบทั้งหมดก่อนส่ง", "done" if asked else "todo", url("application-check"), "พิมพ์ออกมาอ่านได้"),
    ]  # fmt: skip
    if place.closed() and state != "submitted":
        return tasks
    word = "อนุมัติแล้ว" if approved else "รอผู้อนุมัติพิจารณา" if asked else "ผู้อนุมัติของหน่วยงานพิจารณาก่อนส่ง"
    name = "พิจารณาอนุมัติ" if approves and state == "awaiting" else "ขออนุมัติจากหน่วยงาน"
    look = "done" if approved else "partial" if asked else "todo"
    tasks.append(ui.Task(name, look, url("application-approval"), word))
    tasks.append(
        ui.Task(
            "ส่งใบสมัคร",
            "done" if state == "submitted" else "todo",
            url("application-submit") if state == "approved" else "",
            "" if approved else "เปิดให้ส่งเมื่อหน่วยงานอนุมัติแล้ว",
        )
    )
    return tasks


def _returned(place: Place) -> object:
    """The approver's comment, where the last word was to send it back."""
    said = queries.approvals(place.stage)
    return said[0] if said and said[0].outcome == "returned" else None


def _moved(place: Place) -> dict[str, object] | None:
    """What a correction of the year's rules changed for this draft, until somebody of the agency has read it."""
    if not place.editable or place.application.pack_version.number == 1:  # no draft moves to a first version
        return None
    told = queries.moved(place.content)
    if told is None:
        return None
    where = {q.id: (q.label.th, place.url("application-section", section.id) + f"#q_{q.id}")
             for section in place.form.sections for q in section.questions}  # fmt: skip
    rows = [
        (one.change, [where[id] for id in one.answered if id in where], one.answered) for one in told.touched
    ]
    return {"reason": told.reason, "at": told.move.at, "rows": rows}


@login_required
@require_POST
def rules_read(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Somebody has read what a correction changed: the notice goes, who and when stays on record."""
    place = open_place(request, ref, step)
    actions.read_move(stage=place.stage, by=place.person)
    messages.success(request, "บันทึกแล้วว่าอ่านการแก้ไขหลักเกณฑ์")
    return redirect(place.home)


def _stage_link(place: Place, stage: Stage) -> ui.Link:
    name = place.type.step(stage.step).name.th
    url = reverse("application", args=[place.application.ref, stage.step])
    return ui.Link(f"ขั้นที่ {stage.step} {name}", url, stage.step == place.stage.step)


def _people(members: list[Membership]) -> list[tuple[str, str]]:
    """Names with their roles here, approvers first."""
    held: dict[str, list[str]] = {}
    for one in members:
        held.setdefault(one.person.full_name, []).append(role_name(one.role))
    return [(name, " และ".join(roles)) for name, roles in held.items()]


@login_required
def describe(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Change the title, and the nominee where the type has one, while the draft is open."""
    place = open_place(request, ref, step)
    app = place.application
    person_type = place.type.subject == "person_or_group"
    form = DescribeForm(
        request.POST or None, initial={"title": app.title, "nominee": app.nominee}, nominee=person_type
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                actions.describe(
                    application=app, title=data["title"], nominee=data["nominee"] if person_type else None,
                    by=place.person,
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error("title" if refusal.code.startswith("title") else None, refusal.th)
            else:
                messages.success(request, "บันทึกชื่อแล้ว")
                return redirect(place.home)
    context = place.context(form=form, crumbs=place.crumbs(ui.Link("แก้ชื่อ")))
    return render(request, "lertrat/applicant/describe.html", context, status=status)
