"""The sums that the sources themselves state, counted again from the register by the lines that tell of each award.

What is expected, where it is stated and which lines count stand in `data/checks.yaml`; nothing here knows a number.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from lertrat.works.models import Award, AwardSource

_LINES = re.compile(r"(\d+)(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Check:
    """One sum: what it is, where a source states it, what it states and what the register holds."""

    check: str
    th: str
    source: str
    expected: Any
    found: Any

    @property
    def ok(self) -> bool:
        return bool(self.expected == self.found)


def run() -> list[Check]:
    """Every check, those of the sources first. Three queries, over the awards that the checks are about."""
    wanted = definitions()
    sources = {one["of"] for one in wanted}
    told = list(AwardSource.objects.filter(source__in=sources).select_related("award__agency").order_by("id"))
    return [*(_sum(one, told) for one in wanted), _twice(), _named_in_no_sum()]


def definitions() -> list[dict[str, Any]]:
    """The sums as `data/checks.yaml` states them."""
    text = resources.files("lertrat.works").joinpath("data", "checks.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(text)
    return found


def _sum(one: dict[str, Any], told: list[AwardSource]) -> Check:
    rows = [source for source in told if _counts(one, source)]
    awards = list({source.award_id: source.award for source in rows}.values())
    found: Any
    match one["counts"]:
        case "awards":
            found = len(awards)
        case "lines":
            found = len(rows)
        case "agencies":
            found = len({award.agency_id or award.agency_text for award in awards})
        case "names":
            found = sorted(award.agency.name_th if award.agency else award.agency_text for award in awards)
        case "categories":
            each = Counter(award.category for award in awards)
            found = [each[category] for category in range(1, 7)]
        case other:
            raise ValueError(f"checks.yaml: {other!r} can not be counted")
    return Check(one["check"], one["th"], one["source"], one["expected"], found)


def _counts(one: dict[str, Any], source: AwardSource) -> bool:
    """Whether this telling belongs to the sum: source and lines, then type, programme, and named winners apart."""
    place = _LINES.match(source.locator)
    first, last = one["lines"]
    award = source.award
    return (
        source.source == one["of"]
        and place is not None
        and first <= int(place[1]) <= int(place[2] or place[1]) <= last
        and award.type_id == one.get("type", award.type_id)
        and award.programme == one.get("programme", award.programme)
        and award.named_only == one.get("named", False)
    )


def _twice() -> Check:
    """No dated PMQA award stands beside a span of years that holds it (reading.md: the same award, not a new one)."""
    by_kind: dict[tuple[Any, ...], list[Award]] = {}
    for award in Award.objects.filter(type_id__startswith="pmqa-", named_only=False, year_from__isnull=False):
        key = (award.programme, award.agency_id or award.agency_text, award.type_id, award.category)
        by_kind.setdefault(key, []).append(award)
    twice = sum(
        1
        for group in by_kind.values()
        for span in group
        for dated in group
        if span is not dated and _holds(span, dated)
    )
    return Check("merged-spans", "รางวัลที่ระบุปีไม่ซ้ำกับรางวัลที่ระบุเป็นช่วงปี", "winners.csv:73, 78", 0, twice)


def _holds(span: Award, dated: Award) -> bool:
    if None in (span.year_from, span.year_to, dated.year_from, dated.year_to):
        return False
    assert span.year_from and span.year_to and dated.year_from and dated.year_to
    return (
        span.year_from < span.year_to and span.year_from <= dated.year_from and dated.year_to <= span.year_to
    )


def _named_in_no_sum() -> Check:
    """A winner named without year and type has no level either, so that no rule can count it."""
    wrong = Award.objects.filter(named_only=True).exclude(level="").count()
    return Check("named-uncounted", "ผู้ได้รับรางวัลที่ระบุแต่ชื่อไม่ถูกนับรวม", "004:129", 0, wrong)
