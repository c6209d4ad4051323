"""What can be seen of the register: agencies, their place, their names, who acts for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from lertrat.agencies.models import Agency, Alias, Invitation, JoinRequest, Membership, Province
from lertrat.agencies.states import Kind, Role
from lertrat.kernel import clock, dates, thai
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.records.statements import Prepared
from lertrat.search import keyset
from lertrat.search import queries as search

_UP = "parent__parent__parent__parent"


def by_code(code: str) -> Agency:
    """The agency with this code, with its province and parents. One query. Raises NotFound."""
    found = Agency.objects.select_related("province", _UP).filter(code=code).first()
    if found is None:
        raise NotFound("no-agency", f"ไม่พบหน่วยงานรหัส {code}", f"There is no agency {code}.")
    return found


def by_id(agency_id: int) -> Agency | None:
    """The agency with this id, with its province and parents; None where there is none."""
    return Agency.objects.select_related("province", _UP).filter(pk=agency_id).first()


def by_name(name: str) -> Agency | None:
    """The one agency with this name, official or other; None where none or several fit. Official names come first."""
    key = thai.search_key(name)
    for found in (
        Agency.objects.filter(name_key=key),
        Agency.objects.filter(aliases__name_key=key).distinct(),
    ):
        agencies = list(found.select_related("province", "parent")[:2])
        if agencies:
            return agencies[0] if len(agencies) == 1 else None
    return None


def names() -> dict[str, int | None]:
    """Every folded name and the id of its agency; None where several agencies carry it. Two queries, for imports."""
    known: dict[str, int | None] = {}
    for key, agency_id in Alias.objects.values_list("name_key", "agency_id"):
        known[key] = agency_id if known.get(key, agency_id) == agency_id else None
    official: dict[str, int | None] = {}
    for key, agency_id in Agency.objects.values_list("name_key", "pk"):
        official[key] = None if key in official else agency_id
    return known | official


def above(agency: Agency) -> list[Agency]:
    """The agencies over this one, nearest first, up to the top. One query for four storeys."""
    chain: list[Agency] = []
    at: Agency | None = agency
    while at is not None and at.parent_id is not None and len(chain) < 12:
        if "parent" not in at._state.fields_cache:
            at = Agency.objects.select_related("province", _UP).get(pk=at.pk)
        at = at.parent
        if at is not None:
            chain.append(at)
    return chain


def department_above(agency: Agency) -> Agency | None:
    """The department this agency is or belongs to, which a quota per department counts (004:653); None without one."""
    return next((one for one in (agency, *above(agency)) if one.kind == Kind.DEPARTMENT), None)


def below(agency: Agency) -> list[int]:
    """Ids of the agency and of everything below it. One query a storey."""
    found = [agency.pk]
    storey = [agency.pk]
    while storey:
        storey = list(
            Agency.objects.filter(parent__in=storey).exclude(pk__in=found).values_list("pk", flat=True)
        )
        found += storey
    return found


def within(tops: QuerySet[Membership, Any] | Iterable[int], *, path: str = "") -> Q:
    """Agencies with these ids and everything up to four storeys below them, as a filter; `path` leads to the agency
    ("agency__"). One statement whatever the depth, for lists that must cost the same for a bureau and a ministry."""
    found = Q(**{f"{path}pk__in": tops})
    up = ""
    for _ in range(4):
        up += "parent__"
        found |= Q(**{f"{path}{up}pk__in": tops})
    return found


def children(agency: Agency, limit: int = 100) -> list[Agency]:
    """The agencies directly below, in dictionary order."""
    return list(Agency.objects.filter(parent=agency).order_by("sort_key", "id")[:limit])


def other_names(agency: Agency) -> list[Alias]:
    """Its other names: variants, former and short names, scan slips with their source."""
    return list(agency.aliases.order_by("kind", "id"))


def provinces(*, fictitious: bool = False) -> list[Province]:
    """The 76 provinces and Bangkok in dictionary order; with the demonstration's own where asked."""
    rows = Province.objects.order_by("sort_key")
    return list(rows if fictitious else rows.filter(fictitious=False))


@dataclass(frozen=True, slots=True)
class AgencyFilter:
    """What a list of agencies is narrowed to; empty fields narrow nothing. `province` is a code, `parent` an id.

    `current`: only agencies that exist today. `fictitious`: only the demonstration's own (True), or none of them (False).
    """

    q: str = ""
    kind: str = ""
    province: str = ""
    parent: int | None = None
    current: bool = True
    fictitious: bool | None = None


ORDER = ("sort_key", "id")


