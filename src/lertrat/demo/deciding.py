"""The meetings: one that opens the year, four that decide it, and the hour of publication."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from lertrat.committees import actions as committees
from lertrat.committees.models import Seat
from lertrat.decisions import actions as decisions
from lertrat.decisions.models import Decision, HonourDecision
from lertrat.demo import texts
from lertrat.demo.world import World, at, draw
from lertrat.people.models import Person
from lertrat.records.queries import head

FIRST = "ทดลอง เตรียมการ"
OPENED = date(2021, 1, 19)
PUBLISHED = at(date(2021, 9, 1), 9).replace(minute=0, second=0)
# Honours of a branch are proposed by hand; these agencies have the works that were followed by others.
BY_HAND = {"branch-service": "unit-hospital", "branch-participatory": "unit-irrigation"}


def call_first(world: World) -> None:
    """Before the year begins the Commission is called together to hear of its calendar."""
    by = world.account("secretary")

    def call() -> None:
        meeting = committees.call_meeting(
            committee=world.committees["commission"], number=FIRST, held_at=at(OPENED, 10).replace(minute=0, second=0),
            mode="electronic", place="ระบบทางไกล", edition_id=world.edition.pk, demonstration=True, by=by,
        )  # fmt: skip
        for title, body in (
            (
                "ปฏิทินรางวัลเลิศรัฐ ประจำปี พ.ศ. 2564",
                "ช่วงรับสมัครของแต่ละสาขา การตรวจประเมิน การประชุมพิจารณา และวันประกาศผลของโลกสมมติ",
            ),
            (
                "ค่าสมมติเพื่อการสาธิต",
                "น้ำหนัก เกณฑ์ตัดระดับ และจำนวนผู้ตรวจที่เอกสารปี 2564 ไม่ได้พิมพ์ไว้ ใช้เพื่อการสาธิตเท่านั้น",
            ),
        ):
            committees.add_item(meeting=meeting, title=title, kind="acknowledge", body=body, by=by)
        world.meetings["first"] = meeting

    world.later(at(date(2021, 1, 5), 10), call)


def hold_first(world: World) -> None:
    """It is held in the week the windows are still open."""
    by = world.account("secretary")

    def hold() -> None:
        meeting = world.meetings["first"]
        _open(world, "commission", "first", by, absent=1)
        for item in meeting.items.order_by("order"):
            committees.resolve(item=item, outcome="noted", text="รับทราบ", by=by)
        committees.close_meeting(meeting=meeting, record_head=head().link_hash, by=by)

    world.later(at(OPENED, 10), hold)


def propose(world: World, moment: datetime) -> None:
    """The office computes what the rules propose."""

    def act() -> None:
        by = world.account("officer")
        plan = decisions.propose(edition=world.edition, by=by)
        decisions.apply_proposals(edition=world.edition, digest=plan.digest, by=by)

    world.later(moment, act)


def call_all(world: World, called: date) -> None:
    """The meetings that decide the year stand in the calendar early."""
    for hour, told in enumerate(texts.read("comments")["meetings"], 9):
        world.later(at(called, hour), partial(_call, world, told))


def table_all(world: World, day: date) -> None:
    """The results of each branch are put on its sub-committee's agenda."""
    for hour, branch in enumerate(("service", "participatory", "management"), 9):
        world.later(at(day, hour), partial(_table, world, branch))


def _call(world: World, told: dict[str, Any]) -> None:
    name = told["committee"]
    held = date.fromisoformat(told["held_on"])
    world.meetings[name] = committees.call_meeting(
        committee=world.committees[name], number=told["number"],
        held_at=at(held, 9).replace(minute=30, second=0), place=told["place"],
        mode="electronic" if "ทางไกล" in told["place"] else "room", edition_id=world.edition.pk, demonstration=True,
        by=secretary(world, name),
    )  # fmt: skip


def _table(world: World, branch: str) -> None:
    decisions.table(decisions=_of(world, branch), meeting=world.meetings[branch], by=secretary(world, branch))


def _of(world: World, branch: str) -> list[Decision]:
    """The branch's results in the order of the pack, the highest first."""
    order = list(world.pack.types)
    rows = Decision.objects.filter(edition=world.edition).select_related("application", "agency", "edition")
    mine = [row for row in rows if world.pack.types[row.type_id].branch == branch]
    return sorted(mine, key=lambda row: (order.index(row.type_id), -row.rank_value, row.pk))


def secretary(world: World, committee: str) -> Person:
    """The secretary a committee has in people.yaml."""
    seats = texts.read("people")["committees"][committee]
    return world.people[next(entry["id"] for entry in seats if entry["seat"] == "secretary")]


