"""Who may open the rules desk: officers of a whole programme. To a co-organiser there is no such desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from lertrat.kernel.errors import NotAllowed, NotFound
from lertrat.programmes import queries
from lertrat.web import ui
from lertrat.web.account.backend import roles
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.programmes.models import RulesDraft

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, "Person", P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def desk(page: Page[P]) -> View[P]:
    """A page of the desk; it is handed the person. Each page asks its room again for the draft it shows."""

    @wraps(page)
    @never_cache
    @login_required
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = signed_in_person(request)
        held = roles(person)
        if held.officer and not held.whole_office:
            raise NotFound("no-desk", "ไม่พบหน้านี้", "There is no such page.")
        if not held.whole_office and not queries.rules_programmes(person):
            raise NotAllowed("not-officer", "เฉพาะเจ้าหน้าที่โครงการเท่านั้น", "Officers of the programme only.")
        return page(request, person, *args, **kwargs)

    return view


def crumbs(draft: RulesDraft, *further: ui.Link) -> list[ui.Link]:
    """The way to a page of a draft."""
    home = ui.Link(f"ร่าง {draft.code}", reverse("office-rules-draft", args=[draft.ref]) if further else "")
    return [ui.Link("โต๊ะหลักเกณฑ์", reverse("office-rules")), home, *further]