def agencies(wanted: AgencyFilter = AgencyFilter()) -> QuerySet[Agency]:
    """The agencies that fit, in no order yet."""
    rows = Agency.objects.select_related("province", "parent")
    if search.parts(wanted.q):
        rows = rows.filter(pk__in=search.ids("agency", wanted.q))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.province:
        rows = rows.filter(province=wanted.province)
    if wanted.parent is not None:
        rows = rows.filter(parent=wanted.parent)
    if wanted.fictitious is not None:
        rows = rows.filter(fictitious=wanted.fictitious)
    return rows.filter(_exists(clock.now())) if wanted.current else rows


def listing(
    wanted: AgencyFilter = AgencyFilter(), *, cursor: str = "", size: int = 50
) -> keyset.Page[Agency]:
    """One page of the register in dictionary order, with province and parent. One query, whatever the size of it."""
    return keyset.page(agencies(wanted), ORDER, cursor=cursor, size=size)


def count(wanted: AgencyFilter = AgencyFilter()) -> int:
    """How many agencies fit."""
    return agencies(wanted).count()


def _exists(moment: datetime) -> Q:
    day = dates.day_of(moment)
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (
        Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    )


def exists(agency: Agency, moment: datetime | None = None) -> bool:
    """Whether the agency exists at the moment (half-open: no longer on `valid_until`)."""
    day = dates.day_of(moment or clock.now())
    return (agency.valid_from is None or agency.valid_from <= day) and (
        agency.valid_until is None or day < agency.valid_until
    )


def live(moment: datetime | None = None) -> Q:
    """Memberships in force at the moment."""
    moment = moment or clock.now()
    return Q(from_at__lte=moment) & (Q(until_at__isnull=True) | Q(until_at__gt=moment))


def acts_for(person_id: int, agency_id: int, role: str = "") -> bool:
    """Whether the person acts for the agency now (in `role`, or in any)."""
    rows = Membership.objects.filter(live(), person=person_id, agency=agency_id, person__is_active=True)
    return (rows.filter(role=role) if role else rows).exists()


def roles_in(person_id: int, agency_id: int) -> frozenset[str]:
    """The roles a person holds in an agency now."""
    return frozenset(_roles_in(person_id=person_id, agency_id=agency_id))


@Prepared
def _roles_in(person_id: int, agency_id: int) -> QuerySet[Membership, Any]:
    rows = Membership.objects.filter(live(), person=person_id, agency=agency_id, person__is_active=True)
    return rows.values_list("role", flat=True)


def agencies_of(person_id: int, role: str = "") -> list[Agency]:
    """The agencies a person acts for now (in `role`, or in any), in dictionary order, with province and parents."""
    rows = Membership.objects.filter(live(), person=person_id, person__is_active=True)
    if role:
        rows = rows.filter(role=role)
    return list(
        Agency.objects.select_related("province", _UP).filter(pk__in=rows.values("agency")).order_by(*ORDER)
    )


def memberships_of(person_id: int) -> list[Membership]:
    """A person's memberships in force, with their agencies."""
    rows = Membership.objects.filter(live(), person=person_id).select_related("agency")
    return list(rows.order_by("agency__sort_key", "role", "id"))


def members(agency: Agency, role: str = "") -> list[Membership]:
    """Who acts for the agency now, with the persons, approvers first ("approver" comes before "drafter")."""
    rows = Membership.objects.filter(live(), agency=agency).select_related("person")
    if role:
        rows = rows.filter(role=role)
    return list(rows.order_by("role", "person__sort_key", "id"))


def people_over(agency: Agency) -> list[Person]:
    """Whoever acts for the agency or for one above it now, by name. Two statements at most."""
    rows = Membership.objects.filter(live(), agency__in=[agency, *above(agency)])
    return list(
        Person.objects.filter(is_active=True, pk__in=rows.values("person")).order_by("sort_key", "id")
    )


def oversees(person_id: int, agency: Agency) -> frozenset[str]:
    """The roles a person holds in the agency or in one above it."""
    rows = Membership.objects.filter(live(), person=person_id, agency__in=[agency, *above(agency)])
    return frozenset(rows.values_list("role", flat=True))


def approvers(agency_id: int) -> list[Person]:
    """The persons who may approve this agency's applications now."""
    rows = Membership.objects.filter(live(), agency=agency_id, role=Role.APPROVER)
    return list(
        Person.objects.filter(is_active=True, pk__in=rows.values("person")).order_by("sort_key", "id")
    )


def by_ids(ids: Iterable[int]) -> dict[int, Agency]:
    """Agencies by id, with province and parents. One query."""
    rows = Agency.objects.select_related("province", _UP).filter(pk__in=list(ids))
    return {agency.pk: agency for agency in rows}


def agency_ids_of(person_id: int, role: str = "") -> QuerySet[Membership, Any]:
    """The ids of the agencies a person acts for now, as a subquery for the rooms above."""
    rows = Membership.objects.filter(live(), person=person_id, person__is_active=True)
    return (rows.filter(role=role) if role else rows).values("agency")


