"""The person behind a request whose view asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from lertrat.kernel.errors import NotAllowed

if TYPE_CHECKING:
    from lertrat.people.models import Person


def signed_in_person(request: HttpRequest) -> Person:
    """The signed-in person. Raises NotAllowed where nobody is (the view lacks `login_required`)."""
    if request.user.is_authenticated:
        return request.user
    raise NotAllowed("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
