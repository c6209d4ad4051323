"""Who may do what to an account."""

from __future__ import annotations

from collections.abc import Callable

from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person

_lookers: list[Callable[[Person], bool]] = []


def lookers(is_one: Callable[[Person], bool]) -> None:
    """Name who besides administrators may look as somebody else; rooms above know the offices."""
    _lookers.append(is_one)


def may(person: Person | None, verb: str, obj: Person | None = None) -> Permit:
    """Verbs: "create", "deactivate", "reactivate", "set_password", "edit" (name, post, language), "list" (all accounts),
    "secure" (passkeys, apps, codes, identities, sessions: one's own, and nobody else's),
    "recover" (remove what somebody else lost; together with a second administrator),
    "look" (see the pages as this person does; without a person: whether at all).

    Administrators may do all of it, except shut themselves out; everybody may edit and re-key their own account.
    """
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    own = obj is not None and obj.pk == person.pk
    if obj is not None and obj.erased_at is not None:
        return no(
            "account-erased",
            "บัญชีนี้ปิดถาวรและลบข้อมูลแล้ว จึงเปิดหรือแก้ไขอีกไม่ได้",
            "This account was closed for good and its data erased; it cannot be opened or changed.",
        )
    if verb == "deactivate" and own:
        return no(
            "own-account",
            "ท่านปิดบัญชีของตนเองไม่ได้ โปรดให้ผู้ดูแลระบบท่านอื่นดำเนินการ",
            "You cannot close your own account.",
        )
    if verb == "recover" and own:
        return no(
            "own-account",
            "ท่านทำกับบัญชีของตนเองไม่ได้ โปรดให้ผู้ดูแลระบบท่านอื่นดำเนินการ",
            "Not for your own account: please ask another administrator.",
        )
    if verb == "look":
        return _may_look(person, obj)
    if verb == "secure":
        return (
            YES
            if own
            else no(
                "own-account-only",
                "แก้ไขวิธีเข้าสู่ระบบได้เฉพาะบัญชีของตนเอง",
                "The ways to sign in are changed by their owner only.",
            )
        )
    if person.is_administrator or (own and verb in ("set_password", "edit")):
        return YES
    return no("not-administrator", "เฉพาะผู้ดูแลระบบเท่านั้น", "Administrators only.")


def _may_look(person: Person, obj: Person | None) -> Permit:
    if not (person.is_administrator or any(is_one(person) for is_one in _lookers)):
        return no("not-office", "เฉพาะเจ้าหน้าที่โครงการและผู้ดูแลระบบ", "Officers and administrators only.")
    if obj is not None and obj.pk == person.pk:
        return no("own-account", "นี่คือบัญชีของท่านเอง", "This is your own account.")
    if obj is not None and obj.is_administrator:
        return no(
            "look-administrator",
            "ดูในฐานะผู้ดูแลระบบไม่ได้",
            "Nobody looks as an administrator.",
        )
    return YES
