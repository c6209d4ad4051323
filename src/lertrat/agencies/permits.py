"""Who may change the register and who may say who acts for an agency."""

from __future__ import annotations

from lertrat.agencies import queries
from lertrat.agencies.models import Agency, Membership
from lertrat.agencies.states import Role
from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person


def may(person: Person | None, verb: str, obj: Agency | Membership | None = None) -> Permit:
    """Verbs: "register", "import", "rename", "close" (the register); "grant", "end" (memberships); "members" (see them).

    Administrators may do all of it. An approver of an agency may say who drafts and approves for it; everybody may end
    their own membership.
    """
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    if person.is_administrator:
        return YES
    if verb in ("grant", "end", "members") and obj is not None:
        return _members(person, verb, obj)
    return no("not-administrator", "เฉพาะผู้ดูแลระบบเท่านั้น", "Administrators only.")


def _members(person: Person, verb: str, obj: Agency | Membership) -> Permit:
    if verb == "end" and isinstance(obj, Membership) and obj.person_id == person.pk:
        return YES
    agency_id = obj.agency_id if isinstance(obj, Membership) else obj.pk
    if queries.acts_for(person.pk, agency_id, Role.APPROVER):
        return YES
    if verb == "members" and queries.acts_for(person.pk, agency_id):
        return YES
    return no(
        "not-approver",
        "เฉพาะผู้อนุมัติใบสมัครของหน่วยงานนี้หรือผู้ดูแลระบบเท่านั้น",
        "Only an approver of this agency or an administrator.",
    )
