"""The office before the year begins: the register, the agencies, the sealed rules, officers and committees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lertrat import criteria
from lertrat.agencies import actions as agencies
from lertrat.agencies.models import Agency, Province
from lertrat.committees import actions as committees
from lertrat.demo import people, texts
from lertrat.demo.world import World, at
from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.programmes import actions as programmes
from lertrat.works import actions as works
from lertrat.works.models import Award

EDITION, BESIDE = "psea-2564", "unpsa-2022"
INSTALLED, SEALED = at(date(2020, 11, 16), 9), at(date(2020, 12, 14), 10)
# Bureaux of กรมตัวอย่าง ก that both want the one place their department has in เปิดใจใกล้ชิดประชาชน.
BUREAUX = {
    "bureau-1": "สำนักบริการประชาชนตัวอย่าง กรมตัวอย่าง ก",
    "bureau-2": "สำนักพัฒนาระบบงานตัวอย่าง กรมตัวอย่าง ก",
}
# Codes that no real province has: those are two digits.
PROVINCES = {
    "prv-north": ("x-north", "Sample North"),
    "prv-isan": ("x-isan", "Sample Northeast"),
    "prv-central": ("x-central", "Sample Centre"),
    "prv-south": ("x-south", "Sample South"),
    "prv-east": ("x-east", "Sample East"),
}
BRANCHES = ("service", "participatory", "management")
COMMITTEES = {
    "commission": (
        "คณะกรรมการพัฒนาระบบราชการ (คณะสาธิต)",
        "Public Sector Development Commission (demonstration)",
    ),
    "service": ("อ.ก.พ.ร. เกี่ยวกับการส่งเสริมบริการภาครัฐ (คณะสาธิต)", "Sub-committee on services (demonstration)"),
    "participatory": (
        "อ.ก.พ.ร. เกี่ยวกับการส่งเสริมการมีส่วนร่วม (คณะสาธิต)",
        "Sub-committee on participation (demonstration)",
    ),
    "management": (
        "อ.ก.พ.ร. เกี่ยวกับคุณภาพการบริหารจัดการภาครัฐ (คณะสาธิต)",
        "Sub-committee on management quality (demonstration)",
    ),
}


def _united_nations(admin: Person, officer: Person) -> None:
    """The United Nations' award beside it: a programme of its own, its rules as far as the sources
    tell and no intake here. It lies ready from the beginning, ahead of its real briefing, so that its pages can be looked at at every stage."""
    programme = programmes.create_programme(
        code="unpsa", name_th="รางวัลบริการภาครัฐแห่งสหประชาชาติ", name_en="United Nations Public Service Awards", by=admin
    )  # fmt: skip
    programmes.appoint(programme=programme, person=officer, role="officer", by=admin)
    edition = programmes.create_edition(programme=programme, code=BESIDE, year_be=2565, by=officer)
    source, supplement = criteria.builtin_source(BESIDE)
    programmes.seal(edition=edition, source=source, supplement=supplement, by=officer)


def found(say: Callable[[str], None]) -> World:
    """The installation with its register and the year's rules, before anybody applies."""
    with clock.frozen(INSTALLED):
        agencies.load_register(by=None)
        plans = works.load_register(by=None)
        say(f"the register: {sum(plan.count('add') for plan in plans)} rows of works and awards, all real")
        admin = people.administrator()
        programme = programmes.create_programme(
            code="psea", name_th="รางวัลเลิศรัฐ", name_en="Public Sector Excellence Awards", by=admin
        )
    with clock.frozen(SEALED):
        officer = people.officer(programme, admin)
        edition = programmes.create_edition(programme=programme, code=EDITION, year_be=2564, by=officer)
        source, supplement = criteria.builtin_source(EDITION)
        programmes.seal(edition=edition, source=source, supplement=supplement, by=officer)
        world = World(say, programme, edition, {"admin": admin, "sirichai": officer})
        _united_nations(admin, officer)
        say(f"the rules of 2564: {len(world.pack.types)} award types, sealed")
        people.everybody(world)
        _agencies(world)
        people.memberships(world)
        _appoint(world)
        _committees(world)
        _past_awards(world)
    say(
        f"{len(world.people)} people, {len(world.agencies)} fictitious agencies, {len(world.committees)} committees"
    )
    return world


