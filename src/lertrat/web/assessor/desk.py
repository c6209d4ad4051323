"""The desk: what was sent beside the score sheet. The sheet is saved whole, by itself or by a press, and locked once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lertrat.assessment import actions
from lertrat.assessment import queries as assessment
from lertrat.assessment.states import FINDING_KINDS
from lertrat.kernel import dates, exact
from lertrat.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from lertrat.programmes.queries import pack_by_id
from lertrat.web import frozen, ui
from lertrat.web.assessor.views import LOOKS, state_words, type_words
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.assessment.models import Assignment
    from lertrat.criteria import Rubric
    from lertrat.people.models import Person

PLACES = 4


@dataclass(frozen=True, slots=True)
class Given:
    """A sheet as it was posted: texts by criterion id, nothing read yet."""

    scores: dict[str, str]
    findings: dict[str, dict[str, str]]
    comment: str
    base: int | None

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Given:
        """From the form's fields `score-ID`, `strength-ID`, `opportunity-ID`, `comment` and `revision`."""
        scores = {name.removeprefix("score-"): posted[name] for name in posted if name.startswith("score-")}
        findings = {
            key: {kind: posted.get(f"{kind}-{key}", "") for kind, _ in FINDING_KINDS} for key in scores
        }
        base = posted.get("revision", "")
        return cls(scores, findings, posted.get("comment", ""), int(base) if base.isdecimal() else 0)


def total_words(rubric: Rubric, running: Fraction | None) -> str:
    """The sum so far, exact: "คะแนนรวม 42.5 จาก 100"; a fraction that no decimal holds is given beside it."""
    if running is None:
        return f"คะแนนรวม – จาก {exact.decimal(rubric.total, 2, trim=True)}"
    shown = exact.decimal(running, PLACES, trim=True)
    beside = "" if Fraction(shown) == running else f" ({exact.to_text(running)})"
    word = "คะแนนเฉลี่ย" if rubric.scale == "pmqa" else "คะแนนรวม"
    return f"{word} {shown}{beside} จาก {exact.decimal(rubric.total, 2, trim=True)}"


def scored_words(scored: int, rubric: Rubric) -> str:
    """How many criteria have a score."""
    return f"ให้แล้ว {scored} จาก {len(rubric.criteria)} ข้อ"


@login_required
@never_cache
@require_safe
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """Answers and evidence on the left, rubric and findings on the right."""
    return _desk(request, assessment.assignment_for(signed_in_person(request), ref))


@login_required
@never_cache
def save(request: HttpRequest, ref: str) -> HttpResponse:
    """Save the whole sheet. A page that asks for JSON gets the new revision and the sums; a press goes on to the next page.

    Who reloads a refused press comes back to the sheet.
    """
    person = signed_in_person(request)
    assignment = assessment.assignment_for(person, ref)
    if request.method != "POST":
        return redirect("assess-sheet", ref)
    given = Given.of(request.POST)
    if request.accepts("text/html"):
        return _pressed(request, person, assignment, given)
    submission = assignment.submission
    rubric = pack_by_id(submission.pack_version_id, submission.pack_version.sha256).rubric(
        submission.type_id, submission.step
    )
    return by_itself(lambda without: _save(person, assignment, given, without), given, rubric)


def _save(person: Person, assignment: Assignment, given: Given, without: Mapping[str, Any] = {}) -> Any:
    return actions.save_sheet(
        assignment=assignment, base=given.base, comment=given.comment, findings=given.findings, by=person,
        scores={key: text for key, text in given.scores.items() if key not in without},
    )  # fmt: skip


def _pressed(request: HttpRequest, person: Person, assignment: Assignment, given: Given) -> HttpResponse:
    try:
        _save(person, assignment, given)
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        fresh = assessment.assignment_for(person, assignment.submission.ref)
        return _desk(request, fresh, given, refusal)
    ref = assignment.submission.ref
    if request.POST.get("next") == "lock":
        return redirect("assess-lock", ref)
    messages.success(request, "บันทึกแบบให้คะแนนแล้ว")
    return redirect(f"{reverse('assess-sheet', args=[ref])}#sheet")


