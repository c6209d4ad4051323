"""The tests' world (see `founding`), and an application's way through it in one call each: drafted, sent, screened, assessed."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from lertrat import criteria
from lertrat.applications import actions as applications
from lertrat.applications import content, validators
from lertrat.applications.facts import assemble
from lertrat.applications.models import Application, Stage, Submission
from lertrat.assessment import actions as assessment
from lertrat.assessment.models import Assignment, Panel, StepResult
from lertrat.criteria.schema import BANGKOK, Question
from lertrat.kernel import clock, hashing, ids, thai
from tests.founding import AFTER, BEFORE, CLOSE, OPEN, PASSWORD, World, build, person

__all__ = ["AFTER", "BANGKOK", "BEFORE", "CLOSE", "OPEN", "PASSWORD", "World", "build", "person"]


def draft(world: World, type_id: str = "service-innovation", agency: str = "a", **fields: Any) -> Application:
    """A draft of the agency's drafter, with nothing written yet."""
    with clock.frozen(OPEN):
        return applications.start(
            edition=world.edition, type_id=type_id, agency=world.agencies[agency],
            title=fields.pop("title", f"ผลงานทดสอบ {type_id}"), by=world.people[f"drafter_{agency[0]}"], **fields,
        )  # fmt: skip


def stage_of(application: Application, step: int = 1) -> Stage:
    """A stage with everything its actions read."""
    return Stage.objects.select_related(
        "application__edition__programme", "application__pack_version", "application__agency",
        "application__counted_agency", "application__parent",
    ).get(application=application, step=step)  # fmt: skip


def fill(world: World, stage: Stage, letter: str = "a", **answers: Any) -> None:
    """Answer every question of a stage, so that nothing is missing; `answers` by question id override."""
    with clock.frozen(OPEN):
        for question in content.read(stage).form.questions:
            given = answers.get(question.id, sample(world.pack, question))
            if given is not None:
                applications.save_answer(
                    stage=stage,
                    question_id=question.id,
                    given=given,
                    base=None,
                    by=world.people[f"drafter_{letter}"],
                )


def sample(pack: criteria.Pack, question: Question) -> Any:
    """An answer that fits a question and, where it fills a fact, one that favours the applicant."""
    fact = pack.facts.get(question.fact) if question.fact else None
    if question.kind in {"text", "long_text", "award_ref"}:
        return "ข้อความทดสอบที่เพียงพอ"
    if question.kind == "number":
        return str(question.maximum or (fact.maximum if fact else None) or 5)
    if question.kind == "date":
        return "1 มกราคม 2562"
    if question.kind in {"choice", "multi"}:
        options = question.options or (fact.options if fact else ())
        return options[-1].id
    if question.kind == "yes_no":
        return (
            "no" if question.fact in {"nominee_state_official", "repeats_operation", "same_area"} else "yes"
        )
    if question.kind == "table":
        return [{column.id: _cell(column.kind) for column in question.columns}]
    return None


def _cell(kind: str) -> str:
    return {"number": "1", "date": "2563-01-01"}.get(kind, "ข้อมูล")


def approve(world: World, stage: Stage, letter: str = "a") -> None:
    """Ask for approval and approve what stands."""
    with clock.frozen(OPEN):
        applications.ask_approval(stage=stage, by=world.people[f"drafter_{letter}"])
        seen = content.read(stage_of(stage.application, stage.step)).hash
        applications.approve(stage=stage, seen=seen, by=world.people[f"approver_{letter}"])


def submitted(
    world: World,
    type_id: str = "service-innovation",
    agency: str = "a",
    moment: datetime = OPEN,
    **fields: Any,
) -> Submission:
    """A complete application of the agency, approved and sent at `moment`."""
    letter = agency[0]
    application = draft(world, type_id, agency, **fields)
    fill(world, stage_of(application), letter)
    approve(world, stage_of(application), letter)
    with clock.frozen(moment):
        made, _ = applications.submit(
            stage=stage_of(application),
            received_at=moment,
            acknowledged=True,
            by=world.people[f"drafter_{letter}"],
        )
    return made


# --- assessment, in one call each -------------------------------------------------------------------------------------


