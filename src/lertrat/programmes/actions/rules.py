"""The rules desk: a year begun from another, its text saved revision by revision, what each change rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from lertrat.committees.models import AgendaItem
from lertrat.criteria import RuleChange
from lertrat.criteria.copying import next_year
from lertrat.criteria.parsing import Refused
from lertrat.criteria.reading import LARGEST, PackError, problem
from lertrat.criteria.surgery import changed
from lertrat.kernel import clock, ids, thai
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition, PackVersion, Programme, RulesDraft, RulesGround, RulesRevision
from lertrat.programmes.permits import may
from lertrat.programmes.queries import rules as queries
from lertrat.programmes.states import RULES_STEPS
from lertrat.records.actions import append


def copy_year(*, programme: Programme, base: str, year_be: int, by: Person) -> RulesDraft:
    """Begin the rules of `year_be` as the text of another year (`base`, a key of `queries.bases`), its days moved on and open.

    Refusal where that year is sealed already, or drafted; NotFound for an unknown base.
    """
    may(by, "office", programme).require()
    pack, source, supplement, edition = queries.base(programme, base)
    if not 2500 <= year_be <= 2700:
        raise Refusal(
            "year", "ปีต้องเป็นปีพุทธศักราช เช่น 2567", "The year is one of the Buddhist era, such as 2567."
        )
    if not _sealed_free(programme, year_be):
        raise Refusal(
            "year-sealed",
            f"ปี {year_be} ผนึกหลักเกณฑ์แล้ว หากต้องแก้ ให้เริ่มการแก้ไขจากปีนั้น",
            f"The rules of {year_be} are sealed; correct them from that year.",
        )
    counted = year_be if pack.id.endswith(str(pack.year_be)) else year_be - 543
    code = f"{programme.code}-{counted}"
    text, extra = next_year(source, supplement, code=code, year_be=year_be)
    return _begin(
        programme, kind="year", code=code, year_be=year_be, base_code=pack.id,
        base_version=edition.pack_version if edition else None, base=(source, supplement), text=(text, extra), reason="",
        by=by,
    )  # fmt: skip


def _sealed_free(programme: Programme, year_be: int) -> bool:
    return not Edition.objects.filter(
        programme=programme, year_be=year_be, pack_version__isnull=False
    ).exists()


def correct_year(*, edition: Edition, reason: str, by: Person) -> RulesDraft:
    """Begin a correction of a sealed year, with its reason; it begins as the version in force."""
    may(by, "office", edition).require()
    said = thai.normalise(reason).strip()
    if not said:
        raise Refusal("reason-needed", "การแก้ไขหลักเกณฑ์ต้องระบุเหตุผล", "A correction needs its reason.")
    version = edition.pack_version
    if version is None:
        raise Refusal("not-sealed", "ยังไม่ได้ประกาศหลักเกณฑ์ของปีนี้", "The rules of this year are not sealed yet.")
    held = PackVersion.objects.get(pk=version.pk)
    texts = (held.source, held.supplement)
    return _begin(
        edition.programme, kind="correction", code=edition.code, year_be=edition.year_be, base_code=edition.code,
        base_version=held, base=texts, text=texts, reason=said[:400], by=by,
    )  # fmt: skip


def _begin(
    programme: Programme,
    *,
    kind: str,
    code: str,
    year_be: int,
    base_code: str,
    base_version: PackVersion | None,
    base: tuple[str, str],
    text: tuple[str, str],
    reason: str,
    by: Person,
) -> RulesDraft:
    moment = clock.now()
    try:
        with transaction.atomic():
            Programme.objects.select_for_update().get(pk=programme.pk)
            made = RulesDraft.objects.create(
                ref=ids.reference(f"D{year_be % 100}"), programme=programme, kind=kind, code=code, year_be=year_be,
                base_code=base_code, base_version=base_version, base_source=base[0], base_supplement=base[1],
                reason=reason, created_at=moment, created_by=by,
            )  # fmt: skip
            RulesRevision.objects.create(
                draft=made, number=1, source=text[0], supplement=text[1], saved_at=moment, saved_by=by,
                note=f"คัดลอกจาก {base_code}",
            )  # fmt: skip
            append("rules.begun", obj=made, by=by, kind=kind, base=base_code)
    except IntegrityError:
        raise Refusal(
            "draft-exists",
            f"มีร่างหลักเกณฑ์ของ {code} ที่กำลังจัดทำอยู่แล้ว",
            f"There is a running draft of {code} already.",
        ) from None
    return made


def save_rules(
    *, draft: RulesDraft, source: str, supplement: str, base: int, note: str = "", by: Person
) -> RulesRevision:
    """Save the whole text as a new revision. A text with mistakes is kept too: it is a draft, and the mistakes are listed.

    Raises Conflict (its `current` is the newest revision) where somebody saved after `base`; PackError for what cannot be kept
    at all (too large, a NUL byte). Saving what already stands changes nothing.
    """
    may(by, "office", draft.programme).require()
    texts = _clean(source, f"{draft.code}.yaml"), _clean(supplement, f"{draft.code}.demo.yaml")
    with transaction.atomic():
        held = _lock(draft, "drafting")
        newest = queries.rules_text(held)
        if (newest.source, newest.supplement) == texts:
            return newest
        _require_newest(held, newest, base)
        return _append(held, texts, note, by)


def _clean(text: str, name: str) -> str:
    """A text as it is kept: line ends of one kind. PackError with the line for a NUL byte or half a character."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(plain.encode("utf-8", "surrogatepass")) > LARGEST:
        th, en = "แฟ้มหลักเกณฑ์ใหญ่เกิน 2 เมกะไบต์", "the rules file is larger than 2 MB"
        raise PackError([problem(name, 1, th, en)])
    for number, line in enumerate(plain.split("\n"), 1):
        if "\0" in line or any("\ud800" <= character <= "\udfff" for character in line):
            th, en = "มีอักขระที่ไม่ใช่ข้อความ (NUL)", "a character that is no text (NUL)"
            raise PackError([problem(name, number, th, en)])
    return plain


