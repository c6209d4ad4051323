"""Who may change the register and who may say who acts for an agency."""

from __future__ import annotations

from collections.abc import Callable

from lertrat.agencies import queries
from lertrat.agencies.models import Agency, Invitation, JoinRequest, Membership
from lertrat.agencies.states import Role
from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person

_office: list[Callable[[int], bool]] = []

_SIGN_IN = no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
_NOT_IN_CHARGE = no(
    "not-approver",
    "เฉพาะผู้ดูแลบัญชีหรือผู้อนุมัติใบสมัครของหน่วยงานนี้ หรือผู้ดูแลระบบเท่านั้น",
    "Only an administrator or an approver of this agency, or an administrator of the system.",
)
_ABOVE = no(
    "role-above",
    "บทบาทผู้ดูแลบัญชีของหน่วยงาน ให้หรือถอนได้เฉพาะผู้ดูแลบัญชีของหน่วยงานนั้น",
    "Only an agency's administrator gives or takes that role.",
)


def office_is(check: Callable[[int], bool]) -> None:
    """Say who works in the office: `check(person id)`. Programmes stand above this room and tell it who their officers are."""
    _office.append(check)


def may(
    person: Person | None,
    verb: str,
    obj: Agency | Membership | Invitation | JoinRequest | None = None,
    *,
    role: str = "",
) -> Permit:
    """Verbs: "register", "import", "rename", "close" (the register); "grant" (`role`), "end" (memberships), "members" (see them);
    "decide" (requests of people without an agency, and new bodies: the office), "request" (one's own).

    Administrators may do all of it. An agency's administrator says who acts for it; an approver says who drafts and approves,
    and makes nobody more than an approver. Everybody may end their own membership. Nobody decides about themselves.
    """
    if person is None or not person.is_active:
        return _SIGN_IN
    if verb == "request" and isinstance(obj, JoinRequest):
        return YES if obj.person_id == person.pk else _NOT_IN_CHARGE
    if verb == "decide":
        return _decides(person, obj)
    if person.is_administrator:
        return YES
    if verb in ("grant", "end", "members") and obj is not None:
        return _members(person, verb, obj, role)
    return no("not-administrator", "เฉพาะผู้ดูแลระบบเท่านั้น", "Administrators only.")


def _members(
    person: Person, verb: str, obj: Agency | Membership | Invitation | JoinRequest, role: str
) -> Permit:
    if verb == "end" and isinstance(obj, Membership) and obj.person_id == person.pk:
        return YES
    agency_id = obj.pk if isinstance(obj, Agency) else obj.agency_id
    held = queries.roles_in(person.pk, agency_id) if agency_id is not None else frozenset()
    role = obj.role if isinstance(obj, Membership) else role
    if Role.ADMIN in held or (verb == "members" and held):
        return YES
    if Role.APPROVER in held:
        return _ABOVE if role == Role.ADMIN else YES
    return _NOT_IN_CHARGE


def _decides(person: Person, obj: object) -> Permit:
    if isinstance(obj, JoinRequest) and obj.person_id == person.pk:
        return no("own-request", "ท่านตัดสินคำขอของตนเองไม่ได้", "You cannot decide about your own request.")
    if person.is_administrator or any(check(person.pk) for check in _office):
        return YES
    return no("not-officer", "เฉพาะเจ้าหน้าที่โครงการเท่านั้น", "Officers of the programme only.")
