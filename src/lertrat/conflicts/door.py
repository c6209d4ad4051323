"""The one door: may this person judge this agency, work or nominee in this edition?

Unknown shuts it: who has not declared for the edition judges nothing. A tie to an agency reaches everything above it and
everything below it (a ministry's officer does not judge the ministry's departments, nor a bureau's officer its department).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q

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
    """Many persons' doors in one statement, however many they are and whatever they are tied to."""
    wanted = list(dict.fromkeys(person_ids))
    declared: set[int] = set()
    family: dict[int, set[int]] = defaultdict(set)
    works: dict[int, set[int]] = defaultdict(set)
    nominees: dict[int, set[str]] = defaultdict(set)
    for what, person_id, number, text in _known(wanted, edition) if wanted else ():
        match what:
            case "declared":
                declared.add(person_id)
            case "agency":
                family[person_id].add(number)
            case "work":
                works[person_id].add(number)
            case _:
                nominees[person_id].add(text)
    return {
        person_id: Door(
            declared=person_id in declared,
            agencies=frozenset(family[person_id]),
            works=frozenset(works[person_id]),
            nominees=frozenset(nominees[person_id]),
        )
        for person_id in wanted
    }


# Standard SQL that both databases read alike. UNION drops what is known already, so that a ring of parents ends too.
_STATEMENT = """
WITH RECURSIVE
  ties(person_id, agency_id, work_id, nominee_key) AS ({ties}),
  posts(person_id, agency_id) AS ({posts}),
  held(person_id, agency_id) AS (
    SELECT person_id, agency_id FROM ties WHERE agency_id IS NOT NULL UNION SELECT person_id, agency_id FROM posts),
  above(person_id, agency_id, parent_id) AS (
    SELECT h.person_id, a.id, a.parent_id FROM held h JOIN {agency} a ON a.id = h.agency_id
    UNION SELECT u.person_id, a.id, a.parent_id FROM above u JOIN {agency} a ON a.id = u.parent_id),
  below(person_id, agency_id) AS (
    SELECT person_id, agency_id FROM held
    UNION SELECT u.person_id, a.id FROM below u JOIN {agency} a ON a.parent_id = u.agency_id)
SELECT 'declared', d.person_id, 0, '' FROM ({made}) d
UNION ALL SELECT 'agency', person_id, agency_id, '' FROM above
UNION ALL SELECT 'agency', person_id, agency_id, '' FROM below
UNION ALL SELECT 'work', person_id, work_id, '' FROM ties WHERE work_id IS NOT NULL
UNION ALL SELECT 'nominee', person_id, 0, nominee_key FROM ties WHERE nominee_key <> ''
"""


def _known(wanted: list[int], edition: Edition) -> list[tuple[str, int, int, str]]:
    """What is known of these persons, in one statement: (what, person, number, text), with an agency's whole family.

    The door stands before every page of an assessor, so declarations, ties, posts and the storeys of the register are asked
    as one.
    """
    ties = Relation.objects.filter(
        Q(until_year__isnull=True) | Q(until_year__gte=edition.year_be),
        person_id__in=wanted,
        withdrawn_at__isnull=True,
    ).values_list("person_id", "agency_id", "work_id", "nominee_key")
    made = Declaration.objects.filter(person_id__in=wanted, edition=edition).values_list("person_id")
    posts = Membership.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=clock.now()), person_id__in=wanted
    ).values_list("person_id", "agency_id")
    parts = [query.order_by().query.sql_with_params() for query in (ties, posts, made)]
    statement = _STATEMENT.format(
        ties=parts[0][0],
        posts=parts[1][0],
        made=parts[2][0],
        agency=connection.ops.quote_name(Agency._meta.db_table),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, values in parts for value in values])
        return list(cursor.fetchall())
