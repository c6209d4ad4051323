"""Every page there is, once: the accessibility test visits each, `make pictures` takes each.

A page that needs an object is reached as a reader reaches it: `path` is the list, `click` the selector of the first link.
`stage` is the stage of the demonstration year at which the page has something to show.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """`name` is the picture's file name; `role` one of the demonstration's accounts, "" for a visitor."""

    name: str
    path: str
    role: str = ""
    click: str = ""
    stage: str = "decision"


PAGES: tuple[Page, ...] = (
    Page("home", "/"),
    Page("home-en", "/en/"),
    Page("home-published", "/", stage="published"),
    Page("sign-in", "/sign-in/"),
    Page("styleguide", "/styleguide/"),
    Page("styleguide-errors", "/styleguide/?bad=1"),
    Page("styleguide-home", "/styleguide/?page=home"),
)
