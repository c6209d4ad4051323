"""The demonstration, served and ready to be looked at: for the browser tests and the pictures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.installation import Installation
from tools.stages import Stages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

HEIGHT = {320: 640, 768: 1024, 1440: 900}
EMAIL = "input[type=email], input[name=email], input[name=username]"


@dataclass
class Site:
    """A served demonstration: where it answers, who may sign in (role -> e-mail, password), and who has already."""

    base: str
    installation: Installation
    accounts: dict[str, dict[str, str]]
    _signed_in: dict[str, Any] = field(default_factory=dict)

    def context(
        self, browser: Browser, role: str = "", *, width: int = 1440, dark: bool = False
    ) -> BrowserContext:
        """A browser window of that width, signed in as `role` ("" for a visitor); the caller closes it."""
        if role and role not in self._signed_in:
            self._signed_in[role] = self._sign_in(browser, role)
        return browser.new_context(
            base_url=self.base,
            viewport={"width": width, "height": HEIGHT.get(width, 900)},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            storage_state=self._signed_in.get(role),
        )

    def _sign_in(self, browser: Browser, role: str) -> Any:
        if role not in self.accounts:
            raise LookupError(
                f"the demonstration has no account for {role!r}; it has {', '.join(self.accounts)}"
            )
        account = self.accounts[role]
        with contextlib.closing(browser.new_context(base_url=self.base)) as context:
            page = context.new_page()
            page.goto("/sign-in/")
            page.locator(EMAIL).first.fill(account["email"])
            page.locator("input[type=password]").first.fill(account["password"])
            page.locator("input[type=password]").first.press("Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            return context.storage_state()


def settle(page: Page) -> Page:
    """Wait until the page stands as a reader sees it: loaded, with its fonts."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def open_page(page: Page, path: str, click: str = "") -> Page:
    """Go to `path`, then to where the first element that matches `click` leads ("one then another" goes on from there);
    RuntimeError for an answer from 400 up."""
    answer = page.goto(path)
    for each in click.split(" then ") if click else ():
        with page.expect_navigation() as navigation:
            page.locator(each).first.click()
        answer = navigation.value
    if answer is None or answer.status >= 400:
        raise RuntimeError(f"{path} {click}: status {answer.status if answer else 'none'}")
    return settle(page)


@contextlib.contextmanager
def demonstration(home: Path, stages: Stages, stage: str) -> Iterator[Site]:
    """A copy in `home` of the demonstration world at this stage, served until the block ends; its worker runs too."""
    installation, accounts = stages.copy(stage, home)
    # One process of many threads: it answers one browser, and each more would cost another start.
    with installation.working(), installation.served(workers=1) as base:
        yield Site(base, installation, {row["role"]: row for row in accounts})
