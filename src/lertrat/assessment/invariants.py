"""What must always be true of assessment."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from lertrat.applications.models import Submission
from lertrat.assessment.models import (
    Assignment,
    KpiReading,
    KpiResult,
    Score,
    ScoreSheet,
    Screening,
    StepResult,
    Visit,
)
from lertrat.assessment.permits import judge
from lertrat.assessment.rules import SUBMISSION_WIDE, kpi_pack
from lertrat.conflicts.door import doors
from lertrat.criteria import combined
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_by_id
from lertrat.records.invariants import register


def active_behind_a_shut_door() -> list[Any]:
    """Assignments that are active though their assessor's door is shut, in editions that are not closed."""
    rows = (
        Assignment.objects.filter(state="active")
        .exclude(submission__edition__state="closed")
        .select_related("submission__application")
        .defer(*SUBMISSION_WIDE)
    )
    held: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        held[row.submission.edition_id].append(row)
    broken = []
    for edition in Edition.objects.filter(pk__in=held):
        opened = doors({row.person_id for row in held[edition.pk]}, edition)
        broken += [row.pk for row in held[edition.pk] if not judge(opened[row.person_id], row.submission)]
    return broken


def results_before_the_last_lock() -> list[Any]:
    """Results beside which an active sheet is still open, but for a replacement of one that went dark."""
    open_sheet = Assignment.objects.filter(submission=OuterRef("submission"), state="active").exclude(
        sheet__state="locked"
    )
    return [
        result.pk
        for result in StepResult.objects.filter(Exists(open_sheet))
        if not Assignment.objects.filter(pk__in=result.counted, state="dark").exists()
    ]


def results_that_differ() -> list[Any]:
    """Results whose exact mean is not what their counted sheets give."""
    broken = []
    rows = StepResult.objects.values_list(
        "pk",
        "submission__pack_version_id",
        "submission__pack_version__sha256",
        "counted",
        "mean_num",
        "mean_den",
    )
    sheets = {sheet.assignment_id: sheet for sheet in ScoreSheet.objects.filter(state="locked").iterator()}
    for pk, version, sha, counted, num, den in rows.iterator(chunk_size=2000):
        totals = [sheets[one].total for one in counted if one in sheets]
        exact = [total for total in totals if total is not None]
        if len(exact) != len(counted):
            broken.append(pk)
            continue
        mean = combined(pack_by_id(version, sha), exact)
        if (mean.numerator, mean.denominator) != (num, den):
            broken.append(pk)
    return broken


