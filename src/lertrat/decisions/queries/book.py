"""The committee's book: one page per work, as it could be read aloud in the room."""

from __future__ import annotations

from dataclasses import dataclass

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.applications.models import Submission
from lertrat.assessment.models import Finding, Screening, StepResult, Visit
from lertrat.criteria import Pack, gate
from lertrat.decisions.models import Decision
from lertrat.decisions.queries.board import Score, shown_score, visible
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes

# Questions whose answers tell the work in short, in the order they are looked for; then the first long answers.
TOLD = ("summary", "story", "results_story")
PARAGRAPHS = 3
PACKS = ("application__pack_version", "edition__pack_version")


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the chain: its name, its score, and what the gate says of it in words ("" without a gate)."""

    number: int
    name: str
    score: Score | None
    gate: str
    says: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Strengths and opportunities written for one criterion, by any of the assessors; nobody is named."""

    criterion: str
    strengths: tuple[str, ...]
    opportunities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A page of the book. `paragraphs`: (question, answer). `considered` False: no score is shown (004:945)."""

    decision: Decision
    agency: Agency
    above: list[Agency]
    submission: Submission
    type_name: str
    branch_name: str
    level_name: str
    proposed_level_name: str
    paragraphs: list[tuple[str, str]]
    steps: list[StepShown]
    findings: list[FindingGroup]
    agreed_reason: str
    visit: Visit | None
    screening: Screening | None
    considered: bool
    levels: list[tuple[str, str]]
    label: str


def decision(person: Person | None, decision_id: int) -> Decision:
    """One result the person may see. Raises NotFound: to a shut door as to nothing."""
    absent = NotFound("no-decision", "ไม่พบผลการพิจารณานี้", "There is no such result.")
    found = (
        Decision.objects.select_related(
            "application__agency", "application__pack_version", "agency", "edition__programme",
            "edition__pack_version", "item__meeting__committee", "resolution", "application__visit",
            "agency__parent__parent__parent__parent",
        )
        .defer(*(f"{pack}__{text}" for pack in PACKS for text in ("source", "supplement")))
        .filter(pk=decision_id)
        .first()
    )  # fmt: skip
    if found is None:
        raise absent
    if not visible(person, found.edition).decisions(Decision.objects.filter(pk=found.pk)).exists():
        raise absent
    return found


def book_page(person: Person | None, decision_id: int) -> Book:
    """The page of one work. Raises NotFound."""
    found = decision(person, decision_id)
    application = found.application
    pack = programmes.pack(application.pack_version)
    type = pack.types[found.type_id]
    every = list(
        Submission.objects.filter(application=application)
        .select_related("agency", "result", "screening__by")
        .defer("tree")
        .order_by("step", "pk")
    )
    sent = [s for s in every if s.live] or every[-1:]
    found_results: list[StepResult | None] = [getattr(s, "result", None) for s in sent]
    results = {r.step: r for r in found_results if r is not None}
    considered = (found.outcome or found.proposed_outcome) != "not_considered"
    last = results[max(results)] if results else None
    return Book(
        decision=found,
        agency=found.agency,
        above=agencies.above(found.agency),
        submission=sent[-1],
        type_name=type.name.th,
        branch_name=pack.branches[type.branch].name.th,
        level_name=pack.levels[found.level].name.th if found.level else "",
        proposed_level_name=pack.levels[found.proposed_level].name.th if found.proposed_level else "",
        paragraphs=_paragraphs(pack, sent[0]),
        steps=_steps(pack, found.type_id, results) if considered else [],
        findings=_findings(pack, found.type_id, last) if last and considered else [],
        agreed_reason=last.agreed_reason if last and considered else "",
        visit=getattr(application, "visit", None),
        screening=getattr(sent[0], "screening", None),
        considered=considered,
        levels=[(known.level, pack.levels[known.level].name.th) for known in type.levels],
        label=pack.label.th if pack.label else "",
    )


def _paragraphs(pack: Pack, submission: Submission) -> list[tuple[str, str]]:
    answers = submission.frozen["answers"]
    if not pack.step(submission.type_id, submission.step).form:
        return []
    questions = {q.id: q for q in pack.form(submission.type_id, submission.step).questions}
    wanted = [id for id in TOLD if id in questions and answers.get(id)]
    wanted += [
        id for id, q in questions.items() if q.kind == "long_text" and answers.get(id) and id not in wanted
    ]
    return [
        (questions[id].label.th, str(answers[id]))
        for id in wanted
        if isinstance(answers[id], str)
    ][:PARAGRAPHS]  # fmt: skip


def _steps(pack: Pack, type_id: str, results: dict[int, StepResult]) -> list[StepShown]:
    shown = []
    opened = True
    for step in pack.types[type_id].steps:
        result = results.get(step.number)
        words = ""
        if step.gate is not None:
            said = gate(pack, type_id, step.number, result.score if result else None, opened=opened)
            words, opened = said.says.th, said.result == "passed"
        shown.append(
            StepShown(
                step.number, step.name.th, shown_score(result) if result else None,
                result.gate if result else "", words,
            )
        )  # fmt: skip
    return shown


def _findings(pack: Pack, type_id: str, result: StepResult) -> list[FindingGroup]:
    rows = Finding.objects.filter(
        sheet__assignment_id__in=result.counted, sheet__state="locked"
    ).order_by("pk")  # fmt: skip
    kept: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        kept.setdefault(row.criterion_id, {}).setdefault(row.kind, []).append(row.text)
    return [
        FindingGroup(
            criterion.name.th,
            tuple(kept[criterion.id].get("strength", ())),
            tuple(kept[criterion.id].get("opportunity", ())),
        )
        for criterion in pack.rubric(type_id, result.step).criteria
        if criterion.id in kept
    ]
