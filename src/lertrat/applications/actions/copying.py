"""Taking answers over from an earlier year, item by item."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from lertrat.applications import content as contents
from lertrat.applications import previous
from lertrat.applications.actions.drafting import answer_many
from lertrat.applications.models import Stage
from lertrat.applications.permits import may
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append


def copy_answers(
    *, stage: Stage, ref: str, question_ids: Collection[str], bases: Mapping[str, int], by: Person
) -> list[str]:
    """Put the answers of the agency's earlier application `ref` into the chosen questions of a draft, each as a revision of its
    own. `bases` are the revisions the writer saw. Returns the ids of questions that somebody wrote meanwhile: left alone.

    What no longer fits the question (an option that is gone) comes over as it was written and is named by the readiness check.
    """
    may(by, "edit", stage.application).require()
    content = contents.read(stage)
    before = previous.earlier(content, ref)
    given = {
        one.question.id: _given(one.value)
        for one in previous.matches(content, before)
        if one.question.id in question_ids
    }
    if not given:
        raise Refusal(
            "nothing-chosen", "กรุณาเลือกคำตอบที่จะนำมาใช้อย่างน้อยหนึ่งข้อ", "Choose at least one answer to copy."
        )
    with transaction.atomic():
        clashes = answer_many(
            stage=stage, given=given, bases={one: bases.get(one, 0) for one in given}, by=by
        )
        append(
            "answers.copied", obj=stage, by=by, edition_id=stage.application.edition_id, source=before.application.pk,
            questions=sorted(set(given) - set(clashes)),
        )  # fmt: skip
    return clashes


def _given(value: Any) -> Any:
    """A stored value as an answer is given."""
    if isinstance(value, Mapping) and "raw" in value:
        return value["raw"]
    return ("yes" if value else "no") if isinstance(value, bool) else value