def change_rules(
    *,
    draft: RulesDraft,
    document: str,
    values: Mapping[tuple[str | int, ...], Any],
    base: int,
    note: str = "",
    by: Person,
) -> RulesRevision:
    """Change values of the pack ("pack") or its supplement ("supplement") by their paths; every other byte stays.

    Conflict and Refusal as `save_rules`; Refusal("surgery") where the text cannot be changed this way.
    """  # fmt: skip
    may(by, "office", draft.programme).require()
    newest = queries.rules_text(draft)
    _require_newest(draft, newest, base)
    text = newest.source if document == "pack" else newest.supplement
    try:
        made = changed(text, values)
    except Refused as refused:
        raise PackError([problem(f"{draft.code}.yaml", refused.line, refused.th, refused.en)]) from None
    texts = (made, newest.supplement) if document == "pack" else (newest.source, made)
    return save_rules(draft=draft, source=texts[0], supplement=texts[1], base=base, note=note, by=by)


def _require_newest(draft: RulesDraft, newest: RulesRevision, base: int) -> None:
    if newest.number != base:
        name = newest.saved_by.full_name
        raise Conflict(
            "rules-moved",
            f"{name} บันทึกร่างนี้หลังจากท่านเปิดหน้า ข้อความของท่านยังอยู่ครบ โปรดเทียบก่อนบันทึก",
            f"{name} saved this draft after you opened the page; your text is kept below.",
            current=newest,
        )


def _append(held: RulesDraft, texts: tuple[str, str], note: str, by: Person) -> RulesRevision:
    held.number += 1
    held.save(update_fields=["number"])
    made = RulesRevision.objects.create(
        draft=held, number=held.number, source=texts[0], supplement=texts[1], saved_at=clock.now(), saved_by=by,
        note=note[:200],
    )  # fmt: skip
    append("rules.saved", obj=held, by=by, revision=made.number)
    return made


