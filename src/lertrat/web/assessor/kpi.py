"""The desk of the KPI round: what an agency handed in beside the same score sheet as step 1 of the award."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lertrat.assessment import actions, queries
from lertrat.kernel import exact
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.web import frozen, ui
from lertrat.web.assessor import desk
from lertrat.web.assessor.desk import Given
from lertrat.web.assessor.views import LOOKS, state_words
from lertrat.web.serving import serve
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.assessment.models import KpiReading
    from lertrat.people.models import Person

HEAD = ("กลุ่ม", "ตัวชี้วัด", "หน่วย", "เป้าหมาย", "ผลรายปี", "คู่เทียบ", "แหล่งข้อมูล")


@login_required
@never_cache
@require_safe
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """What was handed in on the left, the score sheet on the right."""
    return _desk(request, queries.kpi_reading_for(signed_in_person(request), ref))


@login_required
@never_cache
def save(request: HttpRequest, ref: str) -> HttpResponse:
    """Save the whole sheet. A page that asks for JSON gets the new revision and the sums; a press goes on."""
    person = signed_in_person(request)
    reading = queries.kpi_reading_for(person, ref)
    if request.method != "POST":
        return redirect("assess-kpi", ref)
    given = Given.of(request.POST)
    if not request.accepts("text/html"):
        return desk.by_itself(
            lambda without: _save(person, reading, given, without), given, queries.kpi_sheet(reading).rubric
        )
    try:
        _save(person, reading, given)
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return _desk(request, queries.kpi_reading_for(person, ref), given, refusal)
    if request.POST.get("next") == "lock":
        return redirect("assess-kpi-lock", ref)
    messages.success(request, "บันทึกแบบให้คะแนนแล้ว")
    return redirect(f"{reverse('assess-kpi', args=[ref])}#sheet")


def _save(person: Person, reading: KpiReading, given: Given, without: Mapping[str, Any] = {}) -> Any:
    return actions.save_kpi(
        reading=reading, base=given.base, comment=given.comment, findings=given.findings, by=person,
        scores={key: text for key, text in given.scores.items() if key not in without},
    )  # fmt: skip


@login_required
@never_cache
def lock(request: HttpRequest, ref: str) -> HttpResponse:
    """Look over the sheet, then lock it for good."""
    person = signed_in_person(request)
    reading = queries.kpi_reading_for(person, ref)
    if reading.locked_at is not None:
        return redirect("assess-kpi", ref)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            actions.lock_kpi(reading=reading, by=person)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            errors = [("", refusal.th)]
        else:
            messages.success(request, f"ยืนยันคะแนน “{reading.copy.assessment.agency.name_th}” แล้ว")
            return redirect("assess")
    seen = queries.kpi_sheet(reading)
    context = {
        **_head(reading), "criteria": desk.criteria_rows(seen), "missing": desk.missing_words(seen),
        "total": desk.total_words(seen.rubric, seen.sheet.running), "errors": errors, "has_errors": bool(errors),
    }  # fmt: skip
    return render(request, "lertrat/assessor/lock.html", context, status=422 if errors else 200)


@login_required
@never_cache
def file(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """A file of the evidence: the door is asked again at every download."""
    person = signed_in_person(request)
    return serve(request, queries.kpi_file(person, ref, pk), person)


def _head(reading: KpiReading) -> dict[str, Any]:
    """Who it is about, and where the sheet's pages are."""
    copy = reading.copy
    return {
        "ref": copy.ref, "title": copy.assessment.agency.name_th, "agency": "การประเมินตนเอง PMQA 4.0 ที่ส่งรอบตัวชี้วัด",
        "sheet_url": reverse("assess-kpi", args=[copy.ref]), "save_url": reverse("assess-kpi-save", args=[copy.ref]),
    }  # fmt: skip


