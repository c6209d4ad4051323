"""Proposals as a plan: computed, previewed, applied. And what is left for a later publication."""

from __future__ import annotations

from django.db import transaction

from lertrat.decisions import proposals
from lertrat.decisions.models import Decision, HonourDecision
from lertrat.decisions.permits import may
from lertrat.decisions.proposals import DECIDED, FIELDS
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.kernel.plan import Plan
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records.actions import append


def propose(*, edition: Edition, by: Person) -> Plan:
    """What the rules propose for every application that has its last result: the difference from what stands."""
    may(by, "propose", edition).require()
    return proposals.draft(edition).plan


def apply_proposals(*, edition: Edition, digest: str, by: Person) -> Plan:
    """Write the proposals that were previewed. What is decided is never touched. Conflict where something moved meanwhile."""
    may(by, "propose", edition).require()
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=edition.pk)
        draft = proposals.draft(edition)
        if draft.plan.digest != digest:
            raise Conflict(
                "plan-moved", "ข้อมูลเปลี่ยนไปหลังจากที่ท่านดูร่างข้อเสนอ กรุณาตรวจอีกครั้ง",
                "Something changed after the proposals were previewed; please look again.", current=draft.plan.digest,
            )  # fmt: skip
        Decision.objects.bulk_create(
            [
                Decision(
                    application=standing.application, edition=edition, type_id=standing.application.type_id,
                    agency_id=standing.application.agency_id, **made.fields,
                )
                for standing, made in draft.add
            ],
            batch_size=300,
        )  # fmt: skip
        for held, made in draft.change:
            for name in FIELDS:
                setattr(held, name, getattr(made, name))
        Decision.objects.bulk_update([held for held, _ in draft.change], FIELDS, batch_size=100)
        Decision.objects.filter(pk__in=[held.pk for held in draft.remove]).delete()
        append(
            "results.proposed", obj=edition, by=by, edition_id=edition.pk, added=len(draft.add),
            changed=len(draft.change), removed=len(draft.remove),
        )  # fmt: skip
    return draft.plan


def leave_out(*, row: Decision | HonourDecision, left: bool = True, by: Person) -> None:
    """Leave what is not decided for a later publication, expressly, so that it does not hold up the others; or take it in."""
    may(by, "publish", row.edition).require()
    model: type[Decision] | type[HonourDecision] = type(row)
    with transaction.atomic():
        held = model.objects.select_for_update().get(pk=row.pk)
        if held.state in DECIDED:
            raise Refusal("decided", "เรื่องนี้มีมติแล้ว", "This has been decided.")
        held.left_out = left
        held.save(update_fields=["left_out"])
        append("result.left_out" if left else "result.taken_in", obj=held, by=by, edition_id=held.edition_id)
