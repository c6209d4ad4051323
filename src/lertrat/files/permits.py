"""Who may put a file down. Who may read it is for the room to say whose object it is attached to."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from lertrat.kernel.permit import YES, Permit, no


def may(person: AbstractBaseUser | None, verb: str, obj: object = None) -> Permit:
    """Verb: "upload". Everybody who has signed in may."""
    if verb != "upload":
        raise ValueError(f"no such verb: {verb}")
    if person is None or not person.is_active:
        return no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
    return YES