def _desk(
    request: HttpRequest, reading: KpiReading, given: Given | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    seen = queries.kpi_sheet(reading)
    own, rubric, total = seen.sheet, seen.rubric, seen.sheet.total
    problems: Mapping[str, Refusal] = getattr(refusal, "problems", {})
    moved = isinstance(refusal, Conflict)
    errors = [(f"score-{key}" if key else "", problem.th) for key, problem in problems.items()]
    if refusal is not None and not problems and not moved:
        errors = [("", refusal.th)]
    shown = sections(seen)
    serving = {section.answers[-1].criterion: section.answers for section in shown}
    comment = own.comment if given is None else given.comment
    context = {
        **_head(reading), "step": 1, "type": "รอบตัวชี้วัด", "branch": seen.pack.types[seen.type_id].branch,
        "due_at": reading.panel.due_at, "look": LOOKS[own.state], "sections": shown,
        "says": state_words(own.state, len(own.scores), len(rubric.criteria)), "guidance": rubric.guidance,
        "criteria": desk.criteria_rows(seen, given, problems, serving), "revision": own.revision,
        "comment": ui.FieldView("comment", "ความเห็นโดยรวม", "textarea", comment, rows=4, optional=True),
        "saved_at": own.saved_at, "locked_at": own.locked_at, "locked": own.state == "locked",
        "total": desk.total_words(rubric, own.running), "scored": desk.scored_words(len(own.scores), rubric),
        "own_total": total, "full": rubric.total, "settled": seen.concluded, "leads": False,
        "own_exact": exact.to_text(total) if total is not None and total.denominator != 1 else "",
        "assumed": rubric.assumed, "moved": moved, "errors": errors, "has_errors": bool(errors),
        "theirs_rows": desk.differences(seen, given) if moved and given else [],
    }  # fmt: skip
    status = 200 if refusal is None else 409 if moved else 422
    return render(request, "lertrat/assessor/sheet.html", context, status=status)


def sections(seen: queries.KpiSheet) -> list[frozen.Section]:
    """What was handed in, category by category beside the criterion it serves. The agency's own scores stay out of sight: the
    examiners' score is theirs alone."""
    held = seen.copy.content
    return [
        frozen.Section(f"k{number}", criterion.name, _answers(seen, held, str(number), criterion))
        for number, criterion in enumerate(seen.rubric.criteria, 1)
    ]


def _answers(
    seen: queries.KpiSheet, held: Mapping[str, Any], number: str, criterion: Any
) -> tuple[frozen.Answer, ...]:
    texts = held["texts"].get(number, {})
    given = [row for row in held["evidence"] if str(row["category"]) == number]
    found = [
        frozen.Answer(f"k{number}-{key}", label, text=texts.get(key, ""))
        for key, label in (("approach", "แนวทาง"), ("results", "ผลลัพธ์"))
    ]
    if given:
        notes = tuple(f"{row['text']} {row['url']}".strip() for row in given if not row["file"])
        kept = tuple(
            frozen.Evidence(
                row["file"]["name"], frozen.size_words(int(row["file"]["size"])), row["text"],
                reverse("assess-kpi-file", args=[seen.copy.ref, row["file"]["id"]]),
            )
            for row in given if row["file"]
        )  # fmt: skip
        found.append(frozen.Answer(f"k{number}-evidence", "หลักฐาน", items=notes, files=kept))
    measured = held["indicators"] if int(number) == len(seen.rubric.criteria) else []
    if measured:
        rows = tuple(
            (one["group"], one["name"], one["unit"], one["target"], _years(one["years"]), one["comparator"], one["source"])
            for one in measured
        )  # fmt: skip
        found.append(frozen.Answer(f"k{number}-indicators", "ตัวชี้วัด", head=HEAD, rows=rows))
    # The way back to the score stands once, below everything that serves it.
    return (*found[:-1], replace(found[-1], criterion=criterion.id, criterion_name=criterion.name))


def _years(years: Mapping[str, Mapping[str, str]]) -> str:
    return " · ".join(f"{year}: {each['value']}" for year, each in sorted(years.items()))
