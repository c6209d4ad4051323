"""The demonstration at each stage, a browser, and what every page is held to."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Response

from tools import browser as chromium
from tools.installation import Installation
from tools.processes import ROOT
from tools.site import Site, demonstration
from tools.stages import Stages

# One process of the run takes a whole group; what needs no demonstration goes first, while the year is still being played.
GROUPS = ("year", "scripts", "keyboard", "never", "draft", "screening", "assessment", "decision", "published")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests in the order of their groups; all others stay where they are."""
    places = [number for number, item in enumerate(items) if _group(item) in GROUPS]
    ordered = sorted((items[number] for number in places), key=lambda item: GROUPS.index(_group(item)))
    for number, item in zip(places, ordered, strict=True):
        items[number] = item


def _group(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    return str(marker.args[0]) if marker is not None and marker.args else ""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with chromium.chromium() as made:
        yield made


@pytest.fixture(scope="session")
def demo(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """`demo("published")` is the served demonstration at that stage, for reading only; the one before it is taken down."""
    served: dict[str, Site] = {}
    with contextlib.ExitStack() as stack:

        def at(stage: str) -> Site:
            if stage not in served:
                stack.close()
                served.clear()
                home = tmp_path_factory.mktemp(stage)
                served[stage] = stack.enter_context(demonstration(home, stages, stage))
            return served[stage]

        yield at


@pytest.fixture
def founded(_migrated: Installation, tmp_path: Path) -> Iterator[str]:
    """The address of a served installation where an edition is sealed and nobody has applied; its worker runs."""
    home = _migrated.copy(tmp_path / "founded")
    subprocess.run([sys.executable, "-m", "tests.browser.found"], env=home.env, cwd=ROOT, check=True)
    with home.working(), home.served() as base:
        yield base


class Window:
    """A role's page at a stage, kept open from test to test, and what went wrong on it since `listen`."""

    def __init__(self, browser: Browser, site: Site, role: str) -> None:
        self.site, self.complaints = site, list[str]()
        self.context = site.context(browser, role)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def listen(self) -> None:
        """Forget what was said of the page before; light again."""
        self.page.emulate_media(color_scheme="light")
        self.complaints.clear()

    def _complain(self, words: str) -> None:
        self.complaints.append(f"{self.page.url}: {words}")

    def _failed(self, request: Request) -> None:
        # What is still on its way when the reader goes on is broken off by the browser itself.
        if request.failure != "net::ERR_ABORTED":
            self._complain(f"{request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._complain(f"{response.url} status {response.status}")


@pytest.fixture(scope="session")
def _windows() -> Iterator[dict[str, Window]]:
    """The open windows of the stage now served, by role."""
    made: dict[str, Window] = {}
    yield made
    for each in made.values():
        each.context.close()


@pytest.fixture
def window(browser: Browser, _windows: dict[str, Window]) -> Iterator[Callable[[Site, str], Page]]:
    """`window(site, "officer")` is that role's page; scripts' errors, blocked content and failed requests fail the test."""
    used: list[Window] = []

    def of(site: Site, role: str) -> Page:
        if role not in _windows or _windows[role].site is not site:
            for old in _windows.values():
                old.context.close()
            _windows.clear()
            _windows[role] = Window(browser, site, role)
        _windows[role].listen()
        used.append(_windows[role])
        return _windows[role].page

    yield of
    complaints = [words for each in used for words in each.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """`axe(page)` lists what axe-core finds on the page as it stands: rule, help, the first places.

    `axe(page, "a-rule")` asks only that; `without` names rules to leave out.
    """
    source = chromium.axe_source()

    def run(page: Page, *rules: str, without: tuple[str, ...] = ()) -> list[str]:
        # Through the debugger, not as an inline script, which the page's own policy rightly refuses.
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        options: dict[str, Any] = {"resultTypes": ["violations"]} | (
            {"runOnly": list(rules)} if rules else {}
        )
        options["rules"] = {rule: {"enabled": False} for rule in without}
        found: list[dict[str, Any]] = page.evaluate(
            "options => axe.run(options).then(result => result.violations)", options
        )
        return [
            f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:5]]}" for one in found
        ]

    return run
