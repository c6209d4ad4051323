"""Two departments that assess themselves: one has agreed on its scores, in the other one of the three has yet to score."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lertrat.agencies import actions as agencies
from lertrat.criteria.schema import Instrument, Item
from lertrat.demo import answers, evidence, texts
from lertrat.demo.world import World, at, draw
from lertrat.kernel import clock
from lertrat.people import actions as people
from lertrat.people.models import Person
from lertrat.selfassessment import actions, queries
from lertrat.selfassessment.importing import LABELS
from lertrat.selfassessment.models import SelfAssessment
from lertrat.works import actions as works

AGREED, SCORING = ("dep-a", "mg01"), ("dep-b", "mg07")
# Who joins the department's own two, so that three can score; nobody signs in with these accounts.
JOINING = {
    "dep-a": (("self-a3", "นางสาวพิมพ์ใจ ตัวอย่างงาม"),),
    "dep-b": (("self-b2", "นายวิทยา สมมติกุล"), ("self-b3", "นางรัตนา ตัวอย่างดี")),
    "prv-south": (("self-s3", "นายสมชาย จำลองสมุทร"),),
}
FIRST, SECOND, THIRD = date(2020, 12, 28), date(2021, 1, 5), date(2021, 1, 8)
# Where the third of them saw less than the others, and what they then settled on.
SEEN_LESS = {"1.3": 1, "4.4": 0, "6.2": 1}
REASON = "ดูหลักฐานร่วมกันแล้ว เห็นว่าทำครบตามที่สองท่านแรกให้ ข้อที่ยังขาดบันทึกไว้เป็นงานของไตรมาสหน้า"
NOTES = {
    1: "มติผู้บริหารเดือนธันวาคม ให้ทุกสำนักรายงานผลกระทบต่อสังคมทุกไตรมาส",
    3: "ผลสำรวจผู้รับบริการ 412 ราย พร้อมข้อที่นำไปแก้แล้ว",
    5: "บันทึกการพัฒนาทักษะดิจิทัลของบุคลากรรายสำนัก",
}
# What the checks of indicators are there for.
FLAWED = {
    "กลุ่ม": "7.4", "ตัวชี้วัด": "ระดับความพร้อมเป็นต้นแบบ", "ทิศทาง": "ยิ่งมากยิ่งดี", "เป้าหมาย": "ดีมาก",
    "2562": "ดี", "2563": "ดีมาก",
}  # fmt: skip


def assess(world: World) -> None:
    """Both assessments, as far as they have come by 10 January."""
    for agency, work in (AGREED, SCORING):
        with clock.frozen(at(FIRST, 9, agency)):
            raters = three(world, agency)
            begun, _ = actions.start(edition=world.edition, agency=world.agencies[agency], by=raters[0])
            made = queries.assessment(raters[0], begun.ref)
            write(made, answers.answers(texts.works()[work], world.pack.form("pmqa-4", 1)), raters)
        with clock.frozen(at(SECOND, 10, agency)):
            actions.name_raters(assessment=made, people=raters, by=world.approver(agency))
        with clock.frozen(at(THIRD, 11, agency)):
            score(made, raters, waiting=agency == SCORING[0])
    world.say("two departments assess themselves")


def certify(world: World) -> None:
    """One agency that sought no award is certified, outside the ceremony."""
    works.certify(
        edition=world.edition, agency=world.agencies["dep-licence"], level="basic", decided_on=date(2021, 9, 10),
        basis="ผลการตรวจรับรองสถานะ (สมมติ)", source="หนังสือสมมติของระบบสาธิต", by=world.account("officer"),
    )  # fmt: skip


def three(world: World, agency: str) -> list[Person]:
    """Two who act for the department already where there are two, and who joins them."""
    admin = world.people["admin"]
    own = {person.pk: person for person in (world.drafter(agency), world.approver(agency))}
    if agency == SCORING[0]:
        own = {world.account("department-b").pk: world.account("department-b")}
    for key, name in JOINING[agency]:
        joined = people.create_person(
            email=f"{key}@{texts.read('people')['domain']}", password=None, name=name, by=admin
        )
        agencies.grant_membership(person=joined, agency=world.agencies[agency], role="drafter", by=admin)
        own[joined.pk] = joined
    return list(own.values())


def write(made: SelfAssessment, told: dict[str, Any], three: list[Person]) -> None:
    """Texts, owners, evidence and indicators: what the agency's own application says or would say, gathered before it."""
    for number in range(1, 8):
        actions.write_category(
            assessment=made, number=number, approach=told.get(f"c{number}", "") if number < 7 else "",
            results=told.get("c7_story" if number == 7 else f"c{number}_results", ""), base=None, by=three[0],
        )  # fmt: skip
        if number < 6:
            actions.own_category(assessment=made, number=number, owner=three[number % 3], by=three[0])
    for number, note in NOTES.items():
        actions.add_evidence(assessment=made, category=number, kind="note", text=note, by=three[0])
    actions.add_evidence(
        assessment=made, category=2, kind="file", text="แผนภาพการถ่ายทอดยุทธศาสตร์", item_id="2.3", by=three[0],
        file=evidence.stored("แผนภาพการถ่ายทอดยุทธศาสตร์.pdf", three[0]),
    )  # fmt: skip
    actions.set_last_year(assessment=made, score="362.5", source="หนังสือแจ้งผลสมมติ ปี 2563", by=three[0])
    rows = [*(_row(one) for one in told["c7"]), FLAWED]
    digest = queries.plan_indicators(made, rows).digest
    actions.apply_indicators(assessment=made, rows=rows, digest=digest, by=three[0])


