"""An agency invites a colleague by e-mail: the letter goes to one address, its link works once, and who accepts is who was meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from lertrat.agencies import letters, queries, validators
from lertrat.agencies.membership import NOTHING, Ground, granted
from lertrat.agencies.models import Agency, Invitation, Membership
from lertrat.agencies.permits import may
from lertrat.kernel import clock, dates, ids
from lertrat.kernel.errors import Conflict, NotFound, Refusal
from lertrat.people import actions as people
from lertrat.people import queries as accounts
from lertrat.people import throttle
from lertrat.people import validators as person_validators
from lertrat.people.actions import Proven
from lertrat.people.models import Person
from lertrat.records.actions import append

# How long the link of a letter works: to the end of that day, since people are told a day.
LASTS = timedelta(days=14)
ACCOUNT_LASTS = timedelta(hours=24)
OPEN = ("waiting", "asking")


def _ends(now: datetime) -> datetime:
    local = dates.bangkok(now + LASTS)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _void() -> Refusal:
    """One answer to every link that opens nothing: guessed, used, withdrawn, old."""
    return Refusal(
        "invitation",
        "คำเชิญนี้ใช้ไม่ได้แล้ว อาจถูกใช้ไปแล้ว ถูกเพิกถอน พ้นกำหนด หรือมีฉบับใหม่กว่าในอีเมลของท่าน โปรดขอคำเชิญใหม่จากผู้ดูแลของหน่วยงาน",
        "This invitation no longer works: it was used, withdrawn, is too old, or a newer one is in your mail. Ask the agency's administrator for a new one.",
    )


def _others() -> Refusal:
    return Refusal(
        "invitation-other",
        "คำเชิญนี้ส่งถึงอีเมลอื่น ไม่ใช่อีเมลของบัญชีที่เข้าสู่ระบบอยู่ ท่านขอให้ผู้ดูแลของหน่วยงานยืนยันบัญชีนี้ได้",
        "This invitation was written to another address than your account's. You can ask the agency's administrator to let this account take it.",
    )


def open_one(given: str) -> Invitation:
    """The invitation of a link that still works. Refusal "invitation"."""
    held = letters.found(given)
    if held is None or held.state not in OPEN or clock.now() >= held.expires_at:
        raise _void()
    return held


def invite(
    *, agency: Agency, email: str, roles: Sequence[str], ground: Ground = NOTHING, by: Person
) -> Invitation:
    """Write to `email` that its holder is to act for `agency` in `roles`.

    Refusals: "email", "role", "role-above", "roles-none", "letter-needed" (neither file nor number), "until-past",
    "invited" (there is an open one to this address), "member" (already acts in all these roles), "agency-closed".
    """
    chosen = validators.roles(roles)
    for role in chosen:
        may(by, "grant", agency, role=role).require()
    address = person_validators.email(email)
    _check_ground(ground)
    with transaction.atomic():
        held = Agency.objects.select_for_update().get(pk=agency.pk)
        for role in chosen:
            may(by, "grant", held, role=role).require()
        if not queries.exists(held):
            raise Refusal("agency-closed", "หน่วยงานนี้สิ้นสภาพแล้ว", "This agency exists no longer.")
        _refuse_known(held, address, chosen)
        now = clock.now()
        made = Invitation.objects.create(
            ref=ids.reference("V"), agency=held, email=address, roles=chosen, until_at=ground.until_at, letter=ground.letter,
            letter_ref=ground.letter_ref, letter_on=ground.letter_on, invited_by=by, invited_at=now, expires_at=_ends(now),
        )  # fmt: skip
        append("invitation.made", obj=made, by=by, agency=held.pk, roles=chosen)
    return made


def _check_ground(ground: Ground) -> None:
    if ground.letter is None and not ground.letter_ref:
        raise Refusal(
            "letter-needed",
            "โปรดระบุเลขที่หนังสือมอบหมาย หรือแนบไฟล์หนังสือ",
            "Give the number of the letter of appointment, or attach it.",
        )
    if ground.until_at is not None and ground.until_at <= clock.now():
        raise Refusal("until-past", "วันสิ้นสุดการมอบหมายต้องอยู่ในอนาคต", "The appointment must end in the future.")


def _refuse_known(agency: Agency, address: str, roles: list[str]) -> None:
    standing = Invitation.objects.filter(agency=agency, email__iexact=address, state__in=OPEN)
    if standing.filter(expires_at__gt=clock.now()).exists():
        raise Refusal(
            "invited", "มีคำเชิญถึงอีเมลนี้รออยู่แล้ว ส่งซ้ำหรือเพิกถอนได้จากรายการด้านล่าง",
            "An invitation to this address is open already; send it again or withdraw it below.",
        )  # fmt: skip
    standing.update(state="withdrawn", decided_at=clock.now())
    person = accounts.by_email(address)
    if person is not None and set(roles) <= queries.roles_in(person.pk, agency.pk):
        raise Refusal("member", "ผู้นี้มีบทบาทดังกล่าวในหน่วยงานอยู่แล้ว", "This person holds these roles already.")


def resend_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """Write again: a new link, and the earlier one works no more. Refusal "invitation" for one that is closed."""
    with transaction.atomic():
        held = _hold(invitation, by)
        if held.sent_at is not None and clock.now() - held.sent_at < timedelta(minutes=2):
            return held
        held.round += 1
        held.state, held.person, held.sent_at = "waiting", None, None
        held.expires_at = _ends(clock.now())
        held.save(update_fields=["round", "state", "person", "sent_at", "expires_at"])
        append("invitation.resent", obj=held, by=by, agency=held.agency_id)
    return held


def withdraw_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """The link opens nothing any more."""
    with transaction.atomic():
        held = _hold(invitation, by)
        held.state, held.decided_at, held.person = "withdrawn", clock.now(), None
        held.save(update_fields=["state", "decided_at", "person"])
        append("invitation.withdrawn", obj=held, by=by, agency=held.agency_id)
    return held


def _hold(invitation: Invitation, by: Person) -> Invitation:
    """The invitation's row, held, for somebody who may give all its roles."""
    held = Invitation.objects.select_for_update(of=("self",)).select_related("agency").get(pk=invitation.pk)
    if held.agency is None:
        raise NotFound("invitation", "ไม่พบคำเชิญนี้", "There is no such invitation.")
    for role in held.roles:
        may(by, "grant", held.agency, role=role).require()
    if held.state not in OPEN:
        raise Conflict("invitation-closed", "คำเชิญนี้สิ้นสุดแล้ว", "This invitation is closed.")
    return held


