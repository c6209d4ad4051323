"""Before sending: what is missing and how the conditions stand; and every answer to be read through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lertrat.applications import queries
from lertrat.criteria.schema import Section
from lertrat.kernel import clock, exact, thai
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.applicant.answers import Said
from lertrat.web.applicant.place import Place, open_place

if TYPE_CHECKING:
    from lertrat.applications.readiness import Gap, Readiness

NONE: Mapping[str, int] = {}
FIRST = {"table", "date", "yes_no", "choice", "multi"}


def fact_words(place: Place) -> dict[str, Any]:
    """The facts' questions by name, for what a verdict still misses."""
    return {name: fact.question for name, fact in place.pack.facts.items()}


def gap_links(place: Place, wanted: Iterable[Gap]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The gaps by section: section title and (address of the question, label, words)."""
    titles = {section.id: section.title.th for section in place.form.sections}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for gap in wanted:
        kind = place.form.question(gap.question_id).kind
        end = "_0" if kind in FIRST else ""
        url = f"{place.url('application-section', gap.section_id)}?check=1#id_{gap.question_id}{end}"
        found.setdefault(titles[gap.section_id], []).append((url, gap.label, gap.refusal.th))
    return list(found.items())


@login_required
def readiness(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Each gap linked to its question, each condition with its verdict and source, each warning."""
    place = open_place(request, ref, step)
    ready = queries.readiness(place.content, clock.now())
    order = {"unmet": 0, "unknown": 1, "met": 2}
    context = place.context(
        ready=ready, gaps=gap_links(place, ready.gaps), doubts=gap_links(place, ready.doubts), gap_count=len(ready.gaps) + len(ready.extra), facts=fact_words(place),
        conditions=sorted(ready.judgement.conditions, key=lambda one: order[one.verdict]),
        counts=_counts(ready), crumbs=place.crumbs(ui.Link("ตรวจความพร้อม")),
        uncited=queries.uncited(place.application.agency_id), before=place.window is not None and clock.now() < place.window.opens_at,
    )  # fmt: skip
    return render(request, "lertrat/applicant/readiness.html", context)


def _counts(ready: Readiness) -> dict[str, int]:
    verdicts = [one.verdict for one in ready.judgement.conditions]
    return {verdict: verdicts.count(verdict) for verdict in ("met", "unmet", "unknown")}


def said_sections(place: Place, *, change: bool, only: str = "") -> list[tuple[Section, list[Said]]]:
    """Every section (or `only` one) with its answers in words; `change` links each to its question, and back again."""
    errors = {gap.question_id: gap.refusal.th for gap in queries.outline(place.content).gaps}
    made = []
    for section in place.form.sections:
        if only and section.id != only:
            continue
        rows = said_rows(place, section)
        for question, row in zip(section.questions, rows, strict=True):
            row.error = errors.get(question.id, "")
            if change:
                end = "_0" if question.kind in FIRST else ""
                came = urlencode({"from": "section" if only else "all", "q": question.id})
                row.url = f"{place.url('application-section', section.id)}?{came}#id_{question.id}{end}"
        made.append((section, rows))
    return made


def said_rows(place: Place, section: Section, talk: Mapping[str, int] = NONE) -> list[Said]:
    """One section's questions with their answers in words and their files."""
    content = place.content
    rows = []
    for question in section.questions:
        row = answers.said(question, content.value(question.id), content.fact_of(question))
        row.comments = talk.get(question.id, 0)
        row.files = [one for one in content.attachments if one.question_id == question.id]
        rows.append(row)
    return rows


@login_required
def check_answers(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Every answer in words, of all sections or of one (`?section=`), to be read or printed; each leads to its question and back."""
    place = open_place(request, ref, step)
    only = request.GET.get("section", "")
    here = place.section(only) if only else None
    sections = said_sections(place, change=place.editable, only=only)
    text = "\n".join(row.text for _, rows in sections for row in rows if row.text)
    context = place.context(
        sections=sections, printed_at=clock.now(), here=here, pages=exact.decimal(thai.pages(text), 1),
        crumbs=place.crumbs(ui.Link(here.title.th if here else "คำตอบทั้งหมด")),
    )  # fmt: skip
    return render(request, "lertrat/applicant/check.html", context)


def long_answers(sections: Iterable[tuple[Section, list[Said]]]) -> list[tuple[str, list[Said]]]:
    """What an approver reads on two pages: of each section the first answers that say something."""
    short = []
    for section, rows in sections:
        filled = [row for row in rows if row.text or row.rows or row.files]
        short.append((section.title.th, filled[:3]))
    return short
