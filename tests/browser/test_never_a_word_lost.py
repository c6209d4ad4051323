"""From the start to the receipt while the line, the tab, the session and the server are killed in turn at every step; at the end
every keystroke is compared with what the database holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.killing import KEPT, Hands, Server
from tests.browser.playing import ANSWER
from tests.browser.year import SERVICE, TEXT
from tools.installation import Installation
from tools.processes import ROOT

pytestmark = pytest.mark.xdist_group("never")
KILLS = ("line", "session", "tab_", "server")
WORDS = "เก็บทุกคำ ก็เพราะน้ำใจ ๑๒"
FIELD = "form[data-autosave] textarea"


@pytest.fixture
def server(_migrated: Installation, tmp_path: Path) -> Iterator[Server]:
    home = _migrated.copy(tmp_path / "founded")
    subprocess.run([sys.executable, "-m", "tests.browser.found"], env=home.env, cwd=ROOT, check=True)
    made = Server(home)
    made.start()
    yield made
    made.kill()


def test_from_the_start_to_the_receipt(browser: Browser, server: Server) -> None:
    hands = Hands(browser, server)
    hands.sign_in("drafter_b")
    home = _started(hands)
    _described(hands, home)
    answers = _written(hands, home)
    _approved(hands, home)
    _sent(hands, home)
    hands.context.close()
    held = dict(server.rows("SELECT question_id, value FROM applications_answer"))
    for name, words in answers.items():
        assert _value(held[name]) == words
    assert server.rows("SELECT title FROM applications_application") == [(hands.typed["[name=title]"],)]


def _value(held: object) -> object:
    return json.loads(held) if isinstance(held, str) and held.startswith('"') else held


def _started(hands: Hands) -> str:
    """A title through a lost line, a lost tab and a lost server: the press that meets nobody keeps what was typed."""
    hands.go(f"/apply/start/?type={SERVICE}")
    title = "[name=title]"
    hands.type(title, "คลินิก")
    with hands.without_line():
        hands.type(title, "ใกล้")
        hands.page.get_by_role("button", name="เริ่มใบสมัคร").click()
        hands.page.locator(".strip", has_text="ติดต่อระบบไม่ได้").wait_for()
        hands.stands(title)
    hands.type(title, "บ้าน")
    hands.kill_tab()
    hands.stands(title)
    with hands.without_server():
        hands.type(title, " เปิด")
        hands.press_in_vain("เริ่มใบสมัคร")
    hands.go(f"/apply/start/?type={SERVICE}")
    hands.stands(title)
    hands.press("เริ่มใบสมัคร")
    return hands.path


def _described(hands: Hands, home: str) -> None:
    """The session ends before the press: the fields come back through another tab's sign-in."""
    hands.go(f"{home}describe/")
    hands.type("[name=title]", "ทุกวัน")
    hands.server.end_sessions()
    hands.press("บันทึก")
    with hands.context.expect_page() as opened:
        hands.page.get_by_role("link", name="เข้าสู่ระบบในแท็บใหม่").click()
    hands.enter(opened.value, "drafter_b")
    opened.value.close()
    hands.press("เข้าสู่ระบบแล้ว ทำต่อ")
    hands.press("บันทึกต่อ")
    assert hands.path == home


def _written(hands: Hands, home: str) -> dict[str, str]:
    """Each section with one of the four in the middle of a word; the answers by question."""
    hands.page.locator(f'main a[href^="{home}section/"]').first.click()
    answers: dict[str, str] = {}
    for number in range(30):
        hands.page.wait_for_function("navigator.serviceWorker.controller !== null")
        if hands.page.locator(FIELD).count():
            name = str(hands.page.locator(FIELD).first.get_attribute("name"))
            box = f'[name="{name}"]'
            for kill in KILLS if not number else KILLS[number % 4 :][:1]:
                hands.write(box, WORDS, kill)
        hands.page.evaluate(ANSWER, TEXT)
        if not number:
            # The session ends between the last keystroke and the button: the dialog comes first, the button's way afterwards.
            hands.type(box, "จบ")
            hands.server.end_sessions()
            answers[name] = hands.typed.pop(box)
            hands.page.locator("button[name='do:next']:visible").click()
            with hands.page.expect_navigation(wait_until="load"):
                hands.sign_in_over_the_page()
            continue
        if hands.page.locator(FIELD).count():
            answers[name] = hands.typed.pop(box)
        hands.press(at="button[name='do:next']:visible")
        if hands.path == home:
            return answers
    raise AssertionError("the sections do not end")


def _approved(hands: Hands, home: str) -> None:
    """Read without a line, ask, sign out leaving nothing on the device, approve as somebody else."""
    hands.go(f"{home}check/")
    with hands.without_line():
        hands.kill_tab()
        assert WORDS in hands.page.locator("main").inner_text()
    hands.go(f"{home}approval/")
    with hands.without_server():
        hands.press_in_vain("ขออนุมัติ")
    hands.go(f"{home}approval/")
    hands.press("ขออนุมัติ")
    with hands.page.expect_navigation():
        hands.page.get_by_role("button", name="ออกจากระบบ").click()
    assert hands.page.evaluate(KEPT) == [[], []]
    hands.sign_in("approver_b")
    hands.go(f"{home}approval/")
    hands.type("[name=comment]", "เห็นชอบ")
    hands.kill_tab()
    hands.stands("[name=comment]")
    hands.press("อนุมัติ")
    with hands.page.expect_navigation():
        hands.page.get_by_role("button", name="ออกจากระบบ").click()


def _sent(hands: Hands, home: str) -> None:
    """The last press after the session ended, without a line, and the receipt after the server was killed."""
    hands.sign_in("drafter_b")
    hands.go(f"{home}submit/")
    with hands.without_line():
        hands.page.get_by_role("button", name="ส่งใบสมัคร").click()
        hands.page.locator(".strip", has_text="ติดต่อระบบไม่ได้").wait_for()
    hands.server.end_sessions()
    hands.press("ส่งใบสมัคร")
    hands.enter(hands.page, "drafter_b")
    hands.page.check("[name=acknowledged]")
    hands.kill_tab()
    hands.page.check("[name=acknowledged]")
    hands.press("ส่งใบสมัคร")
    receipt = hands.page.locator(".receipt__ref").inner_text().strip()
    with hands.without_server():
        pass
    hands.page.reload()
    assert receipt in hands.page.locator("main").inner_text()
