"""What every write of this room does first: take the assessment's row and look again at its state."""

from __future__ import annotations

from lertrat.kernel.errors import Refusal
from lertrat.selfassessment.models import SelfAssessment
from lertrat.selfassessment.states import STEPS


def lock(assessment: SelfAssessment, *states: str) -> SelfAssessment:
    """The assessment's row, held until the transaction ends; Refusal("state") where it is in none of `states` (any if none)."""
    held = SelfAssessment.objects.select_for_update().get(pk=assessment.pk)
    if states and held.state not in states:
        raise moved()
    # What never changes is taken from the row at hand: the rules as text alone are hundreds of kilobytes.
    for name in ("edition", "pack_version", "agency"):
        if name in assessment._state.fields_cache:
            setattr(held, name, getattr(assessment, name))
    return held


def advance(held: SelfAssessment, to: str) -> None:
    """Take the held row to another state."""
    if to not in STEPS[held.state]:
        raise moved()
    held.state = to
    held.save(update_fields=["state"])


def moved() -> Refusal:
    return Refusal(
        "state", "การประเมินไม่อยู่ในขั้นที่ทำรายการนี้ได้ อาจมีผู้อื่นดำเนินการไปแล้ว",
        "The assessment's state does not allow this; somebody may have acted already.",
    )  # fmt: skip
