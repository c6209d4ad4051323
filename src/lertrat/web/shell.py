"""What every page carries: who is signed in, where they may go, the year, the demonstration's notices.

Each audience's package says who belongs to it and where its pages are, once, in its `urls.py`:

    shell.audience("officer", "สำนักงาน", "Office", prefix="/office/", belongs=queries.is_officer,
                   items=[NavItem("officer-desk", "โต๊ะงาน", "Desk"), …])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url

from lertrat.kernel import clock, dates
from lertrat.web import ui

if TYPE_CHECKING:
    from lertrat.people.models import Person


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the navigation: the route's name and its words; `count` tells how much waits there, `belongs` whose it is.

    With `items` it is a group: one word in the navigation that leads to the first of them, and on their pages a row of them all.
    """

    route: str
    th: str
    en: str = ""
    count: Callable[[Person], int] | None = None
    belongs: Callable[[Person], bool] | None = None
    items: tuple[NavItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Pages for one kind of person."""

    name: str
    th: str
    en: str
    prefix: str
    belongs: Callable[[Person], bool]
    items: tuple[NavItem, ...] = field(default=())

    @property
    def words(self) -> str:
        return ui.say(self.th, self.en)


# Pages whose address carries no language; they ask for it by ?lang=.
SPOKEN = ("/sign-in/", "/account/")
_audiences: dict[str, Audience] = {}
_worker_is_running: list[Callable[[Person], bool]] = []

PUBLIC = (
    NavItem("home", "หน้าแรก", "Home"),
    NavItem("eligibility", "สมัครรางวัลใดได้บ้าง", "What may we enter?"),
    NavItem("rules", "หลักเกณฑ์", "Criteria"),
    NavItem("results", "ผลรางวัล", "Results"),
    NavItem("register", "ทะเบียนผลงาน", "Register of works"),
    NavItem("data", "ข้อมูลเปิด", "Open data"),
)


def audience(
    name: str, th: str, en: str, *, prefix: str, belongs: Callable[[Person], bool], items: Sequence[NavItem]
) -> None:
    """Enter an audience: its pages stand below `prefix`, and `belongs` tells whose they are."""
    _audiences[name] = Audience(name, th, en, prefix, belongs, tuple(items))


def is_desk(path: str) -> bool:
    """Whether an address stands below an audience's prefix: nobody opens it without signing in."""
    return any(path.startswith(each.prefix) for each in _audiences.values())


def worker_check(is_running: Callable[[Person], bool]) -> None:
    """Name the function that tells whether the worker has been heard of lately, from what was fetched along with the person of
    the session; pages say so when it has not."""
    _worker_is_running[:] = [is_running]


def _link(item: NavItem, person: Person | None) -> ui.Link | None:
    if item.belongs is not None and not (person and item.belongs(person)):
        return None
    try:
        url = reverse(item.route)
    except NoReverseMatch:
        return None
    count = item.count(person) if item.count and person else None
    return ui.Link(ui.say(item.th, item.en), url, False, count)


def _with_current(links: list[ui.Link], path: str) -> list[ui.Link]:
    """Mark the link that stands for this page: the longest address that the path begins with."""
    roots = {"/", "/en/"}
    fitting = [
        link.url
        for link in links
        if path == link.url or (link.url not in roots and path.startswith(link.url))
    ]
    here = max(fitting, key=len, default="")
    return [ui.Link(link.title, link.url, link.url == here, link.count) for link in links]


class Shell:
    """Asked for by `base.html`; a fragment that does not draw the shell pays nothing for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.path = request.path

    @cached_property
    def person(self) -> Person | None:
        """Who is signed in. Without a session cookie the session is not even asked, so public pages stay cacheable."""
        if settings.SESSION_COOKIE_NAME not in self.request.COOKIES:
            return None
        user = getattr(self.request, "user", None)
        return cast("Person", user) if user is not None and user.is_authenticated else None

    @property
    def looking(self) -> Any:
        """Who looks as somebody else on this page (`by`, `person`, `until`), or nothing."""
        return getattr(self.request, "looking", None)

    @cached_property
    def audiences(self) -> list[Audience]:
        """The audiences this person belongs to."""
        person = self.person
        return [each for each in _audiences.values() if each.belongs(person)] if person else []

    @cached_property
    def audience(self) -> Audience | None:
        """The audience whose pages these are, where the person belongs to it."""
        return next((each for each in self.audiences if self.path.startswith(each.prefix)), None)

    @cached_property
    def others(self) -> list[ui.Link]:
        """The person's other desks."""
        return [ui.Link(each.words, each.prefix) for each in self.audiences if each is not self.audience]

    @cached_property
    def menu(self) -> list[ui.Link]:
        """Every page of the navigation, those of its groups one by one: the menu of a small screen."""
        return [link for _, links in self._groups for link in links]

    @cached_property
    def navigation(self) -> list[ui.Link]:
        """The links of the page's navigation, a group as one."""
        return [
            ui.Link(
                ui.say(item.th, item.en), links[0].url, any(link.current for link in links), links[0].count
            )
            for item, links in self._groups
        ]

    @cached_property
    def section(self) -> tuple[str, list[ui.Link]] | None:
        """The name and the links of the group that this page belongs to, where it belongs to one."""
        found = next(
            ((item, links) for item, links in self._groups if any(link.current for link in links)), None
        )
        return (ui.say(found[0].th, found[0].en), found[1]) if found and len(found[1]) > 1 else None

    @cached_property
    def _groups(self) -> list[tuple[NavItem, list[ui.Link]]]:
        items = self.audience.items if self.audience else PUBLIC
        found = [(item, [_link(leaf, self.person) for leaf in item.items or (item,)]) for item in items]
        held = [(item, [link for link in links if link]) for item, links in found]
        marked = iter(_with_current([link for _, links in held for link in links], self.path))
        return [(item, [next(marked) for _ in links]) for item, links in held if links]

    @cached_property
    def public_links(self) -> list[ui.Link]:
        """The public pages, for the footer."""
        return [link for link in (_link(item, None) for item in PUBLIC) if link]

    @cached_property
    def language_switch(self) -> ui.Link | None:
        """This page in the other language, where there is one: public pages, and those of one's own account."""
        if self.path.startswith(SPOKEN):
            asked = self.request.GET.copy()
            asked["lang"] = "th" if ui.english() else "en"
            return ui.Link("ไทย" if ui.english() else "English", f"{self.path}?{asked.urlencode(safe='/')}")
        other = translate_url(self.path, "th" if ui.english() else "en")
        if other == self.path:
            return None
        return ui.Link("ไทย" if ui.english() else "English", other)

    @cached_property
    def demo_day(self) -> str:
        """The demonstration's today, where its clock has been moved; otherwise empty."""
        if not settings.LERTRAT_DEMO or clock.offset().total_seconds() == 0:
            return ""
        return (
            dates.english_date(clock.now(), "full") if ui.english() else dates.thai_date(clock.now(), "full")
        )

    @cached_property
    def worker_silent(self) -> bool:
        """Whether the worker is known not to run: mails, papers and the hour of publication then wait.

        Said to whoever is signed in; a public page, which is kept in a cache, asks no database for it.
        """
        person = self.person
        return person is not None and any(not is_running(person) for is_running in _worker_is_running)


def context(request: HttpRequest) -> dict[str, Any]:
    """Context for the page shell."""
    return {"shell": Shell(request), "demo": settings.LERTRAT_DEMO, "english": ui.english()}
