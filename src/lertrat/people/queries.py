"""Named reads of accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q, QuerySet, Subquery

from lertrat.people import demonstration
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


@dataclass(frozen=True, slots=True)
class Page:
    """`rows`, and the ids whose neighbours make the page before and after (None where there is none)."""

    rows: list[Person]
    before: int | None = None
    after: int | None = None


def listing(
    text: str = "",
    *,
    state: str = "",
    before: int | None = None,
    after: int | None = None,
    size: int = 50,
    flags: Mapping[str, QuerySet[Any]] | None = None,
) -> Page:
    """One page of accounts that hold `text`, in Thai dictionary order, beyond the account `after` (or up to `before`).

    `state` is "", "active", "closed" or "administrators". Each of `flags` (a queryset over OuterRef("pk")) becomes a yes or no
    on the row. One query.
    """
    rows = find(text).annotate(**{name: Exists(held) for name, held in (flags or {}).items()})
    if state in ("active", "closed"):
        rows = rows.filter(is_active=state == "active")
    elif state == "administrators":
        rows = rows.filter(is_administrator=True)
    place = after if after is not None else before
    if place is not None:
        way = "gt" if after is not None else "lt"
        key = Person.objects.filter(pk=place).values("sort_key")
        rows = rows.filter(
            Q(**{f"sort_key__{way}": Subquery(key)}) | Q(sort_key=Subquery(key), **{f"id__{way}": place})
        )
    backward = after is None and before is not None
    found = list((rows.reverse() if backward else rows)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backward:
        found.reverse()
    if not found:
        return Page([])
    there_is_previous = more if backward else after is not None
    there_is_next = backward or more
    return Page(found, found[0].pk if there_is_previous else None, found[-1].pk if there_is_next else None)


def demonstration_accounts() -> tuple[demonstration.Account, ...]:
    """The demonstration's accounts, one per role; none outside the demonstration."""
    return demonstration.accounts()
