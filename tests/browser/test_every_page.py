"""What every page is held to: nothing for axe-core to find, and nothing wider than the window, on a phone and on a desk, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page as Window

from tests.browser.pages import PAGES, Page
from tools.site import HEIGHT, Site, open_page

LIGHTS: tuple[Literal["light", "dark"], Literal["light", "dark"]] = ("light", "dark")
_WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => e.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map(e => e.tagName + '.' + e.className);
}"""


@pytest.mark.xdist_group("scripts")
def test_pages_have_names_of_their_own() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, id=page.name, marks=pytest.mark.xdist_group(page.stage)) for page in PAGES],
)
def test_page(
    page: Page,
    demo: Callable[[str], Site],
    window: Callable[[Site, str], Window],
    axe: Callable[..., list[str]],
) -> None:
    seen, found = window(demo(page.stage), page.role), list[str]()
    # All rules at both widths and in both lights; which light goes with which width alternates from page to page.
    lights = LIGHTS if PAGES.index(page) % 2 else LIGHTS[::-1]
    for width, light in zip((320, 1440), lights, strict=True):
        seen.set_viewport_size({"width": width, "height": HEIGHT[width]})
        seen.emulate_media(color_scheme=light)
        if width == 320:
            # Reached as on a phone; the desk then widens the same page.
            open_page(seen, page.path, page.click)
        found += [f"{width} px, {light}: {words}" for words in axe(seen)]
        found += [f"{width} px: wider than the window: {one}" for one in seen.evaluate(_WIDER)]
    assert found == []
    assert seen.locator("h1").count() == 1
