"""`make pictures`: every page of tests/browser/pages.py at three widths, light and dark, into pictures/. Look at them.

Arguments narrow it: `.venv/bin/python -m tools.pictures officer 320` takes the pages whose name holds "officer", at 320 px.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.pages import PAGES, Page
from tools import browser as chromium
from tools.site import Site, demonstration, open_page
from tools.stages import Stages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).resolve().parents[1] / "pictures"
WIDTHS = (320, 768, 1440)


def take(browser: Browser, site: Site, page: Page, width: int, dark: bool) -> str:
    """One full-length picture; what went wrong in words, or ""."""
    name = f"{page.name}-{width}{'-dark' if dark else ''}.png"
    with contextlib.closing(site.context(browser, page.role, width=width, dark=dark)) as context:
        try:
            open_page(context.new_page(), page.path, page.click).screenshot(
                path=FOLDER / name, full_page=True
            )
        except Exception as error:
            return f"{name}: {str(error).splitlines()[0]}"
    print(f"  {name}", flush=True)
    return ""


def main(words: list[str]) -> int:
    """Take the pictures, stage by stage; 1 if a page could not be taken."""
    widths = [int(word) for word in words if word.isdigit()] or list(WIDTHS)
    names = [word for word in words if not word.isdigit()]
    chosen = [page for page in PAGES if not names or any(name in page.name for name in names)]
    FOLDER.mkdir(exist_ok=True)
    wrong: list[str] = []
    try:
        with (
            tempfile.TemporaryDirectory(prefix="lertrat-pictures-") as home,
            contextlib.ExitStack() as stack,
            chromium.chromium() as browser,
        ):
            stages = stack.enter_context(contextlib.closing(Stages(Path(home) / "stages")))
            for stage, pages in groupby(
                sorted(chosen, key=lambda page: page.stage), key=lambda page: page.stage
            ):
                print(f"the demonstration at stage {stage} …", flush=True)
                with demonstration(Path(home) / stage, stages, stage) as site:
                    for page in pages:
                        wrong += [
                            take(browser, site, page, width, dark)
                            for width in widths
                            for dark in (False, True)
                        ]
    except chromium.NoBrowser as missing:
        print(f"no pictures: {missing}", file=sys.stderr)
        return 2
    wrong = [words for words in wrong if words]
    print("\n".join(wrong) or f"{len(chosen)} pages in {FOLDER}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
