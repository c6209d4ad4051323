"""What the sealed rules say of a submission: its pack, its sheet, how many read it, what its step opens."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from lertrat.applications.models import Submission
from lertrat.applications.states import GONE as GONE
from lertrat.applications.states import LIVE as LIVE
from lertrat.assessment.models import Screening, StepResult
from lertrat.criteria import Pack, Rubric, Step
from lertrat.criteria.instrument import instrument
from lertrat.kernel.errors import Refusal
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_by_id
from lertrat.selfassessment.models import FrozenCopy

# The KPI reads the examiners' score of step 1 (004:968).
KPI_STEP = 1
# The frozen copy, and what is stored behind it in the row (SQLite reads through the one to reach the other): lists go without.
WIDE = ("frozen", "tree", "root_hash", "token", "withdrawn_at", "withdrawn_reason")
SUBMISSION_WIDE = tuple(f"submission__{name}" for name in WIDE)


def pack_of(submission: Submission) -> Pack:
    """The rules the submission was made under (with `pack_version` selected: no query)."""
    return pack_by_id(submission.pack_version_id, submission.pack_version.sha256)


def rubric_of(submission: Submission) -> Rubric:
    """The score sheet of the submission's step. Refusal where no sheet is published and no supplement fills it."""
    return pack_of(submission).rubric(submission.type_id, submission.step)


def kpi_pack(copy: FrozenCopy) -> Pack:
    """The rules a copy handed in for the KPI round was made under (assessment and version selected: no query)."""
    return pack_by_id(copy.assessment.pack_version_id, copy.assessment.pack_version.sha256)


def kpi_type(copy: FrozenCopy) -> str:
    """The award type whose step 1 the KPI round shares its instrument and sheet with."""
    return instrument(kpi_pack(copy)).type


def kpi_rubric(copy: FrozenCopy) -> Rubric:
    """The score sheet of that step. Refusal where no sheet is published and no supplement fills it."""
    return kpi_pack(copy).rubric(kpi_type(copy), KPI_STEP)


def readers_of(pack: Pack, type_id: str, step: int) -> int:
    """How many assessors read a submission of this step; one where nothing is said."""
    return pack.step(type_id, step).assessors_per_submission or 1


def opened_by(pack: Pack, type_id: str, step: int) -> Step | None:
    """The step that opens when `step` is passed."""
    return next((s for s in pack.type(type_id).steps if s.opens_after == step), None)


def opener_of(pack: Pack, type_id: str, step: int) -> int:
    """The step that must be passed before `step`; 0 for the first."""
    return pack.step(type_id, step).opens_after or (step - 1)


def in_play(edition: Edition, type_id: str, step: int) -> QuerySet[Submission]:
    """Live submissions of a type's step that may be read: screened in, or with the step before still passed."""
    rows = Submission.objects.filter(edition=edition, step=step, type_id=type_id, **LIVE)
    if step == 1:
        return rows.filter(Exists(Screening.objects.filter(submission=OuterRef("pk"), outcome="passed")))
    passed = StepResult.objects.filter(
        submission__application=OuterRef("application"), submission__live=True, step=step - 1, gate="passed"
    )
    return rows.filter(Exists(passed))


def refuse_out_of_play(submission: Submission) -> None:
    """Refusal unless the submission may be read now."""
    if not in_play(submission.edition, submission.type_id, submission.step).filter(pk=submission.pk).exists():
        raise Refusal(
            "not-in-play",
            "ผลงานนี้ยังไม่ผ่านการตรวจคุณสมบัติ ไม่ผ่านขั้นก่อนหน้า หรือถูกถอนแล้ว",
            "This submission is not screened in, did not pass the step before, or was withdrawn.",
        )
