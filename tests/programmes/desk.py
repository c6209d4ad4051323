"""A rules desk at work: two officers, a meeting whose item may be named, and drafts brought to any state in one call."""

from __future__ import annotations

from dataclasses import dataclass

from lertrat.committees import actions as committees
from lertrat.committees.models import AgendaItem
from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.programmes import actions, queries
from lertrat.programmes.models import RulesDraft
from tests import world as w

GATE = "{at_least: 400, scale: 500"


@dataclass
class Desk:
    world: w.World
    author: Person
    second: Person
    item: AgendaItem


def build() -> Desk:
    """The tests' world with a second officer and an item of a meeting that has been approved."""
    world = w.build()
    with clock.frozen(w.BEFORE):
        second = w.person("second", "เจ้าหน้าที่ คนที่สอง")
        actions.appoint(programme=world.programme, person=second, role="officer", by=world.admin)
    return Desk(world, world.officer, second, agreed(world))


def agreed(world: w.World, *, outcome: str = "approved") -> AgendaItem:
    """An item of a new meeting, resolved."""
    board = world.committees["sub-management"]
    with clock.frozen(w.BEFORE):
        meeting = committees.call_meeting(
            committee=board, number=f"{outcome}/2564", held_at=w.BEFORE, mode="room", by=world.secretary
        )
        item = committees.add_item(meeting=meeting, title="ปรับหลักเกณฑ์ปี 2565", by=world.secretary)
        seats = [seat.pk for seat in board.seats.all()]
        committees.open_meeting(meeting=meeting, attendance=dict.fromkeys(seats, True), by=world.secretary)
        committees.resolve(item=item, outcome=outcome, text="เห็นชอบ", by=world.secretary)
    return AgendaItem.objects.select_related("meeting", "resolution").get(pk=item.pk)


def next_year(desk: Desk) -> RulesDraft:
    """2565 begun as the text of 2564."""
    return actions.copy_year(
        programme=desk.world.programme, base="sealed:psea-2564", year_be=2565, by=desk.author
    )


def grounded(desk: Desk, draft: RulesDraft) -> RulesDraft:
    """Every changed rule rests on the meeting's item."""
    lacking = queries.standing(again(draft)).lacking
    if lacking:
        actions.name_ground(
            draft=again(draft), rules=lacking, item=desk.item, base=again(draft).number, by=desk.author
        )
    return again(draft)


def proposed(desk: Desk, draft: RulesDraft) -> RulesDraft:
    return actions.propose_rules(draft=grounded(desk, draft), by=desk.author)


def again(draft: RulesDraft) -> RulesDraft:
    return RulesDraft.objects.select_related("programme").get(pk=draft.pk)


def edited(desk: Desk, draft: RulesDraft, before: str, after: str) -> RulesDraft:
    """The draft's text with one passage replaced, saved by its author."""
    held = queries.rules_text(again(draft))
    assert before in held.source
    actions.save_rules(
        draft=draft, source=held.source.replace(before, after, 1), supplement=held.supplement, base=held.number,
        by=desk.author,
    )  # fmt: skip
    return again(draft)
