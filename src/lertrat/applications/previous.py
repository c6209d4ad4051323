"""What the same agency wrote before for the same kind of award: answers to be read beside the new form, and copied one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lertrat.applications import content as contents
from lertrat.applications.content import Content
from lertrat.applications.models import Answer, Application, Submission
from lertrat.applications.validators import is_blank
from lertrat.criteria.schema import Form, Question
from lertrat.kernel.errors import NotFound
from lertrat.programmes.queries import pack_by_id

LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier application: what was sent of it (None: nothing), its form of the same step, and the values by question id."""

    application: Application
    sent: Submission | None
    form: Form
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """A question of today's form with the one it corresponds to and what was answered then."""

    section_id: str
    question: Question
    before: Question
    value: Any


def applications(content: Content) -> list[Application]:
    """The agency's applications of earlier years for the same kind of award, newest first: by the concept that a rules file gives
    its types, so that a type renamed or renumbered is found. One query, besides rules not at hand yet."""
    application = content.application
    concept = content.pack.types[application.type_id].concept
    rows = (
        Application.objects.filter(
            agency_id=application.agency_id,
            edition__programme_id=application.edition.programme_id,
            edition__year_be__lt=application.edition.year_be,
        )
        .select_related("edition__programme", "pack_version", "agency")
        .defer("pack_version__source", "pack_version__supplement")
        .order_by("-edition__year_be", "-id")[:LOOKED_AT]
    )
    return [
        one for one in rows if _concept(one) == concept and (one.category or 0) == (application.category or 0)
    ]


def _concept(application: Application) -> str:
    version = application.pack_version
    kind = pack_by_id(version.pk, version.sha256).types.get(application.type_id)
    return kind.concept if kind else ""


def earlier(content: Content, ref: str) -> Earlier:
    """One of `applications`, with what was sent; where nothing was sent, its draft as it was left. Raises NotFound."""
    found = next((one for one in applications(content) if one.ref == ref), None)
    step = content.stage.step
    kind = (
        pack_by_id(found.pack_version.pk, found.pack_version.sha256).types[found.type_id] if found else None
    )
    if found is None or kind is None or all(one.number != step for one in kind.steps):
        raise NotFound("no-earlier", "ไม่พบใบสมัครปีก่อนรายการนี้", "There is no such earlier application.")
    version = found.pack_version
    form = contents.form_by_id(version.pk, version.sha256, found.type_id, step)
    sent = Submission.objects.filter(application=found, step=step).order_by("live", "id").last()
    if sent is not None:
        return Earlier(found, sent, form, dict(sent.frozen["answers"]))
    rows = Answer.objects.filter(stage__application=found, stage__step=step)
    return Earlier(found, None, form, dict(rows.values_list("question_id", "value")))


def matches(content: Content, before: Earlier) -> list[Match]:
    """Today's questions that were answered before: those that fill the same fact, else of the same id, and of the same kind."""
    by_fact = {question.fact: question for question in before.form.questions if question.fact}
    by_id = {question.id: question for question in before.form.questions}
    found = []
    for section in content.form.sections:
        for question in section.questions:
            old = (by_fact.get(question.fact) if question.fact else None) or by_id.get(question.id)
            if old is None or old.kind != question.kind or question.kind == "file":
                continue
            value = before.values.get(old.id)
            if not is_blank(value):
                found.append(Match(section.id, question, old, value))
    return found