def _agencies(world: World) -> None:
    admin = world.people["admin"]
    known = texts.agencies()
    provinces: dict[str, Province] = {
        agency_id: agencies.add_province(
            code=code, name_th=known[agency_id]["name"].removeprefix("จังหวัด"), name_en=english,
            region="ภูมิภาคสมมติ", fictitious=True, by=admin,
        )
        for agency_id, (code, english) in PROVINCES.items()
    }  # fmt: skip
    for agency_id, told in known.items():
        world.agencies[agency_id] = agencies.register(
            code=f"demo-{agency_id}", kind=told["kind"], name_th=told["name"], name_en=told.get("english", ""),
            parent=_parent(world, told), province=provinces.get(told.get("province") or agency_id),
            fictitious=True, source="ข้อมูลสมมติเพื่อการสาธิต", note=told.get("about", "")[:500], by=admin,
        )  # fmt: skip
    for bureau, name in BUREAUX.items():
        world.agencies[bureau] = agencies.register(
            code=f"demo-{bureau}", kind="unit", name_th=name, parent=world.agencies["dep-a"], fictitious=True,
            source="ข้อมูลสมมติเพื่อการสาธิต", by=admin,
        )  # fmt: skip


def _parent(world: World, told: dict[str, str]) -> Agency | None:
    parent = told.get("parent")
    return world.agencies[parent] if parent else None


def _appoint(world: World) -> None:
    told, admin = texts.read("people"), world.people["admin"]
    for entry in told["officers"]:
        if entry["id"] != "sirichai":
            programmes.appoint(
                programme=world.programme, person=world.people[entry["id"]], role="officer", by=admin
            )
    for entry in told["co_organisers"]:
        programmes.appoint(
            programme=world.programme, person=world.people[entry["id"]], role="coorganiser",
            types=entry["types"], by=admin,
        )  # fmt: skip


def _committees(world: World) -> None:
    admin, seats = world.people["admin"], texts.read("people")["committees"]
    for name, (thai, english) in COMMITTEES.items():
        made = committees.create_committee(
            code=name, kind="commission" if name == "commission" else "subcommittee", name_th=thai, name_en=english,
            scope=[] if name == "commission" else [name], source="ข้อมูลสมมติเพื่อการสาธิต", quorum=3,
            term_from=date(2020, 10, 1), fictitious=True, by=admin,
        )  # fmt: skip
        world.committees[name] = made
        for entry in seats[name]:
            committees.seat(committee=made, person=world.people[entry["id"]], role=entry["seat"], by=admin)
        if name != "commission":
            # The two accounts that are shown sit everywhere, so that each page has something for them.
            for key, role in (("secretary", "secretary"), ("member", "member")):
                committees.seat(committee=made, person=world.account(key), role=role, by=admin)


def _past_awards(world: World) -> None:
    """Fictitious awards of earlier years, from which the expansions of this year grew."""
    wanted = {work["id"]: work for work in texts.works().values() if "source" in work}
    rows = [
        {
            "year_be": str(work["source"]["year"]),
            "branch": "การบริหารราชการแบบมีส่วนร่วม",
            "type": world.pack.types[work["source"]["type"]].printed,
            "level": world.pack.levels[work["source"]["level"]].name.th if work["source"]["level"] else "",
            "work_title": work["source"]["title"],
            "agency": world.agencies[work["agency"]].name_th,
            "locator": work["id"],
            "note": "รางวัลสมมติเพื่อการสาธิต",
        }
        for work in wanted.values()
    ]
    plan = works.import_plan(rows, source="demo")
    works.apply_import(plan=plan, digest=plan.digest, by=world.people["admin"])
    for award in Award.objects.filter(sources__source="demo").select_related("work"):
        assert award.work is not None
        found = next(id for id, work in wanted.items() if work["source"]["title"] == award.work.title_th)
        world.sources[found] = award.ref
