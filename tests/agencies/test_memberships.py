"""Who acts for an agency: granted, in force, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lertrat.agencies import actions, permits, queries
from lertrat.agencies.models import Agency, Membership
from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.people import actions as people
from lertrat.people.models import Person
from lertrat.records.models import Record

pytestmark = pytest.mark.django_db


def person(email: str, *, is_administrator: bool = False) -> Person:
    return people.create_person(
        email=email, name=email.partition("@")[0], is_administrator=is_administrator, by=None
    )


@pytest.fixture
def agency() -> Agency:
    return actions.register(code="dept-a", kind="department", name_th="กรมตัวอย่าง ก", fictitious=True, by=None)


@pytest.fixture
def approver(agency: Agency) -> Person:
    approver = person("approver@x.example")
    actions.grant_membership(person=approver, agency=agency, role="approver", by=None)
    return approver


def test_granted_in_force_and_recorded(agency: Agency, approver: Person) -> None:
    drafter = person("drafter@x.example")
    made = actions.grant_membership(person=drafter, agency=agency, role="drafter", by=approver)
    assert made.granted_by == approver
    assert queries.agencies_of(drafter.pk) == queries.agencies_of(drafter.pk, "drafter") == [agency]
    assert queries.agencies_of(drafter.pk, "approver") == []
    assert queries.roles_in(drafter.pk, agency.pk) == {"drafter"}
    assert [one.person for one in queries.members(agency)] == [approver, drafter]
    assert queries.approvers(agency.pk) == [approver]
    record = Record.objects.get(verb="membership.granted", actor_id=approver.pk)
    assert record.data == {"agency": agency.pk, "person": drafter.pk, "role": "drafter"}


def test_granting_twice_is_granting_once(agency: Agency, approver: Person) -> None:
    drafter = person("drafter@x.example")
    first = actions.grant_membership(person=drafter, agency=agency, role="drafter", by=approver)
    assert actions.grant_membership(person=drafter, agency=agency, role="drafter", by=approver) == first
    assert Membership.objects.filter(person=drafter).count() == 1


def test_ended_is_over_at_once_and_can_begin_again(agency: Agency, approver: Person) -> None:
    drafter = person("drafter@x.example")
    made = actions.grant_membership(person=drafter, agency=agency, role="drafter", by=approver)
    actions.end_membership(membership=made, by=approver)
    assert not queries.acts_for(drafter.pk, agency.pk)
    actions.end_membership(membership=made, by=approver)
    assert Record.objects.filter(verb="membership.ended").count() == 1
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        again = actions.grant_membership(person=drafter, agency=agency, role="drafter", by=approver)
        assert again.pk != made.pk
        assert queries.acts_for(drafter.pk, agency.pk, "drafter")


def test_who_may_grant(agency: Agency, approver: Person) -> None:
    stranger, other = person("stranger@x.example"), person("other@x.example")
    drafter = person("drafter@x.example")
    actions.grant_membership(person=drafter, agency=agency, role="drafter", by=approver)
    elsewhere = actions.register(code="dept-b", kind="department", name_th="กรมตัวอย่าง ข", by=None)
    actions.grant_membership(person=other, agency=elsewhere, role="approver", by=None)
    for nobody in (stranger, other, drafter):
        with pytest.raises(NotAllowed):
            actions.grant_membership(person=stranger, agency=agency, role="drafter", by=nobody)
    assert permits.may(drafter, "members", agency)
    assert not permits.may(other, "members", agency)
    assert not permits.may(None, "grant", agency)
    administrator = person("admin@x.example", is_administrator=True)
    assert actions.grant_membership(person=stranger, agency=agency, role="drafter", by=administrator)


def test_everybody_may_leave(agency: Agency, approver: Person) -> None:
    drafter = person("drafter@x.example")
    made = actions.grant_membership(person=drafter, agency=agency, role="drafter", by=approver)
    assert actions.end_membership(membership=made, by=drafter).until_at is not None


@pytest.mark.parametrize("case", ["role", "account-closed", "agency-closed"])
def test_what_is_refused(agency: Agency, case: str) -> None:
    somebody = person("somebody@x.example")
    if case == "account-closed":
        people.deactivate(person=somebody, by=None)
    if case == "agency-closed":
        actions.close(agency=agency, on=clock.now().date() - timedelta(days=1), by=None)
    with pytest.raises(Refusal) as refused:
        actions.grant_membership(
            person=somebody, agency=agency, role="king" if case == "role" else "drafter", by=None
        )
    assert refused.value.code == case


def test_a_closed_account_acts_for_nobody(agency: Agency, approver: Person) -> None:
    Person.objects.filter(pk=approver.pk).update(is_active=False)
    assert not queries.acts_for(approver.pk, agency.pk)
    assert queries.approvers(agency.pk) == []
