"""Somebody at a browser: signs in, goes to pages, fills in forms and presses buttons, and nothing but that.

Long forms are filled by setting every control in one step instead of typing each; sending them is always a press.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.world import PASSWORD

# Sets controls of the forms of the page by name: text as it is, radios and checkboxes by their values.
_SET = """values => {
  for (const [name, given] of Object.entries(values)) {
    const found = document.querySelectorAll(`main [name="${CSS.escape(name)}"]`);
    if (!found.length) throw new Error('no control named ' + name);
    const wanted = [].concat(given);
    for (const control of found) {
      if (control.type === 'radio' || control.type === 'checkbox') control.checked = wanted.includes(control.value);
      else if (control.type !== 'hidden') control.value = given;
    }
  }
}"""

# Answers every question of a section: text, numbers, dates in the Buddhist era, "yes", the first row of a table.
ANSWER = """text => {
  for (const control of document.querySelectorAll('form[data-autosave] [name]')) {
    const name = control.name, part = name.match(/_([012])$/);
    if (['hidden', 'file', 'submit'].includes(control.type)) continue;
    if (control.type === 'radio') control.checked = control.checked || control.value === 'yes';
    else if (name.startsWith('cell:')) {
      if (name.split(':')[2] === '0') control.value = control.inputMode === 'decimal' || control.inputMode === 'numeric' ? '1' : text;
    }
    else if (part && control.closest('.dateparts')) control.value = ['1', 'มกราคม', '2562'][part[1]];
    else if (['decimal', 'numeric'].includes(control.inputMode) || control.type === 'number') control.value = '5';
    else if (!control.value) control.value = text;
  }
}"""


class Actor:
    """One person with a browser of their own, signed in from the start; a visitor has no e-mail."""

    def __init__(self, browser: Browser, base: str, name: str = "", **more: Any) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=base, locale="th-TH", timezone_id="Asia/Bangkok", reduced_motion="reduce",
            **({"viewport": {"width": 1280, "height": 900}} | more),
        )  # fmt: skip
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        if name:
            self.go("/sign-in/")
            self.sign_in(name)

    def sign_in(self, name: str) -> None:
        """Fill in the sign-in page that is shown."""
        self.set(username=f"{name}@example.test", password=PASSWORD)
        self.press("เข้าสู่ระบบ")

    def go(self, path: str) -> Page:
        """Open a page; AssertionError where it is refused."""
        self._stands(self.page.goto(path, wait_until="domcontentloaded"))
        return self.page

    def follow(self, selector: str) -> Page:
        """Press the first link that matches."""
        with self.page.expect_navigation(wait_until="domcontentloaded") as led:
            self.page.locator(selector).first.click()
        self._stands(led.value)
        return self.page

    def press(self, words: str = "", *, at: str = "") -> Page:
        """Press the button with these words, or the one a selector names, and wait for the page it leads to."""
        button = (
            self.page.locator(at)
            if at
            else self.page.locator("main").get_by_role("button", name=words, exact=True)
        )
        with self.page.expect_navigation(wait_until="domcontentloaded") as led:
            button.first.click()
        self._stands(led.value)
        return self.page

    def set(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Set controls by name: a text, or the values of the boxes and radios to be chosen."""
        self.page.evaluate(_SET, {**(values or {}), **more})

    def answer_section(self, text: str) -> None:
        """Answer every question of the section that is shown."""
        self.page.evaluate(ANSWER, text)

    def choose(self, name: str, words: str) -> None:
        """Choose the option with these words in a list, or the radio with this label."""
        listed = self.page.locator(f"main select[name={name}]")
        if listed.count():
            listed.select_option(label=words)
        else:
            self.page.locator("main").get_by_label(words, exact=True).check()

    def choose_first(self, name: str, words: str) -> None:
        """Choose the first option of a list that has these words in it."""
        option = self.page.locator(f"main select[name={name}] option").filter(has_text=words).first
        self.set({name: option.get_attribute("value")})

    def day(self, name: str, day: str) -> None:
        """Fill in a date of three boxes: "10/3/2564"."""
        self.set({f"{name}_{place}": part for place, part in enumerate(day.split("/"))})

    @property
    def words(self) -> str:
        """What the page says."""
        return self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        """The page's address on this site."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def get(self, path: str) -> Any:
        """Fetch an address with this browser's cookies, as a download does."""
        found = self.context.request.get(path)
        assert found.ok, f"{path}: {found.status}"
        return found

    def _stands(self, answer: Response | None) -> None:
        if answer is None or answer.status >= 400:
            said = self.page.locator("main").inner_text()[:1500] if answer else ""
            raise AssertionError(f"{self.page.url}: status {answer.status if answer else 'none'}\n{said}")
