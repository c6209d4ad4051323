"""The KPI round: examiners appointed to a copy that was handed in, their sheets, and the result of the last lock.

Rows are locked in one order: persons, the copy, its readings, its result. The sheet is that of step 1 of the award.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.db import transaction

from lertrat.applications.models import Submission
from lertrat.assessment import validators
from lertrat.assessment.actions.locks import lock_people
from lertrat.assessment.models import KpiReading, KpiResult, Panel, PanelMember
from lertrat.assessment.permits import NOT_YOURS, may_kpi
from lertrat.assessment.rules import KPI_STEP, kpi_pack, kpi_rubric, kpi_type, readers_of
from lertrat.conflicts.door import Door, door
from lertrat.criteria import combined, total
from lertrat.kernel import clock, exact
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append
from lertrat.selfassessment.models import FrozenCopy
from lertrat.selfassessment.queries import kpi_withheld

DARK = "พบผลประโยชน์ทับซ้อนหลังการแต่งตั้ง"
OUT = "ถอนคะแนนของผู้มีผลประโยชน์ทับซ้อน"


def _lock(copy_id: int) -> FrozenCopy:
    """The copy's row, held to the end of the transaction, with its assessment; without its contents."""
    return (
        FrozenCopy.objects.select_for_update(of=("self",), no_key=True)
        .select_related("assessment__agency", "assessment__edition", "assessment__pack_version")
        .defer("content", "tree", "assessment__pack_version__source", "assessment__pack_version__supplement")
        .get(pk=copy_id)
    )


def appoint_kpi(*, copy: FrozenCopy, person: Person, panel: Panel, by: Person) -> KpiReading:
    """Appoint an examiner: seated on a panel that reads the type, door open, not full. Refuses a year whose rules leave the
    KPI open, an agency whose award score is reused, and a copy that has its result (but in place of a sheet gone dark)."""
    may_kpi(by, "office", copy).require()
    if (withheld := kpi_withheld(kpi_pack(copy))) is not None:
        raise withheld
    kpi_rubric(copy)
    with transaction.atomic():
        lock_people([person.pk])
        held = _lock(copy.pk)
        _refuse_reused(held)
        door(person.pk, held.assessment.edition).judge(held.assessment.agency_id).require()
        _refuse_unseated(held, person, panel)
        _refuse_concluded(held)
        if KpiReading.objects.filter(copy=held, person=person).exclude(state="released").exists():
            raise Refusal("assigned", "แต่งตั้งบุคคลนี้ไว้แล้ว", "This person is appointed already.")
        made = KpiReading.objects.create(
            copy=held, edition_id=held.assessment.edition_id, person=person, panel=panel, made_at=clock.now(), made_by=by
        )  # fmt: skip
        append(
            "kpi.appointed", obj=made, by=by, edition_id=made.edition_id, person=person.pk, copy=held.pk,
        )  # fmt: skip
    return made


def _refuse_reused(held: FrozenCopy) -> None:
    made = kpi_pack(held).instrument
    assert made is not None
    sent = Submission.objects.filter(
        edition_id=held.assessment.edition_id, type_id=made.type, step=KPI_STEP, agency_id=held.assessment.agency_id,
        live=True,
    )  # fmt: skip
    if sent.exists():
        raise Refusal("reused", made.reuse.th, made.reuse.en)


def _refuse_unseated(held: FrozenCopy, person: Person, panel: Panel) -> None:
    seat = PanelMember.objects.filter(panel=panel, person=person, left_at__isnull=True).first()
    fits = panel.edition_id == held.assessment.edition_id and kpi_type(held) in panel.types
    if seat is None or not fits or not person.is_active:
        raise Refusal(
            "not-on-panel", "บุคคลนี้ไม่ได้อยู่ในคณะที่ตรวจประเภทนี้",
            "This person is not on a panel that reads this type.",
        )  # fmt: skip
    load = KpiReading.objects.filter(person=person, panel=panel, state="active").count()
    if load >= seat.capacity:
        raise Refusal(
            "full", f"บุคคลนี้รับงานครบ {seat.capacity} หน่วยงานแล้ว",
            f"This person reads {seat.capacity} agencies already.",
        )  # fmt: skip


