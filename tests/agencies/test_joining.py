"""How somebody comes to act for an agency: by invitation, by request; and the ways in that are shut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from lertrat.agencies import actions, letters, membership, queries
from lertrat.agencies.membership import Ground
from lertrat.agencies.models import Agency, Invitation, Membership
from lertrat.files import actions as files
from lertrat.files.models import StoredFile
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotAllowed, Refusal
from lertrat.people import actions as people
from lertrat.people.models import Person
from lertrat.programmes import actions as programmes
from lertrat.records.models import Record

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)
GROUND = Ground(letter_ref="นร 1200/15")
PASSWORD = "รหัสผ่าน-ยาวพอ-2569"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"


def person(name: str, **fields: bool) -> Person:
    return people.create_person(email=f"{name}@x.example", name=name, by=None, **fields)


def letter(of: Person) -> StoredFile:
    return files.store(SimpleUploadedFile("มอบหมาย.pdf", PDF), of)


@pytest.fixture
def agency() -> Agency:
    return actions.register(code="dept-a", kind="department", name_th="กรมตัวอย่าง ก", by=None)


@pytest.fixture
def boss(agency: Agency) -> Person:
    boss = person("boss")
    actions.grant_membership(person=boss, agency=agency, role="admin", by=None)
    return boss


@pytest.fixture
def officer() -> Person:
    admin, officer = person("root", is_administrator=True), person("officer")
    programme = programmes.create_programme(code="psea", name_th="รางวัล", name_en="Award", by=admin)
    programmes.appoint(programme=programme, person=officer, role="officer", by=admin)
    return officer


def refused(code: str, act: Callable[..., object], **given: object) -> None:
    with pytest.raises(Refusal) as caught:
        act(**given)
    assert caught.value.code == code


def invited(agency: Agency, boss: Person, email: str = "new@x.example", *roles: str) -> Invitation:
    return actions.invite(agency=agency, email=email, roles=roles or ("drafter",), ground=GROUND, by=boss)


def test_a_colleague_without_an_account_comes_in_by_the_letter(agency: Agency, boss: Person) -> None:
    with clock.frozen(NOW):
        ground = Ground(letter_ref="นร 1200/15", letter_on=NOW.date(), until_at=NOW + timedelta(days=60))
        held = actions.invite(
            agency=agency, email="New@x.example", roles=["approver", "drafter"], ground=ground, by=boss
        )
        assert letters.send_waiting() == 1 and letters.send_waiting() == 0
        token = letters.token(held)
        assert token in mail.outbox[0].body and mail.outbox[0].to == ["New@x.example"]
        assert token.partition("-")[2] not in str(list(Invitation.objects.values_list()))
        new = actions.accept_with_new_account(token=token, name="ผู้มาใหม่", password=PASSWORD)
        assert new.check_password(PASSWORD) and queries.roles_in(new.pk, agency.pk) == {"drafter", "approver"}
        one = Membership.objects.filter(person=new)[0]
        assert (one.letter_ref, one.until_at, one.granted_by) == (
            "นร 1200/15",
            NOW + timedelta(days=60),
            boss,
        )
        refused("invitation", actions.accept_invitation, token=token, by=new)
        refused("invitation", actions.accept_with_new_account, token=token, name="อีกคน", password=PASSWORD)
    assert Record.objects.filter(verb="invitation.accepted").count() == 1
    last = NOW + timedelta(days=60)
    with clock.frozen(last - timedelta(microseconds=1)):
        assert queries.acts_for(new.pk, agency.pk)
    with clock.frozen(last):
        assert not queries.acts_for(new.pk, agency.pk) and queries.agencies_of(new.pk) == []
        assert actions.grant_membership(person=new, agency=agency, role="drafter", by=boss).until_at is None


def test_guessed_used_withdrawn_resent_and_old_links_open_nothing(agency: Agency, boss: Person) -> None:
    with clock.frozen(NOW):
        held = invited(agency, boss)
        new = person("new")
        number, _, key = letters.token(held).partition("-")
        other = invited(agency, boss, "other@x.example")
        for wrong in (
            "",
            "1",
            f"{number}-",
            f"{number}-{'0' * 64}",
            f"{other.pk}-{key}",
            f"-{key}",
            f"{number}-ก",
            "9" * 30 + "-x",
        ):
            refused("invitation", actions.accept_invitation, token=wrong, by=new)
        letters.send_waiting()
    with clock.frozen(NOW + timedelta(minutes=3)):
        again = actions.resend_invitation(invitation=held, by=boss)
        assert again.sent_at is None
        refused("invitation", actions.accept_invitation, token=f"{number}-{key}", by=new)
        fresh = letters.token(again)
        refused("invited", invited, agency=agency, boss=boss)
    with clock.frozen(again.expires_at):
        refused("invitation", actions.accept_invitation, token=fresh, by=new)
    with clock.frozen(again.expires_at - timedelta(microseconds=1)):
        assert actions.accept_invitation(token=fresh, by=new)
        actions.withdraw_invitation(invitation=other, by=boss)
        refused("invitation", actions.accept_invitation, token=letters.token(other), by=person("other"))
        with pytest.raises(Conflict):
            actions.withdraw_invitation(invitation=other, by=boss)


def test_an_inviter_who_may_no_longer_invite_takes_the_invitation_along(agency: Agency, boss: Person) -> None:
    token = letters.token(invited(agency, boss))
    actions.end_membership(membership=Membership.objects.get(person=boss), by=boss)
    refused("invitation", actions.accept_invitation, token=token, by=person("new"))


def test_somebody_signed_in_with_another_address_needs_consent(agency: Agency, boss: Person) -> None:
    held = invited(agency, boss, "new@x.example", "admin")
    token, other, third = letters.token(held), person("other"), person("third")
    refused("invitation-other", actions.accept_invitation, token=token, by=other)
    assert actions.ask_invitation(token=token, by=other).state == "asking"
    assert not queries.acts_for(other.pk, agency.pk)
    refused("invitation", actions.ask_invitation, token=token, by=third)
    for stranger in (other, third):
        with pytest.raises(NotAllowed):
            actions.consent(invitation=held, by=stranger)
    actions.consent(invitation=held, by=boss)
    assert queries.roles_in(other.pk, agency.pk) == {"admin"}
    refused("invitation", actions.accept_invitation, token=token, by=person("new"))


def test_nobody_invites_elsewhere_or_above_themselves(agency: Agency, boss: Person) -> None:
    elsewhere = actions.register(code="dept-b", kind="department", name_th="กรมตัวอย่าง ข", by=None)
    drafter, approver = person("drafter"), person("approver")
    for one, role in ((drafter, "drafter"), (approver, "approver")):
        actions.grant_membership(person=one, agency=agency, role=role, by=boss)
    for by, where, role in (
        (boss, elsewhere, "drafter"),
        (drafter, agency, "drafter"),
        (approver, agency, "admin"),
    ):
        with pytest.raises(NotAllowed):
            actions.invite(agency=where, email="a@x.example", roles=["drafter", role], ground=GROUND, by=by)
        with pytest.raises(NotAllowed):
            actions.grant_membership(person=drafter, agency=where, role=role, by=by)
    with pytest.raises(NotAllowed):
        actions.end_membership(membership=Membership.objects.get(person=boss), by=approver)
    with pytest.raises(NotAllowed):
        actions.withdraw_invitation(invitation=invited(agency, boss, "z@x.example", "admin"), by=approver)
    assert invited(agency, approver).state == "waiting"
    refused("letter-needed", actions.invite, agency=agency, email="b@x.example", roles=["drafter"], by=boss)
    refused(
        "roles-none", actions.invite, agency=agency, email="b@x.example", roles=[], ground=GROUND, by=boss
    )
    refused("member", invited, agency=agency, boss=boss, email="Drafter@x.example")


def test_the_end_of_an_appointment_is_announced_twice(agency: Agency, boss: Person) -> None:
    until = NOW + timedelta(days=90)
    with clock.frozen(NOW):
        actions.grant_membership(
            person=person("p"), agency=agency, role="drafter", ground=Ground(until_at=until), by=boss
        )
    told = []
    for days in (31, 30, 29, 8, 7, 6, 0, -1):
        with clock.frozen(until - timedelta(days=days)):
            told += [days] * membership.remind()
    assert told == [30, 7]


def test_where_nobody_can_invite_an_officer_decides(agency: Agency, officer: Person) -> None:
    asker, rival = person("asker"), person("rival")
    first = actions.request_agency(agency=agency, letter=letter(asker), roles=["drafter"], by=asker)
    second = actions.request_agency(agency=agency, letter=letter(rival), by=rival)
    refused("request-waiting", actions.request_agency, agency=agency, letter=letter(asker), by=asker)
    for stranger in (asker, rival):
        with pytest.raises(NotAllowed):
            actions.approve_request(request=first, by=stranger)
    actions.approve_request(request=first, by=officer)
    assert queries.roles_in(asker.pk, agency.pk) == {"admin", "drafter"}
    refused("agency-has-admin", actions.approve_request, request=second, by=officer)
    refused("reason-needed", actions.refuse_request, request=second, reason=" ", by=officer)
    assert actions.refuse_request(request=second, reason="หน่วยงานมีผู้ดูแลแล้ว", by=officer).reason
    for act in (actions.approve_request, actions.withdraw_request):
        refused(
            "request-decided", act, request=second, by=rival if act == actions.withdraw_request else officer
        )
    refused("agency-has-admin", actions.request_agency, agency=agency, letter=letter(rival), by=rival)
    own = actions.request_body(
        kind="community", name_th="กลุ่มของเจ้าหน้าที่", letter=letter(officer), contact="1", by=officer
    )
    refused("own-request", actions.approve_request, request=own, by=officer)


def test_a_body_outside_the_state_registers_itself(officer: Person) -> None:
    known = actions.register(code="co-1", kind="company", name_th="บริษัท ตะวันฉายการเกษตร จำกัด", by=None)
    asker = person("asker")
    given = {
        "name_th": "บริษัท ตะวันฉาย การเกษตร จำกัด (มหาชน)",
        "letter": letter(asker),
        "contact": "02",
        "by": asker,
    }
    refused("agency-kind", actions.request_body, kind="department", number="1", **given)
    refused("number-needed", actions.request_body, kind="company", **given)
    asked = actions.request_body(kind="company", number="0-1055-๖๔", **given)
    assert queries.near(asked.name_th)[0][0] == known and queries.near("กรมประมง") == []
    made = actions.approve_request(request=asked, by=officer).agency
    assert made is not None and made.state_body is False and asked.number == "0-1055-๖๔"
    assert queries.roles_in(asker.pk, made.pk) == {"admin"}
    same = actions.request_body(kind="company", number="1", **given)
    refused("agency-known", actions.approve_request, request=same, by=officer)
    state = actions.register(code="dept-z", kind="department", name_th="กรมตะวันฉาย", by=None)
    refused("agency-kind", actions.approve_request, request=same, known_as=state, by=officer)
    assert actions.approve_request(request=same, known_as=known, by=officer).agency == known
    assert queries.roles_in(asker.pk, known.pk) == {"admin"}


def test_an_account_is_opened_by_letter_and_nothing_tells_who_has_one() -> None:
    held = person("held")
    for email in ("held@x.example", "fresh@x.example", "fresh@x.example"):
        actions.ask_account(email=email, address="10.0.0.1")
    assert letters.send_waiting() == 2
    assert "/invitation/" not in mail.outbox[0].body and "/invitation/" in mail.outbox[1].body
    token = letters.token(Invitation.objects.get(email="fresh@x.example"))
    refused("invitation-other", actions.accept_invitation, token=token, by=held)
    refused("invitation", actions.ask_invitation, token=token, by=held)
    made = actions.accept_with_new_account(token=token, name="ใหม่", password=PASSWORD)
    assert made.email == "fresh@x.example" and not queries.memberships_of(made.pk)
