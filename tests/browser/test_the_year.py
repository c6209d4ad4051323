"""The whole year of the award through its pages, by two fictitious departments, from the first question to the certificate.

กรมตัวอย่าง ก wins in all three branches and receives the overall award; กรมตัวอย่าง ข misses one branch and is told which. Nothing
happens here but pages opened, forms filled and buttons pressed by people at browsers of their own; the clock is moved on the
demonstration's own page, and letters and publication are the running worker's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import ending
from tests.browser.year import PARTICIPATION, PMQA, SERVICE, TYPES, Year

pytestmark = pytest.mark.xdist_group("year")


@pytest.fixture
def year(browser: Browser, founded: str) -> Iterator[Year]:
    with contextlib.closing(Year(browser, founded)) as made:
        yield made


def test_the_year(year: Year) -> None:
    year.from_the_first_question("a", PARTICIPATION)
    for letter in "ab":
        for kind in TYPES:
            if (letter, kind) not in year.applications:
                year.draft(letter, kind)
            year.fill(letter, kind, attach=kind == SERVICE)
            year.send(letter, kind)
    receipt = year["drafter_a"].get(f"/apply/receipt/{year.receipts['a', SERVICE, 1]}/pdf/")
    assert receipt.body().startswith(b"%PDF-")

    year.move_to("25/2/2564", "9.00")
    for letter in "ab":
        for kind in TYPES:
            year.screen(letter, kind)
    year.panel("service", "คณะผู้ตรวจสาขาบริการภาครัฐ", SERVICE)
    year.panel("others", "คณะผู้ตรวจสาขาการมีส่วนร่วมและ PMQA", PARTICIPATION, PMQA)
    year.declare()
    year.assign(*TYPES)
    assert year.score() == 2 * (3 + 2 + 3)

    year.move_to("10/3/2564", "9.00")
    for letter in "ab":
        year.fill(letter, PMQA, 2)
        year.send(letter, PMQA, 2)
    year.move_to("12/4/2564", "9.00")
    year.assign(PMQA, step=2)
    assert year.score() == 2 * 3
    for letter in "ab":
        year.visit(letter, "15/6/2564")
    year.move_to("15/6/2564", "15.00")
    for letter in "ab":
        year.confirm(letter)

    year.move_to("30/7/2564", "10.30")
    ending.propose(year)
    for branch in ("service", "participatory", "management"):
        ending.hold(year, branch)
    ending.honours(year)
    ending.schedule(year, "5/8/2564", "9.00")
    ending.secret(year)
    year.move_to("5/8/2564", "9.01")
    year.until("officer", "/office/publication/", "ประกาศแล้ว 1 ครั้ง")
    ending.public(year)
