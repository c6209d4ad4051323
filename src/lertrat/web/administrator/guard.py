"""Who may open these pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from lertrat.people.permits import may
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.people.models import Person

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, "Person", P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def administrator(page: Page[P]) -> View[P]:
    """A page for administrators; it is handed the person. Everybody else is told so (403)."""

    @wraps(page)
    @login_required
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = signed_in_person(request)
        may(person, "list").require()
        return page(request, person, *args, **kwargs)

    return view


def demonstration(page: Page[P]) -> View[P]:
    """A page that only a demonstration has: anybody signed in may use it there, and elsewhere it does not exist."""

    @wraps(page)
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.LERTRAT_DEMO:
            raise Http404
        return inside(request, *args, **kwargs)

    @login_required
    def inside(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return page(request, signed_in_person(request), *args, **kwargs)

    return view
