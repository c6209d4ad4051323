"""When an agency may send: the window for everybody, and more time that two officers gave to one agency."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery

from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition, Extension, Window, WindowAmendment
from lertrat.programmes.queries.editions import reach
from lertrat.records.statements import Prepared


@dataclass(frozen=True, slots=True)
class Closing:
    """When one agency may send for one intake: from `opens_at` (included) to `closes_at` (not included), aware datetimes.

    `for_all` is the closing of everybody else; `extended` whether this agency has more time than they.
    """

    window_id: int
    edition_id: int
    type_id: str
    step: int
    opens_at: datetime
    closes_at: datetime
    for_all: datetime

    @property
    def extended(self) -> bool:
        return self.closes_at > self.for_all


def _made(window: Window, until_at: datetime | None) -> Closing:
    closes = max(window.closes_at, until_at) if until_at else window.closes_at
    return Closing(
        window.pk, window.edition_id, window.type_id, window.step, window.opens_at, closes, window.closes_at
    )


def closing(edition_id: int, type_id: str, step: int, agency_id: int) -> Closing | None:
    """When this agency may send for one intake; None where the step takes in nothing. One query."""
    found = _window(edition_id=edition_id, type_id=type_id, step=step, agency_id=agency_id)
    return _made(found[0], found[0].until_at) if found else None


@Prepared
def _window(edition_id: int, type_id: str, step: int, agency_id: int) -> QuerySet[Any, Any]:
    given = Extension.objects.filter(window=OuterRef("pk"), agency_id=agency_id, state="confirmed")
    return Window.objects.filter(edition_id=edition_id, type_id=type_id, step=step).annotate(
        until_at=Subquery(given.order_by("-decided_at", "-id").values("until_at")[:1])
    )


class Closings:
    """The windows of some editions, with what some agencies were given; made by `closings`."""

    def __init__(self, windows: Collection[Window], given: dict[tuple[int, int], datetime]) -> None:
        self._windows = {(one.edition_id, one.type_id, one.step): one for one in windows}
        self._given = given

    def of(self, edition_id: int, type_id: str, step: int, agency_id: int) -> Closing | None:
        """As `closing`. No query."""
        window = self._windows.get((edition_id, type_id, step))
        return _made(window, self._given.get((window.pk, agency_id))) if window else None

    def steps(self, edition_id: int, type_id: str, agency_id: int) -> dict[int, Closing]:
        """The closings of a type by step. No query."""
        found = {}
        for (edition, kind, step), window in self._windows.items():
            if (edition, kind) == (edition_id, type_id):
                found[step] = _made(window, self._given.get((window.pk, agency_id)))
        return found


def closings(edition_ids: Collection[int], agency_ids: Collection[int] = ()) -> Closings:
    """All closings of these editions, as they are for these agencies. One query."""
    theirs = Q(extensions__state="confirmed", extensions__agency_id__in=agency_ids)
    rows = (
        Window.objects.filter(edition_id__in=edition_ids)
        .annotate(given=FilteredRelation("extensions", condition=theirs))
        .annotate(for_agency=F("given__agency_id"), until_at=F("given__until_at"))
        .order_by("given__decided_at", "given__id")
    )
    windows = list(rows)
    given = {(one.pk, one.for_agency): one.until_at for one in windows if one.for_agency is not None}
    return Closings(windows, given)


def changes(edition_ids: Collection[int]) -> dict[int, tuple[int, datetime | None]]:
    """How often the closing of each window was changed for everybody, and when last. One query."""
    rows = Window.objects.filter(edition_id__in=edition_ids).annotate(
        count=Count("amendments"), last=Max("amendments__at")
    )
    return {one.pk: (one.count, one.last) for one in rows}


def given_counts(agency_ids: Collection[int]) -> dict[tuple[int, int], tuple[int, datetime]]:
    """How often agencies were given more time, by window and agency, and when last. One query."""
    rows = Extension.objects.filter(agency_id__in=agency_ids, state="confirmed").values("window", "agency")
    counted = rows.annotate(count=Count("pk"), last=Max("decided_at"))
    return {(one["window"], one["agency"]): (one["count"], one["last"]) for one in counted}


def is_open(closing: Closing | Window | None, moment: datetime) -> bool:
    """Whether `moment` lies in the half-open window: opening included, closing not."""
    return closing is not None and closing.opens_at <= moment < closing.closes_at


def amendments(edition: Edition) -> list[WindowAmendment]:
    """Every change of a closing in an edition, oldest first, with who made it and what it rests on."""
    rows = WindowAmendment.objects.filter(window__edition=edition).select_related(
        "by", "window", "resolution__item__meeting__committee"
    )
    return list(rows.order_by("at", "id"))


def _reached(person: Person, edition: Edition) -> Q:
    types = reach(person.pk, clock.now()).of(edition.programme_id)
    mine = Q(window__edition=edition)
    return mine if types is None else mine & Q(window__type_id__in=types)


def extensions(person: Person, edition: Edition) -> list[Extension]:
    """More time for single agencies in an edition, as far as the officer's types go: what waits first, then the newest."""
    rows = Extension.objects.filter(_reached(person, edition)).select_related(
        "window__edition", "agency", "proposed_by", "decided_by"
    )
    found = list(rows.order_by("-id")[:300])
    return sorted(found, key=lambda one: one.state != "proposed")


def extension(person: Person, ref: str) -> Extension:
    """One proposal an officer may decide on. Raises NotFound."""
    found = (
        Extension.objects.select_related("window__edition", "agency", "proposed_by").filter(ref=ref).first()
    )
    types = reach(person.pk, clock.now()).of(found.window.edition.programme_id) if found else frozenset()
    if found is None or (types is not None and found.window.type_id not in types):
        raise NotFound("no-extension", "ไม่พบข้อเสนอขยายเวลานี้", "There is no such proposal.")
    return found


def windows_waiting(person: Person, edition: Edition) -> list[tuple[Window, int]]:
    """The windows of an edition by closing time, each with how many proposals of others wait for this officer's word. The caller
    has checked the office. One query."""
    theirs = Q(extensions__state="proposed") & ~Q(extensions__proposed_by=person)
    rows = Window.objects.filter(edition=edition).annotate(waiting=Count("extensions", filter=theirs))
    return [(one, one.waiting) for one in rows.order_by("closes_at", "type_id", "step")]
