"""The few people and agencies every test knows: one sealed edition of 2564, two fictitious departments, an office, assessors
and committees. Built with the rooms' own actions, so that the world is one that could have come about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lertrat import criteria
from lertrat.agencies import actions as agencies
from lertrat.agencies.models import Agency
from lertrat.committees import actions as committees
from lertrat.committees.models import Committee
from lertrat.conflicts import actions as conflicts
from lertrat.criteria.schema import BANGKOK
from lertrat.kernel import clock
from lertrat.people import actions as people
from lertrat.people.models import Person
from lertrat.programmes import actions as programmes
from lertrat.programmes.models import Edition, Programme
from tests.shelf import kept

PASSWORD = "ทดสอบ-ทดสอบ-2564"
# Inside every window of step 1 (23 December 2563 to 22 January 2564 at the earliest close).
OPEN = datetime(2021, 1, 10, 10, 0, tzinfo=BANGKOK)
BEFORE = datetime(2020, 12, 1, 10, 0, tzinfo=BANGKOK)
CLOSE = datetime(
    2021, 2, 24, 0, 0, tzinfo=BANGKOK
)  # service and participatory: the first moment after 23 February
AFTER = datetime(2021, 3, 15, 10, 0, tzinfo=BANGKOK)


@dataclass
class World:
    """Who and what there is. `people` by short name, `agencies` by letter, `committees` by code."""

    programme: Programme
    edition: Edition
    people: dict[str, Person] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    committees: dict[str, Committee] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            found: Person = self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None
        return found

    @property
    def pack(self) -> criteria.Pack:
        from lertrat.programmes.queries import pack_of

        return pack_of(self.edition)


def person(name: str, thai_name: str, **fields: Any) -> Person:
    """A new account with the tests' password."""
    return people.create_person(
        email=f"{name}@example.test", name=thai_name, password=PASSWORD, by=None, **fields
    )


def build(*, supplement: bool = True, declared: bool = True) -> World:
    """The world at a moment before the windows open; with `declared` the assessors have declared their interests."""
    return kept(("world", supplement, declared), lambda: _build(supplement, declared), _reread)


def _reread(world: World) -> Callable[[], World]:
    """Find the same world again by its ids, in five statements."""
    programme, edition = world.programme.pk, world.edition.pk
    ids = [
        {name: one.pk for name, one in group.items()}
        for group in (world.people, world.agencies, world.committees)
    ]

    def again() -> World:
        people = Person.objects.in_bulk(list(ids[0].values()))
        bodies = Agency.objects.in_bulk(list(ids[1].values()))
        boards = Committee.objects.in_bulk(list(ids[2].values()))
        return World(
            Programme.objects.get(pk=programme),
            Edition.objects.select_related("programme", "pack_version").get(pk=edition),
            {name: people[pk] for name, pk in ids[0].items()},
            {name: bodies[pk] for name, pk in ids[1].items()},
            {name: boards[pk] for name, pk in ids[2].items()},
        )

    return again


def _build(supplement: bool, declared: bool) -> World:
    with clock.frozen(BEFORE):
        admin = person("admin", "ผู้ดูแล ตัวอย่าง", is_administrator=True)
        programme = programmes.create_programme(
            code="psea", name_th="รางวัลเลิศรัฐ", name_en="Public Sector Excellence Awards", by=admin
        )
        officer = person("officer", "เจ้าหน้าที่ ตัวอย่าง")
        programmes.appoint(programme=programme, person=officer, role="officer", by=admin)
        edition = programmes.create_edition(programme=programme, code="psea-2564", year_be=2564, by=officer)
        text, extra = criteria.builtin_source("psea-2564")
        programmes.seal(edition=edition, source=text, supplement=extra if supplement else "", by=officer)
        world = World(programme, edition, {"admin": admin, "officer": officer})
        _agencies(world)
        _assessors(world, declared)
        _committees(world)
    return world


def _agencies(world: World) -> None:
    admin = world.people["admin"]
    ministry = agencies.register(
        code="demo-ministry",
        kind="ministry",
        name_th="กระทรวงตัวอย่าง",
        fictitious=True,
        source="test",
        by=admin,
    )
    world.agencies["m"] = ministry
    for letter, name in (("a", "กรมตัวอย่าง ก"), ("b", "กรมตัวอย่าง ข")):
        department = agencies.register(
            code=f"demo-{letter}", kind="department", name_th=name, parent=ministry, fictitious=True, source="test",
            by=admin,
        )  # fmt: skip
        world.agencies[letter] = department
        for role in ("drafter", "approver"):
            someone = person(f"{role}_{letter}", f"{role} {letter}")
            agencies.grant_membership(person=someone, agency=department, role=role, by=admin)
            world.people[f"{role}_{letter}"] = someone
    for number in (1, 2):
        bureau = agencies.register(
            code=f"demo-a-{number}", kind="unit", name_th=f"สำนักตัวอย่างที่ {number}", parent=world.agencies["a"],
            fictitious=True, source="test", by=admin,
        )  # fmt: skip
        world.agencies[f"a{number}"] = bureau
        for role in ("drafter", "approver"):
            agencies.grant_membership(person=world.people[f"{role}_a"], agency=bureau, role=role, by=admin)
    world.people["stranger"] = person("stranger", "คนนอก ตัวอย่าง")


def _assessors(world: World, declared: bool) -> None:
    for number in (1, 2, 3, 4):
        someone = person(f"assessor{number}", f"ผู้ตรวจ ตัวอย่าง {number}")
        world.people[f"assessor{number}"] = someone
        if declared:
            conflicts.declare(person=someone, edition=world.edition, by=someone)


def _committees(world: World) -> None:
    admin = world.people["admin"]
    kinds: tuple[tuple[str, str, str, list[str]], ...] = (
        ("commission", "commission", "คณะกรรมการพัฒนาระบบราชการ (ทดสอบ)", []),
        ("sub-service", "subcommittee", "อ.ก.พ.ร. บริการ (ทดสอบ)", ["service"]),
        ("sub-participatory", "subcommittee", "อ.ก.พ.ร. มีส่วนร่วม (ทดสอบ)", ["participatory"]),
        ("sub-management", "subcommittee", "อ.ก.พ.ร. PMQA (ทดสอบ)", ["management"]),
    )
    chair, secretary, member = (
        person("chair", "ประธาน ตัวอย่าง"), person("secretary", "เลขานุการ ตัวอย่าง"), person("member", "กรรมการ ตัวอย่าง"),
    )  # fmt: skip
    world.people |= {"chair": chair, "secretary": secretary, "member": member}
    for someone in (chair, secretary, member):
        conflicts.declare(person=someone, edition=world.edition, by=someone)
    for code, kind, name, scope in kinds:
        made = committees.create_committee(
            code=code, kind=kind, name_th=name, scope=scope, fictitious=True, by=admin
        )
        world.committees[code] = made
        for someone, role in ((chair, "chair"), (secretary, "secretary"), (member, "member")):
            committees.seat(committee=made, person=someone, role=role, by=admin)
