"""The score sheet saves itself whole: what is typed reaches the server, a lost line loses nothing, a conflict stops it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_scripts import Server, opened, state

__all__ = ["opened"]
pytestmark = pytest.mark.xdist_group("scripts")

Opened = Callable[[str], tuple[Page, Server]]

FORM = """<p><strong data-total>คะแนนรวม –</strong> <span data-scored>ให้แล้ว 0 จาก 2 ข้อ</span></p>
<form method="post" action="/save/" data-sheet><input type="hidden" name="csrfmiddlewaretoken" value="token">
<input type="hidden" name="revision" value="3"><div data-score><input name="score-one" data-minimum="0"></div>
<textarea name="strength-one"></textarea><p class="saved" data-saved aria-live="polite"></p><button>บันทึก</button></form>
<script type="module" src="/js/sheet.js"></script>"""


def saved(sent: dict[str, list[str]]) -> tuple[int, dict[str, object]]:
    return 200, {
        "revision": int(sent["revision"][0]) + 1, "says": "บันทึกแล้ว เวลา 14.32 น.", "total": "คะแนนรวม 7.5 จาก 100",
        "scored": "ให้แล้ว 1 จาก 2 ข้อ", "problem": False,
    }  # fmt: skip


def test_the_whole_sheet_is_saved_when_the_pen_rests(opened: Opened) -> None:
    page, server = opened(FORM)
    server.answer = saved
    page.fill("[name=score-one]", "7.5")
    page.fill("textarea", "ฟังเสียงประชาชน")
    page.locator("textarea").blur()
    page.wait_for_function("document.querySelector('[name=revision]').value !== '3'")
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert state(page).inner_text() == "บันทึกแล้ว เวลา 14.32 น."
    assert page.inner_text("[data-total]") == "คะแนนรวม 7.5 จาก 100"
    last = server.saves[-1]
    assert (last["score-one"], last["strength-one"]) == (["7.5"], ["ฟังเสียงประชาชน"])
    assert page.evaluate("localStorage.length") == 0


def test_a_lost_line_loses_no_score(opened: Opened) -> None:
    page, server = opened(FORM)
    server.down = True
    page.fill("[name=score-one]", "7.5")
    page.wait_for_selector('[data-saved][data-state="failed"]')
    assert "ยังอยู่ในเครื่องนี้" in state(page).inner_text()
    page.reload()
    server.down, server.answer = False, saved
    page.get_by_role("button", name="นำแบบให้คะแนนที่ค้างอยู่ในเครื่องนี้กลับมา").click()
    page.wait_for_selector('[data-saved][data-state="saved"]')
    assert server.saves[-1]["score-one"] == ["7.5"] and page.input_value("[name=score-one]") == "7.5"


def test_a_save_that_met_another_stops_and_offers_both(opened: Opened) -> None:
    page, server = opened(FORM)
    server.answer = lambda sent: (409, {"says": "ถูกบันทึกจากหน้าต่างอื่นไปแล้ว"})
    page.fill("[name=score-one]", "7.5")
    page.wait_for_selector('[data-saved][data-state="conflict"]')
    page.fill("[name=score-one]", "8")
    page.wait_for_timeout(1800)
    assert len(server.saves) == 1
    assert page.get_by_role("button", name="เปรียบเทียบทั้งสองฉบับ").is_visible()
    assert page.evaluate("localStorage.length") == 1


def test_what_does_not_fit_is_said_and_kept_on_the_device(opened: Opened) -> None:
    page, server = opened(FORM)
    server.answer = lambda sent: (
        200,
        saved(sent)[1] | {"problem": True, "says": "บันทึกแล้ว ยกเว้น: คะแนนต้องไม่เกิน 10"},
    )
    page.fill("[name=score-one]", "11")
    page.wait_for_selector('[data-saved][data-state="failed"]')
    assert "ยกเว้น" in state(page).inner_text() and page.evaluate("localStorage.length") == 1
