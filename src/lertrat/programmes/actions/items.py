"""Whole rules added and taken away at the desk, in the text itself: every other byte stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lertrat.committees.models import AgendaItem
from lertrat.criteria import Pack, PackError, RuleChange, items
from lertrat.criteria.parsing import Path, Refused, parsed
from lertrat.criteria.reading import problem
from lertrat.criteria.surgery import changed, copied
from lertrat.kernel import thai
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people.models import Person
from lertrat.programmes.actions.rules import _require_newest, ground, save_rules
from lertrat.programmes.models import RulesDraft, RulesRevision
from lertrat.programmes.permits import may
from lertrat.programmes.queries import rules as queries

Texts = tuple[str, str]


def copy_item(
    *,
    draft: RulesDraft,
    document: str,
    path: Path,
    id: str = "",
    th: str = "",
    en: str = "",
    values: Mapping[Path, Any] | None = None,
    base: int,
    by: Person,
) -> RulesRevision:
    """Add an item like the one at `path` of the pack ("pack") or its supplement, right after it, with an id and words of its own.

    `values` are further values of the copy, by paths within it. Conflict as `save_rules`; Refusal where the id is taken. What no longer comes
    out (a worked example, weights that do not add up) is listed as the draft's mistakes.
    """
    may(by, "office", draft.programme).require()
    newest = queries.rules_text(draft)
    _require_newest(draft, newest, base)
    texts = (newest.source, newest.supplement)
    text = texts[document != "pack"]
    edits = items.own(_read(draft, text), path, id=id.strip(), th=thai.normalise(th).strip(), en=en.strip())
    made = _with(texts, document, _cut(draft, lambda: copied(text, path, {**edits, **(values or {})})))
    return save_rules(
        draft=draft, source=made[0], supplement=made[1], base=base, note=f"เพิ่ม {id or path[-2]}", by=by
    )


def remove_item(
    *,
    draft: RulesDraft,
    document: str,
    path: Path,
    why: str,
    item: AgendaItem | None = None,
    paper: str = "",
    words: str = "",
    base: int,
    by: Person,
) -> RulesRevision:
    """Take the item at `path` away, with why, and what that rests on where it changes a rule: an item of a meeting, or a
    document with its words. An award type leaves with its worked examples and its values of the supplement.

    What still refers to it is listed as the draft's mistakes. Conflict as `save_rules`.
    """
    may(by, "office", draft.programme).require()
    said = thai.normalise(why).strip()
    if not said:
        raise Refusal("why-needed", "กรุณาบอกเหตุผลที่ตัดข้อนี้ออก", "Say why it is taken away.")
    newest = queries.rules_text(draft)
    _require_newest(draft, newest, base)
    texts = (newest.source, newest.supplement)
    made = _removed(draft, texts, document, path)
    found = _needing(draft, newest, made)
    source, quoted = thai.normalise(paper).strip()[:300], thai.normalise(words).strip()[:1000]
    if found and item is None and not (source and quoted):
        raise Refusal(
            "ground-empty",
            "เลือกวาระการประชุม หรือระบุเอกสารพร้อมข้อความที่อ้าง",
            "Choose an item of a meeting, or name a document and its words.",
        )
    with transaction.atomic():
        note = f"ตัดออก: {said}"[:200]
        saved = save_rules(draft=draft, source=made[0], supplement=made[1], base=base, note=note, by=by)
        if found:
            held = RulesDraft.objects.select_for_update().get(pk=draft.pk)
            ground(held, found, item, "" if item else source, "" if item else quoted, by)
    return saved


def _read(draft: RulesDraft, text: str) -> Any:
    try:
        return parsed(text)[0] if text else {}
    except Refused as refused:
        raise PackError([problem(f"{draft.code}.yaml", refused.line, refused.th, refused.en)]) from None


def _cut(draft: RulesDraft, act: Any) -> str:
    try:
        return str(act())
    except Refused as refused:
        raise PackError([problem(f"{draft.code}.yaml", refused.line, refused.th, refused.en)]) from None


def _with(texts: Texts, document: str, made: str) -> Texts:
    return (made, texts[1]) if document == "pack" else (texts[0], made)


def _removed(draft: RulesDraft, texts: Texts, document: str, path: Path) -> Texts:
    pack, supplement = _read(draft, texts[0]), _read(draft, texts[1])
    if items.held(pack if document == "pack" else supplement, path) is None:
        raise NotFound("no-part", "ไม่พบส่วนนี้ของหลักเกณฑ์", "There is no such part of the rules.")
    first, second = items.along(pack, supplement, path) if document == "pack" else ([], [])
    (first if document == "pack" else second).append(path)
    one = _cut(draft, lambda: changed(texts[0], items.without(pack, first))) if first else texts[0]
    two = _cut(draft, lambda: changed(texts[1], items.without(supplement, second))) if second else texts[1]
    return one, two


def _needing(draft: RulesDraft, newest: RulesRevision, made: Texts) -> list[RuleChange]:
    """The rules that this removal changes and that must name what they rest on.

    Worked examples that no longer come out, to be mended next, do not stand in the way of telling. Where the text has other
    mistakes nothing can be told yet: the list of changed rules asks once they are mended.
    """
    after = _told(made, draft.code)
    before = _told((draft.base_source, draft.base_supplement), draft.base_code)
    if after is None or before is None:
        return []
    own = _told((newest.source, newest.supplement), draft.code)
    known = (
        {one.rule: queries.change_digest(one) for one in queries.changes_between(before, own)} if own else {}
    )
    return [
        one
        for one in queries.changes_between(before, after)
        if one.needs and known.get(one.rule) != queries.change_digest(one)
    ]


def _told(texts: Texts, code: str) -> Pack | None:
    """What the texts mean with their worked examples left aside; None where they have other mistakes."""
    whole = queries.compiled(*texts, code).pack
    if whole is not None:
        return whole
    try:
        bare = changed(texts[0], {("examples",): None})
    except (Refused, Refusal):
        return None
    return queries.compiled(bare, texts[1], code).pack
