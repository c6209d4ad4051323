"""Ties that come about elsewhere (a relation, a seat in an agency, an agency that moves) darken what they shut."""

from __future__ import annotations

from django.db.models import Q

from lertrat.assessment.actions import apply_conflicts
from lertrat.assessment.models import Assignment, KpiReading
from lertrat.people.models import Person
from lertrat.programmes.models import Edition


def sweep_person(person_id: int) -> int:
    """Everything of one person, over all editions that are not closed; how many assignments went dark."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return 0
    active = Assignment.objects.filter(person=person, state="active").order_by()
    kpi = KpiReading.objects.filter(person=person, state="active").order_by()
    within = Q(pk__in=active.values("submission__edition")) | Q(pk__in=kpi.values("edition"))
    editions = Edition.objects.filter(within).exclude(state="closed")
    return sum(apply_conflicts(person=person, edition=edition) for edition in editions)


def sweep() -> int:
    """Everybody with an active assignment, one transaction a person; how many assignments went dark."""
    people = {
        person_id
        for model in (Assignment, KpiReading)
        for person_id in model.objects.filter(state="active")
        .order_by()
        .values_list("person_id", flat=True)
        .distinct()
    }
    return sum(sweep_person(person_id) for person_id in sorted(people))
