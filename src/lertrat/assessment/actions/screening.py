"""Screening: an officer decides on eligibility. The machine's verdicts are shown and kept, and never decide.

Where an edition asks for it, two officers give their opinions without knowing each other's; where they differ a third decides.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from lertrat.applications.actions import mark_screened
from lertrat.applications.content import form_by_id
from lertrat.applications.facts import judgement_of
from lertrat.applications.models import Submission
from lertrat.assessment import validators
from lertrat.assessment.actions.locks import lock_submission
from lertrat.assessment.models import Opinion, Screening, ScreeningRule, Triage
from lertrat.assessment.permits import may
from lertrat.assessment.rules import pack_of
from lertrat.assessment.states import SCREENING_OUTCOMES
from lertrat.criteria import Judgement
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records.actions import append

ALL_MET = "เป็นไปตามเงื่อนไขทุกข้อ"


def screen(
    *, submission: Submission, outcome: str, reason: str = "", rules: list[str] | None = None, by: Person
) -> Screening | Opinion:
    """Decide on the eligibility of a submission of step 1, once. `rules`: ids of the conditions the decision rests on.

    Failing needs a reason and at least one condition. Passing needs a reason unless every condition is met, and must name
    each condition that is unmet, or unknown for want of what only an officer may establish: either the officer establishes
    the fact first (applications.actions.establish) or says why it passes all the same.

    Where two are asked for (`two_asked`) this is one opinion: an Opinion comes back as long as nothing is decided, the Screening
    with the one that decides. Who gave one gives no other.
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
        verdicts = judgement.as_json()["conditions"]
        given = list(Opinion.objects.filter(submission=submission).order_by("seat"))
        if given or two_asked(submission):
            opinion = _opine(submission, given, outcome, reason, rules, verdicts, by)
            if opinion.seat == 1 or (opinion.seat == 2 and given[0].outcome != outcome):
                return opinion
            if opinion.seat == 2 and given[0].reason != reason:
                reason = f"{given[0].reason}\n{reason}"
                rules = list(dict.fromkeys([*given[0].rules, *rules]))
        made = Screening.objects.create(
            submission=submission, edition_id=submission.edition_id, type_id=submission.type_id, outcome=outcome,
            unread=outcome == "passed", reason=reason, rules=rules, verdicts=verdicts, at=clock.now(), by=by,
        )  # fmt: skip
        mark_screened(submission)
        Triage.objects.filter(submission=submission).update(waits=False)
        append(
            "screening.decided", obj=made, by=by, edition_id=submission.edition_id, submission=submission.pk,
            outcome=outcome,
        )  # fmt: skip
    return made


def two_asked(submission: Submission) -> bool:
    """Whether the edition asks two officers for this one. Refuses one that the machine has not checked yet where its risk
    is what decides about that. Two queries at most."""
    rule = ScreeningRule.objects.filter(edition=submission.edition_id).first()
    if rule is None or submission.type_id in rule.types:
        return rule is not None
    if rule.from_risk is None:
        return False
    triage = Triage.objects.filter(submission=submission).first()
    if triage is None:
        raise Refusal(
            "not-checked",
            "ระบบยังตรวจใบสมัครนี้ไม่เสร็จ โปรดรอสักครู่แล้วลองใหม่",
            "The machine has not finished checking this; try again in a moment.",
        )
    return triage.risk >= rule.from_risk


def _opine(
    submission: Submission, given: list[Opinion], outcome: str, reason: str, rules: list[str],
    verdicts: list[object], by: Person,
) -> Opinion:  # fmt: skip
    if any(one.by_id == by.pk for one in given):
        raise Refusal(
            "own-opinion",
            "ท่านให้ความเห็นใบสมัครนี้แล้ว ต้องให้เจ้าหน้าที่คนอื่นพิจารณาต่อ",
            "You have given your opinion; somebody else of the office must go on.",
        )
    made = Opinion.objects.create(
        submission=submission, seat=len(given) + 1, outcome=outcome, reason=reason, rules=rules, verdicts=verdicts,
        at=clock.now(), by=by,
    )  # fmt: skip
    # The outcome is left out: the second must not read the first's in the record.
    append(
        "screening.opinion",
        obj=submission,
        by=by,
        edition_id=submission.edition_id,
        opinion=made.pk,
        seat=made.seat,
    )
    return made


def ask_two(
    *, edition: Edition, types: Iterable[str] = (), from_risk: int | None = None, reason: str, by: Person
) -> ScreeningRule:
    """Which submissions of a year two officers screen: those of `types`, and all from `from_risk` on. Nothing named: none any more.

    Opinions that were given go on counting.
    """
    may(by, "office", edition).require()
    if from_risk is not None and not 0 < from_risk < 1000:
        raise Refusal("from-risk", "ระดับความเสี่ยงต้องอยู่ระหว่าง 1 ถึง 999", "The risk lies between 1 and 999.")
    reason = validators.reason(reason, 600)
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        made, _ = ScreeningRule.objects.update_or_create(
            edition=edition,
            defaults={
                "types": sorted(set(types)), "from_risk": from_risk, "reason": reason, "at": clock.now(), "by": by
            },
        )  # fmt: skip
        append(
            "screening.rule", obj=edition, by=by, edition_id=edition.pk, types=made.types, from_risk=from_risk
        )
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
