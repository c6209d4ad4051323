"""Where a request of these pages stands: the person, the assessment, and what its pages share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from lertrat.agencies import queries as agencies
from lertrat.criteria.schema import Instrument
from lertrat.kernel import exact
from lertrat.kernel.errors import Refusal
from lertrat.selfassessment import queries
from lertrat.selfassessment.permits import ROLES
from lertrat.web import ui
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.selfassessment.models import SelfAssessment


@dataclass
class Place:
    """One self-assessment, opened by one person."""

    person: Person
    assessment: SelfAssessment

    @cached_property
    def instrument(self) -> Instrument:
        """The instrument of the rules it was begun under."""
        return queries.instrument_of(self.assessment)

    @property
    def level_names(self) -> list[str]:
        """The names of the maturity levels, lowest first."""
        pack = queries.pack_of(self.assessment)
        return [pack.levels[each.level].name.th for each in self.instrument.maturity]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The person's roles in the agency. One query."""
        return agencies.roles_in(self.person.pk, self.assessment.agency_id)

    def can(self, verb: str) -> bool:
        """Whether the person's roles carry the verb; the actions ask again."""
        return bool(self.roles & ROLES[verb])

    def url(self, name: str, *more: Any) -> str:
        """The address of a page of this assessment."""
        return reverse(name, args=[self.assessment.ref, *more])

    @property
    def home(self) -> str:
        return self.url("self-home")

    @property
    def title(self) -> str:
        return f"ประเมินตนเอง PMQA 4.0 ปี {self.assessment.edition.year_be}"

    def context(self, here: str = "", **more: Any) -> dict[str, Any]:
        """What every page shows; `here` is the last part of the way to it."""
        way = [ui.Link("งานของหน่วยงาน", reverse("apply")), ui.Link("ประเมินตนเอง", reverse("self"))]
        way.append(ui.Link(self.assessment.agency.name_th, self.home if here else ""))
        if here:
            way.append(ui.Link(here))
        return {
            "place": self, "assessment": self.assessment, "instrument": self.instrument, "crumbs": way,
            "forecast_rule": self.instrument.forecast, **more,
        }  # fmt: skip


def open_place(request: HttpRequest, ref: str) -> Place:
    """The assessment at an address; 404 for strangers."""
    person = signed_in_person(request)
    return Place(person, queries.assessment(person, ref))


def written(score: str) -> str:
    """An exact score as it is read: 362.5, or the fraction where four decimals do not hold it; what is no number as it is."""
    try:
        value = exact.parse(score)
    except Refusal:
        return score
    short = exact.decimal(value, 4, trim=True)
    return short if exact.parse(short) == value else score
