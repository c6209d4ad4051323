"""The person behind a request whose view asks for one."""

from __future__ import annotations

from django.http import HttpRequest

from lertrat.kernel.errors import NotAllowed
from lertrat.people.models import Person


def signed_in_person(request: HttpRequest) -> Person:
    """The signed-in person. Raises NotAllowed where nobody is (the view lacks `login_required`)."""
    if isinstance(request.user, Person):
        return request.user
    raise NotAllowed("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
