"""Letters within a department: who reads a work, its internal day, and works that stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterator

from lertrat.applications import content
from lertrat.applications.clashes import clashes_of
from lertrat.applications.models import Application, Comment, InternalPlan
from lertrat.kernel.dates import deadline_words
from lertrat.notices.letters import Letter, register
from lertrat.notices.post import facts, link, members
from lertrat.programmes import queries as programmes
from lertrat.records.models import Record


def _plan(record: Record) -> InternalPlan | None:
    rows = InternalPlan.objects.select_related(
        "application__agency", "application__edition", "application__pack_version", "application__created_by", "reviewer"
    )  # fmt: skip
    return rows.filter(application=record.object_id).first()


def _values(plan: InternalPlan) -> dict[str, str]:
    return facts(plan.application) | {
        "internal": deadline_words(plan.due_at) if plan.due_at else "ไม่ได้กำหนด",
        "reviewer": plan.reviewer.full_name if plan.reviewer else "ไม่ได้กำหนด",
        "note": plan.note or "–",
    }


def reviewer_named(record: Record) -> Iterator[Letter]:
    """To the internal reviewer who was named in this very change."""
    plan = _plan(record)
    if plan is not None and plan.reviewer is not None and plan.reviewer_id == record.data.get("reviewer"):
        yield Letter(plan.reviewer, _values(plan), plan.application.type_id)


def internal_due(record: Record) -> Iterator[Letter]:
    """To those who work on it and to the reviewer: the department's own day is near."""
    plan = _plan(record)
    if plan is None or plan.due_at is None:
        return
    people = members(plan.application) + ([plan.reviewer] if plan.reviewer else [])
    for person in {one.pk: one for one in people}.values():
        yield Letter(person, _values(plan), plan.application.type_id)


def comment_mention(record: Record) -> Iterator[Letter]:
    """To the members whom a remark names. Its words stay on the page: they may be taken back, a letter may not."""
    said = Comment.objects.select_related(
        "by", "stage__application__agency", "stage__application__edition", "stage__application__pack_version"
    )
    one = said.filter(pk=record.object_id).first() if record.data.get("mentions") else None
    if one is None:
        return
    application, step = one.stage.application, one.stage.step
    form = content.form_of(programmes.pack(application.pack_version), application.type_id, step)
    asked = {question.id: question.label.th for question in form.questions}
    values = facts(application, step) | {
        "author": one.by.full_name,
        "question": asked.get(one.question_id, one.question_id),
        "link": link(f"/apply/{application.ref}/step/{step}/comments/{one.question_id}/"),
    }
    for member in members(application):
        if member.pk in one.mentions:
            yield Letter(member, values, application.type_id)


def clash_found(record: Record) -> Iterator[Letter]:
    """To both sides, as soon as the second draft begins. Each is told what the other side is, and nothing of its text."""
    started = Application.objects.select_related("agency", "edition", "pack_version", "created_by").get(
        pk=record.object_id
    )
    found = clashes_of(started, programmes.pack(started.pack_version))
    sides = {other.pk for clash in found for other in clash.others}
    others = Application.objects.select_related("agency", "edition", "pack_version", "created_by").filter(
        pk__in=sides
    )
    for side in [started, *others] if found else []:
        mine = clashes_of(side, programmes.pack(side.pack_version))
        words = "\n".join(f"- {clash.refusal.th}" for clash in mine)
        for person in members(side):
            yield Letter(
                person, facts(side) | {"clashes": words, "link": link(f"/apply/{side.ref}/")}, side.type_id
            )


register("comment.added", "comment_mention", comment_mention)
register("application.planned", "reviewer_named", reviewer_named)
register("application.internal_due", "internal_due", internal_due)
register("application.started", "clash_found", clash_found)
