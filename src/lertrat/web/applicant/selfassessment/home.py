"""The agency's self-assessments, and one of them: where it stands, what comes next, and the picture of its scores."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lertrat.agencies import queries as agencies
from lertrat.criteria.schema import Category
from lertrat.programmes import queries as programmes
from lertrat.selfassessment import actions, queries
from lertrat.selfassessment.states import STATES
from lertrat.web import ui
from lertrat.web.applicant.selfassessment import charts
from lertrat.web.applicant.selfassessment.forms import LastYearForm, Press
from lertrat.web.applicant.selfassessment.place import Place, open_place, written
from lertrat.web.asking import Ask, attempt
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from fractions import Fraction

    from lertrat.selfassessment.models import Sheet

WORDS = dict(STATES)
LOOKS = {"working": "partial", "scoring": "awaiting", "agreed": "done"}


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Every self-assessment of the person's agencies, and the agencies that may begin one; POST begins."""
    person = signed_in_person(request)
    edition = programmes.current_edition()
    mine = agencies.agencies_of(person.pk)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        agency = next((one for one in mine if str(one.pk) == request.POST.get("agency")), None)
        if agency is None or edition is None:
            raise Http404
        form = Press(request.POST)
        started, _ = attempt(form, lambda: actions.start(edition=edition, agency=agency, by=person))
        if started:
            return redirect("self-home", started[0].ref)
        errors = [("", str(error)) for error in form.non_field_errors()]
    has_tool = bool(edition and edition.pack_version_id and programmes.pack_of(edition).instrument)
    found = queries.mine(person)
    begun = {one.agency_id for one in found if edition is not None and one.edition_id == edition.pk}
    context = {
        "rows": [(one, LOOKS[one.state], WORDS[one.state]) for one in found], "edition": edition, "errors": errors,
        "agencies": [one for one in mine if one.pk not in begun] if has_tool else [], "has_tool": has_tool, "has_errors": bool(errors),
    }  # fmt: skip
    return render(request, "lertrat/applicant/self/index.html", context, status=422 if errors else 200)


@dataclass(frozen=True, slots=True)
class Line:
    """A category in the table of the radar."""

    category: Category
    now: Fraction | None
    last: Fraction | None
    readiest: bool


@login_required
def home(request: HttpRequest, ref: str) -> HttpResponse:
    """One assessment; POST says what last year's total was."""
    place = open_place(request, ref)
    form = LastYearForm(
        request.POST or None,
        initial={"score": written(place.assessment.last_score), "source": place.assessment.last_source},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        done, status = attempt(
            form,
            lambda: actions.set_last_year(
                assessment=place.assessment, by=place.person, score=form.cleaned_data["score"],
                source=form.cleaned_data["source"],
            ),
            {"number": "score", "score": "score", "source": "source"},
        )  # fmt: skip
        if done:
            messages.success(request, "บันทึกคะแนนปีก่อนแล้ว")
            return redirect(place.home)
    sheets = queries.raters(place.assessment)
    picture = queries.picture(place.assessment) if place.assessment.state == "agreed" else None
    pack = queries.pack_of(place.assessment)
    lines, ruler, radar = [], None, None
    if picture:
        ruler = charts.ruler(pack, place.instrument, picture, place.assessment.agency.kind)
        radar = charts.radar(place.instrument, picture)
        lines = [
            Line(
                c,
                picture.forecast.categories[c.number],
                picture.last_categories.get(c.number),
                c is picture.readiest,
            )
            for c in place.instrument.categories
        ]
    level = picture.forecast.level if picture else None
    context = place.context(
        form=form, state_look=LOOKS[place.assessment.state], state_words=WORDS[place.assessment.state], sheets=sheets,
        next=_next(place, sheets), tasks=_tasks(place), picture=picture, ruler=ruler, radar=radar, lines=lines,
        gains=[(gain, pack.levels[gain.level].name.th) for gain in picture.gains[:6]] if picture else [], copies=queries.copies(place.assessment),
        level=pack.levels[level.level].name.th if level and level.level else "",
    )  # fmt: skip
    return render(request, "lertrat/applicant/self/home.html", context, status=status)


def _tasks(place: Place) -> list[ui.Task]:
    """The categories with owner and how much is kept there."""
    kept = Counter(row.category for row in queries.evidence(place.assessment))
    tasks = []
    for row in queries.categories(place.assessment):
        category = place.instrument.category(row.number)
        written = [text for text in (row.approach, row.results) if text]
        whole = bool(written) if category.kind == "result" else len(written) == 2 and bool(kept[row.number])
        begun = written or kept[row.number]
        state = "done" if whole and row.owner else "partial" if begun else "todo"
        owner = row.owner.full_name if row.owner else "ยังไม่มีผู้รับผิดชอบ"
        words = f"{owner} · หลักฐาน {kept[row.number]} รายการ"
        tasks.append(
            ui.Task(
                f"หมวด {row.number} {category.name.th}", state, place.url("self-category", row.number), words
            )
        )
    return tasks


def _next(place: Place, sheets: list[Sheet]) -> tuple[str, str] | None:
    """The one thing to do next, as address and words; None where the person waits for others."""
    own = next((sheet for sheet in sheets if sheet.person_id == place.person.pk), None)
    state = place.assessment.state
    if state == "working" and place.can("name"):
        return place.url("self-raters"), "เลือกผู้ให้คะแนนสามคน"
    if state == "scoring" and own is not None and own.locked_at is None:
        return place.url("self-score"), "ให้คะแนนของท่าน"
    if state == "scoring" and queries.all_locked(sheets):
        return place.url("self-agree"), "สรุปคะแนนร่วมกัน"
    if state == "agreed":
        return place.url("self-hand-in"), "ใช้ในใบสมัครหรือรอบตัวชี้วัด"
    return None


@login_required
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask, then begin another round."""
    place = open_place(request, ref)
    form = Press(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        done, status = attempt(form, lambda: actions.reopen(assessment=place.assessment, by=place.person))
        if done:
            messages.success(request, f"เปิดรอบที่ {done.round} แล้ว คะแนนรอบก่อนยังเก็บไว้ตามเดิม")
            return redirect(place.home)
    ask = Ask(
        "เปิดให้คะแนนรอบใหม่", "แบบให้คะแนนและข้อสรุปของรอบนี้จะเก็บไว้ตามเดิมและแก้ไม่ได้อีก รอบใหม่ต้องเลือกผู้ให้คะแนนสามคนอีกครั้ง "
        "สำเนาที่ใช้ในใบสมัครหรือส่งรอบตัวชี้วัดไปแล้วไม่เปลี่ยน", "เปิดรอบใหม่", place.home, danger=False,
    )  # fmt: skip
    context = place.context("เปิดรอบใหม่", ask=ask, form=form, can=place.can("reopen"))
    return render(request, "lertrat/applicant/self/reopen.html", context, status=status)