def hold(world: World, branch: str, first: float = 0, last: float = 1) -> None:
    """A sub-committee decides its results as proposed, from the share `first` of its agenda (in the afternoon, when that is
    not its beginning) to `last`; at the end it closes."""
    meeting, by = world.meetings[branch], secretary(world, branch)
    rows = _of(world, branch)
    if first:
        moment = meeting.held_at + timedelta(hours=4, minutes=45)
    else:
        moment = meeting.held_at
        world.later(moment, partial(_open, world, branch, branch, by, absent=0))
    span = rows[round(len(rows) * first) : round(len(rows) * last)]
    for (type_id, kind), batch in groupby(span, key=lambda row: (row.type_id, row.proposed_outcome)):
        found = [row.pk for row in batch]
        moment += timedelta(minutes=7 * len(found))
        world.later(moment, partial(_decide, world, found, f"{type_id}:{kind}", by))
    if last == 1:
        world.later(moment + timedelta(minutes=20), partial(_close, world, branch, by))


def _open(world: World, committee: str, meeting: str, by: Person, *, absent: int) -> None:
    """The meeting begins; `absent` of its members are away, the one whose account is shown never."""
    seats = Seat.objects.filter(committee=world.committees[committee], until_at__isnull=True)
    members = seats.filter(role="member").exclude(person=world.account("member")).order_by("pk")
    away = {seat.pk for seat in members[:absent]}
    committees.open_meeting(
        meeting=world.meetings[meeting], attendance={seat.pk: seat.pk not in away for seat in seats}, by=by
    )


def _decide(world: World, decision_ids: list[int], salt: str, by: Person) -> None:
    """What stands together on the agenda is decided together, as proposed; each with its own resolution."""
    found = {
        row.pk: row
        for row in Decision.objects.filter(pk__in=decision_ids).select_related(
            "application__agency", "edition__programme", "agency"
        )
    }
    rows = [found[pk] for pk in decision_ids]
    outcome = rows[0].proposed_outcome
    kind = {"awarded": "award", "not_awarded": "none"}.get(outcome, outcome)
    words = texts.read("comments")["resolutions"][kind]
    done = decisions.decide_many(decisions=rows, text=words[draw(salt, len(words))], by=by)
    for _, refusal in done.left:
        raise refusal


def _close(world: World, meeting: str, by: Person) -> None:
    committees.close_meeting(meeting=world.meetings[meeting], record_head=head().link_hash, by=by)


def honours(world: World) -> None:
    """The Commission: the overall award by the rule, two of a branch by hand, each with its resolution."""
    meeting, by = world.meetings["commission"], world.account("secretary")
    day = meeting.held_at.date()
    world.later(at(day - timedelta(days=7), 10), partial(_propose_honours, world))
    world.later(meeting.held_at, partial(_open, world, "commission", "commission", by, absent=1))
    world.later(meeting.held_at + timedelta(minutes=20), partial(_decide_honours, world, by))
    world.later(meeting.held_at + timedelta(hours=2), partial(_close, world, "commission", by))
    world.later(at(day + timedelta(days=1), 10), partial(_schedule, world))
    world.later(PUBLISHED, decisions.publish_due)


def _wanted(world: World) -> list[HonourDecision]:
    rows = HonourDecision.objects.filter(edition=world.edition).select_related("agency", "edition__programme")
    by_hand = {(honour, world.agencies[agency].pk) for honour, agency in BY_HAND.items()}
    return [
        row
        for row in rows.order_by("honour", "pk")
        if row.verdict == "yes" or (row.honour, row.agency_id) in by_hand or _just_missed(world, row)
    ]


def _just_missed(world: World, row: HonourDecision) -> bool:
    """กรมตัวอย่าง ข lacks one branch for the overall award; the Commission hears which."""
    return row.honour == "overall" and row.agency_id == world.agencies["dep-b"].pk


def _propose_honours(world: World) -> None:
    decisions.propose_honours(edition=world.edition, by=world.account("officer"))
    decisions.table_honours(
        honours=_wanted(world), meeting=world.meetings["commission"], by=world.account("secretary")
    )


def _decide_honours(world: World, by: Person) -> None:
    told = texts.read("comments")["resolutions"]
    for row in _wanted(world):
        missed = _just_missed(world, row)
        by_hand = row.verdict == "unknown"
        text = told["honour_branch" if by_hand else "none" if missed else "honour_overall"][0]
        if missed:
            text = "รับทราบว่าได้รับระดับดีเด่นสองสาขา ยังขาดสาขาการบริหารราชการแบบมีส่วนร่วม จึงยังไม่เข้าเงื่อนไข"
        decisions.decide_honour(
            honour=row, outcome="not_awarded" if missed else "awarded", text=text,
            reason=told["honour_branch"][0] if by_hand else "", by=by,
        )  # fmt: skip


def _schedule(world: World) -> None:
    overall = HonourDecision.objects.select_related("resolution__item__meeting").get(
        edition=world.edition, honour="overall", outcome="awarded"
    )
    decisions.schedule_publication(
        edition=world.edition, at=PUBLISHED, resolution=overall.resolution, by=world.account("officer")
    )
