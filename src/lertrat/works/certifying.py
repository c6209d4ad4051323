"""Certification of 4.0 status: the office enters what was decided, the register shows it, and the paper can be checked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.criteria import Pack, instrument
from lertrat.files.papers import kept_paper
from lertrat.kernel import clock, dates, ids
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_of
from lertrat.records.actions import append
from lertrat.typesetting import render
from lertrat.works.models import Certification
from lertrat.works.permits import may

STATUS = "การรับรองสถานะการเป็นระบบราชการ 4.0 (PMQA 4.0)"


def certify(
    *, edition: Edition, agency: Agency, level: str, decided_on: date, basis: str, source: str, by: Person,
    valid_until: date | None = None,
) -> Certification:  # fmt: skip
    """Enter a certification that was decided, with what it rests on and where that stands. `level` is one of the instrument's
    maturity levels or "". Refuses one without basis or source, a day ahead, an end before its beginning, and a second one."""
    may(by, "certify", edition).require()
    pack = pack_of(edition)
    if level and level not in {each.level for each in instrument.instrument(pack).maturity}:
        raise Refusal("level", "ระดับนี้ไม่อยู่ในหลักเกณฑ์", "There is no such level.")
    if not basis.strip() or not source.strip():
        raise Refusal(
            "basis-source", "กรุณาระบุทั้งมติหรือเหตุผล และแหล่งที่มา", "Give what it rests on, and the source."
        )
    if decided_on > dates.day_of(clock.now()):
        raise Refusal("day", "วันที่มีมติต้องไม่เกินวันนี้", "The day of the decision lies ahead.")
    if valid_until is not None and valid_until < decided_on:
        raise Refusal("validity", "วันสิ้นผลต้องไม่ก่อนวันที่มีมติ", "It cannot end before it begins.")
    ref = ids.reference(f"K{edition.year_be % 100}")
    try:
        with transaction.atomic():
            made = Certification.objects.create(
                ref=ref, token=ids.secret(), edition=edition, agency=agency, level=level, decided_on=decided_on,
                valid_until=valid_until, basis=basis.strip()[:400], source=source.strip()[:400],
                words=_words(pack, agency, level, decided_on, ref), issued_at=clock.now(), issued_by=by,
            )  # fmt: skip
            append(
                "certification.issued", obj=made, by=by, edition_id=edition.pk, agency=agency.pk, level=level
            )
    except IntegrityError:
        raise Refusal(
            "twice",
            f"{agency.name_th} ได้รับการรับรองในปีนี้แล้ว",
            f"{agency.name_th} is certified this year already.",
        ) from None
    return made


def revoke_certification(*, certification: Certification, reason: str, by: Person) -> Certification:
    """Take a certification out of the public list; its row, its paper's words and the reason stay."""
    may(by, "certify", certification.edition).require()
    if not reason.strip():
        raise Refusal("reason-needed", "กรุณาระบุเหตุผล", "Give the reason.")
    with transaction.atomic():
        held = Certification.objects.select_for_update().get(pk=certification.pk)
        if held.revoked_at is None:
            held.revoked_at, held.revoked_reason = clock.now(), reason.strip()[:400]
            held.save(update_fields=["revoked_at", "revoked_reason"])
            append("certification.revoked", obj=held, by=by, edition_id=held.edition_id)
    return held


def _words(pack: Pack, agency: Agency, level: str, decided_on: date, ref: str) -> dict[str, Any]:
    """What the paper says, without the address under which it is checked."""
    above = " ".join(one.name_th for one in agencies.above(agency))
    office = next((body.th for body in pack.bodies if body.role == "runs"), "สำนักงาน ก.พ.ร.")
    words = {
        "dated": decided_on.isoformat(), "year_be": pack.year_be, "programme": STATUS, "branch": "management",
        "emblem": "management", "branch_name": "", "award": STATUS, "agency": agency.name_th, "agency_parents": above,
        "level": f"ระดับ{pack.levels[level].name.th}" if level else "", "giver": office,
        "gives": "ขอมอบหนังสือรับรองฉบับนี้ไว้เพื่อแสดงว่า",
        "given_on": f"ให้ไว้ ณ วันที่ {dates.thai_date(decided_on, 'long')}", "reference": ref,
        "assumed": pack.label.th if pack.label else "",
    }  # fmt: skip
    return {name: value for name, value in words.items() if value != "" or name in {"level", "branch_name"}}


def certification_pdf(found: Certification) -> bytes:
    """The paper as PDF, set once for its words and then kept. Raises TypesettingError."""
    address = f"{settings.LERTRAT_SITE.rstrip('/')}/check/certification/{found.token}/"
    data = dict(found.words) | {"verify_url": address}
    return kept_paper("certificates", data, lambda: render("certificate", data))
