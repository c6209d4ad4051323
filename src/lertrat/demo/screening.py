"""The office between the windows and the scores: declarations, eligibility, panels and who reads what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from lertrat.applications import actions as applications
from lertrat.applications.content import form_by_id
from lertrat.applications.models import Submission
from lertrat.assessment import actions as assessment
from lertrat.conflicts import actions as conflicts
from lertrat.demo import answers, texts
from lertrat.demo.world import Work, World, at, draw, workday
from lertrat.kernel import clock
from lertrat.people.models import Person

BRANCHES = {
    "service": "คณะผู้ตรวจประเมินสาขาบริการภาครัฐ",
    "participatory": "คณะผู้ตรวจประเมินสาขาการบริหารราชการแบบมีส่วนร่วม",
    "management": "คณะผู้ตรวจประเมินสาขาคุณภาพการบริหารจัดการภาครัฐ",
}
# One has not declared when the year needs it; one declares too little at first, and what that hid goes dark.
LATE, FORGETFUL = "as15", "as06"
LATE_ON, REMEMBERED_ON = date(2021, 5, 10), date(2021, 4, 6)
# What the management office leaves for later: a local body, of which the rules say nothing.
LEFT = {"mg18", "mg15"}
CAPACITY = 30


def declare_seats(world: World) -> None:
    """Everybody on a committee says before the year begins what they are tied to."""
    for name, seats in texts.read("people")["committees"].items():
        for entry in seats:
            moment = at(date(2020, 12, 17), 9 + draw(entry["id"], 7), name)
            world.later(moment, partial(declare, world, entry))
    world.play()


def declare_assessors(world: World) -> None:
    """The assessors, in the second week of February."""
    for number, entry in enumerate(texts.read("people")["assessors"]):
        if entry["id"] != LATE:
            told = {**entry, "conflicts": [], "agency": ""} if entry["id"] == FORGETFUL else entry
            moment = at(workday(date(2021, 2, 8) + timedelta(days=number % 5)), 9 + number % 7, entry["id"])
            world.later(moment, partial(declare, world, told))


def declare(world: World, entry: dict[str, object]) -> None:
    """One person's relations, and the statement that they are complete."""
    person = world.people[str(entry["id"])]
    ties: list[dict[str, object]] = []
    if entry.get("agency"):
        ties.append(
            {
                "kind": "post",
                "agency": world.agencies[str(entry["agency"])],
                "note": str(entry.get("post", "")),
            }
        )
    told = texts.read("comments")["conflicts"]
    listed = entry.get("conflicts") or []
    assert isinstance(listed, list)
    ties += [
        {"kind": "adviser", "agency": world.agencies[agency], "until_year": 2566, "note": told[0]}
        for agency in listed
    ]
    assessment.declare_interests(person=person, edition=world.edition, relations=ties, by=person)


def screen_management(world: World) -> None:
    """The management applications came in first and are screened first; two are left."""
    for work in _sent(world, ["management"]):
        if work["id"] not in LEFT:
            _screen_later(world, work, date(2021, 2, 1), 9)


def screen_first(world: World) -> None:
    """On the day after the other windows closed a few are done; the queues are full."""
    for work in _sent(world, ["service", "participatory"]):
        if work["number"] % 7 == 3:
            _screen_later(world, work, date(2021, 2, 24), 1)


def clarify(world: World) -> None:
    """One that waits is asked two things first; the agency has until the third of March."""
    work = next(
        work
        for work in _sent(world, ["service"])
        if work["number"] % 7 != 3 and work["fate"] != "screened_out"
    )
    world.later(at(date(2021, 2, 24), 14), partial(_ask, world, work))


def _ask(world: World, work: Work) -> None:
    submission = world.submission(work["id"])
    form = form_by_id(
        submission.pack_version_id, submission.pack_version.sha256, submission.type_id, submission.step
    )
    fields = [question.id for question in form.questions if question.kind == "long_text"][:2]
    asked = texts.read("comments")["clarification"]
    assessment.ask(
        submission=submission, questions=list(zip(fields, asked, strict=False)),
        closes_at=at(date(2021, 3, 3), 16).replace(minute=30, second=0), by=officer(world, work),
    )  # fmt: skip


