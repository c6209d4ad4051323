"""Three people score alone; once all three have locked, what they agree on is written down with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lertrat.agencies import queries as agencies
from lertrat.criteria import instrument
from lertrat.criteria.schema import Instrument
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append
from lertrat.selfassessment import validators
from lertrat.selfassessment.actions.locks import advance, lock
from lertrat.selfassessment.content import pack_of
from lertrat.selfassessment.models import Agreed, Mark, SelfAssessment, Sheet
from lertrat.selfassessment.permits import may
from lertrat.selfassessment.states import RATERS


def name_raters(*, assessment: SelfAssessment, people: Sequence[Person], by: Person) -> list[Sheet]:
    """Name the three who score alone; each gets an empty sheet. Refuses fewer, the same person twice, or a stranger."""
    may(by, "name", assessment).require()
    chosen = {person.pk: person for person in people}
    if len(chosen) != RATERS or len(people) != RATERS:
        raise Refusal("raters", "กรุณาเลือกผู้ให้คะแนนสามคนที่ไม่ซ้ำกัน", "Choose three different people.")
    if any(not agencies.acts_for(pk, assessment.agency_id) for pk in chosen):
        raise Refusal("not-member", "ผู้ให้คะแนนต้องเป็นผู้แทนของหน่วยงาน", "Raters act for the agency.")
    with transaction.atomic():
        held = lock(assessment, "working")
        moment = clock.now()
        sheets = [
            Sheet.objects.create(
                assessment=held, round=held.round, person=person, named_at=moment, named_by=by
            )
            for person in chosen.values()
        ]
        advance(held, "scoring")
        append(
            "selfassessment.raters", obj=held, by=by, edition_id=held.edition_id, round=held.round,
            people=sorted(chosen),
        )  # fmt: skip
    return sheets


def save_sheet(*, sheet: Sheet, marks: Mapping[str, Mapping[str, Any]], by: Person) -> Sheet:
    """Save marks by item id (`{"met": [texts]}` or `{"score": text}`); a blank one is taken off. Refuses once locked.

    Refusal("marks") lists every item that does not fit; nothing is saved then.
    """
    may(by, "score", sheet).require()
    made = instrument.instrument(pack_of(sheet.assessment))
    values = _read(made, marks)
    with transaction.atomic():
        held = _open(sheet)
        _put(held, values)
        append("selfassessment.scored", obj=held, by=by, edition_id=sheet.assessment.edition_id)
    return held


def _put(sheet: Sheet, values: Mapping[str, dict[str, Any] | None]) -> None:
    """Four statements, however many items."""
    standing = {mark.item_id: mark for mark in Mark.objects.filter(sheet=sheet, item_id__in=list(values))}
    new, changed, gone = [], [], []
    for item_id, value in values.items():
        mark = standing.get(item_id)
        if mark is None and value is not None:
            new.append(Mark(sheet=sheet, item_id=item_id, value=value))
        elif mark is not None and value is None:
            gone.append(mark.pk)
        elif mark is not None and mark.value != value:
            mark.value = value
            changed.append(mark)
    if gone:
        Mark.objects.filter(pk__in=gone).delete()
    Mark.objects.bulk_create(new)
    if changed:
        Mark.objects.bulk_update(changed, ["value"])


def _read(made: Instrument, marks: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any] | None]:
    known = {item.id for item in made.items}
    values: dict[str, dict[str, Any] | None] = {}
    wrong: list[Refusal] = []
    for item_id, given in marks.items():
        if item_id not in known:
            raise Refusal("points", f"ไม่มีหัวข้อ {item_id}", f"There is no item {item_id}.")
        try:
            values[item_id] = validators.mark(made, item_id, given)
        except Refusal as refusal:
            wrong.append(Refusal(item_id, refusal.th, refusal.en))
    if wrong:
        raise Refusal("marks", " · ".join(each.th for each in wrong), " · ".join(each.en for each in wrong))
    return values


def _open(sheet: Sheet) -> Sheet:
    assessment = lock(sheet.assessment, "scoring")
    held = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if held.locked_at is not None or held.round != assessment.round:
        raise Refusal("locked", "แบบให้คะแนนนี้ล็อกแล้ว แก้ไขไม่ได้", "This sheet is locked.")
    return held


def lock_sheet(*, sheet: Sheet, by: Person) -> Sheet:
    """Close one's sheet for good; every item must be scored. With the third lock all three see all sheets."""
    may(by, "score", sheet).require()
    made = instrument.instrument(pack_of(sheet.assessment))
    with transaction.atomic():
        lock(sheet.assessment)
        held = Sheet.objects.select_for_update().get(pk=sheet.pk)
        if held.locked_at is not None:
            return held
        held = _open(sheet)
        done = set(Mark.objects.filter(sheet=held).values_list("item_id", flat=True))
        missing = [item.id for item in made.items if item.id not in done]
        if missing:
            raise Refusal(
                "unscored", f"ยังไม่ได้ให้คะแนนหัวข้อ {', '.join(missing)}", f"Not scored yet: {', '.join(missing)}"
            )
        held.locked_at = clock.now()
        held.save(update_fields=["locked_at"])
        append("selfassessment.locked", obj=held, by=by, edition_id=sheet.assessment.edition_id)
    return held


