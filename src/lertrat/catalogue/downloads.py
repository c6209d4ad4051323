"""The register as open data: one row per award, CSV and JSON, streamed row by row. English column names, values as printed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from lertrat.agencies.models import Agency
from lertrat.catalogue.lists import EVERYTHING
from lertrat.kernel import clock, dates
from lertrat.programmes import queries as programmes
from lertrat.works import queries as works
from lertrat.works.models import Award, AwardSource
from lertrat.works.queries import AwardFilter
from lertrat.works.states import LEVELS

CHUNK = 500
# Column → what stands in it. The order is the file's.
COLUMNS: dict[str, str] = {
    "ref": "Reference of the award in this register; it never changes",
    "programme": "psea (รางวัลเลิศรัฐ) or unpsa (UN Public Service Awards)",
    "year_be": "Year of the award, Buddhist era; a span 2555-2563 where the source gives no single year; blank if unknown",
    "year_ce": "The same in the Common Era",
    "branch": "service, participatory, management; blank for honours and awards of no branch",
    "type": "Id of the award type, stable across the years; blank where the printed name is none of them",
    "type_text": "Name of the award type as printed",
    "category": "PMQA category 1-6, for awards by category",
    "level": "outstanding, good, basic, advance, significance, awarded; blank where no source records it",
    "level_text": "Level as printed",
    "honour": "overall, branch-service, branch-participatory, prestige; blank for other awards",
    "agency_code": "Code of the agency in this register; blank where it is not in it",
    "agency": "Name of the recipient agency",
    "joint_agency_codes": "Codes of the agencies of a joint award, separated by a space",
    "nominee": "Person or group that received the award, nominated by the agency",
    "province_code": "Two-digit code of the province",
    "province": "Name of the province",
    "work_ref": "Reference of the work",
    "work": "Title of the work",
    "named_only": "true where a source names the winner and neither year nor type; such rows enter no sum",
    "inferred": "true where year or type is our reading of the source",
    "fictitious": "true for rows of the demonstration",
    "conferred_on": "Day on which this system published the award (ISO 8601); blank for awards of earlier papers",
    "sources": "Where it is told of: source and place, separated by ' | '",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def _rows(wanted: AwardFilter) -> Iterator[Award]:
    """Awards in the order of their entry, so that a file grows at its end."""
    rows = works.awards(wanted).prefetch_related(
        Prefetch("sources", AwardSource.objects.order_by("id")),
        Prefetch("joint", Agency.objects.only("id", "code").order_by("code")),
    )
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def _years(award: Award, shift: int) -> str:
    if award.year_from is None or award.year_to is None:
        return ""
    first, last = award.year_from - shift, award.year_to - shift
    return str(first) if first == last else f"{first}-{last}"


def row(award: Award) -> dict[str, Any]:
    """One award as a row; every value a text, a number, a truth value or None."""
    return {
        "ref": award.ref,
        "programme": award.programme,
        "year_be": _years(award, 0) or None,
        "year_ce": _years(award, dates.ERA) or None,
        "branch": award.branch or None,
        "type": award.type_id or None,
        "type_text": award.type_text or None,
        "category": award.category,
        "level": award.level or None,
        "level_text": award.level_text or (LEVELS[award.level][0] if award.level in LEVELS else None),
        "honour": award.honour_id or None,
        "agency_code": award.agency.code if award.agency else None,
        "agency": (award.agency.name_th if award.agency else award.agency_text) or None,
        "joint_agency_codes": " ".join(agency.code for agency in award.joint.all()) or None,
        "nominee": award.nominee_text or None,
        "province_code": award.province_id,
        "province": award.province.name_th if award.province else None,
        "work_ref": award.work.ref if award.work else None,
        "work": award.work.title_th if award.work else None,
        "named_only": award.named_only,
        "inferred": award.inferred,
        "fictitious": award.fictitious,
        "conferred_on": dates.day_of(award.conferred_at).isoformat() if award.conferred_at else None,
        "sources": " | ".join(f"{told.source} {told.locator}".strip() for told in award.sources.all())
        or None,
    }


def cell(value: Any) -> str:
    """A value as a cell of a CSV file. A text that a spreadsheet would run as a formula is led by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def awards_csv(wanted: AwardFilter = EVERYTHING) -> Iterator[str]:
    """The awards as CSV (RFC 4180, UTF-8 with a byte order mark, so that Excel reads Thai), piece by piece."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write("\ufeff")
    writer.writerow(COLUMNS)
    for number, award in enumerate(_rows(wanted), 1):
        writer.writerow(cell(value) for value in row(award).values())
        if number % CHUNK == 0:
            yield _taken(page)
    yield _taken(page)


def _taken(page: io.StringIO) -> str:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text


def awards_json(wanted: AwardFilter = EVERYTHING) -> Iterator[str]:
    """The awards as one JSON object: the data set's description, then `awards`, one per line."""
    head = json.dumps(metadata(wanted).as_json(), ensure_ascii=False, indent=1)
    yield head[: head.rindex("\n}")] + ',\n "awards": ['
    lead = "\n"
    lines: list[str] = []
    for award in _rows(wanted):
        lines.append(lead + json.dumps(row(award), ensure_ascii=False))
        lead = ",\n"
        if len(lines) == CHUNK:
            yield "".join(lines)
            lines = []
    yield "".join(lines) + "\n]}\n"


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the files say of themselves."""

    title_th: str
    title_en: str
    publication_number: int
    made_at: datetime
    columns: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return {
            "title": {"th": self.title_th, "en": self.title_en},
            "language": ["th", "en"],
            "publication_number": self.publication_number,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "scope": {
                "th": "รางวัลที่ประกาศในระบบนี้ และรางวัลปีก่อนที่รวบรวมจากเอกสารและข่าว ซึ่งอาจไม่ครบ ช่องว่างหมายถึงแหล่งข้อมูลไม่ได้ระบุ",
                "en": "Awards published here, and earlier ones gathered from papers and notices, which may lack some. "
                "A blank means that no source tells.",
            },
            "columns": self.columns,
        }


def metadata(wanted: AwardFilter = EVERYTHING) -> Dataset:
    """The description of the data set. One query."""
    return Dataset(
        title_th="ทะเบียนรางวัลเลิศรัฐ",
        title_en="Register of the Public Sector Excellence Awards",
        publication_number=programmes.publication_number(),
        made_at=clock.now(),
        columns=dict(COLUMNS),
    )