def screen_rest(world: World) -> None:
    """Everything else, in the first week of March."""
    for work in _sent(world, BRANCHES):
        if not _screened(world, work):
            _screen_later(world, work, date(2021, 3, 1), 5)


def _sent(world: World, branches: Iterable[str]) -> list[Work]:
    return [
        work
        for work in texts.works().values()
        if answers.branch(work) in branches and work["fate"] not in ("draft", "withdrawn")
    ]


def _screened(world: World, work: Work) -> bool:
    return Submission.objects.filter(
        application=world.applications[work["id"]], step=1, screening__isnull=False
    ).exists()


def _screen_later(world: World, work: Work, first: date, days: int) -> None:
    day = workday(first + timedelta(days=draw(f"{work['id']}:screen", days)))
    world.later(at(day, 9 + draw(work["id"], 7), work["id"]), partial(_screen, world, work))


def officer(world: World, work: Work) -> Person:
    """Who of the office looks after a work: the co-organiser for its own type, else the branch's officer."""
    told = texts.read("people")
    for entry in told["co_organisers"]:
        if work["type"] in entry["types"]:
            return world.people[entry["id"]]
    return world.people[next(e["id"] for e in told["officers"] if answers.branch(work) in e["branches"])]


def _screen(world: World, work: Work) -> None:
    told, by = texts.read("comments"), officer(world, work)
    submission = world.submission(work["id"])
    conditions = [condition.id for condition in world.pack.types[work["type"]].conditions]
    if work["fate"] == "screened_out":
        words = told["screening"][work["reason"]]
        assessment.screen(
            submission=submission, outcome="failed", reason=words["words"],
            rules=[words["condition"] or (conditions or ["no-published-condition"])[0]], by=by,
        )  # fmt: skip
        return
    if "good-standing" in conditions:
        applications.establish(
            application=submission.application, fact="good_standing", value=True,
            reason=answers.pick(told["good_standing"], work, "standing"), source="ทะเบียนเรื่องร้องเรียนจำลอง", by=by,
        )  # fmt: skip
    assessment.screen(
        submission=submission,
        outcome="passed",
        reason=answers.pick(told["screening"]["passed"], work, "screen"),
        by=by,
    )


def panels(world: World, opened: datetime) -> None:
    """One panel a branch, the first of its assessors in the lead."""
    told = texts.read("people")["assessors"]
    with clock.frozen(opened):
        for branch, name in BRANCHES.items():
            types = [type_id for type_id, kind in world.pack.types.items() if kind.branch == branch]
            panel = assessment.create_panel(
                edition=world.edition, code=branch, name=name, types=types,
                due_at=at(date(2021, 5, 31), 16, branch).replace(minute=30, second=0), by=world.account("officer"),
            )  # fmt: skip
            world.panels[branch] = panel
            seated = [entry for entry in told if branch in entry["branches"]]
            for entry in seated:
                assessment.join_panel(
                    panel=panel, person=world.people[entry["id"]], capacity=CAPACITY // len(entry["branches"]),
                    leader=entry is seated[0], by=world.account("officer"),
                )  # fmt: skip


def assign(world: World, branch: str, step: int, types: list[str] | None = None) -> None:
    """Plan who reads what in a branch, look at it, apply it."""
    by = world.account("officer")
    chosen = types or [type_id for type_id, kind in world.pack.types.items() if kind.branch == branch]
    plan = assessment.plan_assignment(edition=world.edition, type_ids=chosen, step=step, by=by)
    assessment.apply_assignment(edition=world.edition, type_ids=chosen, step=step, digest=plan.digest, by=by)


def declare_alone(world: World, person_id: str) -> None:
    """A statement without relations, by somebody who is late."""
    person = world.people[person_id]
    conflicts.declare(person=person, edition=world.edition, by=person)
