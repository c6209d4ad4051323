"""The register of breaches, with the law's clock of 72 hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lertrat.kernel import clock, ids, thai
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.privacy.models import Breach
from lertrat.privacy.permits import may
from lertrat.privacy.states import RISKS, TELL_WITHIN
from lertrat.records.actions import append

LONGEST = 8000


def record_breach(
    *, known_at: datetime, what: str, whose: str, risk: str, measures: str = "", by: Person
) -> Breach:
    """Write down a breach. Refusals: "known-at" (ahead), "what", "whose", "risk"."""
    may(by, "desk").require()
    now = clock.now()
    if known_at > now:
        raise Refusal("known-at", "เวลาที่ทราบเหตุต้องไม่อยู่ในอนาคต", "It cannot have become known later than now.")
    fields = _fields(what, whose, risk, measures)
    with transaction.atomic():
        made = Breach.objects.create(
            ref=ids.reference("BR"), known_at=known_at, due_at=known_at + TELL_WITHIN, recorded_at=now,
            recorded_by=by, changed_by=by, **fields,
        )  # fmt: skip
        append("breach.recorded", obj=made, by=by, risk=risk)
    return made  # fmt: skip


def change_breach(
    *, breach: Breach, risk: str, measures: str, reported_at: datetime | None, told_at: datetime | None,
    close: bool = False, by: Person,
) -> Breach:  # fmt: skip
    """What is known of it now: risk, measures, when the Office of the Committee and the people were told; or the end of it.

    Refusals: "risk", "times" (ahead, or before it was known), "breach-untold" (closing before who must be told was told),
    Conflict "breach-closed".
    """
    may(by, "desk").require()
    fields = _fields(breach.what, breach.whose, risk, measures)
    for moment in (reported_at, told_at):
        if moment is not None and not breach.known_at <= moment <= clock.now():
            raise Refusal(
                "times",
                "เวลาที่แจ้งต้องอยู่หลังเวลาที่ทราบเหตุและไม่เกินเวลานี้",
                "Telling lies between its becoming known and now.",
            )
    if close and ((risk != "none" and reported_at is None) or (risk == "high" and told_at is None)):
        raise Refusal(
            "breach-untold",
            "ยังปิดเรื่องไม่ได้ ต้องบันทึกการแจ้งตามระดับความเสี่ยงให้ครบก่อน",
            "It cannot be closed before everybody whom this risk requires was told.",
        )
    with transaction.atomic():
        held = Breach.objects.select_for_update().get(pk=breach.pk)
        if held.closed_at is not None:
            raise Conflict("breach-closed", "เรื่องนี้ปิดแล้ว", "This breach is closed.", current=held)
        held.risk, held.measures = fields["risk"], fields["measures"]
        held.reported_at, held.told_at, held.changed_by = reported_at, told_at, by
        held.closed_at = clock.now() if close else None
        held.save()
        append("breach.closed" if close else "breach.changed", obj=held, by=by, risk=risk)
    return held  # fmt: skip


def _fields(what: str, whose: str, risk: str, measures: str) -> dict[str, Any]:
    if risk not in RISKS:
        raise Refusal("risk", "โปรดเลือกระดับความเสี่ยง", "Choose the risk.")
    cleaned = {"what": thai.normalise(what).strip(), "whose": thai.normalise(whose).strip()}
    names = {
        "what": ("สิ่งที่เกิดขึ้น", "what happened"),
        "whose": ("ข้อมูลของใคร ประมาณกี่คน", "whose data, about how many"),
    }
    for name, text in cleaned.items():
        if not text:
            raise Refusal(name, f"โปรดกรอก{names[name][0]}", f"Please say {names[name][1]}.")
        if len(text) > (300 if name == "whose" else LONGEST):
            raise Refusal(name, f"{names[name][0]}ยาวเกินไป", f"Too long: {names[name][1]}.")
    return cleaned | {"risk": risk, "measures": thai.normalise(measures).strip()[:LONGEST]}