def _refuse_concluded(held: FrozenCopy) -> None:
    result = KpiResult.objects.filter(copy=held).first()
    if (
        result is not None
        and not KpiReading.objects.filter(pk__in=result.counted).exclude(state="active").exists()
    ):
        raise Refusal("concluded", "สรุปคะแนนของหน่วยงานนี้ไปแล้ว", "This agency has its result already.")


def save_kpi(
    *,
    reading: KpiReading,
    scores: Mapping[str, str | int | Fraction | None],
    findings: Mapping[str, Mapping[str, str]] | None = None,
    comment: str | None = None,
    base: int | None,
    by: Person,
) -> KpiReading:
    """Save a draft of the sheet, as `scoring.save_sheet` does for a submission: what is not named stays, a blank clears;
    Conflict when another window saved since revision `base`; SheetRefused names every score that does not fit."""
    may_kpi(by, "score", reading).require()
    rubric = kpi_rubric(reading.copy)
    values, found = validators.scores(rubric, scores), validators.findings(rubric, findings or {})
    words = None if comment is None else validators.comment(comment)
    with transaction.atomic():
        _lock(reading.copy_id)
        held = _draft(reading.pk, base)
        given = {key: exact.to_text(value) for key, value in values.items() if value is not None}
        held.scores = {key: text for key, text in held.scores.items() if key not in values} | given
        for (key, kind), text in found.items():
            held.findings.setdefault(key, {})[kind] = text
        held.comment = held.comment if words is None else words
        held.revision += 1
        held.saved_at = clock.now()
        held.save(update_fields=["scores", "findings", "comment", "revision", "saved_at"])
        if held.revision == 1:
            append("kpi.started", obj=held, by=by, edition_id=held.edition_id)
    return held


def _draft(pk: int, base: int | None) -> KpiReading:
    held = KpiReading.objects.select_for_update(no_key=True).get(pk=pk)
    if held.state != "active":
        NOT_YOURS.require()
    if held.locked_at is not None:
        raise Refusal("sheet-locked", "ยืนยันคะแนนแล้ว แก้ไขไม่ได้", "The sheet is locked; it cannot be changed.")
    if base is not None and base != held.revision:
        raise Conflict(
            "sheet-moved",
            "แบบให้คะแนนนี้ถูกบันทึกจากหน้าต่างอื่นไปแล้ว คะแนนที่กรอกยังอยู่ กรุณาเปรียบเทียบแล้วบันทึกอีกครั้ง",
            "This sheet was saved from another window. What you entered is kept; compare and save again.",
            current=held,
        )
    return held


def lock_kpi(*, reading: KpiReading, by: Person) -> KpiReading:
    """Lock the sheet for good; the last lock makes the result. Locking what is locked changes nothing."""
    may_kpi(by, "score", reading).require()
    rubric = kpi_rubric(reading.copy)
    with transaction.atomic():
        copy = _lock(reading.copy_id)
        held = KpiReading.objects.select_for_update(no_key=True).get(pk=reading.pk)
        if held.state != "active":
            NOT_YOURS.require()
        if held.locked_at is not None:
            return held
        scored = {key: exact.parse(text) for key, text in held.scores.items()}
        kinds = {kind for texts in held.findings.values() for kind, text in texts.items() if text}
        validators.whole(rubric, scored, kinds)
        summed = total(rubric, scored)
        held.total_num, held.total_den, held.locked_at = summed.numerator, summed.denominator, clock.now()
        held.save(update_fields=["total_num", "total_den", "locked_at"])
        append("kpi.locked", obj=held, by=by, edition_id=held.edition_id, copy=copy.pk)
        _settle(copy, by=by)
    return held


