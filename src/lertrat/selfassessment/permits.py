"""Who may do what with a self-assessment: the drafters and approvers of its agency, and raters with their own sheet."""

from __future__ import annotations

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person
from lertrat.selfassessment.models import SelfAssessment, Sheet

SIGN_IN = no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
STRANGER = no("not-member", "ท่านไม่ได้เป็นผู้แทนของหน่วยงานนี้", "You do not represent this agency.")
NOT_APPROVER = no("not-approver", "เรื่องนี้เป็นอำนาจของผู้อนุมัติของหน่วยงาน", "This is for the agency's approver.")
NOT_YOURS = no("not-yours", "แบบให้คะแนนนี้เป็นของผู้อื่น", "This score sheet is somebody else's.")

BOTH = frozenset({"drafter", "approver"})
APPROVER = frozenset({"approver"})
# verb → the roles in the agency that carry it
ROLES = {
    "read": BOTH | {"admin"},
    "start": BOTH,
    "write": BOTH,
    "agree": BOTH,
    "freeze": BOTH,
    "name": APPROVER,
    "reopen": APPROVER,
    "send": APPROVER,
}


def may(person: Person | None, verb: str, obj: SelfAssessment | Agency | Sheet) -> Permit:
    """Verbs: read, start (with the agency), write (texts, evidence, owners, indicators), name (the three raters), score (with
    the sheet), agree, reopen, freeze (into an application), send (to the KPI round)."""
    if person is None or not person.is_active:
        return SIGN_IN
    if isinstance(obj, Sheet):
        held = agencies.roles_in(person.pk, obj.assessment.agency_id)
        if not held:
            return STRANGER
        return YES if obj.person_id == person.pk else NOT_YOURS
    held = agencies.roles_in(person.pk, obj.pk if isinstance(obj, Agency) else obj.agency_id)
    if held & ROLES[verb]:
        return YES
    return NOT_APPROVER if held else STRANGER
