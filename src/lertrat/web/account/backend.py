"""The session's person, with the four facts that the navigation asks: member, officer, seat, panel. One query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import OuterRef, QuerySet

from lertrat.agencies import queries as agencies
from lertrat.assessment import queries as assessment
from lertrat.committees import queries as committees
from lertrat.people import queries as people
from lertrat.programmes import queries as programmes
from lertrat.records import queries as records

if TYPE_CHECKING:
    from lertrat.people.models import Person


def role_flags() -> dict[str, QuerySet[Any]]:
    """What makes a person an applicant, an officer, a committee member, an assessor: querysets over OuterRef("pk")."""
    this = OuterRef("pk")
    return {
        "acts_for_agency": agencies.acting(this),
        "in_office": programmes.in_office(this, "officer", "coorganiser"),
        "whole_office": programmes.in_office(this, "officer"),
        "has_seat": committees.seated(this),
        "on_panel": assessment.on_panel(this),
    }


def _flags() -> dict[str, QuerySet[Any]]:
    return role_flags() | {"worker_alive": records.beating()}


class Backend(ModelBackend):
    """Signs in as Django does; knows what a person is when it fetches them."""

    def get_user(self, user_id: Any) -> Person | None:
        return people.signed_in(int(user_id), _flags)


@dataclass(frozen=True, slots=True)
class Roles:
    """Which desks a person has."""

    applicant: bool
    officer: bool
    whole_office: bool  # all types of the programme, not only those of a co-organiser
    assessor: bool
    committee: bool
    administrator: bool


def roles(person: Person) -> Roles:
    """The person's desks, read from what `Backend.get_user` fetched along."""
    return Roles(
        applicant=bool(getattr(person, "acts_for_agency", False)),
        officer=bool(getattr(person, "in_office", False)),
        whole_office=bool(getattr(person, "whole_office", False)),
        assessor=bool(getattr(person, "on_panel", False)),
        committee=bool(getattr(person, "has_seat", False)),
        administrator=person.is_administrator,
    )


def worker_is_alive(person: Person) -> bool:
    """Whether the worker had given a sign of life when the person was fetched."""
    return bool(getattr(person, "worker_alive", True))
