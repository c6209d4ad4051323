"""What an examiner of the KPI round sees: their own readings through the open door, what was handed in, their own sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from lertrat.assessment.models import KpiReading, KpiResult
from lertrat.assessment.permits import may_kpi
from lertrat.assessment.queries.assessor import OwnSheet, running
from lertrat.assessment.queries.kpi import PARTS, TEXTS
from lertrat.assessment.rules import kpi_pack, kpi_rubric, kpi_type
from lertrat.conflicts.door import door
from lertrat.criteria import Pack, Rubric
from lertrat.files.models import StoredFile
from lertrat.kernel import exact
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.selfassessment.models import FrozenCopy


@dataclass(frozen=True, slots=True)
class KpiTask:
    """A line of an examiner's list; `state`: "new", "draft" or "locked"."""

    ref: str
    agency_name: str
    panel: str
    due_at: datetime | None
    state: str
    scored: int
    criteria: int


def kpi_tasks(person: Person, edition: Edition) -> list[KpiTask]:
    """The person's readings of the KPI round whose door is open, unlocked ones first. One query, three where there are any."""
    rows = list(
        KpiReading.objects.filter(person=person, state="active", edition=edition)
        .select_related("panel", "copy__assessment__agency", "copy__assessment__pack_version")
        .defer(*(f"copy__{name}" for name in (*TEXTS, "content", "tree")))
        .order_by(F("locked_at").asc(nulls_first=True), F("panel__due_at").asc(nulls_last=True), "pk")
    )
    if not rows:
        return []
    opened = door(person.pk, edition)
    return [
        KpiTask(
            row.copy.ref, row.copy.assessment.agency.name_th, row.panel.name, row.panel.due_at, _state(row),
            len(row.scores), len(kpi_rubric(row.copy).criteria),
        )
        for row in rows
        if opened.judge(row.copy.assessment.agency_id)
    ]  # fmt: skip


def _state(row: KpiReading) -> str:
    return "locked" if row.locked_at else "draft" if row.revision else "new"


@dataclass(frozen=True, slots=True)
class KpiSheet:
    """What an examiner reads and writes: the copy's contents without the agency's own scores, and their own sheet."""

    reading: KpiReading
    copy: FrozenCopy
    pack: Pack
    type_id: str
    rubric: Rubric
    sheet: OwnSheet
    concluded: bool


def kpi_reading_for(person: Person, ref: str) -> KpiReading:
    """The person's own reading of a copy. NotFound for a stranger, for what is dark or released, and while the door is shut."""
    found = (
        KpiReading.objects.filter(person=person, state="active", copy__ref=ref.upper())
        .select_related("panel", "edition", *(f"copy__{name}" for name in PARTS))
        .defer(*(f"copy__{name}" for name in (*TEXTS, "tree")))
        .first()
    )
    if found is None or not may_kpi(person, "score", found):
        raise NotFound("no-assignment", "ไม่พบผลงานที่มอบหมายรายการนี้", "There is no such assignment.")
    return found


def kpi_sheet(reading: KpiReading) -> KpiSheet:
    """The desk of a reading that `kpi_reading_for` gave out. One query."""
    rubric = kpi_rubric(reading.copy)
    scores = {key: exact.parse(text) for key, text in reading.scores.items()}
    own = OwnSheet(
        _state(reading), reading.revision, reading.comment, scores, reading.findings, running(rubric, scores),
        reading.total, reading.saved_at, reading.locked_at,
    )  # fmt: skip
    concluded = KpiResult.objects.filter(copy=reading.copy_id).exists()
    return KpiSheet(
        reading, reading.copy, kpi_pack(reading.copy), kpi_type(reading.copy), rubric, own, concluded
    )


def kpi_file(person: Person, ref: str, file_id: int) -> StoredFile:
    """A file of the copy's evidence, the door asked again. Raises NotFound."""
    content = kpi_reading_for(person, ref).copy.content
    if file_id in {row["file"]["id"] for row in content["evidence"] if row["file"]}:
        return StoredFile.objects.get(pk=file_id)
    raise NotFound("no-file", "ไม่พบไฟล์นี้", "There is no such file.")
