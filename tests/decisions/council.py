"""The committees' part of a year, in one call each: proposals applied, meetings held, results decided and published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from lertrat.applications.models import Application
from lertrat.committees import actions as committees
from lertrat.committees.models import Meeting, Seat
from lertrat.criteria.schema import BANGKOK
from lertrat.decisions import actions
from lertrat.decisions.models import Decision, HonourDecision, Publication
from lertrat.kernel import clock
from lertrat.programmes import queries as programmes
from tests import world as w

# After the visits, before the hour of publication.
COUNCIL = datetime(2021, 8, 16, 9, 30, tzinfo=BANGKOK)
HOUR = datetime(2021, 9, 16, 9, 0, tzinfo=BANGKOK)
PARTS = (
    "application__agency", "agency", "edition__programme", "edition__pack_version", "item__meeting__committee",
)  # fmt: skip


def decision(application: Application) -> Decision:
    """The result of an application, with everything its actions read."""
    return Decision.objects.select_related(*PARTS).get(application=application)


def propose(world: w.World) -> int:
    """Apply what the rules propose now; how many lines the plan had."""
    with clock.frozen(COUNCIL):
        plan = actions.propose(edition=world.edition, by=world.officer)
        actions.apply_proposals(edition=world.edition, digest=plan.digest, by=world.officer)
    return len(plan.changes)


def call(world: w.World, code: str) -> Meeting:
    """A new meeting of a committee, not open yet."""
    committee = world.committees[code]
    number = Meeting.objects.filter(committee=committee).count() + 1
    with clock.frozen(COUNCIL):
        return committees.call_meeting(
            committee=committee, number=f"ทดลอง {number}", held_at=COUNCIL, mode="room", place="ห้องประชุมตัวอย่าง",
            edition_id=world.edition.pk, demonstration=True, by=world.secretary,
        )  # fmt: skip


def sit(world: w.World, meeting: Meeting, absent: Iterable[str] = ()) -> Meeting:
    """Open the meeting with every seat taken but those of `absent`."""
    away = {world.people[name].pk for name in absent}
    seats = Seat.objects.filter(committee_id=meeting.committee_id)
    with clock.frozen(COUNCIL):
        return committees.open_meeting(
            meeting=meeting, attendance={s.pk: s.person_id not in away for s in seats}, by=world.secretary
        )


def tabled(world: w.World, *applications: Application) -> list[Decision]:
    """The applications' results before the sub-committee of their branch, in an open meeting, in this order."""
    rows = [decision(application) for application in applications]
    branch = programmes.pack_of(world.edition).types[rows[0].type_id].branch
    meeting = call(world, f"sub-{branch}")
    with clock.frozen(COUNCIL):
        actions.table(decisions=rows, meeting=meeting, by=world.secretary)
    sit(world, meeting)
    return [decision(application) for application in applications]


def decide_all(world: w.World, **more: str) -> None:
    """Every proposal decided as proposed, branch by branch; `text` is what the minutes say."""
    pack = programmes.pack_of(world.edition)
    for branch in pack.branches:
        waiting = [
            d.application
            for d in Decision.objects.filter(edition=world.edition, state="proposed")
            .select_related("application")
            .order_by("-type_id")
            if pack.types[d.type_id].branch == branch
        ]
        if waiting:
            rows = tabled(world, *waiting)
            with clock.frozen(COUNCIL):
                many = actions.decide_many(decisions=rows, by=world.secretary, **more)
            assert not many.left, [refusal.en for _, refusal in many.left]


def honours(world: w.World) -> dict[tuple[str, str], HonourDecision]:
    """Honours proposed anew, by (agency's name, honour)."""
    with clock.frozen(COUNCIL):
        rows = actions.propose_honours(edition=world.edition, by=world.officer)
    return {(row.agency.name_th, row.honour): row for row in rows}


def confer_honours(world: w.World) -> None:
    """The Commission confers every honour that is due by rule."""
    due = [h for h in honours(world).values() if h.verdict == "yes"]
    if not due:
        return
    meeting = call(world, "commission")
    with clock.frozen(COUNCIL):
        actions.table_honours(honours=due, meeting=meeting, by=world.secretary)
    sit(world, meeting)
    with clock.frozen(COUNCIL):
        for row in HonourDecision.objects.select_related("agency", "edition").filter(
            pk__in=[h.pk for h in due]
        ):
            actions.decide_honour(honour=row, outcome="awarded", text="เห็นชอบ", by=world.secretary)


def schedule(world: w.World, at: datetime = HOUR) -> Publication:
    """A publication at its hour."""
    with clock.frozen(COUNCIL):
        return actions.schedule_publication(edition=world.edition, at=at, by=world.officer)


def publish(world: w.World, at: datetime = HOUR) -> Publication:
    """Schedule, let the hour come, publish."""
    made = schedule(world, at)
    with clock.frozen(at + timedelta(seconds=2)):
        actions.publish_due()
    made.refresh_from_db()
    world.edition.refresh_from_db()
    return made
