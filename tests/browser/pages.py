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
    Page("results", "/results/", stage="published"),
    Page("results-found", "/results/?year=2563&branch=participatory&q=ป่า", stage="published"),
    Page("results-none", "/results/?q=ไม่มีคำนี้ในทะเบียน", stage="published"),
    Page("results-en", "/en/results/", stage="published"),
    Page("results-year", "/results/year/2564/", stage="published"),
    Page("award", "/results/year/2564/", click=".won__work a", stage="published"),
    Page("award-honour", "/results/year/2564/", click=".laurel a", stage="published"),
    Page("award-earlier", "/results/?year=2563", click=".won__work a", stage="published"),
    Page("register", "/register/", stage="published"),
    Page("work", "/register/?q=ดงท่าเลดอนใหญ่", click=".won__work a", stage="published"),
    Page("agencies", "/agencies/", stage="published"),
    Page("agency", "/agencies/province-45/", stage="published"),
    Page("data", "/data/", stage="published"),
    Page("data-en", "/en/data/", stage="published"),
    Page("sign-in", "/sign-in/"),
    Page("styleguide", "/styleguide/"),
    Page("styleguide-errors", "/styleguide/?bad=1"),
    Page("styleguide-home", "/styleguide/?page=home"),
)
