"""A province that does not apply for PMQA 4.0: its self-assessment goes to the KPI round, where three examiners score it."""

from __future__ import annotations

from datetime import date
from functools import partial

from lertrat.applications import actions as applications
from lertrat.assessment import actions as assessment
from lertrat.assessment import queries
from lertrat.assessment.models import Panel
from lertrat.demo import answers, selfassessing, texts
from lertrat.demo.world import World, at
from lertrat.kernel import clock
from lertrat.selfassessment import actions
from lertrat.selfassessment import queries as own
from lertrat.selfassessment.models import SelfAssessment

PROVINCE, LIKE = "prv-south", "mg05"
# The account that is shown reads third: its sheet is half done in August and locked before the announcement.
EXAMINERS = ("as12", "as13", "as01")
SCORES = {"as12": (378, 366, 371, 360, 382, 369, 358), "as13": (384, 372, 380, 366, 377, 374, 362), "as01": (395, 381, 388, 374, 391, 383, 369)}  # fmt: skip
STRENGTH = "ถ่ายทอดยุทธศาสตร์จังหวัดลงถึงอำเภอเป็นลายลักษณ์อักษร และทบทวนผลทุกไตรมาสจากข้อมูลชุดเดียวกัน"
OPPORTUNITY = "ยังไม่แสดงผลเทียบกับจังหวัดขนาดเดียวกัน ควรเลือกคู่เทียบและติดตามให้ครบสามปี"


def hand_in(world: World) -> None:
    """From the self-assessment in April and May to its hand-in."""
    world.later(at(date(2021, 4, 27), 9, PROVINCE), partial(_begin, world))
    world.later(at(date(2021, 5, 14), 9, PROVINCE), partial(_agree, world))
    world.later(at(date(2021, 5, 20), 10, PROVINCE), partial(_send, world))


def examine(world: World) -> None:
    """In July: examiners, two locked sheets, and a third that is half done."""
    world.later(at(date(2021, 7, 5), 10, PROVINCE), partial(_appoint, world))
    for day, examiner in zip((12, 14, 16), EXAMINERS, strict=True):
        whole = examiner != EXAMINERS[-1]
        world.later(at(date(2021, 7, day), 14, examiner), partial(_score, world, examiner, whole=whole))


def finish(world: World) -> None:
    """The third sheet, and with it the result."""
    world.later(at(date(2021, 8, 9), 10, PROVINCE), partial(_score, world, EXAMINERS[-1], whole=True))


def _made(world: World) -> SelfAssessment:
    return own.mine(world.drafter(PROVINCE))[0]


def _begin(world: World) -> None:
    raters = selfassessing.three(world, PROVINCE)
    actions.start(edition=world.edition, agency=world.agencies[PROVINCE], by=raters[0])
    told = answers.answers(texts.works()[LIKE] | {"agency": PROVINCE}, world.pack.form("pmqa-4", 1))
    selfassessing.write(_made(world), told, raters)
    actions.name_raters(assessment=_made(world), people=raters, by=world.approver(PROVINCE))


def _agree(world: World) -> None:
    made = _made(world)
    selfassessing.score(made, [sheet.person for sheet in own.raters(made)], waiting=False)


def _send(world: World) -> None:
    applications.send_kpi(assessment=_made(world), received_at=clock.now(), by=world.approver(PROVINCE))


def _ref(world: World) -> str:
    return queries.kpi_handed_in(world.edition)[0].copy.ref


def _appoint(world: World) -> None:
    by = world.account("officer")
    panel: Panel = assessment.create_panel(
        edition=world.edition, code="kpi", name="คณะผู้ตรวจรอบตัวชี้วัด", types=["pmqa-4"],
        due_at=at(date(2021, 8, 31), 16, "kpi").replace(minute=30, second=0), by=by,
    )  # fmt: skip
    copy = queries.kpi_copy(by, _ref(world))
    for examiner in EXAMINERS:
        person = world.people[examiner]
        assessment.join_panel(panel=panel, person=person, capacity=10, leader=examiner == EXAMINERS[0], by=by)
        assessment.appoint_kpi(copy=copy, person=person, panel=panel, by=by)


def _score(world: World, examiner: str, *, whole: bool) -> None:
    person = world.people[examiner]
    reading = queries.kpi_reading_for(person, _ref(world))
    given = dict(
        zip((c.id for c in queries.kpi_sheet(reading).rubric.criteria), SCORES[examiner], strict=True)
    )
    first = next(iter(given))
    if not whole:
        given = dict(list(given.items())[:3])
    assessment.save_kpi(
        reading=reading,
        scores=given,
        findings={first: {"strength": STRENGTH, "opportunity": OPPORTUNITY}},
        base=None,
        by=person,
    )
    if whole:
        assessment.lock_kpi(reading=reading, by=person)
