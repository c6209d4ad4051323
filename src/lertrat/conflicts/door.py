"""The one door: may this person judge this agency, work or nominee in this edition?

Unknown shuts it: who has not declared for the edition judges nothing. A tie to an agency reaches everything above it and
everything below it (a ministry's officer does not judge the ministry's departments, nor a bureau's officer its department).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, CharField, Q, Value

from lertrat.agencies.models import Agency, Membership
from lertrat.conflicts.models import Declaration, Relation
from lertrat.kernel import clock
from lertrat.kernel.permit import YES, Permit, no
from lertrat.kernel.thai import search_key
from lertrat.programmes.models import Edition

UNDECLARED = no(
    "undeclared",
    "ยังไม่ได้แสดงรายการผลประโยชน์ทับซ้อนสำหรับปีนี้",
    "The declaration of interests for this year is still missing.",
)
CONFLICTED = no(
    "conflict",
    "มีผลประโยชน์ทับซ้อนกับหน่วยงานหรือผลงานนี้",
    "There is a conflict of interest with this agency or work.",
)


@dataclass(slots=True)
class Door:
    """What one person must not judge in one edition, ready to be asked many times without a further query."""

    declared: bool
    agencies: frozenset[int] = frozenset()
    works: frozenset[int] = frozenset()
    nominees: frozenset[str] = field(default_factory=frozenset)

    def judge(self, agency_id: int, work_id: int | None = None, nominee: str = "") -> Permit:
        """YES, or the reason the door is shut."""
        if not self.declared:
            return UNDECLARED
        if agency_id in self.agencies or work_id in self.works:
            return CONFLICTED
        if nominee and self.nominees and search_key(nominee) in self.nominees:
            return CONFLICTED
        return YES


def door(person_id: int, edition: Edition) -> Door:
    """One person's door."""
    return doors([person_id], edition)[person_id]


def doors(person_ids: Iterable[int], edition: Edition) -> dict[int, Door]:
    """Many persons' doors in a handful of queries, however many they are."""
    wanted = list(dict.fromkeys(person_ids))
    declared: set[int] = set()
    tied: dict[int, set[int]] = defaultdict(set)
    works: dict[int, set[int]] = defaultdict(set)
    nominees: dict[int, set[str]] = defaultdict(set)
    for what, person_id, agency_id, work_id, nominee in _known(wanted, edition):
        if what == DECLARED:
            declared.add(person_id)
        if agency_id:
            tied[person_id].add(agency_id)
        if work_id:
            works[person_id].add(work_id)
        if nominee:
            nominees[person_id].add(nominee)
    family = _families({agency for agencies in tied.values() for agency in agencies})
    return {
        person_id: Door(
            declared=person_id in declared,
            agencies=frozenset(member for agency in tied[person_id] for member in family[agency]),
            works=frozenset(works[person_id]),
            nominees=frozenset(nominees[person_id]),
        )
        for person_id in wanted
    }


DECLARED, TIE, SERVES = "declared", "tie", "serves"


def _known(wanted: list[int], edition: Edition) -> Iterable[tuple[str, int, int | None, int | None, str]]:
    """What is known of these persons, in one statement: (what, person, agency, work, nominee) of declarations, ties, posts.

    The door stands before every page of an assessor, so three short statements are asked as one. Blanks are 0 and "", which
    both databases type by the first part.
    """
    nothing, blank = Value(0, BigIntegerField()), Value("", CharField())
    ties = Relation.objects.filter(
        Q(until_year__isnull=True) | Q(until_year__gte=edition.year_be),
        person_id__in=wanted,
        withdrawn_at__isnull=True,
    ).annotate(what=Value(TIE, CharField()))
    made = Declaration.objects.filter(person_id__in=wanted, edition=edition).annotate(
        what=Value(DECLARED, CharField()), no_agency=nothing, no_work=nothing, no_nominee=blank
    )
    now = clock.now()
    posts = Membership.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=now), person_id__in=wanted
    ).annotate(what=Value(SERVES, CharField()), no_work=nothing, no_nominee=blank)
    return (
        ties.order_by()
        .values_list("what", "person_id", "agency_id", "work_id", "nominee_key")
        .union(
            made.order_by().values_list("what", "person_id", "no_agency", "no_work", "no_nominee"),
            posts.order_by().values_list("what", "person_id", "agency_id", "no_work", "no_nominee"),
            all=True,
        )
    )


def _families(roots: set[int]) -> dict[int, set[int]]:
    """For each agency: itself, everything above it and everything below it. One query per level, for all together."""
    family = {root: {root} for root in roots}
    edge: dict[int, set[int]] = {root: {root} for root in roots}
    while edge:
        above: dict[int, set[int]] = defaultdict(set)
        for child, parent in Agency.objects.filter(pk__in=edge, parent__isnull=False).values_list(
            "pk", "parent_id"
        ):
            assert parent is not None
            above[parent] |= edge[child]
        edge = _grow(family, above)
    edge = {root: {root} for root in roots}
    while edge:
        below: dict[int, set[int]] = defaultdict(set)
        for child, parent in Agency.objects.filter(parent_id__in=edge).values_list("pk", "parent_id"):
            assert parent is not None
            below[child] |= edge[parent]
        edge = _grow(family, below)
    return family


def _grow(family: dict[int, set[int]], found: dict[int, set[int]]) -> dict[int, set[int]]:
    edge: dict[int, set[int]] = {}
    for agency, roots in found.items():
        fresh = {root for root in roots if agency not in family[root]}
        for root in fresh:
            family[root].add(agency)
        if fresh:
            edge[agency] = fresh
    return edge
