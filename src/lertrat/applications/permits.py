"""Who may do what with an application. Getting the object (queries) asks here too."""

from __future__ import annotations

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.applications.models import Application, InternalPlan
from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person
from lertrat.programmes.permits import may as may_programme

SIGN_IN = no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
STRANGER = no("not-member", "ท่านไม่ได้เป็นผู้แทนของหน่วยงานนี้", "You do not represent this agency.")
NOT_APPROVER = no(
    "not-approver",
    "การอนุมัติเป็นอำนาจของผู้อนุมัติของหน่วยงาน",
    "Approval is for the agency's approver.",
)
NOT_WRITER = no(
    "not-drafter",
    "ผู้ดูแลบัญชีของหน่วยงานอ่านใบสมัครได้ แต่การเขียนและส่งเป็นของผู้จัดทำและผู้อนุมัติ",
    "An agency's administrator reads its applications; drafters and approvers write and send them.",
)

# verb → the roles in the agency that carry it
ROLES = {
    "read": frozenset({"drafter", "approver", "admin"}),
    "start": frozenset({"drafter", "approver"}),
    "keep": frozenset({"drafter", "approver"}),
    "edit": frozenset({"drafter", "approver"}),
    "comment": frozenset({"drafter", "approver"}),
    "share": frozenset({"approver"}),
    "ask": frozenset({"drafter", "approver"}),
    "submit": frozenset({"drafter", "approver"}),
    "withdraw": frozenset({"approver"}),
    "approve": frozenset({"approver"}),
}
# Held in the agency or in one above it: the department sets its own days and readers for the works below it.
ROLES_ABOVE = {"plan": frozenset({"approver"})}


def may(person: Person | None, verb: str, obj: Application | Agency) -> Permit:
    """Applicant's verbs: read, start, keep (a file in the agency's library), edit, comment, share, ask (for approval), approve,
    submit, withdraw; plan (the internal deadline and reviewer: an approver of the agency or of one above it). Officer's:
    "office".

    `obj` is the application, or for "start" and "keep" the agency. "share" (who writes where) is also for whoever started the
    draft.
    """
    if person is None or not person.is_active:
        return SIGN_IN
    if verb == "office":
        assert isinstance(obj, Application)
        return may_programme(person, "office", obj.edition, type_id=obj.type_id)
    agency_id = obj.pk if isinstance(obj, Agency) else obj.agency_id
    if verb in ROLES_ABOVE:
        over = agencies.oversees(person.pk, obj if isinstance(obj, Agency) else obj.agency)
        return YES if over & ROLES_ABOVE[verb] else NOT_APPROVER if over else STRANGER
    held = agencies.roles_in(person.pk, agency_id)
    if verb == "read" and not held and _reviews(person, obj):
        return YES
    if held & ROLES[verb]:
        return YES
    if verb == "share" and held and isinstance(obj, Application) and obj.created_by_id == person.pk:
        return YES
    if not held:
        return STRANGER
    return NOT_APPROVER if held != {"admin"} else NOT_WRITER


def _reviews(person: Person, obj: Application | Agency) -> bool:
    """Whether the department named the person to read this work before it is sent, and they still act there."""
    return (
        isinstance(obj, Application)
        and InternalPlan.objects.filter(application=obj, reviewer=person).exists()
        and bool(agencies.oversees(person.pk, obj.agency))
    )
