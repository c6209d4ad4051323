"""Who may open the office's pages. What a page shows is asked of its room again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lertrat.assessment.permits import office_types
from lertrat.kernel.errors import NotAllowed
from lertrat.programmes import queries as programmes
from lertrat.web.account.backend import roles
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.criteria import Pack
    from lertrat.people.models import Person
    from lertrat.programmes.models import Edition

P = ParamSpec("P")


@dataclass(frozen=True)
class Desk:
    """Who works on which year."""

    person: Person
    edition: Edition

    @cached_property
    def types(self) -> frozenset[str] | None:
        """A co-organiser's own award types; None for the programme's officers, who work on all of them."""
        return None if roles(self.person).whole_office else office_types(self.person, self.edition)

    @property
    def pack(self) -> Pack:
        """The rules of the year."""
        return programmes.pack_of(self.edition)

    def type_name(self, type_id: str, category: int = 0) -> str:
        """An award type in words, with the PMQA category where the entry names one."""
        kind = self.pack.types.get(type_id)
        name = kind.name.th if kind else type_id
        return f"{name} หมวด {category}" if category else name

    @property
    def type_names(self) -> list[tuple[str, str]]:
        """The year's types this person works on, in the pack's order."""
        return [(key, kind.name.th) for key, kind in self.pack.types.items() if self.owns(key)]

    def owns(self, type_id: str) -> bool:
        """Whether this person works on the award type."""
        return self.types is None or type_id in self.types


Page = Callable[Concatenate[HttpRequest, Desk, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def officer(page: Page[P]) -> View[P]:
    """A page of the office; it is handed the person and the year. Who has no role there is told so (403)."""

    @wraps(page)
    @never_cache
    @login_required
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = signed_in_person(request)
        if not roles(person).officer:
            raise NotAllowed("not-officer", "เฉพาะเจ้าหน้าที่โครงการเท่านั้น", "Officers of the programme only.")
        edition = programmes.current_edition()
        if edition is None:
            return render(request, "lertrat/officer/no_edition.html")
        return page(request, Desk(person, edition), *args, **kwargs)

    return view


def number(text: str) -> int | None:
    """A positive id out of a form or a query string; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
