"""Setting up programmes and editions, sealing rules."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from lertrat import criteria
from lertrat.committees.models import Resolution
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes import queries
from lertrat.programmes.models import Edition, Officer, PackVersion, Programme, Window, WindowAmendment
from lertrat.programmes.permits import may
from lertrat.programmes.states import OFFICER_ROLES
from lertrat.records.actions import append


def create_programme(*, code: str, name_th: str, name_en: str, by: Person) -> Programme:
    """A continuing award."""
    may(by, "administer").require()
    with transaction.atomic():
        made = Programme.objects.create(code=code, name_th=name_th, name_en=name_en)
        append("programme.created", obj=made, by=by)
    return made


def appoint(
    *, programme: Programme, person: Person, role: str, types: list[str] | None = None, by: Person
) -> Officer:
    """Give a person a role in a programme; a co-organiser's role names its award types, and no other role has any.

    Refusal where the types are missing, unknown in every sealed year of the programme, or named for another role.
    """
    may(by, "administer").require()
    named = list(dict.fromkeys(types or []))
    _types_fit(programme, role, named)
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        if Officer.objects.filter(
            programme=programme, person=person, role=role, until_at__isnull=True
        ).exists():
            raise Refusal("appointed", "บุคคลนี้มีบทบาทนี้อยู่แล้ว", "This person holds this role already.")
        made = Officer.objects.create(
            programme=programme, person=person, role=role, types=named, from_at=clock.now()
        )
        append("officer.appointed", obj=made, by=by, person=person.pk)
    return made


def _types_fit(programme: Programme, role: str, named: list[str]) -> None:
    if role not in dict(OFFICER_ROLES):
        raise Refusal("no-role", "ไม่รู้จักบทบาทนี้", f"There is no role {role}.")
    if role == "coorganiser" and not named:
        raise Refusal(
            "types-needed", "ผู้จัดร่วมต้องระบุประเภทรางวัล", "A co-organiser's role names its award types."
        )
    if role != "coorganiser" and named:
        raise Refusal(
            "types-unfit", "เฉพาะผู้จัดร่วมเท่านั้นที่ระบุประเภทรางวัล", "Only a co-organiser's role names award types."
        )
    known = queries.types_known(programme) if named else None
    strange = [] if known is None else [one for one in named if one not in known]
    if strange:
        words = ", ".join(strange)
        raise Refusal(
            "no-type",
            f"โครงการนี้ไม่มีประเภทรางวัล {words}",
            f"No sealed year of the programme has the award type {words}.",
        )


def dismiss(*, officer: Officer, by: Person) -> None:
    """The role ends now."""
    may(by, "administer").require()
    with transaction.atomic():
        held = Officer.objects.select_for_update().get(pk=officer.pk)
        if held.until_at is None:
            held.until_at = clock.now()
            held.save(update_fields=["until_at"])
            append("officer.dismissed", obj=held, by=by)


def create_edition(*, programme: Programme, code: str, year_be: int, by: Person) -> Edition:
    """One year of a programme, its rules not yet sealed."""
    may(by, "office", programme).require()
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        if Edition.objects.filter(programme=programme, year_be=year_be).exists():
            raise Refusal(
                "edition-exists", f"มีรางวัลประจำปี {year_be} แล้ว", f"There is an edition {year_be} already."
            )
        made = Edition.objects.create(programme=programme, code=code, year_be=year_be)
        append("edition.created", obj=made, by=by, edition_id=made.pk)
    return made


def seal(
    *,
    edition: Edition,
    source: str,
    supplement: str = "",
    resolution: Resolution | None = None,
    reason: str = "",
    by: Person,
) -> PackVersion:
    """Seal the year's rules: the text itself, its hash, the authority, the open values in force; open the windows.

    The pack is compiled and its worked examples run before anything is written (PackError says what is wrong, by line).
    A second version is a correction and needs a reason.
    """
    may(by, "office", edition).require()
    pack = criteria.load_pack(source, supplement or None, name=edition.code)
    if pack.id != edition.code:
        raise Refusal(
            "pack-edition", "หลักเกณฑ์นี้เป็นของปีอื่น", f"These criteria belong to {pack.id}, not {edition.code}."
        )
    sha = hashlib.sha256(source.encode() + b"\0" + supplement.encode()).hexdigest()
    authority = pack.authority.th if pack.authority else ""
    in_force = [
        {"id": o.id, "reading": o.in_force, "assumed": o.assumed, "why": (o.filled or o.reason).th}
        for o in pack.open_values
    ]
    with transaction.atomic():
        held = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        last = PackVersion.objects.filter(edition=held).order_by("-number").first()
        if last is not None and not reason.strip():
            raise Refusal("reason-needed", "การแก้ไขหลักเกณฑ์ต้องระบุเหตุผล", "A correction needs its reason.")
        if last is not None and last.sha256 == sha:
            raise Refusal("unchanged", "หลักเกณฑ์ไม่ต่างจากฉบับที่ใช้อยู่", "These are the rules already in force.")
        made = PackVersion.objects.create(
            edition=held, number=(last.number if last else 0) + 1, source=source, supplement=supplement,
            schema_version=criteria.SCHEMA, sha256=sha, authority=authority[:400], resolution=resolution, reason=reason,
            open_values=in_force, sealed_at=clock.now(), sealed_by=by,
        )  # fmt: skip
        held.pack_version = made
        held.state = "sealed"
        held.save(update_fields=["pack_version", "state"])
        if last is None:
            _open_windows(held, pack)
        else:
            _move_windows(held, last, pack, resolution, reason, by)
        append("edition.sealed", obj=held, by=by, edition_id=held.pk, version=made.pk, sha256=sha)
    edition.refresh_from_db()
    return made


Days = dict[tuple[str, int], tuple[datetime, datetime]]


def _days(pack: criteria.Pack) -> Days:
    """When each intake opens and closes by the rules."""
    return {
        (type_id, step.number): (step.window.opens, step.window.closes)
        for type_id, kind in pack.types.items()
        for step in kind.steps
        if step.kind == "intake" and step.window and step.window.opens and step.window.closes
    }


def _open_windows(edition: Edition, pack: criteria.Pack) -> None:
    for (type_id, step), (opens, closes) in _days(pack).items():
        Window.objects.create(edition=edition, type_id=type_id, step=step, opens_at=opens, closes_at=closes)


def _move_windows(
    edition: Edition,
    last: PackVersion,
    pack: criteria.Pack,
    resolution: Resolution | None,
    reason: str,
    by: Person,
) -> None:
    """What a correction changes in the days of windows; a window the correction leaves alone keeps what the office amended."""
    before, after = _days(queries.pack(last)), _days(pack)
    held = {
        (one.type_id, one.step): one for one in Window.objects.select_for_update().filter(edition=edition)
    }
    for key, (opens, closes) in after.items():
        window = held.get(key)
        if window is None:
            Window.objects.create(
                edition=edition, type_id=key[0], step=key[1], opens_at=opens, closes_at=closes
            )
        elif before.get(key) != (opens, closes):
            if closes != window.closes_at:
                WindowAmendment.objects.create(
                    window=window, closed_before=window.closes_at, closes_now=closes, reason=reason[:400],
                    resolution=resolution, at=clock.now(), by=by,
                )  # fmt: skip
            window.opens_at, window.closes_at = opens, closes
            window.save(update_fields=["opens_at", "closes_at"])
            append("window.amended", obj=window, by=by, edition_id=edition.pk)