def accept_invitation(*, token: str, by: Person) -> list[Membership]:
    """The signed-in addressee accepts. Refusals: "invitation", "invitation-other" (another address than the account's)."""
    seen = open_one(token)
    with transaction.atomic():
        held = _again(seen, token)
        if by.email.casefold() != held.email.casefold():
            raise _others()
        return _accepted(held, by, by)


def ask_invitation(*, token: str, by: Person) -> Invitation:
    """Somebody signed in with another address asks to take the invitation; whoever may invite consents (`consent`)."""
    seen = open_one(token)
    with transaction.atomic():
        held = _again(seen, token)
        if held.agency_id is None or (held.person_id is not None and held.person_id != by.pk):
            raise _void()
        if held.person_id is None:
            held.state, held.person = "asking", by
            held.save(update_fields=["state", "person"])
            append("invitation.asked", obj=held, by=by, agency=held.agency_id)
    return held


def consent(*, invitation: Invitation, by: Person) -> list[Membership]:
    """Whoever may give the roles agrees that the account which asked takes the invitation. Refusal "own-request"."""
    with transaction.atomic():
        held = _hold(invitation, by)
        if held.state != "asking" or held.person is None or clock.now() >= held.expires_at:
            raise Conflict("invitation-closed", "ไม่มีบัญชีที่รอยืนยันแล้ว", "No account is waiting for consent.")
        if held.person_id == by.pk:
            raise Refusal("own-request", "ท่านยืนยันคำขอของตนเองไม่ได้", "You cannot consent to your own request.")
        return _accepted(held, held.person, by)


def accept_with_new_account(
    *, token: str, name: str, password: str, title: str = "", post: str = "", identity: Proven | None = None
) -> Person:
    """The addressee has no account: one is made with the invited address, which the link has proven, and accepts.

    With an `identity` that a provider has just vouched for, the account signs in with it, and `password` may be empty.
    Refusals: "invitation", "email-taken" (there is an account: sign in), "name", "title", "post", "password", "identity-taken".
    """
    seen = open_one(token)
    # Hashing is slow on purpose: it stands before the lock, and nothing of it stays where the link was used meanwhile.
    stranger = Person(email=seen.email, name=name)
    hashed = ""
    if password or identity is None:
        hashed = make_password(person_validators.password(password, stranger))
    with transaction.atomic():
        held = _again(seen, token)
        person = people.create_person(email=held.email, name=name, title=title, post=post, by=None)
        if hashed:
            person.password = hashed
            person.save(update_fields=["password"])
        if identity is not None:
            people.link_identity(person=person, identity=identity, by=person)
        _accepted(held, person, person)
    return person


def _again(seen: Invitation, token: str) -> Invitation:
    """The row, held, with everything checked once more."""
    if seen.agency_id is not None:
        Agency.objects.select_for_update().get(pk=seen.agency_id)
    Invitation.objects.select_for_update().get(pk=seen.pk)
    return open_one(token)


def _accepted(held: Invitation, person: Person, by: Person) -> list[Membership]:
    made: list[Membership] = []
    if held.agency is not None:
        inviter = held.invited_by
        if not all(may(inviter, "grant", held.agency, role=role) for role in held.roles):
            raise _void()
        ground = Ground(held.letter, held.letter_ref, held.letter_on, held.until_at)
        made = granted(person=person, agency=held.agency, roles=held.roles, ground=ground, by=inviter)
    held.state, held.person, held.decided_at = "accepted", person, clock.now()
    held.save(update_fields=["state", "person", "decided_at"])
    append("invitation.accepted", obj=held, by=by, agency=held.agency_id, person=person.pk)
    return made


def ask_account(*, email: str, address: str) -> None:
    """Send a link that opens an account to whoever holds `email`; says nothing about whether there is one already.

    For people whose agency nobody represents yet, and for bodies that register themselves. Refusals: "email", "sign-in-wait".
    """
    cleaned = person_validators.email(email)
    throttle.count_attempt(cleaned, address, "letter")
    with transaction.atomic():
        now = clock.now()
        open_ones = Invitation.objects.select_for_update().filter(
            agency=None, email__iexact=cleaned, state="waiting"
        )
        if open_ones.filter(invited_at__gt=now - timedelta(minutes=2), invited_at__lte=now).exists():
            return
        open_ones.update(state="withdrawn", decided_at=now)
        made = Invitation.objects.create(
            ref=ids.reference("V"), email=cleaned, invited_at=now, expires_at=now + ACCOUNT_LASTS
        )
        append("invitation.made", obj=made, by=None, agency=None)
