"""The demonstration world: one award year of fictitious agencies, played with the rooms' own actions up to a stage of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from lertrat.criteria.schema import BANGKOK
from lertrat.demo import drafting, office
from lertrat.demo.emptying import empty
from lertrat.kernel import clock

# Stage of the year → what the demonstration's clock shows.
TODAY = {
    "draft": datetime(2021, 1, 10, 9, 30, tzinfo=BANGKOK),
}
STAGES = tuple(TODAY)


def build(stage: str, *, say: Callable[[str], None] = lambda words: None) -> None:
    """Empty the database and build the world up to `stage`; then the clock shows that stage's day.

    All or nothing: one transaction, so that a build that fails leaves the world as it was. Refusal "not-demonstration".
    """
    with transaction.atomic():
        empty()
        world = office.found(say)
        drafting.until_10_january(world)
    if clock.clock_file() is not None:
        clock.move_to(TODAY[stage])
    say(f"it is {TODAY[stage]:%Y-%m-%d %H:%M} in the demonstration")
