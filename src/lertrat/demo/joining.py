"""Who asks to come in: a group of citizens that registers itself, and a bureau's drafter who would be its administrator."""

from __future__ import annotations

from datetime import date

from lertrat.agencies import actions as agencies
from lertrat.demo import evidence, texts
from lertrat.demo.world import World, at
from lertrat.kernel import clock
from lertrat.people import actions as people


def ask(world: World) -> None:
    """Two requests that wait for the office, and an invitation that waits for its answer."""
    with clock.frozen(at(date(2021, 1, 10), 9)):
        citizen = people.create_person(
            email=f"citizen@{texts.read('people')['domain']}", title="นาง", name="สายพิณ ใจงามสมมติ",
            post="ประธานกลุ่ม", by=world.people["admin"],
        )  # fmt: skip
        agencies.request_body(
            kind="community", name_th="กลุ่มออมทรัพย์บ้านตัวอย่าง", number="", contact="ศาลากลางบ้านตัวอย่าง หมู่ 1",
            roles=["drafter", "approver"], letter=evidence.stored("หลักฐานการจัดตั้งกลุ่ม.pdf", citizen), by=citizen,
        )  # fmt: skip
        drafter = world.people["drafter.bureau-2"]
        agencies.request_agency(
            agency=world.agencies["bureau-2"], roles=["drafter"], by=drafter,
            letter=evidence.stored("หนังสือมอบหมายผู้ดูแลบัญชี.pdf", drafter), ground=agencies.Ground(letter_ref="สมมติ 0002/2564"),
        )  # fmt: skip
        agencies.invite(
            agency=world.agencies["dep-a"], email=f"invited@{texts.read('people')['domain']}", roles=["drafter", "admin"],
            ground=agencies.Ground(letter_ref="สมมติ 0001/2564"), by=world.approver("dep-a"),
        )  # fmt: skip
