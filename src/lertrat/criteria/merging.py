"""From documents to a pack: shared conditions to their types, included sections to their forms, the supplement's values
into the places the sources leave open, each marked as assumed."""

from __future__ import annotations

from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.conditions import facts_read
from lertrat.criteria.pack import Pack

# What a supplement may bring as whole rules; each is marked before it is validated.
_RULES = ("sections", "forms", "rubrics", "tie_break", "letters", "certificates", "notes")


def mark_assumed(value: dict[str, Any]) -> None:
    """Set ``assumed`` on every whole rule of a supplement as read (questions and criteria too), in place."""
    for name in _RULES:
        for rule in value.get(name) or []:
            _mark(rule)
    if isinstance(value.get("aggregation"), dict):
        value["aggregation"]["assumed"] = True


def _mark(rule: Any) -> None:
    if isinstance(rule, dict):
        rule["assumed"] = True
        for name in ("sections", "questions", "criteria"):
            inner = rule.get(name)
            for child in inner if isinstance(inner, list) else []:
                _mark(child)


def merged(pack: s.PackDocument, supplement: s.SupplementDocument | None, hashes: tuple[str, str]) -> Pack:
    """The pack of both documents, which must have passed `checks.document_problems`."""
    given = supplement or s.SupplementDocument.model_validate(
        {"schema": s.SCHEMA, "supplement": "none", "for": pack.id, "label": {"th": "-", "en": "-"}}
    )
    types = [_type(pack, given, type) for type in pack.types]
    sections = {section.id: section for section in (*pack.sections, *given.sections)}
    forms = [_form(form, sections) for form in (*pack.forms, *given.forms)]
    return Pack(
        id=pack.id,
        programme=pack.programme,
        year_be=pack.year_be,
        title=pack.title,
        authority=pack.authority,
        sources=(*pack.sources, *given.sources),
        bodies=pack.bodies,
        legal_basis=pack.legal_basis,
        purpose=pack.purpose,
        emblems=pack.emblems,
        emphasis=pack.emphasis,
        success_factors=pack.success_factors,
        levels={level.id: level for level in pack.levels},
        branches={branch.id: branch for branch in pack.branches},
        facts={name: fact.model_copy(update={"name": name}) for name, fact in pack.facts.items()},
        types={type.id: type for type in types},
        honours=pack.honours,
        kpi=pack.kpi,
        kpi_refused=pack.kpi_refused,
        instrument=pack.instrument,
        certification=pack.certification,
        suspended=pack.suspended,
        notes=(*pack.notes, *given.notes),
        open_values=tuple(_open(value, given) for value in pack.open),
        beside=pack.beside,
        history=pack.history,
        examples=pack.examples,
        forms={form.id: form for form in forms},
        rubrics={rubric.id: rubric for rubric in (*pack.rubrics, *given.rubrics)},
        aggregation=pack.aggregation or given.aggregation,
        tie_break=pack.tie_break or given.tie_break,
        letters=(*pack.letters, *given.letters),
        certificates=(*pack.certificates, *given.certificates),
        schema_version=pack.schema_version,
        sha256=hashes[0],
        supplement=given.supplement if supplement else "",
        supplement_sha256=hashes[1],
        label=given.label if supplement else None,
        carried_from=pack.carried_from,
    )


def conditions_of(pack: s.PackDocument, type: s.AwardType) -> tuple[s.Condition, ...]:
    """The shared conditions that apply to the type, then its own."""
    shared = [
        c
        for c in pack.conditions
        if c.applies_to and (type.id in c.applies_to.types or type.branch in c.applies_to.branches)
    ]
    return tuple(_officer(pack, c) for c in (*shared, *type.conditions))


def _officer(pack: s.PackDocument, condition: s.Condition) -> s.Condition:
    facts = [pack.facts[name] for name in facts_read(condition.check) if name in pack.facts]
    return condition.model_copy(update={"officer": any(fact.who == "officer" for fact in facts)})


def _type(pack: s.PackDocument, given: s.SupplementDocument, type: s.AwardType) -> s.AwardType:
    return type.model_copy(
        update={
            "conditions": conditions_of(pack, type),
            "steps": tuple(_step(given, type.id, step) for step in type.steps),
            "levels": _levels(given, type),
        }
    )


def _step(given: s.SupplementDocument, type_id: str, step: s.Step) -> s.Step:
    use = given.steps.get(type_id, {}).get(step.number, s.StepUse())
    update: dict[str, Any] = {}
    parts: list[str] = []
    for name, part, value in (
        ("form", "form", use.form),
        ("rubric", "rubric", use.rubric),
        ("assessors_per_submission", "assessors", use.assessors),
    ):
        if value:
            update[name] = value
            parts.append(part)
    window, assumed = _window(given, type_id, step)
    if assumed:
        update["window"] = window
        parts += assumed
    return step.model_copy(update={**update, "assumed_parts": tuple(parts)}) if parts else step


def _window(given: s.SupplementDocument, type_id: str, step: s.Step) -> tuple[s.Window | None, list[str]]:
    """The step's window with what the supplement adds, and the names of what it added."""
    added = next((w for w in given.windows if (w.type, w.step) == (type_id, step.number)), None)
    hours = given.hours
    if step.window is not None:
        if hours is None or (step.window.opens_at and step.window.closes_at):
            return step.window, []
        update = {
            "opens_at": step.window.opens_at or hours.opens_at,
            "closes_at": step.window.closes_at or hours.closes_at,
            "hours_assumed": True,
        }
        return step.window.model_copy(update=update), ["hours"]
    if added is None:
        return None, []
    window = s.Window(
        first_day=added.first_day,
        last_day=added.last_day,
        opens_at=added.opens_at or (hours.opens_at if hours else None),
        closes_at=added.closes_at or (hours.closes_at if hours else None),
        hours_assumed=True,
        text=added.text,
        assumed=True,
    )
    return window, ["window", "hours"]


def _levels(given: s.SupplementDocument, type: s.AwardType) -> tuple[s.TypeLevel, ...]:
    cuts = next((c for c in given.cut_offs if type.id in c.types), None)
    if cuts is None:
        return type.levels
    known = {level.level: level for level in type.levels}
    made = []
    for cut in cuts.levels:
        level = known.pop(cut.level, s.TypeLevel(level=cut.level))
        made.append(
            level.model_copy(update={"cut_off": cut.at_least, "cut_off_step": cuts.step, "assumed": True})
        )
    return (*made, *known.values())


def _form(form: s.Form, sections: dict[str, s.Section]) -> s.Form:
    whole = (*(sections[id] for id in form.include), *form.sections)
    return form.model_copy(update={"include": (), "sections": whole})


def _open(value: s.OpenValue, given: s.SupplementDocument) -> s.OpenValue:
    resolve = next((r for r in given.resolves if r.open == value.id), None)
    if resolve is None:
        return value
    return value.model_copy(
        update={
            "in_force": resolve.reading or value.in_force,
            "value": resolve.value if resolve.value is not None else value.value,
            "assumed": True,
            "filled": s.Text(th=resolve.th, en=resolve.en),
        }
    )
