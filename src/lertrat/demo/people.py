"""The fictitious people: those of people.yaml, and a drafter and an approver for every other agency from its pools."""

from __future__ import annotations

from typing import Any

from lertrat.agencies import actions as agencies
from lertrat.demo import texts
from lertrat.demo.world import ACCOUNT_OF, World
from lertrat.people import actions as people
from lertrat.people.demonstration import ACCOUNTS
from lertrat.people.models import Person
from lertrat.programmes import actions as programmes
from lertrat.programmes.models import Programme

_ACCOUNTS = {ACCOUNT_OF[account.key]: account for account in ACCOUNTS}


def administrator() -> Person:
    """The first account, made by the command line as in any new installation."""
    return _make(texts.read("people")["administrators"][0], None, is_administrator=True)


def officer(programme: Programme, admin: Person) -> Person:
    """The officer who prepares the year, appointed."""
    entry = next(e for e in texts.read("people")["officers"] if e["id"] == ACCOUNT_OF["officer"])
    made = _make(entry, admin)
    programmes.appoint(programme=programme, person=made, role="officer", by=admin)
    return made


def everybody(world: World) -> None:
    """Accounts of everybody else. Only those that are shown get a password."""
    admin, told = world.people["admin"], texts.read("people")
    groups = [told[group] for group in ("applicants", "officers", "co_organisers", "assessors")]
    for entry in (entry for group in [*groups, *told["committees"].values()] for entry in group):
        if entry["id"] not in world.people:
            world.people[entry["id"]] = _make(entry, admin)
    for entry in _drawn():
        world.people[entry["id"]] = _make(entry, admin)


def memberships(world: World) -> None:
    """Who drafts and who approves for each agency, and where assessors and members serve is told by `relations` later."""
    admin = world.people["admin"]
    for agency_id in texts.agencies():
        for person, role in ((world.drafter(agency_id), "drafter"), (world.approver(agency_id), "approver")):
            agencies.grant_membership(person=person, agency=world.agencies[agency_id], role=role, by=admin)
    agencies.grant_membership(
        person=world.approver("dep-a"), agency=world.agencies["dep-a"], role="admin", by=admin
    )
    # The one account that shows a whole small agency at once: it writes and approves.
    kanya, department = world.account("department-b"), world.agencies["dep-b"]
    agencies.grant_membership(person=kanya, agency=department, role="approver", by=admin)
    for bureau in ("bureau-1", "bureau-2"):
        held = world.agencies[bureau]
        agencies.grant_membership(
            person=world.people[f"drafter.{bureau}"], agency=held, role="drafter", by=admin
        )
        agencies.grant_membership(person=world.approver("dep-a"), agency=held, role="approver", by=admin)
    # The department's own drafter also helps the first bureau, and so sees both sides of its clash.
    agencies.grant_membership(
        person=world.drafter("dep-a"), agency=world.agencies["bureau-1"], role="drafter", by=admin
    )


def _make(entry: dict[str, Any], by: Person | None, **more: Any) -> Person:
    account = _ACCOUNTS.get(entry["id"])
    return people.create_person(
        email=account.email if account else f"{entry['id']}@{texts.read('people')['domain']}",
        password=account.password if account else None,
        title=entry["title"],
        name=f"{entry['first']} {entry['last']}",
        post=entry.get("post", ""),
        by=by,
        **more,
    )


def _drawn() -> list[dict[str, Any]]:
    """A drafter and an approver for each agency of which people.yaml names none."""
    pools = texts.read("people")["pools"]
    wanted = [
        (agency_id, role)
        for agency_id, agency in texts.agencies().items()
        for role in ("drafter", "approver")
        if not agency.get(role)
    ] + [("bureau-1", "drafter"), ("bureau-2", "drafter")]
    made = []
    for number, (agency_id, role) in enumerate(wanted):
        women = number % 3 != 1
        names, posts = pools["women" if women else "men"], pools["posts"][role]
        made.append(
            {
                "id": f"{role}.{agency_id}",
                "title": "นางสาว" if women and role == "drafter" else "นาง" if women else "นาย",
                "first": names[number // 2 % len(names)],
                "last": pools["surnames"][number * 7 % len(pools["surnames"])],
                "post": posts[number % len(posts)],
            }
        )
    return made
