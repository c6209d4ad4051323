"""The year's rules, page by page, each with the place it was read from; what is open is shown as open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lertrat.criteria import Pack
from lertrat.criteria.guide import NOT_FOUND
from lertrat.criteria.limits import limits
from lertrat.criteria.schema import AwardType, OpenValue, Rule
from lertrat.kernel import dates
from lertrat.programmes import queries as programmes
from lertrat.web.public_page import public_page

if TYPE_CHECKING:
    from lertrat.programmes.models import Edition


def _edition() -> tuple[Edition, Pack]:
    edition = programmes.current_edition()
    if edition is None:
        raise Http404
    return edition, programmes.pack_of(edition)


@public_page
def rules(request: HttpRequest) -> HttpResponse:
    """The year in force at a glance: authority, emphasis, success factors, emblems, branches and their types, honours."""
    edition, pack = _edition()
    others = [(one, one.year_be - dates.ERA) for one in programmes.current_of_others()]
    return render(request, "lertrat/public/rules.html", {**glance(pack, edition), "others": others})


def glance(pack: Pack, edition: Edition | None, code: str = "") -> dict[str, Any]:
    """What the page of a year shows. `code`: of a year under its own address; "" for the year in force."""
    return {
        "code": code,
        "guide_code": code or pack.id,
        "year_be": pack.year_be,
        "year": pack.year_be - dates.ERA,
        "pack": pack,
        "version": edition.pack_version if edition else None,
        "branches": [
            (branch, pack.emblem(branch.id), pack.types_of(branch.id)) for branch in pack.branches.values()
        ],
        "programme_emblem": pack.emblem(),
    }


@public_page
def branch(request: HttpRequest, branch_id: str) -> HttpResponse:
    """One branch: its emblem part by part, its intent, its types."""
    edition, pack = _edition()
    found = pack.branches.get(branch_id)
    if found is None:
        raise Http404
    context = {
        "year_be": edition.year_be, "year": edition.year_be - dates.ERA, "branch": found, "emblem": pack.emblem(branch_id),
        "types": pack.types_of(branch_id), "pack": pack,
    }  # fmt: skip
    return render(request, "lertrat/public/rules_branch.html", context)


@public_page
def award_type(request: HttpRequest, type_id: str) -> HttpResponse:
    """One award type of the year in force."""
    edition, pack = _edition()
    kind = pack.types.get(type_id)
    if kind is None:
        raise Http404
    return render(request, "lertrat/public/rules_type.html", one_type(pack, kind, edition))


def one_type(pack: Pack, kind: AwardType, edition: Edition | None, code: str = "") -> dict[str, Any]:
    """Definition, who may enter, every condition with its source, steps, dates, gates, levels, questions. `code` as in `glance`."""
    held = programmes.windows(edition) if edition else []
    by_id = {window.step: window for window in held if window.type_id == kind.id}
    forms = [(step, pack.form(kind.id, step.number)) for step in kind.steps if step.form]
    rubrics = [(step, pack.rubric(kind.id, step.number)) for step in kind.steps if step.rubric]
    return {
        "code": code,
        "year_be": pack.year_be,
        "year": pack.year_be - dates.ERA,
        "pack": pack,
        "type": kind,
        "branch": next(b for b in pack.branches.values() if b.id == kind.branch),
        "steps": [(step, by_id.get(step.number)) for step in kind.steps],
        "levels": [
            (level, next((known.name for known in pack.levels.values() if known.id == level.level), None))
            for level in kind.levels
        ],
        "co_organisers": [
            body for body in pack.bodies if body.role == "co_organiser" and kind.id in body.types
        ],
        "forms": [
            (
                step,
                form,
                [(section, [(q, limits(q)) for q in section.questions]) for section in form.sections],
            )
            for step, form in forms
        ],
        "rubrics": rubrics,
        "opens": _opens(pack, kind),
        "not_found": NOT_FOUND if pack.history.silence else None,
        "kpi": [rule for rule in pack.kpi if rule.type == kind.id],
        "any_assumed": any(form.assumed for _, form in forms) or any(rubric.assumed for _, rubric in rubrics),
    }


def _opens(pack: Pack, kind: AwardType) -> list[OpenValue]:
    """The open values that stand on any rule of the type."""
    rules: list[Rule | None] = [
        kind, *kind.conditions, *kind.levels, *kind.steps, kind.quota, kind.exclusion, kind.reaffirmation,
        kind.requires_parent, *(step.window for step in kind.steps), *(step.gate for step in kind.steps),
    ]  # fmt: skip
    ids = dict.fromkeys(name for rule in rules if rule for name in rule.open)
    ids |= dict.fromkeys(value.id for value in pack.open_values if value.about == kind.id)
    return [pack.open_value(name) for name in ids]