def acting(person: OuterRef) -> QuerySet[Membership]:
    """Memberships in force of the person of an outer query."""
    return Membership.objects.filter(live(), person=person)


def run_by(person_id: int) -> list[Agency]:
    """The agencies whose people this person looks after: as its administrator or its approver, in dictionary order."""
    rows = Membership.objects.filter(
        live(), person=person_id, person__is_active=True, role__in=(Role.ADMIN, Role.APPROVER)
    )
    return list(Agency.objects.filter(pk__in=rows.values("agency")).order_by(*ORDER))


def people_ever(agency: Agency) -> list[Person]:
    """Everybody who acts or ever acted for the agency, by name."""
    rows = Membership.objects.filter(agency=agency).values("person")
    return list(Person.objects.filter(pk__in=rows).order_by("sort_key", "id"))


def membership_with_letter(person: Person, pk: int) -> Membership:
    """A membership in force that carries a letter's file, of an agency whose people `person` looks after. Raises NotFound."""
    rows = Membership.objects.filter(live(), pk=pk, letter__isnull=False)
    found = rows.filter(agency__in=[one.pk for one in run_by(person.pk)]).select_related("letter").first()
    if found is None:
        raise NotFound("membership", "ไม่พบหนังสือนี้", "There is no such letter.")
    return found


def open_invitations(agency: Agency) -> list[Invitation]:
    """Invitations of the agency that wait for an answer or for consent, the newest first, with the people in them."""
    rows = Invitation.objects.filter(agency=agency, state__in=("waiting", "asking"))
    return list(rows.select_related("invited_by", "person", "letter").order_by("-id"))


def invitation(agency: Agency, ref: str) -> Invitation:
    """An invitation of this agency. Raises NotFound for any other."""
    rows = Invitation.objects.select_related("agency", "invited_by", "person", "letter")
    found = rows.filter(agency=agency, ref=ref).first()
    if found is None:
        raise NotFound("invitation", "ไม่พบคำเชิญนี้", "There is no such invitation.")
    return found


_REQUESTS = ("person", "agency__province", "province", "letter", "decided_by")


def requests_of(person_id: int) -> list[JoinRequest]:
    """What a person has asked for, the newest first."""
    return list(JoinRequest.objects.filter(person=person_id).select_related(*_REQUESTS).order_by("-id"))


def waiting_requests() -> int:
    """How many requests wait for an officer."""
    return JoinRequest.objects.filter(state="waiting").count()


def requests(state: str = "waiting", limit: int = 100) -> list[JoinRequest]:
    """Requests in one state: those that wait, the oldest first; others, the newest first."""
    rows = JoinRequest.objects.filter(state=state).select_related(*_REQUESTS)
    return list(rows.order_by("id" if state == "waiting" else "-decided_at")[:limit])


def request(person: Person, ref: str, *, decides: bool) -> JoinRequest:
    """One request, for who asked or who `decides`. Raises NotFound for everybody else."""
    found = JoinRequest.objects.select_related(*_REQUESTS).filter(ref=ref).first()
    if found is None or not (decides or found.person_id == person.pk):
        raise NotFound("join-request", "ไม่พบคำขอนี้", "There is no such request.")
    return found


# Words that many bodies carry in front of or behind their own name; they tell none of them apart.
_COMMON = (
    "บริษัท",
    "จำกัด",
    "มหาชน",
    "ห้างหุ้นส่วน",
    "สมาคม",
    "มูลนิธิ",
    "วิสาหกิจชุมชน",
    "ชุมชน",
    "กลุ่ม",
    "เครือข่าย",
    "ชมรม",
)
NEAR = 0.55


def near(name: str, limit: int = 5) -> list[tuple[Agency, int]]:
    """Bodies outside the state whose name is like this one, with the likeness in percent, the likest first. Two statements."""
    wanted = _bare(name)
    pieces = {wanted[at : at + 4] for at in range(0, max(1, len(wanted) - 3), 2)}
    keys = Q(pk__in=[])
    for piece in list(pieces)[:12]:
        keys |= Q(name_key__contains=piece) | Q(aliases__name_key__contains=piece)
    rows = (
        Agency.objects.filter(keys, state_body=False)
        .distinct()
        .select_related("province")
        .prefetch_related("aliases")
    )
    found = []
    for agency in rows[:400]:
        names = [agency.name_key, *(alias.name_key for alias in agency.aliases.all())]
        like = max(SequenceMatcher(None, wanted, _bare(one), autojunk=False).ratio() for one in names)
        if like >= NEAR:
            found.append((agency, round(like * 100)))
    return sorted(found, key=lambda one: (-one[1], one[0].sort_key))[:limit]


def _bare(name: str) -> str:
    key = thai.search_key(name)
    for word in _COMMON:
        key = key.replace(thai.search_key(word), " ")
    return "".join(key.split()) or thai.search_key(name)