def concluded_without_result() -> list[Any]:
    """Submissions whose active sheets are all locked, as many as the rules ask for, and that have no result."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = Assignment.objects.filter(
        ~Exists(StepResult.objects.filter(submission=OuterRef("submission"))),
        state="active",
        submission__live=True,
    )
    kinds: dict[int, tuple[int, str, str, int]] = {}
    for pk, version, sha, type_id, step, state in rows.values_list(
        "submission_id", "submission__pack_version_id", "submission__pack_version__sha256", "submission__type_id",
        "submission__step", "sheet__state",
    ):  # fmt: skip
        counts[pk][0] += 1
        counts[pk][1] += state == "locked"
        kinds[pk] = (version, sha, type_id, step)
    found = []
    for pk, (active, locked) in counts.items():
        version, sha, type_id, step = kinds[pk]
        needed = pack_by_id(version, sha).step(type_id, step).assessors_per_submission or 1
        if active == locked >= needed:
            found.append(pk)
    return found


def scores_off_the_sheet() -> list[Any]:
    """Scores of criteria that the rubric does not have."""
    rows = Score.objects.values_list(
        "sheet__assignment__submission__pack_version_id", "sheet__assignment__submission__pack_version__sha256",
        "sheet__assignment__submission__type_id", "sheet__assignment__submission__step", "criterion_id",
    ).distinct()  # fmt: skip
    return [
        (type_id, step, criterion)
        for version, sha, type_id, step, criterion in rows
        if criterion not in {c.id for c in pack_by_id(version, sha).rubric(type_id, step).criteria}
    ]


def screenings_elsewhere() -> list[Any]:
    differ = Screening.objects.exclude(edition=F("submission__edition"), type_id=F("submission__type_id"))
    return list(differ.values_list("pk", flat=True))


def waiting_told_wrong() -> list[Any]:
    """Submissions, assignments and screenings whose mark of what waits is not what sheets, assignments and results say."""
    locked = Exists(ScoreSheet.objects.filter(assignment=OuterRef("pk"), state="locked"))
    waits = ~locked & Q(state="active")
    rows = Assignment.objects.filter((waits & Q(waits=False)) | (~waits & Q(waits=True)))
    read = Exists(Assignment.objects.filter(submission=OuterRef("submission"), state="active"))
    concluded = Exists(StepResult.objects.filter(submission=OuterRef("submission")))
    unread = ~read & ~concluded & Q(outcome="passed")
    screened = Screening.objects.filter((unread & Q(unread=False)) | (~unread & Q(unread=True)))
    decided = Exists(Screening.objects.filter(submission=OuterRef("pk")))
    queued = Submission.objects.filter((decided & Q(screened=False)) | (~decided & Q(screened=True)))
    return [
        *(("submission", ref) for ref in queued.values_list("ref", flat=True)),
        *(("assignment", pk) for pk in rows.values_list("pk", flat=True)),
        *(("screening", pk) for pk in screened.values_list("pk", flat=True)),
    ]


def visits_without_a_pass() -> list[Any]:
    passed = StepResult.objects.filter(submission=OuterRef("submission"), gate="passed")
    return list(
        Visit.objects.filter(~Exists(passed), outcome="confirmed").values_list("application__ref", flat=True)
    )


def kpi_results_that_differ() -> list[Any]:
    """Results of the KPI round beside which a counted sheet is open, or whose exact mean is not what those sheets give."""
    broken = []
    held = {row.pk: row for row in KpiReading.objects.filter(locked_at__isnull=False)}
    rows = KpiResult.objects.select_related("copy__assessment__pack_version").defer(
        "copy__content", "copy__tree", "copy__assessment__pack_version__source",
        "copy__assessment__pack_version__supplement",
    )  # fmt: skip
    for result in rows:
        totals = [held[pk].total for pk in result.counted if pk in held]
        known = [total for total in totals if total is not None]
        if len(known) != len(result.counted) or combined(kpi_pack(result.copy), known) != result.score:
            broken.append(result.pk)
    return broken


def kpi_behind_a_shut_door() -> list[Any]:
    """Active readings of the KPI round though their examiner's door is shut, in editions that are not closed."""
    rows = KpiReading.objects.filter(state="active").exclude(edition__state="closed")
    held: dict[int, list[KpiReading]] = defaultdict(list)
    for row in rows.select_related("copy__assessment").defer("copy__content", "copy__tree"):
        held[row.edition_id].append(row)
    broken = []
    for edition in Edition.objects.filter(pk__in=held):
        opened = doors({row.person_id for row in held[edition.pk]}, edition)
        broken += [
            row.pk
            for row in held[edition.pk]
            if not opened[row.person_id].judge(row.copy.assessment.agency_id)
        ]
    return broken


register(
    "assessment.kpi", "ผลรอบตัวชี้วัดต้องเท่ากับที่คิดจากแบบให้คะแนนที่ล็อกแล้ว", "Every KPI result is what its locked sheets give.",
    kpi_results_that_differ,
)  # fmt: skip
register(
    "assessment.kpi-doors", "ผู้ตรวจรอบตัวชี้วัดต้องไม่มีผลประโยชน์ทับซ้อน",
    "No active reading of the KPI round stands behind a shut door.", kpi_behind_a_shut_door,
)  # fmt: skip
register(
    "assessment.doors", "การมอบหมายที่ใช้อยู่ต้องไม่มีผลประโยชน์ทับซ้อน", "No active assignment stands behind a shut door.",
    active_behind_a_shut_door,
)  # fmt: skip
register(
    "assessment.sealed", "ผลคะแนนต้องเกิดหลังจากทุกคนยืนยันคะแนนแล้ว", "No result while a sheet is open.",
    results_before_the_last_lock,
)  # fmt: skip
register(
    "assessment.means", "ผลคะแนนต้องเท่ากับที่คิดจากแบบให้คะแนนที่นับ", "Every result is what its counted sheets give.",
    results_that_differ,
)  # fmt: skip
register(
    "assessment.concluded", "เมื่อยืนยันคะแนนครบทุกคนต้องมีผลคะแนน", "Where all sheets are locked there is a result.",
    concluded_without_result,
)  # fmt: skip
register(
    "assessment.rubric", "คะแนนทุกข้อต้องเป็นข้อของแบบให้คะแนน", "Every score belongs to a criterion of its sheet.",
    scores_off_the_sheet,
)  # fmt: skip
register(
    "assessment.screening", "ผลการตรวจคุณสมบัติต้องอยู่ปีและประเภทเดียวกับใบสมัคร",
    "A screening has its submission's edition and type.", screenings_elsewhere,
)  # fmt: skip
register(
    "assessment.waiting", "งานที่นับว่ารออยู่ต้องตรงกับใบคะแนนและการมอบหมาย", "What is counted as waiting is what waits.",
    waiting_told_wrong,
)  # fmt: skip
register(
    "assessment.visits", "ผลที่ยืนยันในพื้นที่ต้องผ่านเกณฑ์มาก่อน", "What a visit confirmed had passed before.",
    visits_without_a_pass,
)  # fmt: skip
