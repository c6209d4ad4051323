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
        for row in importing.read_all(held, given):
            _store(held, row)
        if plan.count("add") or plan.count("change"):
            append(
                "selfassessment.indicators", obj=held, by=by, edition_id=held.edition_id,
                added=plan.count("add"), changed=plan.count("change"),
            )  # fmt: skip
    return plan


def _store(held: SelfAssessment, row: importing.Row) -> None:
    indicator, _ = Indicator.objects.update_or_create(
        assessment=held, group=row.group, name_key=row.key, defaults=row.values()
    )
    for year, value in row.years.items():
        unit = row.units.get(year, "")
        YearValue.objects.update_or_create(
            indicator=indicator, year_be=year, defaults={"value": value, "unit": unit}
        )


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