def _row(one: Mapping[str, Any]) -> dict[str, str]:
    """A row of the application's table as a spreadsheet has it: the group stands before the name."""
    group, _, name = str(one["name"]).partition(" ")
    years = {key[1:]: str(value) for key, value in one.items() if key[0] == "y" and key[1:].isdigit()}
    falls = "ลด" in name or "ระยะเวลา" in name or "ต้นทุน" in name
    return {
        LABELS["group"]: group, LABELS["name"]: name, LABELS["unit"]: str(one["unit"]),
        LABELS["target"]: str(one["target"]), LABELS["direction"]: "ยิ่งน้อยยิ่งดี" if falls else "ยิ่งมากยิ่งดี",
        LABELS["definition"]: f"วัด{name}ของทั้งกรมเมื่อสิ้นปี", LABELS["comparator"]: "ค่าเฉลี่ยของกรมขนาดเดียวกัน (สมมติ)",
        LABELS["source"]: "ระบบติดตามผลของกรม (สมมติ)",
    } | years  # fmt: skip


def score(made: SelfAssessment, three: list[Person], *, waiting: bool) -> None:
    tool = queries.instrument_of(made)
    for number, person in enumerate(three):
        sheet = queries.own_sheet(made, person)
        if waiting and number == 0:
            continue  # the account that is shown has its sheet before it
        marks = _marks(tool, less=number == 2)
        actions.save_sheet(sheet=sheet, marks=marks, by=person)
        actions.lock_sheet(sheet=sheet, by=person)
    if not waiting:
        reasons = dict.fromkeys(SEEN_LESS, REASON)
        actions.agree(assessment=made, marks=_marks(tool, less=False), reasons=reasons, by=three[0])


def _marks(tool: Instrument, *, less: bool) -> dict[str, dict[str, Any]]:
    return {item.id: _mark(item, less) for item in tool.items}


def _mark(item: Item, less: bool) -> dict[str, Any]:
    """Basic is complete, Advance nearly everywhere, Significance here and there: the same marks in every build."""
    if not item.points:
        return {"score": str(360 + 15 * draw(f"self:{item.id}", 6))}
    basic, advance, significance = item.points
    met = [basic, advance, 0]
    if item.id in SEEN_LESS:
        met[1] = SEEN_LESS[item.id] if less else min(advance, SEEN_LESS[item.id] + 1)
    if met[1] == advance:
        met[2] = draw(f"self:{item.id}:s", significance + 1)
    return {"met": [str(count) for count in met]}
