"""Changing a draft: part by part in forms, which leave every other byte alone, or the whole as YAML with mistakes by line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.criteria.parsing import Refused, parsed
from lertrat.kernel.errors import Conflict, NotFound, Refusal
from lertrat.programmes import actions, queries
from lertrat.web import ui
from lertrat.web.middleware import reads_anything
from lertrat.web.officer.guard import number
from lertrat.web.officer.rulesdesk import parts as forms
from lertrat.web.officer.rulesdesk import whole as whole_items
from lertrat.web.officer.rulesdesk.guard import crumbs, desk
from lertrat.web.officer.rulesdesk.parts import Leaf, Part

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.programmes.models import RulesDraft, RulesRevision

DOCUMENTS = {"pack": "หลักเกณฑ์", "supplement": "ส่วนเสริมเพื่อการสาธิต"}
AROUND = 2


def _text(revision: RulesRevision, document: str) -> str:
    return revision.source if document == "pack" else revision.supplement


def _value(revision: RulesRevision, document: str) -> Any:
    try:
        return parsed(_text(revision, document))[0]
    except Refused as refused:
        raise Refusal(
            "unreadable",
            f"อ่านแฟ้มไม่ได้ที่บรรทัด {refused.line} ให้แก้ในหน้า YAML ก่อน",
            f"Line {refused.line} cannot be read; mend it as YAML first.",
        ) from None


@desk
def parts(request: HttpRequest, person: Person, ref: str) -> HttpResponse:
    """Everything that has a form, by type and paper."""
    held = queries.rules_draft(person, ref)
    newest = queries.rules_text(held)
    documents = []
    for document, title in DOCUMENTS.items():
        if _text(newest, document):
            documents.append((document, title, _parts(newest, document)))
    context = {"draft": held, "documents": documents, "crumbs": crumbs(held, ui.Link("แก้ในแบบฟอร์ม"))}
    return render(request, "lertrat/officer/rules/parts.html", context)


def _parts(revision: RulesRevision, document: str) -> list[tuple[str, list[Part]]]:
    try:
        return forms.parts(document, _value(revision, document))
    except (KeyError, TypeError, AttributeError):  # the text says something else than rules do: YAML mends it
        return []


@dataclass(frozen=True, slots=True)
class Row:
    """A field under its heading (given once), with the text somebody else saved meanwhile."""

    field: ui.FieldView
    heading: str = ""
    theirs: str | None = None
    mine: str = ""


@desk
def part(request: HttpRequest, person: Person, ref: str, document: str, slug: str) -> HttpResponse:
    """A part's values as fields. What was typed over an older text is shown beside the newer one."""
    held = queries.rules_draft(person, ref)
    newest = queries.rules_text(held)
    try:
        chosen, leaves = _part(newest, document, slug)
        base = number(request.POST.get("base", "")) or 0
        seen = newest if request.method != "POST" or base == newest.number else queries.rules_text(held, base)
        then, known = _part(seen, document, slug)
    except (NotFound, Refusal) as gone:
        if request.method != "POST":
            raise
        return _gone(request, held, document, slug, gone)
    mine: dict[forms.Path, Any] = {}
    errors: dict[forms.Path, str] = {}
    whole, status, before = "", 200, {}
    if request.method == "POST":
        before = {leaf.path: leaf.value for leaf in known}
        mine, errors = _typed(request, known)
        status = 422
        if not errors:
            try:
                missing = {leaf.path for leaf in known if leaf.missing}
                actions.change_rules(
                    draft=held, document=document, values=forms.joined(mine, missing), base=base, note=chosen.title,
                    by=person,
                )  # fmt: skip
                messages.success(request, "บันทึกแล้ว ส่วนอื่นของแฟ้มไม่เปลี่ยน" if mine else "ไม่มีอะไรเปลี่ยน")
                _warn(request, held, person)
                return redirect("office-rules-part", held.ref, document, slug)
            except Conflict as conflict:
                whole, status = conflict.th, 409
            except Refusal as refusal:
                whole = refusal.th
        # A part that somebody moved meanwhile keeps what was typed for it.
        mine, errors, before = (_moved(held_there, then, chosen) for held_there in (mine, errors, before))
    rows = _rows(leaves, mine, errors, before)
    lines = [(_first(row.field), row.field.error) for row in rows if row.field.error]
    context = {
        "draft": held, "part": chosen, "items": whole_items.listed(_value(newest, document), chosen), "rows": rows, "document": document, "base": newest.number, "moved": status == 409,
        "errors": lines + ([("", whole)] if whole else []), "editable": held.state == "drafting",
        "crumbs": crumbs(held, ui.Link("แก้ในแบบฟอร์ม", reverse("office-rules-parts", args=[held.ref])), ui.Link(chosen.title)),
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/part.html", context, status=status)


def _warn(request: HttpRequest, held: RulesDraft, person: Person) -> None:
    """Say at once where a change left worked examples, or anything else, that no longer fit."""
    newest = queries.rules_text(queries.rules_draft(person, held.ref))
    problems = queries.compiled(newest.source, newest.supplement, held.code).problems
    if problems:
        first = problems[0]
        messages.warning(
            request,
            f"ร่างมีข้อผิดพลาด {len(problems)} จุด บรรทัด {first.line}: {first.words.th} "
            "หากเป็นตัวอย่างประกอบ แก้ได้ในแบบฟอร์ม “ตัวอย่างประกอบ”",
        )


def _gone(request: HttpRequest, held: RulesDraft, document: str, slug: str, why: Refusal) -> HttpResponse:
    """The part is not to be found in the newest text (a colleague took it away, or left a text that cannot be read): what was
    typed is shown to be copied."""
    names: dict[str, tuple[str, Any]] = {}
    try:
        text = queries.rules_text(held, number(request.POST.get("base", "")) or 0)
        names = {leaf.name: (leaf.label, leaf) for leaf in _part(text, document, slug)[1]}
    except Refusal:
        pass  # nobody knows what was on the page: every value is shown under its own name
    rows: list[ui.FieldView] = []
    for name in dict.fromkeys(re.sub(r"_[012]$", "", each) for each in request.POST if each.startswith("f-")):
        label, leaf = names.get(name, (name.removeprefix("f-"), None))
        typed = " ".join(
            request.POST.getlist(name) or [request.POST.get(f"{name}_{n}", "") for n in range(3)]
        )
        if typed.strip() and (leaf is None or _differs(leaf, request)):
            rows.append(
                ui.FieldView(
                    name, label, "textarea", typed, attrs={"readonly": ""}, rows=min(12, 2 + len(typed) // 80)
                )
            )
    context = {
        "draft": held, "rows": rows, "why": why, "newest": queries.rules_text(held), "document": document,
        "crumbs": crumbs(held, ui.Link("แก้ในแบบฟอร์ม", reverse("office-rules-parts", args=[held.ref])), ui.Link("ข้อความที่ยังไม่ได้บันทึก")),
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/part_gone.html", context, status=409)


def _differs(leaf: Leaf, request: HttpRequest) -> bool:
    try:
        return bool(forms.posted(leaf, request.POST) != leaf.value)
    except Refusal:
        return True


def _part(text: RulesRevision, document: str, slug: str) -> tuple[forms.Part, list[forms.Leaf]]:
    """A part of a text and its values; NotFound where the text has none of that name or is not built as rules are."""
    try:
        value = _value(text, document) if document in DOCUMENTS and _text(text, document) else {}
        chosen = forms.part(document, value, slug) if value else None
        if chosen is not None:
            return chosen, forms.leaves(value, chosen)
    except (KeyError, TypeError, AttributeError, IndexError):
        pass
    raise NotFound("no-part", "ไม่พบส่วนนี้ของหลักเกณฑ์", "There is no such part of the rules.")


def _moved(held: dict[forms.Path, Any], then: forms.Part, now: forms.Part) -> dict[forms.Path, Any]:
    return {(*now.path, *path[len(then.path) :]): value for path, value in held.items()}


def _first(field: ui.FieldView) -> str:
    return f"{field.id}_0" if field.kind == "date" else field.id


def _typed(request: HttpRequest, leaves: list[Leaf]) -> tuple[dict[forms.Path, Any], dict[forms.Path, str]]:
    """What differs from the text that was on the page, and what does not fit."""
    mine: dict[forms.Path, Any] = {}
    errors: dict[forms.Path, str] = {}
    for leaf in leaves:
        try:
            typed = forms.posted(leaf, request.POST)
        except Refusal as refusal:
            errors[leaf.path] = refusal.th
            mine[leaf.path] = forms.raw(leaf, request.POST)
            continue
        if typed != leaf.value or type(typed) is not type(leaf.value):
            mine[leaf.path] = typed
    return mine, errors


def _rows(
    leaves: list[Leaf], mine: Mapping[forms.Path, Any], errors: Mapping[forms.Path, str], before: Mapping[forms.Path, Any]
) -> list[Row]:  # fmt: skip
    rows, group = [], ""
    for leaf in leaves:
        heading = leaf.group if leaf.group != group else ""
        group = leaf.group
        typed = mine.get(leaf.path, leaf.value)
        moved = leaf.path in mine and before.get(leaf.path) != leaf.value
        theirs = ("" if leaf.value is None else str(leaf.value)) if moved else None
        mine_words = " ".join(typed) if isinstance(typed, list) else str(typed)
        rows.append(Row(forms.field(leaf, typed, errors.get(leaf.path, "")), heading, theirs, mine_words))
    return rows


@reads_anything
@desk
def yaml(request: HttpRequest, person: Person, ref: str) -> HttpResponse:
    """The text itself, with every mistake and its line; a save that met another one shows both texts."""
    held = queries.rules_draft(person, ref)
    newest = queries.rules_text(held)
    document = "supplement" if request.GET.get("doc") == "supplement" else "pack"
    text, whole, status, theirs = _text(newest, document), [], 200, ""
    if request.method == "POST":
        base = number(request.POST.get("base", "")) or 0
        text = request.POST.get("text", "").replace("\r\n", "\n")
        pair = (text, newest.supplement) if document == "pack" else (newest.source, text)
        try:
            actions.save_rules(
                draft=held, source=pair[0], supplement=pair[1], base=base, note="แก้เป็น YAML", by=person
            )
        except Conflict as conflict:
            whole, status, theirs = [("text", conflict.th)], 409, _text(newest, document)
        except Refusal as refusal:
            problems = getattr(refusal, "problems", ())
            whole = [("text", f"บรรทัด {one.line}: {one.words.th}") for one in problems] or [
                ("text", refusal.th)
            ]
            status = 422
        else:
            messages.success(request, "บันทึกแล้ว")
            return redirect(f"{reverse('office-rules-yaml', args=[held.ref])}?doc={document}#problems")
    shown = _numbered(held, newest, document) if status == 200 else []
    context = {
        "draft": held, "document": document, "title": DOCUMENTS[document], "base": newest.number, "text": text.replace("\0", "�"),
        "errors": whole, "theirs": theirs, "mine": text, "problems": shown, "newest": newest,
        "editable": held.state == "drafting", "has_supplement": bool(newest.supplement),
        "crumbs": crumbs(held, ui.Link("แก้เป็น YAML")),
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/yaml.html", context, status=status)


def _numbered(held: RulesDraft, newest: RulesRevision, document: str) -> list[tuple[int, str, str]]:
    """Each mistake of this text: its line, the words, and the lines around it with their numbers."""
    file = f"{held.code}.yaml" if document == "pack" else f"{held.code}.demo.yaml"
    found = queries.compiled(newest.source, newest.supplement, held.code).problems
    lines = _text(newest, document).split("\n")
    rows = []
    for one in found[:50]:
        if one.file == file:
            first = max(one.line - AROUND, 1)
            around = enumerate(lines[first - 1 : one.line + AROUND], first)
            rows.append(
                (
                    one.line,
                    one.words.th,
                    "\n".join(f"{n:>5}{'▸' if n == one.line else ' '} {line}" for n, line in around),
                )
            )
    return rows
