"""The seal on a draft of rules: set by a second officer, on the text that was proposed, once every ground is resolved."""

from __future__ import annotations

from django.db import transaction

from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.people.models import Person
from lertrat.programmes.actions.editions import seal
from lertrat.programmes.actions.rules import moved_on
from lertrat.programmes.models import Edition, PackVersion, RulesDraft, RulesRevision
from lertrat.programmes.permits import may
from lertrat.programmes.queries import rules as queries
from lertrat.records.actions import append


def seal_draft(*, draft: RulesDraft, base: int, by: Person) -> PackVersion:
    """Seal a proposed draft, the text of the revision `base` that the officer read. Only an officer who neither wrote nor proposed it may; both names stay on record.

    Refusal while a changed rule's ground is missing, or its meeting has not resolved it. A second press finds the first seal.
    Applications in the making are not touched here: `applications.actions.seal_rules` seals and moves them along.
    """
    may(by, "office", draft.programme).require()
    seen = queries.rules_text(draft)
    _resolved(queries.standing(draft, seen))  # before the lock, where the text is compiled once and kept
    with transaction.atomic():
        held = RulesDraft.objects.select_for_update(of=("self",)).select_related("programme").get(pk=draft.pk)
        if held.state == "sealed":
            assert held.sealed_version is not None
            return held.sealed_version
        if held.state != "proposed" or not held.number == seen.number == base:
            raise moved_on()
        found = _resolved(queries.standing(held, seen))
        authors = set(RulesRevision.objects.filter(draft=held).values_list("saved_by_id", flat=True))
        if by.pk in authors | {held.proposed_by_id}:
            raise NotAllowed(
                "own-rules",
                "ผู้จัดทำหรือผู้เสนอร่างผนึกเองไม่ได้ ต้องให้เจ้าหน้าที่อีกคนผนึก",
                "Whoever wrote or proposed a draft may not seal it; a second officer does.",
            )
        edition = _edition(held, by)
        resolution = next(
            (one.item.resolution for one in found.grounds.values() if one.item and hasattr(one.item, "resolution")), None
        )  # fmt: skip
        made = seal(
            edition=edition, source=seen.source, supplement=seen.supplement, resolution=resolution,
            reason=held.reason, by=by,
        )  # fmt: skip
        held.state, held.sealed_version = "sealed", made
        held.save(update_fields=["state", "sealed_version"])
        append(
            "rules.sealed",
            obj=held,
            by=by,
            edition_id=edition.pk,
            version=made.pk,
            author=held.proposed_by_id,
        )
    return made


def _resolved(found: queries.Standing) -> queries.Standing:
    queries.require_ready(found)
    if found.unsettled:
        raise Refusal(
            "not-resolved",
            f"วาระที่อ้างยังไม่มีมติเห็นชอบ {len(found.unsettled)} ข้อ",
            f"{len(found.unsettled)} changed rules rest on an item that is not resolved yet.",
        )
    return found


def _edition(draft: RulesDraft, by: Person) -> Edition:
    found = (
        # Not the key: a submission that holds its stage names the edition as it commits, and this waits for that stage.
        Edition.objects.select_for_update(no_key=True, of=("self",))
        .filter(programme=draft.programme, year_be=draft.year_be)
        .first()
    )
    if found is not None:
        if draft.kind == "year" and found.pack_version_id is not None:
            raise Refusal("year-sealed", "ปีนี้ผนึกหลักเกณฑ์แล้ว", "The rules of this year are sealed already.")
        if draft.kind == "correction" and found.pack_version_id != draft.base_version_id:
            raise Refusal(
                "base-moved",
                "มีการแก้ไขหลักเกณฑ์ฉบับอื่นผนึกไปก่อนแล้ว ให้เริ่มแก้ไขใหม่จากฉบับที่ใช้อยู่",
                "Another correction was sealed meanwhile; begin again from the version in force.",
            )
        return found
    made = Edition.objects.create(programme=draft.programme, code=draft.code, year_be=draft.year_be)
    append("edition.created", obj=made, by=by, edition_id=made.pk)
    return made
