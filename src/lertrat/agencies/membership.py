"""Who acts for an agency: granted with what it rests on, ended, announced before it ends by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from lertrat.agencies import queries, validators
from lertrat.agencies.models import Agency, Membership
from lertrat.agencies.permits import may
from lertrat.files.models import StoredFile
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append

# The end of an appointment is announced so long before it, and once more.
REMINDERS = (timedelta(days=30), timedelta(days=7))


@dataclass(frozen=True, slots=True)
class Ground:
    """What an appointment rests on: the letter's file, number and date, and when the appointment ends (half-open)."""

    letter: StoredFile | None = None
    letter_ref: str = ""
    letter_on: date | None = None
    until_at: datetime | None = None


NOTHING = Ground()


def grant_membership(
    *, person: Person, agency: Agency, role: str, ground: Ground = NOTHING, by: Person | None
) -> Membership:
    """`person` acts for `agency` in `role` from now on. Granting what is held already returns the standing membership, with
    the new ground where one was given (an appointment renewed).

    Refusals: "role", "role-above", "until-past", "account-closed", "agency-closed".
    """
    if by is not None:
        may(by, "grant", agency, role=role).require()
    with transaction.atomic():
        held = Agency.objects.select_for_update().get(pk=agency.pk)
        if by is not None:
            may(by, "grant", held, role=role).require()
        return granted(person=person, agency=held, roles=[role], ground=ground, by=by)[0]


def granted(
    *, person: Person, agency: Agency, roles: Iterable[str], ground: Ground, by: Person | None
) -> list[Membership]:
    """The memberships of these roles; the caller holds the agency's row and has asked who may."""
    if not queries.exists(agency):
        raise Refusal("agency-closed", "หน่วยงานนี้สิ้นสภาพแล้ว", "This agency exists no longer.")
    if not Person.objects.filter(pk=person.pk, is_active=True).exists():
        raise Refusal("account-closed", "บัญชีผู้ใช้นี้ปิดอยู่", "This account is closed.")
    now = clock.now()
    if ground.until_at is not None and ground.until_at <= now:
        raise Refusal("until-past", "วันสิ้นสุดการมอบหมายผ่านไปแล้ว", "The appointment has ended already.")
    return [_granted(person, agency, validators.role(role), ground, by, now) for role in roles]


def _granted(
    person: Person, agency: Agency, role: str, ground: Ground, by: Person | None, now: datetime
) -> Membership:
    standing = Membership.objects.filter(queries.live(now), person=person, agency=agency, role=role).first()
    if standing is None:
        made = Membership.objects.create(
            person=person, agency=agency, role=role, from_at=now, granted_by=by, until_at=ground.until_at,
            letter=ground.letter, letter_ref=ground.letter_ref, letter_on=ground.letter_on,
        )  # fmt: skip
        append("membership.granted", obj=made, by=by, agency=agency.pk, person=person.pk, role=role)
        return made
    if ground != NOTHING:
        standing.until_at, standing.letter = ground.until_at, ground.letter or standing.letter
        standing.letter_ref = ground.letter_ref or standing.letter_ref
        standing.letter_on = ground.letter_on or standing.letter_on
        standing.reminded_at = None
        standing.save(update_fields=["until_at", "letter", "letter_ref", "letter_on", "reminded_at"])
        append("membership.renewed", obj=standing, by=by, agency=agency.pk, person=person.pk, role=role)
    return standing


def end_membership(*, membership: Membership, by: Person | None) -> Membership:
    """The membership is over from now on; ending it again changes nothing. Refusal "role-above"."""
    if by is not None:
        may(by, "end", membership).require()
    with transaction.atomic():
        held = Membership.objects.select_for_update().get(pk=membership.pk)
        now = clock.now()
        if held.until_at is None or held.until_at > now:
            held.until_at = max(now, held.from_at)
            held.save(update_fields=["until_at"])
            append(
                "membership.ended", obj=held, by=by, agency=held.agency_id, person=held.person_id, role=held.role
            )  # fmt: skip
    return held


def remind() -> int:
    """Record of each appointment that will end soon that it will, a month and a week before; how many."""
    now = clock.now()
    # A month before: not announced yet. A week before: not since that moment, which is later than `until_at - a week`.
    month, week = REMINDERS
    due = Q(until_at__lte=now + month, reminded_at__isnull=True)
    due |= Q(until_at__lte=now + week, reminded_at__lt=F("until_at") - week)
    done = 0
    for pk in Membership.objects.filter(due, until_at__gt=now, person__is_active=True).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            held = Membership.objects.select_for_update().get(pk=pk)
            if held.until_at is None or held.until_at <= now or not _waits(held, held.until_at, now):
                continue
            held.reminded_at = now
            held.save(update_fields=["reminded_at"])
            append("membership.expiring", obj=held, by=None, agency=held.agency_id, person=held.person_id)
            done += 1
    return done


def _waits(held: Membership, until: datetime, now: datetime) -> bool:
    passed = [until - before for before in REMINDERS if until - before <= now]
    return bool(passed) and (held.reminded_at is None or held.reminded_at < max(passed))