def by_itself(write: Callable[[Mapping[str, Any]], Any], given: Given, rubric: Rubric) -> JsonResponse:
    """Save by `write`, which takes the scores to leave out. Scores that do not fit are named and left out, so that one slip
    does not keep everything else from being saved."""
    problems: Mapping[str, Refusal] = {}
    try:
        try:
            saved = write({})
        except Refusal as refusal:
            problems = getattr(refusal, "problems", {})
            if not problems:
                raise
            saved = write(problems)
    except (NotAllowed, NotFound):
        raise
    except Conflict as conflict:
        return JsonResponse({"says": conflict.th}, status=409)
    except Refusal as refusal:
        return JsonResponse({"says": refusal.th}, status=422)
    scores = {
        key: exact.parse(text) for key, text in given.scores.items() if text.strip() and key not in problems
    }
    when = f"บันทึกแล้ว เวลา {dates.thai_time(saved.saved_at)}"
    said = " · ".join(problem.th for problem in problems.values())
    return JsonResponse(
        {
            "revision": saved.revision,
            "says": f"{when} ยกเว้น: {said}" if problems else when,
            "problem": bool(problems),
            "total": total_words(rubric, assessment.running(rubric, scores)),
            "scored": scored_words(len(scores), rubric),
        }
    )


@login_required
@never_cache
def lock(request: HttpRequest, ref: str) -> HttpResponse:
    """Look over the sheet, then lock it for good."""
    person = signed_in_person(request)
    assignment = assessment.assignment_for(person, ref)
    reading = assessment.reading(assignment)
    if reading.sheet.state == "locked":
        return redirect("assess-sheet", ref)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            actions.lock_sheet(assignment=assignment, by=person)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            errors = [("", refusal.th)]
        else:
            messages.success(request, f"ยืนยันคะแนน “{assignment.submission.title}” แล้ว")
            return redirect("assess")
    context = {
        "ref": assignment.submission.ref, "title": assignment.submission.title,
        "sheet_url": reverse("assess-sheet", args=[assignment.submission.ref]),
        "agency": assignment.submission.agency_name, "criteria": criteria_rows(reading), "missing": missing_words(reading),
        "total": total_words(reading.rubric, reading.sheet.running), "errors": errors, "has_errors": bool(errors),
    }  # fmt: skip
    return render(request, "lertrat/assessor/lock.html", context, status=422 if errors else 200)


class Scored(Protocol):
    """A reading as its sheet needs it, of a submission or of a copy handed in for the KPI round."""

    @property
    def sheet(self) -> assessment.OwnSheet: ...
    @property
    def rubric(self) -> Rubric: ...


