"""What an assessment holds, as plain values: the parts of a frozen copy, the scores of its round, the KPI round's window."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any

from lertrat.criteria import Pack, instrument
from lertrat.criteria.schema import BANGKOK
from lertrat.kernel.errors import Refusal
from lertrat.kernel.exact import to_text
from lertrat.programmes.queries import pack_by_id
from lertrat.selfassessment import validators
from lertrat.selfassessment.models import Agreed, Evidence, Indicator, SelfAssessment


def pack_of(assessment: SelfAssessment) -> Pack:
    """The rules the assessment was begun under; compiled once per process. No query where the version is at hand."""
    return pack_by_id(assessment.pack_version_id, assessment.pack_version.sha256)


def agreed_scores(assessment: SelfAssessment) -> dict[str, Fraction]:
    """The agreed score of every item in the current round; empty before it is agreed. One query."""
    made = instrument.instrument(pack_of(assessment))
    rows = Agreed.objects.filter(assessment=assessment, round=assessment.round)
    return {row.item_id: validators.score(made, row.item_id, row.value) for row in rows}


def kpi_window(assessment: SelfAssessment) -> tuple[datetime, datetime] | None:
    """When the KPI round takes submissions, half-open in Thai time; None where the year has no such round."""
    pack = pack_of(assessment)
    intake = instrument.instrument(pack).intake("kpi")
    if intake is None:
        return None
    first, last = instrument.days(pack, intake)
    opens = datetime.combine(first, time(0), BANGKOK)
    return opens, datetime.combine(last + timedelta(days=1), time(0), BANGKOK)


def kpi_withheld(pack: Pack) -> Refusal | None:
    """Why the year examines nothing for the KPI: its rules leave open which score it reads or what that score is worth."""
    if pack.kpi_refused is None:
        return None
    return Refusal("kpi-open", pack.kpi_refused.th, pack.kpi_refused.en)


def parts(assessment: SelfAssessment) -> dict[str, Any]:
    """The parts of a frozen copy as they stand now, in plain values; scores exact as text. Five queries."""
    pack = pack_of(assessment)
    scores = agreed_scores(assessment)
    made = instrument.instrument(pack)
    categories = instrument.categories(made, scores)
    total = instrument.total_score(categories)
    agreed = {
        row.item_id: row for row in Agreed.objects.filter(assessment=assessment, round=assessment.round)
    }
    return {
        "assessment": {
            "ref": assessment.ref, "edition": assessment.edition.code, "round": assessment.round,
            "agency": assessment.agency.code, "agency_name": assessment.agency.name_th, "kind": assessment.agency.kind,
        },
        "pack": {"sha256": assessment.pack_version.sha256, "supplement": pack.supplement},
        "forecast": made.forecast.as_json() | {"self_score": True},
        "scores": {
            "items": {
                id: {"score": to_text(score), "value": agreed[id].value, "reason": agreed[id].reason}
                for id, score in sorted(scores.items())
            },
            "categories": {str(n): to_text(s) if s is not None else None for n, s in categories.items()},
            "total": to_text(total) if total is not None else "",
        },
        "texts": {
            str(row.number): {"approach": row.approach, "results": row.results}
            for row in assessment.categories.order_by("number")
        },
        "evidence": _evidence(assessment),
        "indicators": _indicators(assessment),
    }  # fmt: skip


def _evidence(assessment: SelfAssessment) -> list[dict[str, Any]]:
    rows = Evidence.objects.filter(assessment=assessment, removed_at__isnull=True)
    return [
        {
            "id": row.pk, "category": row.category, "item": row.item_id, "kind": row.kind, "text": row.text,
            "url": row.url, "at": row.added_at.isoformat(),
            "file": {"id": row.file.pk, "name": row.file.name, "size": row.file.size, "sha256": row.file.sha256}
            if row.file else None,
        }
        for row in rows.select_related("file").order_by("category", "id")
    ]  # fmt: skip


def _indicators(assessment: SelfAssessment) -> list[dict[str, Any]]:
    rows = Indicator.objects.filter(assessment=assessment).prefetch_related("years").order_by("group", "id")
    return [
        {
            "group": row.group, "name": row.name, "definition": row.definition, "unit": row.unit,
            "direction": row.direction, "target": row.target, "comparator": row.comparator, "source": row.source,
            "years": {
                str(year.year_be): {"value": year.value, "unit": year.unit}
                for year in sorted(row.years.all(), key=lambda each: each.year_be)
            },
        }
        for row in rows
    ]  # fmt: skip
