"""One act that hands a colleague's work in an agency to another, exactly as it was shown."""

from __future__ import annotations

from django.db import transaction

from lertrat.agencies import actions as agency_actions
from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.agencies.permits import may
from lertrat.applications.handover import RIGHTS, check, plan
from lertrat.applications.models import InternalPlan, Presence, SectionRight
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.people.models import Person
from lertrat.records.actions import append
from lertrat.selfassessment.models import CategoryWork


def hand_over(*, agency: Agency, giver: Person, taker: Person, ends: bool, digest: str, by: Person) -> Plan:
    """Do what the plan with this digest says (`queries.handover`). Authors of what was written stay who they are.

    Refusals: "same-person", "not-member" (the taker does not act for the agency), "role-above", "plan-empty", Conflict
    "plan-moved" (something changed since the plan was looked at).
    """
    may(by, "grant", agency).require()
    check(agency, giver, taker)
    with transaction.atomic():
        held = Agency.objects.select_for_update().get(pk=agency.pk)
        may(by, "grant", held).require()
        check(held, giver, taker)
        made = plan(agency=held, giver=giver, taker=taker, ends=ends)
        if made.digest != digest:
            raise Conflict(
                "plan-moved", "งานที่จะส่งมอบเปลี่ยนไปจากที่แสดง โปรดอ่านแผนอีกครั้ง",
                "What there is to hand over has changed. Please read the plan again.", current=made,
            )  # fmt: skip
        if not made.changes:
            raise Refusal("plan-empty", "ไม่มีงานที่ต้องส่งมอบ", "There is nothing to hand over.")
        # Roles come before the end of others: an administrator may hand over to a successor and go.
        for change in made.changes:
            _apply(change, held, giver, taker, by)
        if ends:
            Presence.objects.filter(person=giver, stage__application__agency=held).delete()
        append(
            "agency.handed_over", obj=held, by=by, giver=giver.pk, taker=taker.pk, lines=len(made.changes), ends=ends
        )  # fmt: skip
    return made


def _apply(change: Change, agency: Agency, giver: Person, taker: Person, by: Person) -> None:
    kind, _, rest = change.subject.partition(":")
    if kind == "role":
        agency_actions.grant_membership(person=taker, agency=agency, role=rest, by=by)
    elif kind == "end":
        live = agencies.members(agency, rest)
        for one in (one for one in live if one.person_id == giver.pk):
            agency_actions.end_membership(membership=one, by=by)
    elif kind == "right":
        wanted = next(right for right, words in RIGHTS.items() if words == change.after["สิทธิของผู้รับมอบ"])
        SectionRight.objects.filter(pk=rest).update(right=wanted)
    elif kind == "review":
        InternalPlan.objects.filter(pk=rest, reviewer=giver).update(reviewer=taker)
    elif kind == "category":
        CategoryWork.objects.filter(pk=rest, owner=giver).update(owner=taker)
