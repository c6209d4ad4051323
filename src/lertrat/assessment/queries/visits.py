"""Site visits: who is due one, who goes, what was found."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from lertrat.applications.models import Application
from lertrat.assessment.models import StepResult, Visit, VisitMember
from lertrat.assessment.permits import judge, may, office_types
from lertrat.assessment.rules import SUBMISSION_WIDE
from lertrat.conflicts.door import door, doors
from lertrat.kernel.errors import NotFound
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_of


def _visits(edition: Edition) -> QuerySet[Visit]:
    team = VisitMember.objects.select_related("person").order_by("-leader", "person__sort_key", "pk")
    return (
        Visit.objects.filter(application__edition=edition)
        .select_related(
            "application__agency", "application__edition__programme", "submission__application", "recorded_by"
        )
        .prefetch_related(Prefetch("team", team))
        .defer(*SUBMISSION_WIDE)
        .order_by("planned_at", "pk")
    )


def visits(person: Person, edition: Edition) -> list[Visit]:
    """All appointed visits with their teams, by date, for the office. Three queries."""
    types = office_types(person, edition)
    rows = _visits(edition)
    return list(rows if types is None else rows.filter(application__type_id__in=types))


def visit_candidates(person: Person, edition: Edition) -> list[Application]:
    """Applications that passed the step before a visit and have none appointed. Two queries."""
    types = office_types(person, edition)
    found: list[Application] = []
    for kind in pack_of(edition).types.values():
        step = next((s for s in kind.steps if s.kind == "visit"), None)
        if step is None or (types is not None and kind.id not in types):
            continue
        passed = StepResult.objects.filter(
            submission__application=OuterRef("pk"), submission__live=True, step=step.opens_after or step.number - 1,
            gate="passed",
        )  # fmt: skip
        rows = Application.objects.filter(
            Exists(passed), ~Exists(Visit.objects.filter(application=OuterRef("pk"))), edition=edition, type_id=kind.id
        )  # fmt: skip
        found += rows.select_related("agency", "edition__programme").order_by("agency__sort_key", "pk")
    return found


def visit_for(person: Person, application_ref: str) -> Visit:
    """A visit, for the office and for its team while their door is open. Raises NotFound."""
    found = (
        Visit.objects.filter(application__ref=application_ref.upper())
        .select_related("application__edition")
        .first()
    )
    if found is not None:
        visit = _visits(found.application.edition).get(pk=found.pk)
        on_team = any(member.person_id == person.pk for member in visit.team.all())
        if may(person, "office", visit) or (
            on_team and judge(door(person.pk, visit.submission.edition), visit.submission)
        ):
            return visit
    raise NotFound("no-visit", "ไม่พบการตรวจในพื้นที่รายการนี้", "There is no such visit.")


def my_visits(person: Person, edition: Edition) -> list[Visit]:
    """Visits the person is on the team of, whose door is open."""
    opened = door(person.pk, edition)
    rows = _visits(edition).filter(Exists(VisitMember.objects.filter(visit=OuterRef("pk"), person=person)))
    return [visit for visit in rows if judge(opened, visit.submission)]


def tied_teams(edition: Edition) -> list[tuple[Visit, Person]]:
    """Members of teams of visits still to be recorded whose door is shut by now: the office replaces them."""
    rows = list(_visits(edition).filter(outcome=""))
    opened = doors({member.person_id for visit in rows for member in visit.team.all()}, edition)
    return [
        (visit, member.person)
        for visit in rows
        for member in visit.team.all()
        if not judge(opened[member.person_id], visit.submission)
    ]
