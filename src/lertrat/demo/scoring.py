"""What the assessors write: whole sheets, half-filled ones, and locks; then what follows from them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import partial

from lertrat.assessment import actions as assessment
from lertrat.assessment.models import Assignment
from lertrat.criteria import Rubric, total
from lertrat.demo import answers, sheets, texts
from lertrat.demo.world import Work, World, at, draw, workday
from lertrat.kernel import exact

# How the sheets of the account that is shown stand in April, from the top of its list.
SHOWN = ("locked", "locked", "locked", "half", "half", "half", "locked", "none", "half", "none")


def score(
    world: World, types: list[str], step: int, first: date, days: int, *, part: Fraction = Fraction(1)
) -> None:
    """Sheets of these types within `days` from `first`. `part`: the share that gets locked by then; others are half done or
    not begun. Locked sheets are left as they are."""
    works = {
        world.applications[work["id"]].pk: work
        for work in texts.works().values()
        if work["id"] in world.applications
    }
    rows = (
        Assignment.objects.filter(
            submission__edition=world.edition,
            submission__type_id__in=types,
            submission__step=step,
            submission__live=True,
        )
        .exclude(state="released")
        .select_related("submission", "person", "sheet")
        .order_by("id")
    )
    mine: dict[int, int] = defaultdict(int)
    for row in rows:
        work = works[row.submission.application_id]
        place = _place(world, work, row)
        sheet = getattr(row, "sheet", None)
        if row.state != "active" or (sheet is not None and sheet.state == "locked"):
            continue
        reach = _reach(world, row, work, part, mine[row.person_id])
        mine[row.person_id] += 1
        day = workday(first + timedelta(days=draw(f"{work['id']}:{row.person_id}:{step}", days)))
        moment = at(day, 9 + draw(f"{row.pk}:hour", 8), str(row.pk))
        if reach != "none":
            world.later(moment, partial(_save, world, work, row.pk, place, whole=reach == "locked"))
        if reach == "locked":
            world.later(moment + timedelta(minutes=40), partial(_lock, row.pk))


def _place(world: World, work: Work, row: Assignment) -> int:
    """Which of the work's sheets is this assessor's: the first one free, and the same one ever after."""
    places = world.places[row.submission_id]
    if row.pk not in places:
        gone = set(Assignment.objects.filter(pk__in=places, state="released").values_list("pk", flat=True))
        for pk in gone:
            del places[pk]
        taken = set(places.values())
        places[row.pk] = next(place for place in range(10) if place not in taken)
    return places[row.pk]


def _reach(world: World, row: Assignment, work: Work, part: Fraction, number: int) -> str:
    if part == 1:
        return "locked"
    if row.person_id == world.account("assessor").pk:
        return SHOWN[number % len(SHOWN)]
    drawn = Fraction(draw(f"{work['id']}:{row.person_id}:reach", 100), 100)
    return "locked" if drawn < part else "half" if drawn < part + Fraction(1, 5) else "none"


def _fetch(pk: int) -> Assignment:
    return Assignment.objects.select_related(
        "person", "panel", "submission__application", "submission__pack_version", "submission__edition__programme",
    ).defer(
        "submission__frozen", "submission__tree", "submission__pack_version__source",
        "submission__pack_version__supplement",
    ).get(pk=pk)  # fmt: skip


def _save(world: World, work: Work, pk: int, place: int, *, whole: bool) -> None:
    row = _fetch(pk)
    if row.state != "active":
        return  # it went dark meanwhile
    step, rubric = row.submission.step, world.pack.rubric(work["type"], row.submission.step)
    count = world.pack.step(work["type"], step).assessors_per_submission or 1
    given = sheets.sheets(work, step, rubric, count)[place]
    criteria = [c.id for c in rubric.criteria][: None if whole else len(rubric.criteria) // 2]
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for finding in sheets.findings(work, rubric, place):
        if finding.criterion in criteria:
            found[finding.criterion]["strength" if finding.strength else "opportunity"] = finding.words
    assessment.save_sheet(
        assignment=row, scores={key: exact.to_text(given[key]) for key in criteria}, findings=found,
        comment=_closing(work, rubric, given, place) if whole else None, base=None, by=row.person,
    )  # fmt: skip


def _closing(work: Work, rubric: Rubric, given: dict[str, Fraction], place: int) -> str:
    return sheets.summary(work, total(rubric, given) / rubric.total, place)


def _lock(pk: int) -> None:
    row = _fetch(pk)
    if row.state == "active":
        assessment.lock_sheet(assignment=row, by=row.person)


def replace_dark(world: World, moment: datetime) -> None:
    """The office lets go of what went dark and finds other readers."""
    rows = Assignment.objects.filter(submission__edition=world.edition, state="dark").select_related(
        "submission__application", "submission__edition__programme"
    )
    for row in rows:
        act = partial(
            assessment.release,
            assignment=row,
            reason=texts.read("comments")["conflicts"][1],
            by=world.account("officer"),
        )
        world.later(moment, act)


def agree(world: World, work_id: str, score: str) -> None:
    """A panel talks about a work whose sheets lie apart and agrees on a score."""
    assessment.agree(
        submission=world.submission(work_id), score=score, reason=texts.read("comments")["discussion"][1],
        by=world.panels[answers.branch(texts.works()[work_id])].members.get(leader=True).person,
    )  # fmt: skip


def visit(world: World, work_id: str, number: int) -> None:
    """A visit to one that passed the second gate: appointed in early June, made and recorded weeks later."""
    work = texts.works()[work_id]
    day = workday(date(2021, 6, 21) + timedelta(days=7 * number))
    team = [world.people[one] for one in ("as12", "as13", "as16")]

    def appoint() -> None:
        assessment.appoint_visit(
            application=world.applications[work_id], planned_at=at(day, 9).replace(minute=30, second=0),
            mode="electronic" if number == 2 else "site", place=world.agencies[work["agency"]].name_th, team=team,
            by=world.people["wilaiporn"],
        )  # fmt: skip

    def record() -> None:
        held = world.visit(work_id)
        assessment.record_visit(
            visit=held, outcome="confirmed",
            reason=answers.pick(texts.read("comments")["visits"]["confirmed"], work, "visit"), by=team[0],
        )  # fmt: skip

    world.later(at(date(2021, 6, 8), 10 + number, work_id), appoint)
    world.later(at(workday(day + timedelta(days=2)), 14, work_id), record)
