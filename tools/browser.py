"""Debian's Chromium, driven by Playwright, for the browser tests and the pictures."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tools import debian

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Nothing but the pages under test is asked for: no updates, no field trials, no first-run pages.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]


class NoBrowser(Exception):
    """No Chromium on this machine; `str()` says which command would mend it."""


# The one without windows opens a page at half the cost; it is a package of its own from Debian's same source.
LIGHT, WHOLE = "chromium-headless-shell", ("chromium", "chromium-browser", "google-chrome")


def executable() -> str:
    """The path of Chromium, by preference the one without windows. Raises NoBrowser."""
    for name in (LIGHT, *WHOLE):
        if found := shutil.which(name):
            return found
    raise NoBrowser("Chromium is not installed; as root: apt-get install chromium")


def install() -> str:
    """Debian's package, when this is root on a Debian machine; raises NoBrowser where none can be had."""
    if not shutil.which(LIGHT) and debian.can_install() and not debian.apt_install(LIGHT):
        with contextlib.suppress(NoBrowser):
            return executable()
        debian.apt_install("chromium")  # an older Debian has only the whole
    return executable()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium with an empty profile. Raises NoBrowser."""
    from playwright.sync_api import sync_playwright

    path = executable()
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *sandbox])
        try:
            yield browser
        finally:
            browser.close()


def axe_source() -> str:
    """The script of axe-core, from the package that carries it."""
    package = find_spec("axe_playwright_python")
    if package is None or package.origin is None:
        raise NoBrowser("axe-core is not installed; run: make test")
    return (Path(package.origin).parent / "axe.min.js").read_text()
