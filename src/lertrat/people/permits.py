"""Who may do what to an account."""

from __future__ import annotations

from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person


def may(person: Person | None, verb: str, obj: Person | None = None) -> Permit:
    """Verbs: "create", "deactivate", "reactivate", "set_password", "edit" (name, post, language), "list" (all accounts),
    "secure" (passkeys, apps, codes, identities, sessions: one's own, and nobody else's).

    Administrators may do all of it, except shut themselves out; everybody may edit and re-key their own account.
    """
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    own = obj is not None and obj.pk == person.pk
    if verb == "deactivate" and own:
        return no(
            "own-account",
            "ท่านปิดบัญชีของตนเองไม่ได้ โปรดให้ผู้ดูแลระบบท่านอื่นดำเนินการ",
            "You cannot close your own account.",
        )
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
