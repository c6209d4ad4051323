"""Screening: an officer decides on eligibility. The machine's verdicts are shown and kept, and never decide."""

from __future__ import annotations

from django.db import transaction

from lertrat.applications.actions import mark_screened
from lertrat.applications.content import form_by_id
from lertrat.applications.facts import judgement_of
from lertrat.applications.models import Submission
from lertrat.assessment import validators
from lertrat.assessment.actions.locks import lock_submission
from lertrat.assessment.models import Screening
from lertrat.assessment.permits import may
from lertrat.assessment.rules import pack_of
from lertrat.assessment.states import SCREENING_OUTCOMES
from lertrat.criteria import Judgement
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append

ALL_MET = "เป็นไปตามเงื่อนไขทุกข้อ"


def screen(
    *, submission: Submission, outcome: str, reason: str = "", rules: list[str] | None = None, by: Person
) -> Screening:
    """Decide on the eligibility of a submission of step 1, once. `rules`: ids of the conditions the decision rests on.

    Failing needs a reason and at least one condition. Passing needs a reason unless every condition is met, and must name
    each condition that is unmet, or unknown for want of what only an officer may establish: either the officer establishes
    the fact first (applications.actions.establish) or says why it passes all the same.
    """
    may(by, "judge", submission).require()
    if outcome not in dict(SCREENING_OUTCOMES):
        raise Refusal("outcome", "กรุณาเลือกผ่านหรือไม่ผ่าน", "Choose whether it passes.")
    if submission.step != 1:
        raise Refusal("step", "การตรวจคุณสมบัติทำในขั้นที่ 1 เท่านั้น", "Screening belongs to step 1.")
    pack = pack_of(submission)
    form = form_by_id(
        submission.pack_version_id, submission.pack_version.sha256, submission.type_id, submission.step
    )
    with transaction.atomic():
        lock_submission(submission)
        if Screening.objects.filter(submission=submission).exists():
            raise Refusal("screened", "ใบสมัครนี้ตรวจคุณสมบัติไปแล้ว", "This submission has been screened already.")
        judgement = judgement_of(submission, pack, form)
        reason, rules = _settled(judgement, outcome, reason, list(dict.fromkeys(rules or [])))
        made = Screening.objects.create(
            submission=submission, edition_id=submission.edition_id, type_id=submission.type_id, outcome=outcome,
            unread=outcome == "passed", reason=reason, rules=rules, verdicts=judgement.as_json()["conditions"], at=clock.now(), by=by,
        )  # fmt: skip
        mark_screened(submission)
        append(
            "screening.decided", obj=made, by=by, edition_id=submission.edition_id, submission=submission.pk,
            outcome=outcome,
        )  # fmt: skip
    return made


def _settled(judgement: Judgement, outcome: str, reason: str, rules: list[str]) -> tuple[str, list[str]]:
    known = [condition.id for condition in judgement.conditions]
    if strange := [rule for rule in rules if rule not in known]:
        raise Refusal(
            "no-rule", f"ประเภทนี้ไม่มีเงื่อนไข {', '.join(strange)}", f"No such condition: {', '.join(strange)}."
        )
    if outcome == "failed":
        if not rules:
            raise Refusal(
                "rule-needed", "การไม่ให้ผ่านต้องระบุเงื่อนไขที่เป็นเหตุ", "Name the condition that is not satisfied."
            )
        return validators.reason(reason), rules
    unsettled = [
        c for c in judgement.conditions
        if c.id not in rules and (c.verdict == "unmet" or (c.verdict == "unknown" and c.officer))
    ]  # fmt: skip
    if unsettled:
        raise Refusal(
            "unsettled",
            "ยังให้ผ่านไม่ได้ ต้องบันทึกข้อเท็จจริง หรือเลือกเงื่อนไขนี้พร้อมเหตุผลที่ให้ผ่าน: "
            + " · ".join(c.text.th for c in unsettled),
            "Establish the fact first, or name the condition with the reason why it passes: "
            + " · ".join(c.text.en for c in unsettled),
        )
    if judgement.verdict == "met" and not reason.strip():
        return ALL_MET, rules or known
    return validators.reason(reason), rules or known
