"""One rule per function: outcomes, levels, reasons, moments."""

from __future__ import annotations

from lertrat.criteria import AwardType
from lertrat.decisions.models import Decision
from lertrat.decisions.states import OUTCOMES
from lertrat.kernel import thai
from lertrat.kernel.errors import Refusal


def outcome(type: AwardType, outcome: str, level: str) -> None:
    """An outcome that exists, with a level this type has where it is an award, and none elsewhere."""
    if outcome not in dict(OUTCOMES):
        raise Refusal("outcome", "ไม่รู้จักผลการพิจารณานี้", "There is no such outcome.")
    if outcome == "not_considered" and type.exclusion is None:
        raise Refusal(
            "outcome",
            f"“ไม่พิจารณา” ใช้กับประเภท {type.name.th} ไม่ได้",
            f"“Not considered” does not exist for {type.name.en}.",
        )
    known = {known.level for known in type.levels}
    if outcome != "awarded" and level:
        raise Refusal("level", "ผลที่ไม่ใช่การได้รับรางวัลไม่มีระดับ", "Only an award has a level.")
    if outcome == "awarded" and level not in known:
        raise Refusal(
            "level",
            f"กรุณาระบุระดับรางวัลที่ประเภท {type.name.th} มี",
            f"Name a level that {type.name.en} has.",
        )


def against(decision: Decision, outcome: str, level: str, reason: str) -> str:
    """The reason, which must be there when the decision is not what the rule proposed."""
    clean = thai.normalise(reason).strip()[:600]
    proposed = (decision.proposed_outcome, decision.proposed_level)
    if decision.proposed_outcome and (outcome, level) != proposed and not clean:
        raise Refusal(
            "reason-needed",
            "มติต่างจากที่เสนอตามเกณฑ์ กรุณาระบุเหตุผล",
            "This differs from what the rule proposes; give the reason.",
        )
    return clean


def resolution_text(text: str) -> str:
    """The words of a resolution."""
    clean = thai.normalise(text).strip()
    if not clean:
        raise Refusal("text-needed", "กรุณาบันทึกข้อความมติ", "Write the words of the resolution.")
    return clean
