"""Where each running application of an edition stands, as decisions read it: what assessment says of it, in four words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from lertrat.applications.models import Application
from lertrat.assessment import queries as assessment
from lertrat.assessment.models import StepResult, Visit
from lertrat.assessment.queries import Outcome
from lertrat.criteria import AwardType, Pack
from lertrat.programmes.models import Edition

State = Literal["out", "waiting", "failed", "scored"]

# By assessment's word: ours, and why; {step} is the step it stands at.
_SAID: dict[str, tuple[State, str]] = {
    "waiting": ("waiting", "รอตรวจคุณสมบัติ"),
    "screened_out": ("out", "ไม่ผ่านการตรวจคุณสมบัติ"),
    "assessing": ("waiting", "รอผลคะแนนขั้นตอนที่ {step}"),
    "gate_failed": ("failed", "ไม่ผ่านเกณฑ์ขั้นตอนที่ {step}"),
    "intake": ("waiting", "รอเอกสารขั้นตอนที่ {step}"),
    "lapsed": ("failed", "ไม่ได้ส่งเอกสารขั้นตอนที่ {step} ภายในเวลา"),
    "visit_due": ("waiting", "รอผลการตรวจในพื้นที่"),
    # The visit confirms and gives no score (004:966).
    "not_confirmed": ("failed", "การตรวจในพื้นที่ไม่ยืนยันผล"),
    "complete": ("scored", ""),
}


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
    """Every application of the edition (or of these agencies) with a live submission, by id. Six queries."""
    return [_standing(one) for one in assessment.results_of(edition, agency_ids=agency_ids)]


def _standing(outcome: Outcome) -> Standing:
    state, why = _SAID[outcome.standing]
    return Standing(
        outcome.application,
        outcome.pack,
        state,
        why.format(step=outcome.step),
        {result.step: result for result in outcome.chain},
        outcome.visit,
    )
