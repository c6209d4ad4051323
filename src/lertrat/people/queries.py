"""Named reads of accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.people import demonstration, letters, offers, secrets, totp
from lertrat.people.models import (
    Identity,
    Look,
    OneTimeKey,
    Passkey,
    Person,
    Proof,
    Recovery,
    RecoveryCode,
    Session,
)


def by_id(person_id: int) -> Person | None:
    """The account with this id."""
    return Person.objects.filter(pk=person_id).first()


def by_email(email: str) -> Person | None:
    """The account with this e-mail address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def known_as(email: str) -> str:
    """What a browser keeps of an address that has signed in from it: a keyed hash, the same whatever the address's case."""
    return secrets.keyed("known", email.strip().casefold())[:32]


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


Flags = Callable[[], Mapping[str, QuerySet[Any]]]

# What stands in the prepared statement for the person and for the present moment.
_SOMEBODY, _NOW = -1, datetime(9000, 1, 1, tzinfo=UTC)


def signed_in(person_id: int, flags: Flags) -> Person | None:
    """The active person behind a session; each of `flags()` (a queryset over OuterRef("pk")) becomes a yes or no on the row.

    One query, so that knowing who somebody is and where they may go costs a page nothing more. It stands before every page, so
    it is written once per process: `flags` may ask the clock and nothing else that changes.
    """
    statement, holes = _prepared(connection.vendor, flags)
    now = clock.now()
    given = [
        person_id if hole is _SOMEBODY
        else connection.ops.adapt_datetimefield_value(now + hole) if isinstance(hole, timedelta)
        else hole
        for hole in holes
    ]  # fmt: skip
    return next(iter(Person.objects.raw(statement, given)), None)


@cache
def _prepared(vendor: str, flags: Flags) -> tuple[str, list[Any]]:
    """The statement for a kind of database, and its parameters, moments as their distance from now."""
    with clock.frozen(_NOW):
        asked = {name: Exists(rows) for name, rows in flags().items()}
    rows = Person.objects.annotate(**asked).filter(pk=_SOMEBODY, is_active=True)
    statement, params = rows.query.sql_with_params()
    return statement, [_hole(param) for param in params]


def _hole(param: Any) -> Any:
    """A parameter of the statement; a moment around _NOW (in words on SQLite) as its distance from it."""
    if isinstance(param, int) and param == _SOMEBODY:
        return _SOMEBODY
    moment = param
    if isinstance(param, str):
        try:
            moment = datetime.fromisoformat(param)
        except ValueError:
            return param
    if not isinstance(moment, datetime):
        return param
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment - _NOW if abs(moment - _NOW) < timedelta(days=3000) else param


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


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account asks for, or may use, besides its password."""

    app: bool  # an authenticator app, confirmed
    passkeys: int
    codes: int  # recovery codes not used yet

    @property
    def any(self) -> bool:
        """Whether a password alone does not suffice."""
        return self.app or self.passkeys > 0


def factors(person: Person) -> Factors:
    """The account's second factors. One query."""
    row = (
        Person.objects.filter(pk=person.pk)
        .annotate(
            held_app=Exists(OneTimeKey.objects.filter(person=OuterRef("pk"), confirmed_at__isnull=False)),
            held_passkeys=_count(Passkey.objects.filter(person=OuterRef("pk"))),
            held_codes=_count(RecoveryCode.objects.filter(person=OuterRef("pk"), used_at__isnull=True)),
        )
        .values_list("held_app", "held_passkeys", "held_codes")
        .first()
    )
    app, passkeys, codes = row or (False, 0, 0)
    return Factors(bool(app), passkeys or 0, codes or 0)


def _count(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by().values("person").annotate(n=Count("pk")).values("n"))


def passkeys(person: Person) -> list[Passkey]:
    """The account's passkeys, the oldest first."""
    return list(Passkey.objects.filter(person=person).select_related("person").order_by("pk"))


def passkey(person: Person, pk: int) -> Passkey:
    """One passkey of this account. NotFound for anybody else's."""
    held = Passkey.objects.filter(person=person, pk=pk).select_related("person").first()
    if held is None:
        raise NotFound("passkey", "ไม่พบพาสคีย์นี้", "There is no such passkey.")
    return held


def passkey_creation(person: Person, host: str) -> dict[str, Any]:
    """What a browser is asked to make a passkey; see `offers.creation`."""
    return offers.creation(person, host)


def passkey_request(host: str, person: Person | None = None) -> dict[str, Any]:
    """What a browser is asked to use one; see `offers.request`."""
    return offers.request(host, person)


@dataclass(frozen=True, slots=True)
class Device:
    """A sign-in that has not ended. `handle` names it on pages; `key` opens it and stays here."""

    key: str
    handle: str
    started_at: datetime | None
    way: str
    address: str
    agent: str


def devices(person: Person) -> list[Device]:
    """Where the account is signed in, the latest first. Django ends sessions by the machine's clock."""
    rows = Session.objects.filter(person=person, expire_date__gt=clock.outside()).order_by("-started_at")
    return [
        Device(row.session_key, handle(row.session_key), row.started_at, row.way, row.address, row.agent)
        for row in rows
    ]


def handle(session_key: str | None) -> str:
    """What a session is called on a page: from it the key cannot be found."""
    return secrets.keyed("session", session_key or "")[:16]


def identities(person: Person) -> dict[str, Identity]:
    """The account's linked identities by provider."""
    return {row.provider: row for row in Identity.objects.filter(person=person)}


def looks(person: Person, limit: int = 20) -> list[Look]:
    """Who looked as this person, the latest first."""
    return list(Look.objects.filter(person=person).select_related("by").order_by("-started_at")[:limit])


def recovery(person: Person) -> Recovery | None:
    """The request to remove this person's ways in that waits for a second administrator."""
    rows = Recovery.objects.filter(person=person, ended_at=None, until__gt=clock.now())
    return rows.select_related("person", "asked_by").first()


def recoveries() -> list[Recovery]:
    """What waits for a second administrator, the oldest first."""
    rows = Recovery.objects.filter(ended_at=None, until__gt=clock.now(), person__is_active=True)
    return list(rows.select_related("person", "asked_by").order_by("asked_at"))


def ways_in(people: QuerySet[Person]) -> list[int]:
    """Ids of those of `people` for whom a session, passkey, code, identity or unspent letter still stands."""
    rows = (Session, Passkey, OneTimeKey, RecoveryCode, Identity, Proof)
    found: set[int] = set()
    for model in rows:
        found |= set(model._default_manager.filter(person__in=people).values_list("person_id", flat=True))
    return sorted(found)


def letter_is_good(token: str, kind: str) -> bool:
    """Whether the link of a letter ("reset", "email") can still be used."""
    return letters.proof_of(token, kind) is not None


def new_email(token: str, person: Person) -> str:
    """The address that this person's link would set; empty where it can no longer be used."""
    proof = letters.proof_of(token, "email")
    return proof.address if proof is not None and proof.person_id == person.pk else ""


def unconfirmed_app(person: Person) -> str:
    """The otpauth:// address of an app that was started and not confirmed; empty where there is none."""
    held = OneTimeKey.objects.filter(person=person, confirmed_at=None).first()
    secret = secrets.unseal(held.secret) if held else None
    return totp.address(secret, account=person.email, issuer="Lertrat") if secret else ""
