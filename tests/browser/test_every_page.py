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
# Ids that stand twice; asked of the whole page, since the next script takes rows away.
_TWICE = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  return ids.filter((id, n) => ids.indexOf(id) !== n).slice(0, 5);
}"""
# Of rows made alike (the same elements, classes, roles and kinds all the way down) three are looked at and not three hundred:
# what is wrong with the fourth is wrong with the first. Whatever is made otherwise stays.
_THIN = """() => {
  const said = e => [...e.attributes].map(a =>
    ['id', 'href', 'for', 'value', 'title', 'datetime', 'headers', 'name'].includes(a.name) || a.name.startsWith('data-')
      || /^aria-(label|describ|control)/.test(a.name) ? a.name : a.name + '=' + a.value).sort().join(' ');
  const made = e => e.tagName + '[' + said(e) + '](' + [...e.children].map(made).join() + ')';
  const seen = new Map();
  for (const row of document.querySelectorAll('main :is(tr, li, section, article, details)')) {
    if (!row.isConnected) continue;
    const counts = seen.get(row.parentNode) ?? seen.set(row.parentNode, new Map()).get(row.parentNode), like = made(row);
    counts.set(like, (counts.get(like) ?? 0) + 1);
    if (counts.get(like) > 3) row.remove();
  }
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
    number = PAGES.index(page)
    # Which light goes with which width alternates from page to page.
    looks = list(zip((320, 1440), LIGHTS if number % 2 else LIGHTS[::-1], strict=True))
    for width, _ in looks:
        seen.set_viewport_size({"width": width, "height": HEIGHT[width]})
        if width == 320:
            # Reached as on a phone; the desk then widens the same page.
            open_page(seen, page.path, page.click)
            found += [f"the id {one} stands twice" for one in seen.evaluate(_TWICE)]
        found += [f"{width} px: wider than the window: {one}" for one in seen.evaluate(_WIDER)]
    assert seen.locator("h1").count() == 1
    seen.evaluate(_THIN)
    # All rules at both widths; contrast, which costs more than all others together, at one of them, and each fourth page has
    # another pair of width and light. Every colour on every ground is reckoned for both lights in tests/web/test_tokens.py.
    for place, (width, light) in enumerate(looks[::-1]):
        seen.set_viewport_size({"width": width, "height": HEIGHT[width]})
        seen.emulate_media(color_scheme=light)
        without = () if place == number // 2 % 2 else ("color-contrast",)
        found += [f"{width} px, {light}: {words}" for words in axe(seen, without=without)]
    assert found == []