def agree(
    *,
    assessment: SelfAssessment,
    marks: Mapping[str, Mapping[str, Any]],
    reasons: Mapping[str, str],
    by: Person,
) -> SelfAssessment:
    """Write down the agreed value of every item; where the three sheets differ a reason is needed. Closes the round."""
    may(by, "agree", assessment).require()
    made = instrument.instrument(pack_of(assessment))
    values = _read(made, marks)
    with transaction.atomic():
        held = lock(assessment, "scoring")
        given = _locked_marks(held)
        _refuse_unfinished(made, values, reasons, given)
        moment = clock.now()
        Agreed.objects.bulk_create(
            Agreed(
                assessment=held, round=held.round, item_id=item.id, value=values[item.id], at=moment, by=by,
                reason=validators.text(reasons.get(item.id, ""), 1000),
            )
            for item in made.items
        )  # fmt: skip
        advance(held, "agreed")
        append("selfassessment.agreed", obj=held, by=by, edition_id=held.edition_id, round=held.round)
    return held


def _locked_marks(held: SelfAssessment) -> dict[str, list[Any]]:
    """The values given to each item on the round's three sheets, all of which must be locked."""
    sheets = list(Sheet.objects.filter(assessment=held, round=held.round))
    if len(sheets) != RATERS or any(sheet.locked_at is None for sheet in sheets):
        raise Refusal(
            "not-locked", "ต้องรอให้ผู้ให้คะแนนทั้งสามคนล็อกแบบของตนก่อน", "All three sheets must be locked first."
        )
    found: dict[str, list[Any]] = {}
    for mark in Mark.objects.filter(sheet__in=sheets):
        found.setdefault(mark.item_id, []).append(mark.value)
    return found


def _refuse_unfinished(
    made: Instrument, values: Mapping[str, Any], reasons: Mapping[str, str], given: Mapping[str, list[Any]]
) -> None:
    blank = [item.id for item in made.items if values.get(item.id) is None]
    if blank:
        raise Refusal("unscored", f"ยังไม่ได้สรุปหัวข้อ {', '.join(blank)}", f"Not agreed yet: {', '.join(blank)}")
    silent = [
        item.id
        for item in made.items
        if any(value != values[item.id] for value in given[item.id]) and not reasons.get(item.id, "").strip()
    ]
    if silent:
        raise Refusal(
            "reasons", f"กรุณาให้เหตุผลของหัวข้อที่คะแนนต่างกัน: {', '.join(silent)}",
            f"Give the reason where scores differed: {', '.join(silent)}",
        )  # fmt: skip


def reopen(*, assessment: SelfAssessment, by: Person) -> SelfAssessment:
    """Begin another round (or call off one that is being scored); sheets and agreements of earlier rounds stay as they were."""
    may(by, "reopen", assessment).require()
    with transaction.atomic():
        held = lock(assessment, "scoring", "agreed")
        advance(held, "working")
        held.round += 1
        held.save(update_fields=["round"])
        append("selfassessment.reopened", obj=held, by=by, edition_id=held.edition_id, round=held.round)
    return held
