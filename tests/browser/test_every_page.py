"""What every page is held to: nothing for axe-core to find, and nothing wider than the window, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Window

from tests.browser.pages import PAGES, Page
from tools.site import Site, open_page

_WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => e.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map(e => e.tagName + '.' + e.className);
}"""


def test_pages_have_names_of_their_own() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page(
    page: Page,
    width: int,
    demo: Callable[[str], Site],
    window: Callable[..., Window],
    axe: Callable[[Window], list[str]],
) -> None:
    seen = open_page(window(demo(page.stage), page.role, width=width), page.path, page.click)
    assert axe(seen) == []
    assert seen.evaluate(_WIDER) == []
    assert seen.locator("h1").count() == 1