def received(
    world: World,
    type_id: str = "service-innovation",
    agency: str = "a",
    *,
    step: int = 1,
    application: Application | None = None,
    number: int = 1,
    **fields: Any,
) -> Submission:
    """A submission as `submitted` leaves it, written straight into the tables: for tests that begin after the receipt.

    At a later step, `application` is the one whose stage the step before has opened.
    """
    body, version = world.agencies[agency], world.edition.pack_version
    assert version is not None
    drafter = world.people[f"drafter_{agency[0]}"]
    title = fields.pop("title", f"ผลงานทดสอบ {type_id} {number}")
    if application is None:
        application = Application.objects.create(
            ref=ids.reference("A64"), edition=world.edition, pack_version=version, type_id=type_id, agency=body,
            counted_agency=body, title=title, sort_key=thai.sort_key(title), created_at=OPEN, created_by=drafter,
            **fields,
        )  # fmt: skip
    moment = OPEN + timedelta(minutes=number)
    stage, _ = Stage.objects.update_or_create(
        application=application, step=step,
        defaults={"state": "submitted", "opened_at": BEFORE, "touched_at": moment, "touched_by": drafter},
    )  # fmt: skip
    form = content.form_of(world.pack, type_id, step)
    given = {q.id: sample(world.pack, q) for q in form.questions}
    read = {
        q.id: validators.read(q, given[q.id], world.pack.facts.get(q.fact) if q.fact else None)
        for q in form.questions
        if given[q.id] is not None
    }
    facts = assemble(application, world.pack, form, read)
    frozen = {
        "application": {"ref": application.ref, "title": title, "type": type_id, "step": step},
        "nominee": application.nominee,
        "agency": {"code": body.code, "name": body.name_th, "kind": body.kind, "above": []},
        "pack": {"version": version.number, "sha256": version.sha256},
        "answers": read,
        "attachments": [],
        "judgement": criteria.judge(world.pack, type_id, facts).as_json(),
    }
    tree = hashing.tree(frozen)
    return Submission.objects.create(
        ref=ids.reference("R64"), application=application, stage=stage, edition=world.edition, pack_version=version,
        type_id=type_id, category=application.category, step=step, agency=body, counted_agency=body, title=title,
        sort_key=application.sort_key, agency_name=body.name_th, received_at=moment, submitted_by=drafter,
        frozen=frozen, tree=tree, root_hash=tree["root"], token=ids.secret(),
    )  # fmt: skip


def screened(world: World, submission: Submission) -> Submission:
    """The office lets the submission in, with what only it may establish."""
    with clock.frozen(CLOSE):
        reserved = [c.id for c in world.pack.types[submission.type_id].conditions]
        assessment.screen(
            submission=submission, outcome="passed", reason="ตรวจเอกสารแล้ว", rules=reserved, by=world.officer
        )
    return submission


def panel(world: World, *types: str, members: int = 3, capacity: int = 20, code: str = "panel") -> Panel:
    """A panel of the first assessors for these types; assessor 1 leads it."""
    with clock.frozen(CLOSE):
        made = assessment.create_panel(
            edition=world.edition, code=code, name=f"คณะผู้ตรวจ {code}", types=list(types), by=world.officer
        )
        for number in range(1, members + 1):
            assessment.join_panel(
                panel=made, person=world.people[f"assessor{number}"], capacity=capacity, leader=number == 1,
                by=world.officer,
            )  # fmt: skip
    return made


def planned(world: World, *types: str, step: int = 1) -> int:
    """The plan for these types, applied; how many assignments were made."""
    with clock.frozen(CLOSE):
        plan = assessment.plan_assignment(edition=world.edition, type_ids=types, step=step)
        return assessment.apply_assignment(
            edition=world.edition, type_ids=types, step=step, digest=plan.digest, by=world.officer
        )


def assignments(submission: Submission) -> list[Assignment]:
    """The active assignments of a submission, by assessor."""
    return list(
        Assignment.objects.filter(submission=submission, state="active")
        .select_related(
            "person", "submission__application", "submission__edition", "submission__pack_version"
        )
        .order_by("person__sort_key")
    )


def sheet(world: World, assignment: Assignment, share: Fraction | str, *, lock: bool = True) -> None:
    """Score every criterion at `share` of its maximum, with one strength and one opportunity; then lock."""
    submission = assignment.submission
    rubric = world.pack.rubric(submission.type_id, submission.step)
    scores = {c.id: c.maximum * Fraction(share) for c in rubric.criteria}
    found = {rubric.criteria[0].id: {"strength": "ทำได้จริง", "opportunity": "ควรวัดผลต่อเนื่อง"}}
    with clock.frozen(AFTER):
        assessment.save_sheet(
            assignment=assignment, scores=scores, findings=found, base=None, by=assignment.person
        )
        if lock:
            assessment.lock_sheet(assignment=assignment, by=assignment.person)


def assessed(world: World, submission: Submission, *shares: Fraction | str) -> StepResult:
    """Screen (step 1), assign to as many assessors as there are shares, and lock a sheet at each share of the maximum.

    Fewer shares than the rules ask for: the office concludes with the sheets at hand.
    """
    if submission.step == 1:
        screened(world, submission)
    code = f"p-{submission.type_id}"
    seats = Panel.objects.filter(edition=world.edition, code=code).first() or panel(
        world, submission.type_id, members=4, capacity=200, code=code
    )
    with clock.frozen(CLOSE):
        for number in range(1, len(shares) + 1):
            assessment.assign(
                submission=submission, person=world.people[f"assessor{number}"], panel=seats, by=world.officer
            )
    for assignment, share in zip(assignments(submission), shares, strict=True):
        sheet(world, assignment, share)
    if not StepResult.objects.filter(submission=submission).exists():
        with clock.frozen(AFTER):
            assessment.conclude(submission=submission, reason="ผู้ตรวจเท่าที่มี", by=world.officer)
    return StepResult.objects.get(submission=submission)
