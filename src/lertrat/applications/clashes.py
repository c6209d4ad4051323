"""Where two entries stand in each other's way: a quota's place wanted twice, one title entered twice, several works in a type
whose rules look at what an agency's works repeat. Told to both sides from the second draft on; an officer decides, never this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from lertrat.applications.models import Application, Stage
from lertrat.criteria import Pack, facts_of
from lertrat.kernel import thai
from lertrat.kernel.errors import Refusal

# The fact by which a pack's rules ask whether an agency's several works repeat an operation or an area (psea-2564, ec-not-repeated).
SEVERAL = "enters_several_works"
NAMED = 5


@dataclass(frozen=True, slots=True)
class Clash:
    """`kind`: "quota", "title" or "several"; the words for one side, and the `others` of it."""

    kind: str
    refusal: Refusal
    others: tuple[Application, ...]


def around(applications: Iterable[Application]) -> list[Application]:
    """The applications and every running one that may stand in their way: same year, and same agency or body counted over.

    One query. Not filtered by who asks: both sides of a clash are told the other's title and agency.
    """
    asked = list(applications)
    counted = {one.counted_agency_id for one in asked}
    running = Stage.objects.filter(application=OuterRef("pk")).exclude(state="withdrawn")
    return list(
        Application.objects.filter(
            Q(counted_agency_id__in=counted) | Q(agency_id__in={one.agency_id for one in asked}),
            Exists(running),
            edition_id__in={one.edition_id for one in asked},
        )
        .select_related("agency")
        .order_by("id")
    )


def clashes(applications: Sequence[Application], packs: Mapping[int, Pack]) -> dict[int, list[Clash]]:
    """The clashes of each running application, by its id. `packs` by the pack version's id."""
    found: dict[int, list[Clash]] = defaultdict(list)
    _quotas(applications, packs, found)
    _titles(applications, found)
    _several(applications, packs, found)
    return dict(found)


def clashes_of(application: Application, pack: Pack) -> list[Clash]:
    """The clashes of one application. One query."""
    near = [one for one in around([application]) if one.pk != application.pk] + [application]
    packs = {one.pack_version_id: pack for one in near}
    return clashes(near, packs).get(application.pk, [])


def _quotas(rows: Sequence[Application], packs: Mapping[int, Pack], found: dict[int, list[Clash]]) -> None:
    groups: dict[tuple[int, str, int, int], list[Application]] = defaultdict(list)
    for one in rows:
        groups[one.edition_id, one.type_id, one.category, one.counted_agency_id].append(one)
    for group in groups.values():
        kind = packs[group[0].pack_version_id].types.get(group[0].type_id)
        limit = kind.quota.max if kind and kind.quota else None
        if limit is None or len(group) <= limit:
            continue
        for one in group:
            others = [other for other in group if other.pk != one.pk]
            names = _names(others)
            refusal = Refusal(
                "quota-clash",
                f"ประเภทนี้สมัครได้ {limit} ผลงาน แต่มีใบสมัครอื่นอยู่ด้วย: {names}",
                f"This type takes {limit}; there are other applications: {names}",
            )
            found[one.pk].append(Clash("quota", refusal, tuple(others)))


def _titles(rows: Sequence[Application], found: dict[int, list[Clash]]) -> None:
    groups: dict[tuple[int, int, str], list[Application]] = defaultdict(list)
    for one in rows:
        if not one.parent_id and not one.category:
            groups[one.edition_id, one.counted_agency_id, _bare(one.title)].append(one)
    for group in groups.values():
        for one in group:
            others = [other for other in group if other.pk != one.pk]
            if not others:
                continue
            names = _names(others)
            refusal = Refusal(
                "title-clash",
                f"มีใบสมัครชื่อเดียวกันอยู่แล้ว: {names} โปรดตรวจว่าเป็นผลงานเดียวกันหรือไม่",
                f"There is another application of the same name: {names}. Please check whether it is the same work.",
            )
            found[one.pk].append(Clash("title", refusal, tuple(others)))


def _several(rows: Sequence[Application], packs: Mapping[int, Pack], found: dict[int, list[Clash]]) -> None:
    groups: dict[tuple[int, str, int], list[Application]] = defaultdict(list)
    for one in rows:
        groups[one.edition_id, one.type_id, one.agency_id].append(one)
    for group in groups.values():
        pack = packs[group[0].pack_version_id]
        if len(group) < 2 or SEVERAL not in {spec.name for spec in facts_of(pack, group[0].type_id)}:
            continue
        for one in group:
            others = [other for other in group if other.pk != one.pk]
            names = _names(others)
            refusal = Refusal(
                "several-works",
                f"หน่วยงานมีผลงานอื่นในประเภทนี้ด้วย: {names} หลักเกณฑ์ให้ดูว่าการดำเนินการหรือพื้นที่ซ้ำกันหรือไม่",
                f"The agency has other works in this type: {names}. The rules look at repeated operations and areas.",
            )
            found[one.pk].append(Clash("several", refusal, tuple(others)))


def _names(others: Sequence[Application]) -> str:
    named = " · ".join(f"{other.title} ({other.agency.name_th})" for other in others[:NAMED])
    return named if len(others) <= NAMED else f"{named} และอีก {len(others) - NAMED} รายการ"


def _bare(title: str) -> str:
    """A title without its spaces, which Thai sets as each writer likes."""
    return thai.search_key(title).replace(" ", "")
