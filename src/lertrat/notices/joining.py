"""Letters about who acts for an agency. The invitation itself goes another way (`agencies.letters`): its link is a key."""

from __future__ import annotations

from collections.abc import Iterator

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency, Invitation, JoinRequest, Membership
from lertrat.agencies.states import role_name
from lertrat.kernel.dates import deadline_words
from lertrat.notices.letters import Letter, register
from lertrat.notices.post import link
from lertrat.people.models import Person
from lertrat.records.models import Record


def in_charge(agency: Agency) -> list[Person]:
    """Who looks after the agency's people: its administrators, or its approvers where it has none."""
    held = agencies.members(agency, "admin") or agencies.members(agency, "approver")
    return [one.person for one in held]


def invitation_asked(record: Record) -> Iterator[Letter]:
    """To whoever may consent: an account with another address asks to take the invitation."""
    held = Invitation.objects.select_related("agency", "person").get(pk=record.object_id)
    if held.state != "asking" or held.agency is None or held.person is None:
        return
    values = {
        "agency": held.agency.name_th, "email": held.email, "who": f"{held.person.full_name} ({held.person.email})",
        "link": link(f"/apply/people/?agency={held.agency.code}"),
    }  # fmt: skip
    for person in in_charge(held.agency):
        yield Letter(person, values)


def invitation_accepted(record: Record) -> Iterator[Letter]:
    """To who invited."""
    held = Invitation.objects.select_related("agency", "person", "invited_by").get(pk=record.object_id)
    if held.agency is None or held.person is None or held.invited_by is None:
        return
    yield Letter(
        held.invited_by,
        {
            "agency": held.agency.name_th,
            "who": f"{held.person.full_name} ({held.person.email})",
            "roles": " และ".join(role_name(role) for role in held.roles),
            "link": link(f"/apply/people/?agency={held.agency.code}"),
        },
    )


def _request(record: Record) -> tuple[JoinRequest, dict[str, str]]:
    held = JoinRequest.objects.select_related("agency", "person").get(pk=record.object_id)
    return held, {"agency": held.body_name, "ref": held.ref}


def join_approved(record: Record) -> Iterator[Letter]:
    """To who asked."""
    held, values = _request(record)
    yield Letter(held.person, values | {"link": link("/apply/people/")})


def join_refused(record: Record) -> Iterator[Letter]:
    """To who asked, with the officer's reason."""
    held, values = _request(record)
    yield Letter(held.person, values | {"reason": held.reason or "–", "link": link("/join/")})


def membership_expiring(record: Record) -> Iterator[Letter]:
    """To the person, and to who looks after the agency's people."""
    held = Membership.objects.select_related("agency", "person").get(pk=record.object_id)
    if held.until_at is None:
        return
    values = {
        "agency": held.agency.name_th, "who": held.person.full_name, "role": role_name(held.role),
        "until": deadline_words(held.until_at), "link": link(f"/apply/people/?agency={held.agency.code}"),
    }  # fmt: skip
    for person in dict.fromkeys([held.person, *in_charge(held.agency)]):
        yield Letter(person, values)


register("invitation.asked", "invitation_asked", invitation_asked)
register("invitation.accepted", "invitation_accepted", invitation_accepted)
register("join.approved", "join_approved", join_approved)
register("join.refused", "join_refused", join_refused)
register("membership.expiring", "membership_expiring", membership_expiring)
