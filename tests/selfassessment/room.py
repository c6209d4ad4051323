"""A department's self-assessment, brought as far as a test needs it, with the rooms' own actions."""

from __future__ import annotations

from typing import Any

from lertrat.agencies import actions as agencies
from lertrat.criteria.schema import Instrument
from lertrat.kernel import clock
from lertrat.selfassessment import actions, queries
from lertrat.selfassessment.models import SelfAssessment, Sheet
from tests import world as w

HEAD = "กลุ่ม,ตัวชี้วัด,นิยาม,หน่วย,ทิศทาง,เป้าหมาย,คู่เทียบ,แหล่งข้อมูล,2561,2562,2563\n"
CSV = (
    HEAD
    + "7.1,ร้อยละของโครงการที่เสร็จตามแผน,โครงการเสร็จ/ทั้งหมด,ร้อยละ,ยิ่งมากยิ่งดี,90,กรมตัวอย่าง ข,ระบบติดตาม,80,85,92.5\n"
    + "7.6,ระยะเวลาเฉลี่ยต่อเรื่อง,นับวันทำการ,วัน,ยิ่งน้อยยิ่งดี,7,กรมตัวอย่าง ข,ระบบงาน,15,10,6\n"
)


def build() -> w.World:
    """The tests' world, whose department has a third person."""
    return third(w.build())


def third(world: w.World) -> w.World:
    """Gives the department a third person."""
    with clock.frozen(w.OPEN):
        someone = w.person("third_a", "ผู้ร่างคนที่สาม")
        agencies.grant_membership(person=someone, agency=world.agencies["a"], role="drafter", by=world.admin)
    world.people["third_a"] = someone
    return world


def three(world: w.World) -> list[Any]:
    return [world.drafter_a, world.approver_a, world.third_a]


def begun(world: w.World) -> SelfAssessment:
    with clock.frozen(w.OPEN):
        made, _ = actions.start(edition=world.edition, agency=world.agencies["a"], by=world.drafter_a)
    return reread(world, made)


def reread(world: w.World, made: SelfAssessment) -> SelfAssessment:
    return queries.assessment(world.drafter_a, made.ref)


def marks(made: Instrument, level: int = 2, score: str = "400") -> dict[str, dict[str, Any]]:
    """Everything scored: `level` levels complete in each process item, `score` for each group of results."""
    return {
        item.id: {"met": [str(n if k < level else 0) for k, n in enumerate(item.points)]}
        if item.points
        else {"score": score}
        for item in made.items
    }


def sheets(world: w.World, made: SelfAssessment) -> list[Sheet]:
    with clock.frozen(w.OPEN):
        actions.name_raters(assessment=made, people=three(world), by=world.approver_a)
    return [queries.own_sheet(made, person) for person in three(world)]


def locked(world: w.World, made: SelfAssessment) -> list[Sheet]:
    """Three sheets, the third of which differs at 1.1."""
    found = sheets(world, made)
    tool = queries.instrument_of(made)
    with clock.frozen(w.OPEN):
        for number, (sheet, person) in enumerate(zip(found, three(world), strict=True)):
            given = marks(tool)
            if number == 2:
                given["1.1"] = {"met": ["3", "0", "0"]}
            actions.save_sheet(sheet=sheet, marks=given, by=person)
            actions.lock_sheet(sheet=sheet, by=person)
    return found


def agreed(world: w.World, made: SelfAssessment, **over: dict[str, Any]) -> SelfAssessment:
    locked(world, made)
    given = marks(queries.instrument_of(made)) | over
    with clock.frozen(w.OPEN):
        reasons = dict.fromkeys(given, "ดูหลักฐานร่วมกันแล้วเห็นตรงกัน")
        actions.agree(assessment=made, marks=given, reasons=reasons, by=world.drafter_a)
    return reread(world, made)
