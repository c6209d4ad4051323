"""The award year from stage to stage: who does what, in which order and when."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import partial

from lertrat.demo import deciding, joining, kpi_round, rulemaking, scoring, selfassessing, texts
from lertrat.demo import drafting as drafts
from lertrat.demo import screening as office
from lertrat.demo.world import World, at

FIRST_GATE = ["pmqa-4"]
PASSED_BOTH = ("mg01", "mg02", "mg03")


def drafting(world: World) -> None:
    """To 10 January: the windows have been open for two weeks."""
    office.declare_seats(world)
    deciding.call_first(world)
    selfassessing.assess(world)
    drafts.until_10_january(world)
    joining.ask(world)


def screening(world: World) -> None:
    """To 25 February: all windows are closed, the management applications are screened and assigned."""
    deciding.hold_first(world)
    deciding.call_all(world, date(2021, 1, 20))
    drafts.until_the_close(world)
    office.declare_assessors(world)
    office.screen_management(world)
    office.panels(world, at(date(2021, 2, 15), 10))
    world.later(at(date(2021, 2, 16), 10), partial(office.assign, world, "management", 1))
    world.play()
    scoring.score(world, FIRST_GATE, 1, date(2021, 2, 17), 5, part=Fraction(2, 5))
    office.screen_first(world)
    office.clarify(world)
    world.play()


def assessment(world: World) -> None:
    """To 20 April: the first gate of PMQA 4.0 is passed or not, the second intake is in; the other sheets are half done."""
    office.screen_rest(world)
    scoring.score(world, FIRST_GATE, 1, date(2021, 3, 1), 12)
    for branch in office.BRANCHES:
        world.later(at(date(2021, 3, 10), 10, branch), partial(office.assign, world, branch, 1))
    world.play()
    drafts.second_intake(world)
    for branch in office.BRANCHES:
        types = [
            id for id, kind in world.pack.types.items() if kind.branch == branch and id not in FIRST_GATE
        ]
        scoring.score(world, types, 1, date(2021, 3, 15), 34, part=Fraction(1, 2))
    forgetful = next(e for e in texts.read("people")["assessors"] if e["id"] == office.FORGETFUL)
    world.later(at(office.REMEMBERED_ON, 20), partial(office.declare, world, forgetful))
    world.later(at(date(2021, 4, 16), 10), partial(office.assign, world, "management", 2, FIRST_GATE))
    world.play()


def decision(world: World) -> None:
    """To the afternoon of 4 August: one sub-committee has decided, one is in the middle of it, two are called."""
    scoring.replace_dark(world, at(date(2021, 4, 22), 10))
    for branch in office.BRANCHES:
        world.later(at(date(2021, 4, 23), 10, branch), partial(office.assign, world, branch, 1))
    world.later(at(office.LATE_ON, 9), partial(office.declare_alone, world, office.LATE))
    world.play()
    scoring.score(world, list(world.pack.types), 1, date(2021, 4, 26), 32)
    scoring.score(world, FIRST_GATE, 2, date(2021, 4, 26), 32)
    kpi_round.hand_in(world)
    world.later(at(date(2021, 6, 4), 14), partial(scoring.agree, world, "sv19", "82"))
    world.play()
    for number, work_id in enumerate(PASSED_BOTH):
        scoring.visit(world, work_id, number)
    kpi_round.examine(world)
    world.later(at(date(2021, 7, 20), 10), partial(rulemaking.begin, world))
    deciding.propose(world, at(date(2021, 7, 26), 10))
    deciding.table_all(world, date(2021, 7, 28))
    world.play()
    deciding.hold(world, "service")
    deciding.hold(world, "participatory", last=0.5)
    world.play()


def published(world: World) -> None:
    """To 20 September: everything is decided, the overall award conferred, and all of it public since 1 September."""
    deciding.hold(world, "participatory", first=0.5)
    deciding.hold(world, "management")
    world.play()
    deciding.honours(world)
    kpi_round.finish(world)
    world.later(at(date(2021, 9, 13), 10), partial(selfassessing.certify, world))
    world.play()
