"""From the sign-in to the receipt without a mouse: every control is reached by Tab, shows that it is, and works by the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.year import AGENCY, SERVICE, TEXT
from tests.world import PASSWORD

pytestmark = pytest.mark.xdist_group("keyboard")
_FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  return {tag: one.tagName, type: one.type || '', name: one.name || '', mode: one.inputMode || '', value: one.value || '',
          text: (one.innerText || '').trim(), part: one.closest('.dateparts') ? one.name.slice(-1) : '',
          shown: style.outlineStyle !== 'none' || style.boxShadow !== 'none'};
}"""
PARTS = {"0": "1", "1": "มกราคม", "2": "2562"}


class Keyboard:
    """A page and nothing but its keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab(self) -> dict[str, Any]:
        """Go to the next control; what it is. Whoever looks sees where they are."""
        self.page.keyboard.press("Tab")
        seen: dict[str, Any] = self.page.evaluate(_FOCUS)
        assert seen["shown"] or seen["tag"] == "BODY", f"{self.page.url}: nothing shows the focus on {seen}"
        return seen

    def reach(self, wanted: Callable[[dict[str, Any]], bool], at_most: int = 150) -> None:
        """Tab until the control is the wanted one."""
        for _ in range(at_most):
            if wanted(self.tab()):
                return
        raise AssertionError(f"{self.page.url}: not reached by {at_most} presses of Tab")

    def enter(self, words: str) -> None:
        """Reach the link or button with these words and press Enter."""
        self.reach(lambda seen: seen["text"] == words and seen["tag"] in {"A", "BUTTON"})
        self.go()

    def go(self) -> None:
        """Press Enter, and wait for the page it leads to."""
        with self.page.expect_navigation(wait_until="domcontentloaded") as led:
            self.page.keyboard.press("Enter")
        assert led.value is not None and led.value.status < 400, self.page.locator("main").inner_text()[:1500]

    def write(self, name: str, words: str) -> None:
        """Reach a text box and type."""
        self.reach(lambda seen: seen["name"] == name)
        self.page.keyboard.insert_text(words)

    def answer(self) -> None:
        """Answer every question on the way to the button that saves and goes on, then press it."""
        for _ in range(200):
            seen = self.tab()
            if seen["name"] == "do:next":
                self.go()
                return
            if seen["type"] == "radio":
                self.page.keyboard.press("Space")
            elif seen["tag"] == "TEXTAREA" or (seen["tag"] == "INPUT" and seen["type"] == "text"):
                if seen["name"].startswith(("cell:", "caption:")) and ":0:" not in seen["name"]:
                    continue
                number = seen["mode"] in {"decimal", "numeric"}
                self.page.keyboard.insert_text(PARTS.get(seen["part"]) or ("5" if number else TEXT))
        raise AssertionError(f"{self.page.url}: the button that goes on is not reached")


@pytest.fixture
def keyboard(browser: Browser, founded: str) -> Iterator[Callable[[str], Keyboard]]:
    """`keyboard("drafter_b")` is that person's, signed in by keyboard."""
    contexts = []

    def of(name: str) -> Keyboard:
        context = browser.new_context(base_url=founded, locale="th-TH", reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto("/sign-in/", wait_until="load")
        keys = Keyboard(page)
        assert keys.tab()["text"].startswith("ข้ามไป")
        keys.write("username", f"{name}@example.test")
        keys.write("password", PASSWORD)
        keys.go()
        return keys

    yield of
    for context in contexts:
        context.close()


def test_from_the_start_to_the_receipt(keyboard: Callable[[str], Keyboard]) -> None:
    drafter = keyboard("drafter_b")
    drafter.page.goto(f"/apply/start/?type={SERVICE}")
    assert AGENCY["b"] in drafter.page.locator("main").inner_text()
    drafter.write("title", "คลินิกให้คำปรึกษาใกล้บ้าน")
    drafter.go()
    home = "/apply/" + drafter.page.url.split("/apply/")[1]
    first = drafter.page.locator(f'main a[href^="{home}section/"]').first.inner_text()
    drafter.enter(first.strip())
    for _ in range(12):
        drafter.answer()
        if drafter.page.url.endswith(home):
            break
    drafter.page.goto(f"{home}approval/")
    drafter.enter("ขออนุมัติ")
    approver = keyboard("approver_b")
    approver.page.goto(f"{home}approval/")
    approver.enter("อนุมัติ")
    drafter.page.goto(f"{home}submit/")
    # No condition is published for this type: one has to say that one has read so.
    drafter.reach(lambda seen: seen["name"] == "acknowledged")
    drafter.page.keyboard.press("Space")
    drafter.enter("ส่งใบสมัคร")
    assert "ได้รับใบสมัครแล้ว" in drafter.page.locator("main").inner_text()
