"""The demonstration at each stage, a browser, and what every page is held to."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tools import browser as chromium
from tools.installation import Installation
from tools.processes import ROOT
from tools.site import Site, demonstration


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with chromium.chromium() as made:
        yield made


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """`demo("published")` is the served demonstration at that stage, built once; tests that change it use `fresh_demo`."""
    home, made = tmp_path_factory.mktemp("demo"), dict[str, Site]()
    with contextlib.ExitStack() as stack:

        def at(stage: str) -> Site:
            if stage not in made:
                made[stage] = stack.enter_context(demonstration(home, stage))
            return made[stage]

        yield at


@pytest.fixture
def fresh_demo(tmp_path: Path) -> Iterator[Callable[[str], Site]]:
    """`fresh_demo("draft")` is a demonstration of the test's own, which it may change."""
    with contextlib.ExitStack() as stack:
        yield lambda stage: stack.enter_context(demonstration(tmp_path, stage))


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[str]:
    """The address of a served installation where an edition is sealed and nobody has applied; its worker runs."""
    home = Installation.on_sqlite(tmp_path / "founded")
    home.manage("migrate", "--verbosity", "0")
    subprocess.run([sys.executable, "-m", "tests.browser.found"], env=home.env, cwd=ROOT, check=True)
    with home.working(), home.served() as base:
        yield base


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`window(site, "officer", width=320)` opens a page of that role; scripts' errors and blocked content fail the test."""
    with contextlib.ExitStack() as stack:
        complaints: list[str] = []

        def open_window(site: Site, role: str = "", **more: Any) -> Page:
            context = stack.enter_context(contextlib.closing(site.context(browser, role, **more)))
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
            page.on(
                "console",
                lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None,
            )
            return page

        yield open_window
        assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)` lists what axe-core finds on the page as it stands: rule, help, the first places."""
    source = chromium.axe_source()

    def run(page: Page) -> list[str]:
        # Through the debugger, not as an inline script, which the page's own policy rightly refuses.
        page.evaluate(source)
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
        return [
            f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:5]]}" for one in found
        ]

    return run
