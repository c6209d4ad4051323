"""Declaring and recording relations. The room above darkens what had been assigned (assessment.actions.apply_conflicts)."""

from __future__ import annotations

from django.db import transaction

from lertrat.agencies.models import Agency
from lertrat.conflicts.models import Declaration, Relation
from lertrat.conflicts.permits import may
from lertrat.conflicts.states import RELATION_KINDS
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.kernel.thai import search_key
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records.actions import append
from lertrat.works.models import Work


def declare(*, person: Person, edition: Edition, by: Person) -> Declaration:
    """State for one edition that one's relations are complete. Stating it again changes nothing."""
    may(by, "declare", person, edition).require()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        made, fresh = Declaration.objects.get_or_create(
            person=person, edition=edition, defaults={"declared_at": clock.now()}
        )
        if fresh:
            append("declaration.made", obj=made, by=by, edition_id=edition.pk, person=person.pk)
    return made


def record_relation(
    *,
    person: Person,
    edition: Edition,
    kind: str,
    agency: Agency | None = None,
    work: Work | None = None,
    nominee_key: str = "",
    until_year: int | None = None,
    source: str,
    note: str = "",
    by: Person,
) -> Relation:
    """A tie to an agency, a work or a nominee. `until_year` (Buddhist era): the last year in which it still counts.

    `nominee_key` is a name in any spelling; it is kept folded, as the door compares it.
    """
    may(by, "record", person, edition).require()
    nominee_key = search_key(nominee_key)[:200]
    if kind not in dict(RELATION_KINDS):
        raise Refusal("relation-kind", "กรุณาเลือกความสัมพันธ์", "Choose the kind of relation.")
    if agency is None and work is None and not nominee_key:
        raise Refusal("nothing-tied", "กรุณาระบุหน่วยงานหรือผลงาน", "Name an agency or a work.")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        made = Relation.objects.create(
            person=person, agency=agency, work=work, nominee_key=nominee_key, kind=kind, until_year=until_year,
            source=source[:200], note=note[:300], recorded_at=clock.now(), recorded_by=by,
        )  # fmt: skip
        append("relation.recorded", obj=made, by=by, edition_id=edition.pk, person=person.pk)
    return made


def withdraw_relation(*, relation: Relation, edition: Edition, by: Person) -> None:
    """The tie was recorded in error; it stays on record as withdrawn. What went dark by it stays dark until an officer acts."""
    may(by, "record", relation.person, edition).require()
    with transaction.atomic():
        held = Relation.objects.select_for_update().get(pk=relation.pk)
        if held.withdrawn_at is None:
            held.withdrawn_at = clock.now()
            held.save(update_fields=["withdrawn_at"])
            append("relation.withdrawn", obj=held, by=by, edition_id=edition.pk, person=held.person_id)
