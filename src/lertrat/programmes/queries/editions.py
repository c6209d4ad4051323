"""What can be seen of programmes and editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import OuterRef, Q, QuerySet, Sum

from lertrat import criteria
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.programmes.models import Edition, Officer, PackVersion, Programme, Window
from lertrat.programmes.states import MAIN


def publication_number() -> int:
    """The sum of all editions' publication numbers: rises with every publication of any edition. One query."""
    return Edition.objects.aggregate(n=Sum("publication_number"))["n"] or 0


def edition(code: str) -> Edition:
    """The edition with this code, with its programme and sealed version. Raises NotFound."""
    found = (
        Edition.objects.select_related("programme", "pack_version")
        .defer("pack_version__source", "pack_version__supplement")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise NotFound("no-edition", f"ไม่พบรางวัลประจำปีรหัส {code}", f"There is no edition {code}.")
    return found


def current_edition() -> Edition | None:
    """The newest sealed edition of the main programme; None before the first is sealed."""
    return (
        Edition.objects.select_related("programme", "pack_version")
        # Hundreds of kilobytes that nobody reads: the compiled pack is kept by its hash.
        .defer("pack_version__source", "pack_version__supplement")
        .filter(programme__code=MAIN, state="sealed")
        .order_by("-year_be")
        .first()
    )


def current_of_others() -> list[Edition]:
    """The newest sealed edition of every programme but the main one, by programme."""
    rows = Edition.objects.select_related("programme").filter(state="sealed").exclude(programme__code=MAIN)
    newest = {one.programme_id: one for one in rows.order_by("year_be")}
    return [newest[key] for key in sorted(newest)]


def sealed_editions() -> QuerySet[Edition]:
    """All editions whose rules are sealed, newest first."""
    return Edition.objects.select_related("programme").exclude(state="draft").order_by("-year_be", "id")


@lru_cache(maxsize=32)
def _load(sha256: str, pk: int) -> criteria.Pack:
    version = PackVersion.objects.get(pk=pk)
    return criteria.load_pack(version.source, version.supplement or None, name=str(version))


def pack(version: PackVersion) -> criteria.Pack:
    """The compiled criteria of a sealed version; compiled once per process and hash."""
    return _load(version.sha256, version.pk)


def pack_by_id(version_id: int, sha256: str) -> criteria.Pack:
    """As `pack`, without the row at hand."""
    return _load(sha256, version_id)


def pack_of(edition: Edition) -> criteria.Pack:
    """The compiled criteria in force in an edition. Raises NotFound while its rules are not sealed."""
    if edition.pack_version_id is None:
        raise NotFound("not-sealed", "ยังไม่ได้ประกาศหลักเกณฑ์ของปีนี้", "The rules of this year are not sealed yet.")
    version = edition.pack_version
    assert version is not None
    return pack(version)


def windows(edition: Edition) -> list[Window]:
    """All windows of an edition, by closing time."""
    return list(Window.objects.filter(edition=edition).order_by("closes_at", "type_id", "step"))


def window(edition_id: int, type_id: str, step: int) -> Window | None:
    """The window of one intake; None where the step has none."""
    return Window.objects.filter(edition_id=edition_id, type_id=type_id, step=step).first()


def offices(person_id: int, moment: datetime) -> list[Officer]:
    """The programme roles a person holds at `moment`."""
    return list(
        Officer.objects.filter(
            Q(until_at__isnull=True) | Q(until_at__gt=moment), person_id=person_id, from_at__lte=moment
        )
        .select_related("programme")
        .order_by("id")
    )


def is_officer(person_id: int) -> bool:
    """Whether the person is an officer of a whole programme now (a co-organiser is not)."""
    return any(office.role == "officer" for office in offices(person_id, clock.now()))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person's roles reach: whole programmes, and of other programmes the types they co-organise."""

    programmes: frozenset[int]
    types: dict[int, frozenset[str]]

    def __bool__(self) -> bool:
        return bool(self.programmes or self.types)

    def of(self, programme_id: int) -> frozenset[str] | None:
        """The types within a programme: None for all of them, empty for none."""
        return None if programme_id in self.programmes else self.types.get(programme_id, frozenset())


def reach(person_id: int, moment: datetime) -> Reach:
    """What the office's work of a person covers at `moment`. One query."""
    held = offices(person_id, moment)
    whole = frozenset(o.programme_id for o in held if o.role == "officer")
    types: dict[int, frozenset[str]] = {}
    for office in held:
        if office.role == "coorganiser" and office.programme_id not in whole:
            types[office.programme_id] = types.get(office.programme_id, frozenset()) | frozenset(office.types)
    return Reach(whole, types)


def in_office(person: OuterRef, *roles: str) -> QuerySet[Officer]:
    """Roles in the main programme, whose year the desks show, held now by the person of an outer query (`roles` if given)."""
    now = clock.now()
    rows = Officer.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=now),
        person=person,
        from_at__lte=now,
        programme__code=MAIN,
    )
    return rows.filter(role__in=roles) if roles else rows


def programmes() -> list[Programme]:
    """All programmes."""
    return list(Programme.objects.order_by("id"))


def officers(programme_id: int | None = None) -> list[Officer]:
    """Everybody who holds a role now (in one programme, or in any), with person and programme."""
    now = clock.now()
    rows = Officer.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=now), from_at__lte=now)
    if programme_id is not None:
        rows = rows.filter(programme_id=programme_id)
    return list(
        rows.select_related("person", "programme").order_by("programme_id", "role", "person__sort_key", "id")
    )


def versions(edition: Edition) -> list[PackVersion]:
    """The sealed versions of an edition's rules, newest first, without their texts."""
    rows = PackVersion.objects.filter(edition=edition).select_related("sealed_by", "resolution")
    return list(rows.defer("source", "supplement").order_by("-number"))


def version(edition: Edition, number: int) -> PackVersion:
    """One sealed version with its text. Raises NotFound."""
    found = PackVersion.objects.filter(edition=edition, number=number).first()
    if found is None:
        raise NotFound("no-version", "ไม่พบหลักเกณฑ์ฉบับนี้", "There is no such version.")
    return found


def types_known(programme: Programme) -> frozenset[str] | None:
    """The ids of the types of all sealed editions of a programme; None while none is sealed."""
    rows = Edition.objects.filter(programme=programme, pack_version__isnull=False).select_related(
        "pack_version"
    )
    packs = [pack_of(one) for one in rows.defer("pack_version__source", "pack_version__supplement")]
    return frozenset(type_id for one in packs for type_id in one.types) if packs else None
