"""Indicators of category 7: a plan from a spreadsheet is applied by its digest; one can be taken out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from lertrat.kernel.errors import Conflict, Refusal
from lertrat.kernel.plan import Plan
from lertrat.people.models import Person
from lertrat.records.actions import append
from lertrat.selfassessment import importing
from lertrat.selfassessment.actions.locks import lock
from lertrat.selfassessment.models import Indicator, SelfAssessment, YearValue
from lertrat.selfassessment.permits import may

COLUMNS = ("name", "definition", "unit", "direction", "target", "comparator", "source")


def apply_indicators(
    *, assessment: SelfAssessment, rows: Iterable[Mapping[str, str]], digest: str, by: Person
) -> Plan:
    """Write what was previewed. Conflict, holding the new plan, where it would no longer do the same; nothing is written then."""
    may(by, "write", assessment).require()
    given = list(rows)
    with transaction.atomic():
        held = lock(assessment)
        plan = importing.plan(held, given)
        if plan.count("refuse"):
            raise Refusal(
                "rows", "ยังมีแถวที่อ่านไม่ได้ กรุณาแก้ในไฟล์ก่อน", "Some rows cannot be read; mend the file first."
            )
        if plan.digest != digest:
            raise Conflict(
                "plan-moved", "ตัวชี้วัดเปลี่ยนไปหลังจากที่ท่านดูแผน กรุณาตรวจอีกครั้ง",
                "The indicators have changed since you looked; please look again.", current=plan,
            )  # fmt: skip
        _store(held, importing.read_all(held, given))
        if plan.count("add") or plan.count("change"):
            append(
                "selfassessment.indicators", obj=held, by=by, edition_id=held.edition_id,
                added=plan.count("add"), changed=plan.count("change"),
            )  # fmt: skip
    return plan


def _store(held: SelfAssessment, rows: list[importing.Row]) -> None:
    """Six statements, however many rows."""
    standing = {(one.group, one.name_key): one for one in Indicator.objects.filter(assessment=held)}
    fresh, changed = [], []
    for row in rows:
        one = standing.get((row.group, row.key))
        if one is None:
            one = Indicator(assessment=held, group=row.group, name_key=row.key)
            fresh.append(one)
        else:
            changed.append(one)
        for name, value in row.values().items():
            setattr(one, name, value)
        standing[row.group, row.key] = one
    Indicator.objects.bulk_create(fresh)
    if changed:
        Indicator.objects.bulk_update(changed, COLUMNS)
    _store_years([(standing[row.group, row.key], row) for row in rows])


def _store_years(rows: list[tuple[Indicator, importing.Row]]) -> None:
    kept = {
        (year.indicator_id, year.year_be): year
        for year in YearValue.objects.filter(indicator__in=[one.pk for one, _ in rows])
    }
    fresh, changed = [], []
    for one, row in rows:
        for number, value in row.years.items():
            year = kept.get((one.pk, number))
            unit = row.units.get(number, "")
            if year is None:
                fresh.append(YearValue(indicator=one, year_be=number, value=value, unit=unit))
            else:
                year.value, year.unit = value, unit or year.unit
                changed.append(year)
    YearValue.objects.bulk_create(fresh)
    if changed:
        YearValue.objects.bulk_update(changed, ["value", "unit"])


def drop_indicator(*, indicator: Indicator, by: Person) -> None:
    """Take an indicator out of the working list; frozen copies keep what they held."""
    may(by, "write", indicator.assessment).require()
    with transaction.atomic():
        held = lock(indicator.assessment)
        gone = Indicator.objects.filter(pk=indicator.pk, assessment=held).first()
        if gone is not None:
            append(
                "selfassessment.indicator-dropped", obj=held, by=by, edition_id=held.edition_id,
                indicator=gone.pk, group=gone.group,
            )  # fmt: skip
            gone.delete()
