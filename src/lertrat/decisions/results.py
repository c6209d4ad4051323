"""Where each running application of an edition stands: screened out, waiting for a result, failed at a gate, or scored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from lertrat.applications.models import Application, Submission
from lertrat.assessment.models import Screening, StepResult, Visit
from lertrat.criteria import AwardType, Pack, Step
from lertrat.kernel import clock
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition, Window

State = Literal["out", "waiting", "failed", "scored"]


@dataclass(slots=True)
class Standing:
    """One running application. `why` says what it waits for or where it failed; `results` by step."""

    application: Application
    pack: Pack
    state: State = "waiting"
    why: str = ""
    results: dict[int, StepResult] = field(default_factory=dict)
    visit: Visit | None = None

    @property
    def type(self) -> AwardType:
        return self.pack.types[self.application.type_id]

    @property
    def result(self) -> StepResult | None:
        """The result that levels and rank are read from: that of the step with the cut-off, else the last one."""
        named = next((level.cut_off_step for level in self.type.levels if level.cut_off_step), None)
        if named in self.results:
            return self.results[named]
        return self.results[max(self.results)] if self.results else None

    @property
    def score(self) -> Fraction | None:
        """The exact score of `result`: the agreed one where the panel agreed on one, else the mean."""
        return self.result.score if self.result else None


def standings(edition: Edition, agency_ids: Collection[int] | None = None) -> list[Standing]:
    """Every application of the edition (or of these agencies) with a live submission, by id. Five queries."""
    live = Submission.objects.filter(edition=edition, live=True)
    if agency_ids is not None:
        live = live.filter(agency_id__in=agency_ids)
    sent: dict[int, dict[int, Submission]] = {}
    rows = live.defer("frozen", "tree").select_related(
        "application__agency", "application__pack_version", "application__work"
    )
    for submission in rows.order_by("application_id", "step"):
        sent.setdefault(submission.application_id, {})[submission.step] = submission
    ids = live.values("pk")
    screened = dict(Screening.objects.filter(submission__in=ids).values_list("submission_id", "outcome"))
    results = {r.submission_id: r for r in StepResult.objects.filter(submission__in=ids)}
    visits = {v.application_id: v for v in Visit.objects.filter(submission__in=ids)}
    windows = {(w.type_id, w.step): w for w in programmes.windows(edition)}
    return [
        _standing(by_step, screened, results, visits, windows) for by_step in sent.values() if 1 in by_step
    ]


def _standing(
    by_step: dict[int, Submission],
    screened: dict[int, str],
    results: dict[int, StepResult],
    visits: dict[int, Visit],
    windows: dict[tuple[str, int], Window],
) -> Standing:
    application = by_step[1].application
    version = application.pack_version
    found = Standing(application, programmes.pack_by_id(version.pk, version.sha256))
    found.results = {step: results[s.pk] for step, s in by_step.items() if s.pk in results}
    found.visit = visits.get(application.pk)
    screening = screened.get(by_step[1].pk)
    if screening == "failed":
        found.state, found.why = "out", "ไม่ผ่านการตรวจคุณสมบัติ"
    elif screening is None:
        found.why = "รอตรวจคุณสมบัติ"
    else:
        found.state, found.why = "scored", ""
        for step in found.type.steps:
            window = windows.get((application.type_id, step.number))
            said = _visited(found) if step.kind == "visit" else _scored(found, step, by_step, window)
            if said is not None:
                found.state, found.why = said
                break
    return found


def _visited(found: Standing) -> tuple[State, str] | None:
    """The visit confirms and gives no score (004:966)."""
    if found.visit is None or not found.visit.outcome:
        return "waiting", "รอผลการตรวจในพื้นที่"
    if found.visit.outcome == "not_confirmed":
        return "failed", "การตรวจในพื้นที่ไม่ยืนยันผล"
    return None


def _scored(
    found: Standing, step: Step, by_step: dict[int, Submission], window: Window | None
) -> tuple[State, str] | None:
    if step.number not in by_step:
        if window is not None and clock.now() >= window.closes_at:
            return "failed", f"ไม่ได้ส่งเอกสารขั้นตอนที่ {step.number} ภายในเวลา"
        return "waiting", f"รอเอกสารขั้นตอนที่ {step.number}"
    result = found.results.get(step.number)
    if result is None:
        return "waiting", f"รอผลคะแนนขั้นตอนที่ {step.number}"
    if step.gate is not None and result.gate != "passed":
        return "failed", f"ไม่ผ่านเกณฑ์ขั้นตอนที่ {step.number}"
    return None
