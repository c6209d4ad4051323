"""What can be seen of self-assessments. Getting the object is the permission check; a stranger finds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.criteria import Pack, instrument
from lertrat.criteria.instrument import Forecast, Gain
from lertrat.criteria.schema import Category, Instrument
from lertrat.files.models import StoredFile
from lertrat.kernel import exact
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.kernel.plan import Plan
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.selfassessment import content, importing, spreadsheets, validators
from lertrat.selfassessment.checks import Finding, findings, number
from lertrat.selfassessment.models import (
    Agreed,
    CategoryWork,
    Evidence,
    FrozenCopy,
    Indicator,
    Mark,
    SelfAssessment,
    Sheet,
)
from lertrat.selfassessment.states import RATERS

_PARTS = ("edition__programme", "pack_version", "agency")
_TEXTS = ("pack_version__source", "pack_version__supplement")
SHEET_EXTENSIONS = spreadsheets.EXTENSIONS


def mine(person: Person) -> list[SelfAssessment]:
    """The self-assessments of a person's agencies, newest year first. One query."""
    rows = SelfAssessment.objects.filter(agency_id__in=agencies.agency_ids_of(person.pk))
    return list(
        rows.select_related(*_PARTS).defer(*_TEXTS).order_by("-edition__year_be", "agency__sort_key", "id")
    )


def assessment(person: Person, ref: str) -> SelfAssessment:
    """One of the person's agencies' self-assessments, with edition, rules and agency. Raises NotFound."""
    rows = SelfAssessment.objects.filter(agency_id__in=agencies.agency_ids_of(person.pk))
    found = rows.select_related(*_PARTS).defer(*_TEXTS).filter(ref=ref.upper()).first()
    if found is None:
        raise NotFound("no-assessment", "ไม่พบการประเมินตนเองนี้", "There is no such self-assessment.")
    return found


def of_agency(edition: Edition, agency: Agency) -> SelfAssessment | None:
    """The agency's self-assessment of an edition's year, for rooms above (they have asked their own permits)."""
    return SelfAssessment.objects.filter(edition=edition, agency=agency).select_related(*_PARTS).first()


def pack_of(found: SelfAssessment) -> Pack:
    """The rules the assessment was begun under."""
    return content.pack_of(found)


def instrument_of(found: SelfAssessment) -> Instrument:
    """The instrument of those rules."""
    return instrument.instrument(content.pack_of(found))


def categories(found: SelfAssessment) -> list[CategoryWork]:
    """The seven categories with their owners and texts, in order. One query."""
    return list(found.categories.select_related("owner", "touched_by").order_by("number"))


def evidence(found: SelfAssessment, category: int | None = None) -> list[Evidence]:
    """Evidence that has not been taken back, newest first. One query."""
    rows = Evidence.objects.filter(assessment=found, removed_at__isnull=True)
    if category is not None:
        rows = rows.filter(category=category)
    return list(rows.select_related("file", "added_by").order_by("category", "-id"))


def evidence_of(found: SelfAssessment, pk: int) -> Evidence:
    """One piece of evidence of this assessment. Raises NotFound."""
    row = Evidence.objects.select_related("file", "assessment").filter(assessment=found, pk=pk).first()
    if row is None:
        raise NotFound("no-evidence", "ไม่พบหลักฐานนี้", "There is no such evidence.")
    return row


# --- sheets ---------------------------------------------------------------------------------------------------------


def raters(found: SelfAssessment) -> list[Sheet]:
    """Who scores in this round and whether they have locked; never what they scored. One query."""
    rows = Sheet.objects.filter(assessment=found, round=found.round).select_related("person")
    return list(rows.order_by("id"))


def own_sheet(found: SelfAssessment, person: Person) -> Sheet:
    """The person's own sheet of this round. Raises NotFound for whoever has none."""
    row = (
        Sheet.objects.filter(assessment=found, round=found.round, person=person)
        .select_related("assessment__pack_version", "assessment__agency")
        .defer("assessment__pack_version__source", "assessment__pack_version__supplement")
        .first()
    )
    if row is None:
        raise NotFound("no-sheet", "ท่านไม่ได้เป็นผู้ให้คะแนนรอบนี้", "You are not a rater of this round.")
    return row


def marks(sheet: Sheet) -> dict[str, dict[str, Any]]:
    """The values on one's own sheet by item. The caller has the sheet from `own_sheet`."""
    return {row.item_id: row.value for row in Mark.objects.filter(sheet=sheet)}


def all_locked(sheets: list[Sheet]) -> bool:
    """Whether the three sheets of a round are all locked."""
    return len(sheets) == RATERS and all(sheet.locked_at is not None for sheet in sheets)


def revealed(
    found: SelfAssessment, sheets: list[Sheet]
) -> dict[str, list[tuple[Sheet, dict[str, Any], Fraction]]]:
    """Every rater's value and score by item, once all three have locked; empty before. One query."""
    if not all_locked(sheets):
        return {}
    made, by_id = instrument_of(found), {sheet.pk: sheet for sheet in sheets}
    rows: dict[str, list[tuple[Sheet, dict[str, Any], Fraction]]] = {}
    for row in Mark.objects.filter(sheet__in=sheets).order_by("sheet_id"):
        score = validators.score(made, row.item_id, row.value)
        rows.setdefault(row.item_id, []).append((by_id[row.sheet_id], row.value, score))
    return rows


