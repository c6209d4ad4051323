"""The demonstration world: one award year of fictitious agencies, played with the rooms' own actions up to a stage of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from lertrat.criteria.schema import BANGKOK
from lertrat.demo import office, year
from lertrat.demo.emptying import empty
from lertrat.demo.world import World, post
from lertrat.kernel import clock

# Stage of the year → what happens until then, and what the demonstration's clock shows.
STAGES: dict[str, tuple[Callable[[World], None], datetime]] = {
    "draft": (year.drafting, datetime(2021, 1, 10, 9, 30, tzinfo=BANGKOK)),
    "screening": (year.screening, datetime(2021, 2, 25, 9, 30, tzinfo=BANGKOK)),
    "assessment": (year.assessment, datetime(2021, 4, 20, 9, 30, tzinfo=BANGKOK)),
    "decision": (year.decision, datetime(2021, 8, 4, 14, 0, tzinfo=BANGKOK)),
    "published": (year.published, datetime(2021, 9, 20, 9, 30, tzinfo=BANGKOK)),
}


def build(
    stage: str,
    *,
    say: Callable[[str], None] = lambda words: None,
    at_stage: Callable[[str, World], None] = lambda name, world: None,
) -> World:
    """Empty the database and build the world up to `stage`; then the clock shows that stage's day.

    All or nothing: one transaction, so that a build that fails leaves the world as it was. `at_stage` is called as each stage
    on the way is reached. Refusal "not-demonstration".
    """
    with transaction.atomic():
        empty()
        world = office.found(say)
        for name, (play, today) in STAGES.items():
            play(world)
            with clock.frozen(today):
                post()
                at_stage(name, world)
            if name == stage:
                break
    if clock.clock_file() is not None:
        clock.move_to(today)
    say(f"it is {today:%Y-%m-%d %H:%M} in the demonstration")
    return world