def name_ground(
    *,
    draft: RulesDraft,
    rules: Iterable[str],
    base: int,
    item: AgendaItem | None = None,
    document: str = "",
    words: str = "",
    by: Person,
) -> int:
    """Name what changed rules rest on: an item of a meeting, or a document with the words found there. How many were named.

    `base` is the revision whose changes the officer read; Conflict where somebody saved after it, so that nobody vouches for
    words they never saw.
    """
    may(by, "office", draft.programme).require()
    paper, said = thai.normalise(document).strip()[:300], thai.normalise(words).strip()[:1000]
    if item is None and not (paper and said):
        raise Refusal(
            "ground-empty",
            "เลือกวาระการประชุม หรือระบุเอกสารพร้อมข้อความที่อ้าง",
            "Choose an item of a meeting, or name a document and its words.",
        )
    wanted = set(rules)
    seen = queries.rules_text(draft)
    _require_newest(draft, seen, base)
    found = {one.rule: one for one in queries.standing(draft, seen).changes if one.rule in wanted}
    if not found:
        raise Refusal("no-rule", "เลือกข้อที่เปลี่ยนอย่างน้อยหนึ่งข้อ", "Choose at least one changed rule.")
    with transaction.atomic():
        held = _lock(draft, "drafting")
        _require_newest(held, queries.rules_text(held), base)
        ground(held, list(found.values()), item, paper, said, by)
    return len(found)


def ground(
    held: RulesDraft, found: list[RuleChange], item: AgendaItem | None, paper: str, said: str, by: Person
) -> None:
    """Write down what these changes of a locked draft rest on."""
    for change in found:
        RulesGround.objects.update_or_create(
            draft=held, rule=change.rule,
            defaults={
                "digest": queries.change_digest(change), "item": item, "document": "" if item else paper,
                "words": "" if item else said, "at": clock.now(), "by": by,
            },
        )  # fmt: skip
    append("rules.grounded", obj=held, by=by, rules=len(found), item=item.pk if item else None)


def propose_rules(*, draft: RulesDraft, by: Person) -> RulesDraft:
    """Hand the draft to a second officer. Refusal while it does not compile or a changed rule lacks its ground."""
    may(by, "office", draft.programme).require()
    seen = queries.rules_text(draft)
    queries.require_ready(queries.standing(draft, seen))
    with transaction.atomic():
        held = _lock(draft, "drafting")
        _require_newest(held, queries.rules_text(held), seen.number)
        held.state, held.proposed_at, held.proposed_by = "proposed", clock.now(), by
        held.save(update_fields=["state", "proposed_at", "proposed_by"])
        append("rules.proposed", obj=held, by=by, revision=held.number)
    return held


def take_back_rules(*, draft: RulesDraft, by: Person) -> RulesDraft:
    """Open a proposed draft for changes again."""
    return _to(draft, "drafting", "rules.reopened", by)


def withdraw_rules(*, draft: RulesDraft, by: Person) -> RulesDraft:
    """Give the draft up; its text and grounds stay readable."""
    return _to(draft, "withdrawn", "rules.withdrawn", by)


def _to(draft: RulesDraft, state: str, verb: str, by: Person) -> RulesDraft:
    may(by, "office", draft.programme).require()
    with transaction.atomic():
        held = RulesDraft.objects.select_for_update().get(pk=draft.pk)
        if held.state == state:
            return held
        if state not in RULES_STEPS[held.state]:
            raise moved_on()
        held.state = state
        held.save(update_fields=["state"])
        append(verb, obj=held, by=by)
    return held


def _lock(draft: RulesDraft, state: str) -> RulesDraft:
    held = RulesDraft.objects.select_for_update().get(pk=draft.pk)
    if held.state != state:
        raise moved_on()
    return held


def moved_on() -> Refusal:
    """Somebody was faster, or the state does not allow it."""
    return Refusal(
        "rules-state",
        "ร่างนี้ไม่อยู่ในสถานะที่ทำรายการนี้ได้ อาจมีผู้อื่นดำเนินการไปแล้ว",
        "The draft's state does not allow this; somebody may have acted already.",
    )