def agreed(found: SelfAssessment) -> dict[str, Agreed]:
    """What was agreed on in this round, by item. One query."""
    rows = Agreed.objects.filter(assessment=found, round=found.round).select_related("by")
    return {row.item_id: row for row in rows}


def score_of(made: Instrument, item_id: str, value: dict[str, Any]) -> Fraction:
    """The exact score of a stored value. No query."""
    return validators.score(made, item_id, value)


# --- what it comes to -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """An assessment's forecast with what to do next: greatest gains first, the category nearest to an award of its own."""

    forecast: Forecast
    items: dict[str, Fraction]
    gains: list[Gain]
    readiest: Category | None
    last: Fraction | None
    last_categories: dict[int, Fraction | None]
    last_source: str


def picture(found: SelfAssessment) -> Picture | None:
    """The forecast of the agreed scores; None before they are agreed. Four queries at most."""
    items = content.agreed_scores(found)
    if not items:
        return None
    pack, made = content.pack_of(found), instrument_of(found)
    forecast = instrument.forecast(pack, found.agency.kind, items)
    last, last_categories, source = last_year(found)
    return Picture(
        forecast, items, instrument.gains(made, items), instrument.readiest(made, forecast.categories),
        last, last_categories, source,
    )  # fmt: skip


def last_year(found: SelfAssessment) -> tuple[Fraction | None, dict[int, Fraction | None], str]:
    """Last year's total, its categories where they are known, and whence: what the agency named, else last year's own agreed
    self-assessment in this system."""
    if found.last_score:
        return exact.parse(found.last_score), {}, found.last_source
    before = (
        SelfAssessment.objects.filter(
            agency_id=found.agency_id, edition__programme_id=found.edition.programme_id,
            edition__year_be=found.edition.year_be - 1, state="agreed",
        )
        .select_related("pack_version", "edition").defer(*_TEXTS).first()
    )  # fmt: skip
    if before is None:
        return None, {}, ""
    scores = instrument.categories(instrument_of(before), content.agreed_scores(before))
    return instrument.total_score(scores), scores, f"การประเมินตนเองปี {before.edition.year_be}"


# --- indicators -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator with its years in order as (year, as written, exact number or None), and what to look at in it."""

    indicator: Indicator
    years: list[tuple[int, str, Fraction | None]]
    target: Fraction | None
    findings: list[Finding]

    @property
    def reached(self) -> bool | None:
        """Whether the last year's result reaches the target; None where it cannot be told."""
        last = self.years[-1][2] if self.years else None
        if last is None or self.target is None:
            return None
        return last >= self.target if self.indicator.direction == "up" else last <= self.target


def measures(found: SelfAssessment) -> list[Measure]:
    """The indicators of category 7 by group, checked. Two queries."""
    rows = Indicator.objects.filter(assessment=found).prefetch_related("years").order_by("group", "id")
    return [_measure(row) for row in rows]


def _measure(row: Indicator) -> Measure:
    kept = sorted(row.years.all(), key=lambda each: each.year_be)
    blanks = {"นิยาม": row.definition, "คู่เทียบ": row.comparator, "แหล่งข้อมูล": row.source}
    found = findings(
        row.unit, row.target, {y.year_be: y.value for y in kept}, {y.year_be: y.unit for y in kept}, blanks
    )
    return Measure(row, [(y.year_be, y.value, number(y.value)) for y in kept], number(row.target), found)


def indicator_of(found: SelfAssessment, pk: int) -> Indicator:
    """One indicator of this assessment. Raises NotFound."""
    row = Indicator.objects.select_related("assessment").filter(assessment=found, pk=pk).first()
    if row is None:
        raise NotFound("no-indicator", "ไม่พบตัวชี้วัดนี้", "There is no such indicator.")
    return row


def spreadsheet(file: StoredFile) -> list[dict[str, str]]:
    """The rows of a stored spreadsheet. Refusal("sheet") where it cannot be read."""
    return spreadsheets.rows(file)


def plan_indicators(found: SelfAssessment, rows: list[dict[str, str]]) -> Plan:
    """What these rows would do to the indicators. Writes nothing."""
    return importing.plan(found, rows)


# --- copies ---------------------------------------------------------------------------------------------------------


def kpi_window(found: SelfAssessment) -> tuple[datetime, datetime] | None:
    """When the KPI round takes submissions, half-open; None where the year has none."""
    return content.kpi_window(found)


def kpi_withheld(pack: Pack) -> Refusal | None:
    """Why the year examines nothing for the KPI; None where its rules say what counts."""
    return content.kpi_withheld(pack)


def copies(found: SelfAssessment) -> list[FrozenCopy]:
    """What was handed on, newest first, without the contents."""
    return list(found.copies.select_related("by").defer("content", "tree").order_by("-id"))