def _settle(copy: FrozenCopy, *, by: Person | None, short_reason: str = "") -> KpiResult | None:
    """The result once every active sheet is locked and as many are as the rules ask for (fewer with `short_reason`); None
    while it has to wait. Called with the copy's row held."""
    pack = kpi_pack(copy)
    active = list(
        KpiReading.objects.select_for_update(no_key=True).filter(copy=copy, state="active").order_by("pk")
    )
    totals = [row.total for row in active if row.locked_at is not None and row.total is not None]
    needed = readers_of(pack, kpi_type(copy), KPI_STEP)
    if not totals or len(totals) < len(active) or (len(totals) < needed and not short_reason):
        return None
    score = combined(pack, totals)
    means = {}
    for criterion in kpi_rubric(copy).criteria:
        given = [exact.parse(row.scores[criterion.id]) for row in active]
        means[criterion.id] = exact.to_text(sum(given, Fraction(0)) / len(given))
    values: dict[str, Any] = {
        "edition_id": copy.assessment.edition_id, "sheets": len(active), "counted": [row.pk for row in active],
        "short_reason": short_reason, "mean_num": score.numerator, "mean_den": score.denominator,
        "categories": means, "computed_at": clock.now(),
    }  # fmt: skip
    made, _ = KpiResult.objects.update_or_create(copy=copy, defaults=values)
    append("kpi.settled", obj=made, by=by, edition_id=made.edition_id, copy=copy.pk, sheets=made.sheets)
    return made


def conclude_kpi(*, copy: FrozenCopy, reason: str, by: Person) -> KpiResult:
    """The office makes the result from fewer sheets than the rules ask for, with its reason (nobody else could read it)."""
    may_kpi(by, "judge", copy).require()
    words = validators.reason(reason, 400)
    with transaction.atomic():
        held = _lock(copy.pk)
        if KpiResult.objects.filter(copy=held).exists():
            raise Refusal("concluded", "สรุปคะแนนของหน่วยงานนี้ไปแล้ว", "This agency has its result already.")
        made = _settle(held, by=by, short_reason=words)
        if made is None:
            raise Refusal(
                "sheets-open", "ยังมีแบบให้คะแนนที่ไม่ได้ยืนยัน จึงสรุปไม่ได้", "There are sheets that are not locked yet."
            )
    return made


def release_kpi(*, reading: KpiReading, reason: str, by: Person) -> None:
    """End an appointment, with its reason. One gone dark leaves the result it was counted in, which is made anew from the
    sheets left or goes; an active one whose sheet is in a result stays."""
    may_kpi(by, "office", reading).require()
    words = validators.reason(reason, 300)
    with transaction.atomic():
        copy = _lock(reading.copy_id)
        held = KpiReading.objects.select_for_update(no_key=True).get(pk=reading.pk)
        if held.state == "released":
            return
        result = KpiResult.objects.select_for_update().filter(copy=copy).first()
        counted = result is not None and held.pk in result.counted
        if counted and held.state == "active":
            raise Refusal(
                "concluded", "คะแนนของผู้ตรวจคนนี้อยู่ในผลสรุปแล้ว ยกเลิกไม่ได้",
                "This sheet is part of the result already.",
            )  # fmt: skip
        _end(held, "released", words)
        append("kpi.ended", obj=held, by=by, edition_id=held.edition_id, person=held.person_id, copy=copy.pk)
        if result is None:
            _settle(copy, by=by)
        elif counted and _settle(copy, by=by, short_reason=result.short_reason or OUT) is None:
            append("kpi.removed", obj=result, by=by, edition_id=result.edition_id, copy=copy.pk)
            result.delete()


def _end(held: KpiReading, state: str, reason: str) -> None:
    held.state, held.ended_at, held.ended_reason = state, clock.now(), reason
    held.save(update_fields=["state", "ended_at", "ended_reason"])


def darken_kpi(person: Person, edition_id: int, opened: Door, *, by: Person | None) -> int:
    """Darken the person's active readings of an edition whose door is shut by now; how many. With the person's row held.

    A result that counted such a sheet stands until an officer releases it.
    """
    rows = KpiReading.objects.filter(person=person, state="active", edition_id=edition_id)
    shut = [
        row
        for row in rows.select_related("copy__assessment")
        .defer("copy__content", "copy__tree")
        .order_by("copy_id")
        if not opened.judge(row.copy.assessment.agency_id)
    ]
    for row in shut:
        copy = _lock(row.copy_id)
        held = KpiReading.objects.select_for_update(no_key=True).get(pk=row.pk)
        if held.state != "active":
            continue
        _end(held, "dark", DARK)
        append("kpi.dark", obj=held, by=by, edition_id=edition_id, person=person.pk, copy=copy.pk)
        if not KpiResult.objects.filter(copy=copy).exists():
            _settle(copy, by=None)
    return len(shut)