def missing_words(reading: Scored) -> list[str]:
    """What keeps the sheet from being locked."""
    own, rubric = reading.sheet, reading.rubric
    found = {kind for texts in own.findings.values() for kind, text in texts.items() if text}
    missing = [f"ยังไม่ได้ให้คะแนนข้อ “{c.name.th}”" for c in rubric.criteria if c.id not in own.scores]
    return missing + [
        f"ยังไม่มี{words}สักข้อ แบบให้คะแนนนี้ต้องมีอย่างน้อยหนึ่งข้อ"
        for kind, words in FINDING_KINDS
        if kind in rubric.asks and kind not in found
    ]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of the sheet as it is drawn."""

    criterion: Any
    value: str
    error: str
    strength: ui.FieldView
    opportunity: ui.FieldView
    answers: tuple[frozen.Answer, ...] = ()


def criteria_rows(
    reading: Scored,
    given: Given | None = None,
    problems: Mapping[str, Refusal] = {},
    answers: Mapping[str, tuple[frozen.Answer, ...]] = {},
) -> list[CriterionRow]:
    """The sheet's lines: what was typed where something was (`given`), else what is saved."""
    own = reading.sheet
    texts, found = (own.texts, own.findings) if given is None else (given.scores, given.findings)
    hints = {"strength": "จุดแข็ง", "opportunity": "โอกาสในการปรับปรุง"}

    def box(kind: str, key: str) -> ui.FieldView:
        value = found.get(key, {}).get(kind, "")
        rows = min(10, max(2, len(value) // 60 + 1))
        return ui.FieldView(f"{kind}-{key}", hints[kind], "textarea", value, rows=rows)

    return [
        CriterionRow(
            c, texts.get(c.id, ""), problems[c.id].th if c.id in problems else "", box("strength", c.id),
            box("opportunity", c.id), answers.get(c.id, ()),
        )
        for c in reading.rubric.criteria
    ]  # fmt: skip


def differences(reading: Scored, given: Given) -> list[dict[str, str]]:
    """What was typed and what is saved meanwhile, where the two differ."""
    own, rows = reading.sheet, []
    for c in reading.rubric.criteria:
        pairs = [("คะแนน", given.scores.get(c.id, ""), own.texts.get(c.id, ""))]
        pairs += [
            (words, given.findings.get(c.id, {}).get(kind, ""), own.findings.get(c.id, {}).get(kind, ""))
            for kind, words in FINDING_KINDS
        ]
        rows += [
            {"label": f"{c.name.th}: {words}", "mine": mine, "saved": saved}
            for words, mine, saved in pairs
            if mine.strip() != saved.strip()
        ]
    if given.comment.strip() != own.comment.strip():
        rows.append({"label": "ความเห็นโดยรวม", "mine": given.comment, "saved": own.comment})
    return rows


def _desk(
    request: HttpRequest, assignment: Assignment, given: Given | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    reading = assessment.reading(assignment)
    submission, own, rubric = reading.submission, reading.sheet, reading.rubric
    problems: Mapping[str, Refusal] = getattr(refusal, "problems", {})
    moved = isinstance(refusal, Conflict)
    errors = [(f"score-{key}" if key else "", problem.th) for key, problem in problems.items()]
    if refusal is not None and not problems and not moved:
        errors = [("", refusal.th)]
    names = {c.id: c.name for c in rubric.criteria}
    shown = frozen.sections(
        reading.form, reading.pack, submission.frozen, criteria=names,
        file_url=lambda pk: reverse("assess-file", args=[submission.ref, pk]),
    )  # fmt: skip
    serving: dict[str, tuple[frozen.Answer, ...]] = {}
    for answer in (answer for section in shown for answer in section.answers if answer.criterion):
        serving[answer.criterion] = (*serving.get(answer.criterion, ()), answer)
    comment = own.comment if given is None else given.comment
    locked = own.state == "locked"
    total = own.total
    context = {
        "ref": submission.ref, "title": submission.title, "agency": submission.agency_name, "step": submission.step,
        "save_url": reverse("assess-save", args=[submission.ref]),
        "type": type_words(reading.pack, submission.type_id, submission.category),
        "branch": reading.pack.types[submission.type_id].branch, "due_at": assignment.panel.due_at,
        "look": LOOKS[own.state], "says": state_words(own.state, len(own.scores), len(rubric.criteria)),
        "addenda": assessment.sent_rounds(submission),
        "sections": shown, "criteria": criteria_rows(reading, given, problems, serving), "guidance": rubric.guidance,
        "comment": ui.FieldView("comment", "ความเห็นโดยรวม", "textarea", comment, rows=4, optional=True),
        "revision": own.revision, "saved_at": own.saved_at, "locked_at": own.locked_at, "locked": locked,
        "total": total_words(rubric, own.running), "scored": scored_words(len(own.scores), rubric),
        "own_total": total, "full": rubric.total, "settled": reading.concluded, "leads": reading.leads,
        "own_exact": exact.to_text(total) if total is not None and total.denominator != 1 else "",
        "assumed": rubric.assumed or reading.form.assumed, "moved": moved, "errors": errors, "has_errors": bool(errors),
        "theirs_rows": differences(reading, given) if moved and given else [],
    }  # fmt: skip
    status = 200 if refusal is None else 409 if moved else 422
    return render(request, "lertrat/assessor/sheet.html", context, status=status)
