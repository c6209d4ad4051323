"""Named reads of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Q, QuerySet

from lertrat.people.models import Person


def by_id(person_id: int) -> Person | None:
    """The account with this id."""
    return Person.objects.filter(pk=person_id).first()


def by_email(email: str) -> Person | None:
    """The account with this e-mail address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def by_ids(ids: Iterable[int]) -> dict[int, Person]:
    """Accounts by id; unknown ids are left out."""
    return Person.objects.in_bulk(list(ids))


def active() -> QuerySet[Person]:
    """Every account that can be signed in to, in Thai dictionary order of the name."""
    return Person.objects.filter(is_active=True).order_by("sort_key", "id")


def find(text: str = "", *, include_closed: bool = True) -> QuerySet[Person]:
    """Accounts whose name, post or e-mail holds `text`, in Thai dictionary order. For the administrator's page."""
    rows = Person.objects.order_by("sort_key", "id")
    if not include_closed:
        rows = rows.filter(is_active=True)
    for part in text.split():
        rows = rows.filter(Q(name__icontains=part) | Q(post__icontains=part) | Q(email__icontains=part))
    return rows


def administrators() -> QuerySet[Person]:
    """Active administrators."""
    return active().filter(is_administrator=True)


def signed_in(person_id: int, **flags: QuerySet[Any]) -> Person | None:
    """The active person behind a session; each of `flags` (a queryset over OuterRef("pk")) becomes a yes or no on the row.

    One query, so that knowing who somebody is and where they may go costs a page nothing more.
    """
    asked = {name: Exists(rows) for name, rows in flags.items()}
    return Person.objects.annotate(**asked).filter(pk=person_id, is_active=True).first()
