"""A province that handed its self-assessment in for the KPI round, and a panel that may examine it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from lertrat.agencies.models import Agency
from lertrat.applications import actions as applications
from lertrat.assessment import actions, queries
from lertrat.assessment.models import KpiReading, Panel
from lertrat.criteria.schema import BANGKOK
from lertrat.kernel import clock
from lertrat.selfassessment.models import FrozenCopy
from tests import world as w
from tests.selfassessment import room

OPENS = datetime(2021, 5, 1, 9, tzinfo=BANGKOK)
ROUND = datetime(2021, 7, 5, 9, tzinfo=BANGKOK)


def handed_in() -> tuple[w.World, FrozenCopy, Panel]:
    """The tests' department A made a province; its copy for the KPI round; a panel of the four assessors."""
    world = room.build()
    Agency.objects.filter(pk=world.agencies["a"].pk).update(kind="province")
    world.agencies["a"].refresh_from_db()
    made = room.agreed(world, room.begun(world))
    copy, _ = applications.send_kpi(assessment=made, received_at=OPENS, by=world.approver_a)
    panel = w.panel(world, "pmqa-4", members=4)
    return world, queries.kpi_copy(world.officer, copy.ref), panel


def appointed(world: w.World, copy: FrozenCopy, panel: Panel, number: int) -> KpiReading:
    person = world.people[f"assessor{number}"]
    with clock.frozen(ROUND):
        actions.appoint_kpi(copy=copy, person=person, panel=panel, by=world.officer)
    return queries.kpi_reading_for(person, copy.ref)


def scored(world: w.World, reading: KpiReading, score: Fraction | str, *, lock: bool = True) -> None:
    """Every category at `score`, a strength and an opportunity; then locked."""
    criteria = queries.kpi_sheet(reading).rubric.criteria
    with clock.frozen(ROUND):
        actions.save_kpi(
            reading=reading, scores={c.id: score for c in criteria}, base=None, by=reading.person, comment=f"เห็นว่าได้ {score}",
            findings={criteria[0].id: {"strength": "ทำได้จริง", "opportunity": "ควรวัดผลต่อเนื่อง"}},
        )  # fmt: skip
        if lock:
            actions.lock_kpi(reading=reading, by=reading.person)
