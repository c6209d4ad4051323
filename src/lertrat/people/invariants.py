"""What must always be true of accounts."""

from __future__ import annotations

from django.db.models import QuerySet

from lertrat.people.models import Person
from lertrat.records.invariants import register


def unsorted() -> QuerySet[Person]:
    """Accounts made around the actions: without a sort key they stand first in every list."""
    return Person.objects.filter(sort_key="").exclude(name="")


register(
    "people.sort_key",
    "บัญชีผู้ใช้ทุกบัญชีมีคีย์เรียงลำดับตามชื่อ",
    "Every account has the key its name is sorted by.",
    unsorted,
)
