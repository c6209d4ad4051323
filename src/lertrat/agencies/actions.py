"""What can happen to the register and to who acts for an agency."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from importlib import resources

from django.db import IntegrityError, transaction

from lertrat.agencies import importing, storing, validators
from lertrat.agencies.inviting import (
    accept_invitation,
    accept_with_new_account,
    ask_account,
    ask_invitation,
    consent,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from lertrat.agencies.inviting import (
    open_one as open_invitation,
)
from lertrat.agencies.membership import Ground, end_membership, grant_membership
from lertrat.agencies.models import Agency, Alias, Import, Province
from lertrat.agencies.permits import may
from lertrat.agencies.requesting import (
    approve_request,
    refuse_request,
    request_agency,
    request_body,
    withdraw_request,
)
from lertrat.agencies.states import NON_STATE, AliasKind
from lertrat.kernel import clock, thai
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Plan
from lertrat.people.models import Person
from lertrat.records.actions import append

__all__ = [
    "Ground", "accept_invitation", "accept_with_new_account", "add_province", "apply_import", "approve_request", "ask_account",
    "ask_invitation", "close", "consent", "end_membership", "grant_membership", "import_plan", "invite", "load_register", "open_invitation", "open_invitation",
    "refuse_request", "register", "rename", "request_agency", "request_body", "resend_invitation", "withdraw_invitation",
    "withdraw_request",
]  # fmt: skip


def register(
    *,
    code: str,
    kind: str,
    name_th: str,
    name_en: str = "",
    parent: Agency | None = None,
    province: Province | None = None,
    fictitious: bool = False,
    source: str = "",
    note: str = "",
    by: Person | None,
) -> Agency:
    """A new agency, or a new private or civil applicant (`kind` company, association, community).

    Refusals: "agency-code", "agency-name", "agency-kind", "agency-known".
    """
    if by is not None:
        may(by, "register").require()
    agency = Agency(
        code=validators.code(code),
        kind=validators.kind(kind),
        name_th=validators.name(name_th),
        name_en=name_en.strip(),
        parent=parent,
        province=province,
        state_body=kind not in NON_STATE,
        fictitious=fictitious,
        source=source,
        note=note,
    )
    try:
        with transaction.atomic():
            agency.save()
            storing.index([agency])
            append("agency.registered", obj=agency, by=by, code=agency.code)
    except IntegrityError:
        raise Refusal(
            "agency-known",
            f"มีหน่วยงานรหัส {agency.code} หรือชื่อ “{agency.name_th}” อยู่แล้ว",
            f"There is already an agency {agency.code} or one named “{agency.name_th}”.",
        ) from None
    return agency


def rename(*, agency: Agency, name_th: str, source: str = "", by: Person | None) -> Agency:
    """A new official name; the old one stays findable as a former name. Refusals: "agency-name", "agency-known"."""
    if by is not None:
        may(by, "rename", agency).require()
    new = validators.name(name_th)
    try:
        with transaction.atomic():
            held = Agency.objects.select_for_update().get(pk=agency.pk)
            if held.name_th != new:
                Alias.objects.get_or_create(
                    agency=held,
                    name=held.name_th,
                    defaults={"kind": AliasKind.FORMER.value, "source": source, "name_key": held.name_key},
                )
                held.name_th = new
                held.save()
                storing.index([held])
                append("agency.renamed", obj=held, by=by)
    except IntegrityError:
        raise Refusal(
            "agency-known", f"มีหน่วยงานชื่อ “{new}” อยู่แล้ว", f"There is already an agency named “{new}”."
        ) from None
    return held


def close(*, agency: Agency, on: date, by: Person | None) -> Agency:
    """The agency exists no longer on this day; what it won stays. Refusal "agency-dates"."""
    if by is not None:
        may(by, "close", agency).require()
    with transaction.atomic():
        held = Agency.objects.select_for_update().get(pk=agency.pk)
        if held.valid_from is not None and on <= held.valid_from:
            raise Refusal("agency-dates", "วันสิ้นสุดต้องอยู่หลังวันเริ่ม", "The end must come after the beginning.")
        held.valid_until = on
        held.save(update_fields=["valid_until"])
        append("agency.closed", obj=held, by=by)
    return held


def add_province(
    *, code: str, name_th: str, name_en: str, region: str = "", fictitious: bool, by: Person | None
) -> Province:
    """A province; the demonstration adds fictitious ones. Returns the standing one where the code is known."""
    if by is not None:
        may(by, "register").require()
    with transaction.atomic():
        province, _ = Province.objects.get_or_create(
            code=code,
            defaults={
                "name_th": name_th,
                "name_en": name_en,
                "region": region,
                "sort_key": thai.sort_key(name_th),
                "fictitious": fictitious,
            },
        )
    return province


def import_plan(rows: Iterable[importing.Row], *, source: str = "") -> Plan:
    """What these rows of a register file would do; see `importing` for their columns. Writes nothing."""
    return importing.plan(rows, source=source)


def apply_import(*, plan: Plan, digest: str, by: Person | None) -> Import | None:
    """Do what the plan says. `digest` is that of the plan the person looked at; None where there was nothing to do.

    Refusals: "plan-refused" (lines that cannot be done), Conflict "plan-moved" (another plan, or the register moved on).
    """
    if by is not None:
        may(by, "import").require()
    if plan.digest != digest:
        raise storing.moved()
    refused = [change for change in plan.changes if change.kind == "refuse"]
    if refused:
        raise Refusal(
            "plan-refused",
            f"มี {len(refused)} รายการที่นำเข้าไม่ได้ เช่น {refused[0].subject}: {refused[0].why}",
            f"{len(refused)} lines cannot be imported.",
        )
    new = [change for change in plan.changes if change.kind == "add"]
    changed = [change for change in plan.changes if change.kind == "change"]
    if not new and not changed:
        return None
    try:
        with transaction.atomic():
            storing.change_each(changed)
            storing.add(new)
            storing.add_names(new + changed)
            touched = [change.subject for change in new + changed]
            storing.index_codes(touched)
            done = Import.objects.create(
                name=plan.name, digest=digest, added=len(new), changed=len(changed), by=by, at=clock.now()
            )
            append("register.imported", obj=done, by=by, added=len(new), changed=len(changed))
    except IntegrityError:
        raise storing.moved() from None
    return done


def load_register(*, by: Person | None) -> Plan:
    """The provinces and agencies that come with the program: read, planned and applied. A second run changes nothing."""
    with transaction.atomic():
        _load_provinces(by)
        plan = import_plan(_data("agencies.csv"))
        apply_import(plan=plan, digest=plan.digest, by=by)
    return plan


def _load_provinces(by: Person | None) -> None:
    standing = set(Province.objects.values_list("code", flat=True))
    new = [row for row in _data("provinces.csv") if row["code"] not in standing]
    if new:
        if by is not None:
            may(by, "import").require()
        Province.objects.bulk_create(Province(**row, sort_key=thai.sort_key(row["name_th"])) for row in new)


def _data(name: str) -> list[dict[str, str]]:
    text = resources.files("lertrat.agencies").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
