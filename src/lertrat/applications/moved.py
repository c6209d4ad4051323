"""What a corrected version of the rules means for one draft: the rules that changed for its type, and the answers they touch."""

from __future__ import annotations

from dataclasses import dataclass

from lertrat.applications.content import Content, form_of
from lertrat.applications.models import RulesMove
from lertrat.criteria import Pack, RuleChange, rule_changes
from lertrat.criteria.conditions import facts_read
from lertrat.programmes.queries import pack_by_id


@dataclass(frozen=True, slots=True)
class Touched:
    """One changed rule; `questions` are ids of the form's questions it touches, of which `answered` have an answer."""

    change: RuleChange
    questions: tuple[str, ...]
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A move not read yet, and what it changes for this application."""

    move: RulesMove
    reason: str
    touched: tuple[Touched, ...]


def unread(content: Content) -> Moved | None:
    """The newest move of a stage that nobody has read, told from the first version that was left. One query."""
    moves = list(
        RulesMove.objects.filter(stage=content.stage, read_at__isnull=True)
        .select_related("before", "after")
        .defer("before__source", "before__supplement", "after__source", "after__supplement")
        .order_by("id")
    )
    if not moves:
        return None
    first, last = moves[0], moves[-1]
    before = pack_by_id(first.before_id, first.before.sha256)
    after = pack_by_id(last.after_id, last.after.sha256)
    type = (
        after.types.get(content.stage.application.type_id) or before.types[content.stage.application.type_id]
    )
    step = next((one for one in type.steps if one.number == content.stage.step), None)
    own = (f"types/{type.concept}/", *([f"forms/{step.form}/"] if step and step.form else []), *([f"rubrics/{step.rubric}/"] if step and step.rubric else []))  # fmt: skip
    whole = _differing(before, after, content)
    found = []
    for change in rule_changes(before, after):
        facts = change.rule.removeprefix("facts/") if change.rule.startswith("facts/") else ""
        if not (f"{change.rule}/".startswith(own) or facts):
            continue
        asked = _questions(content, change.rule, facts)
        if change.rule.startswith("forms/") and "/questions/" not in change.rule:
            asked = whole  # sections came, went or changed places: every question that differs is named
        if facts and not asked:
            continue
        answered = tuple(id for id in asked if id in content.answers)
        found.append(Touched(change, asked, answered))
    return Moved(last, last.after.reason, tuple(found))


def _differing(before: Pack, after: Pack, content: Content) -> tuple[str, ...]:
    """The questions of the stage's form that are new, gone or worded otherwise, in the order of the new form."""
    type_id, step = content.stage.application.type_id, content.stage.step
    held = [
        {q.id: q for q in form_of(pack, type_id, step).questions} if type_id in pack.types else {}
        for pack in (before, after)
    ]
    return tuple(id for id in {**held[1], **held[0]} if held[0].get(id) != held[1].get(id))


def _questions(content: Content, rule: str, fact: str) -> tuple[str, ...]:
    """The form's questions a rule touches: the question itself, those that serve a criterion, those that fill a fact."""
    parts = rule.split("/")
    questions = content.form.questions
    if parts[0] == "forms" and "questions" in parts:
        known = {q.id for q in questions} | set(
            content.answers
        )  # a question taken away may have been answered
        return (parts[-1],) if parts[-1] in known else ()
    if parts[0] == "rubrics" and "criteria" in parts:
        return tuple(q.id for q in questions if q.criterion == parts[-1])
    if fact:
        return tuple(q.id for q in questions if q.fact == fact)
    if "conditions" in parts:
        return tuple(q.id for q in questions if q.fact and q.fact in _facts(content, parts[-1]))
    return ()


def _facts(content: Content, condition: str) -> set[str]:
    kind = content.pack.types[content.stage.application.type_id]
    found = next((one for one in kind.conditions if one.id == condition), None)
    return set(facts_read(found.check)) if found else set()
