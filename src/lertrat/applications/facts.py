"""The only assembler of facts for `criteria`: what the applicant wrote, what the register knows, what an officer established."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from lertrat.applications.content import Content
from lertrat.applications.models import Application, OfficerFact, Stage, Submission
from lertrat.criteria import Judgement, Pack, judge
from lertrat.criteria.schema import Fact, Form
from lertrat.works.models import Award

AWARD_REF = re.compile(r"[A-Z0-9]+-[0-9A-Z]+-[0-9A-Z]", re.ASCII)


def judgement(content: Content, moment: datetime) -> Judgement:
    """The conditions of the application's type against everything known of it. About four queries."""
    values = {answer.question_id: answer.value for answer in content.answers.values()}
    facts = assemble(content.application, content.pack, content.form, values)
    return judge(content.pack, content.application.type_id, facts)


def judgement_of(submission: Submission, pack: Pack, form: Form) -> Judgement:
    """As `judgement`, over the frozen answers of a submission and what officers have established since."""
    return judge(
        pack, submission.type_id, assemble(submission.application, pack, form, submission.frozen["answers"])
    )


def assemble(application: Application, pack: Pack, form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Every fact that is known, in the form that `criteria.judge` takes. A later source stands over an earlier one:
    the applicant's answers, then the register, then the officers."""
    facts = from_answers(pack, form, values)
    facts.update(_from_register(application, pack, facts))
    rows = (
        OfficerFact.objects.filter(application_id=application.pk).order_by("id").values_list("fact", "value")
    )
    facts.update({name: value for name, value in rows if name in pack.facts})
    return {name: value for name, value in facts.items() if value is not None}


def from_answers(pack: Pack, form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that a form's answers fill; what cannot be read yet is not known."""
    facts: dict[str, Any] = {}
    for question in form.questions:
        value = values.get(question.id)
        fact = pack.facts.get(question.fact) if question.fact else None
        if fact is None or value is None or (isinstance(value, Mapping) and "raw" in value):
            continue
        facts[question.fact] = _as_fact(fact, value)
    return facts


def _as_fact(fact: Fact, value: Any) -> Any:
    if fact.type == "collection" and isinstance(value, list):
        return {"complete": True, "items": [{k: v for k, v in row.items() if v != ""} for row in value]}
    return value


def _from_register(application: Application, pack: Pack, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is known without asking: the agency's kind, the category entered, the parents of a nomination, past awards."""
    known: dict[str, Any] = {"agency_kind": application.agency.kind}
    if application.category:
        known["pmqa_category"] = application.category
    if pack.types[application.type_id].requires_parent:
        running = _running_types(application)
        known["parent_effective_change"] = "effective-change" in running
        known["parent_participation_expanded"] = "participation-expanded" in running
    if "source_awards" in given:
        known["source_awards"] = source_awards(given["source_awards"])
    return {name: value for name, value in known.items() if name in pack.facts}


def _running_types(application: Application) -> set[str]:
    live = Stage.objects.filter(application=OuterRef("pk")).exclude(state="withdrawn")
    rows = Application.objects.filter(
        Exists(live), agency_id=application.agency_id, edition_id=application.edition_id
    ).exclude(pk=application.pk)
    return set(rows.values_list("type_id", flat=True))


def source_awards(text: Any) -> dict[str, Any]:
    """The awards of the register that a text names by reference, as the collection `source_awards`.

    A reference the register does not know leaves the collection incomplete: unknown, not unmet. A level that no source
    records is left out of its record (004:678; reading.md, Participation Expanded).
    """
    named = AWARD_REF.findall(str(text).upper())
    awards = {award.ref: award for award in Award.objects.filter(ref__in=named)}
    items = []
    for ref in named:
        award = awards.get(ref)
        if award is None:
            continue
        item: dict[str, Any] = {"source_type": award.type_id or None, "source_level": award.level or None}
        if award.year_from and award.year_from == award.year_to:
            item["source_year"] = award.year_to
        items.append({name: value for name, value in item.items() if value is not None})
    return {"complete": bool(named) and len(awards) == len(set(named)), "items": items}
