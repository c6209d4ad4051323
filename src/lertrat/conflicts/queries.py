"""What can be seen of relations and declarations."""

from __future__ import annotations

from lertrat.conflicts.door import Door, door, doors
from lertrat.conflicts.models import Declaration, Relation
from lertrat.programmes.models import Edition

__all__ = ["Door", "declaration", "declared", "door", "doors", "relations"]


def relations(person_id: int) -> list[Relation]:
    """A person's relations that are not withdrawn, with agency and work."""
    return list(
        Relation.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
        .select_related("agency", "work")
        .order_by("id")
    )


def declaration(person_id: int, edition: Edition) -> Declaration | None:
    """The person's declaration for an edition."""
    return Declaration.objects.filter(person_id=person_id, edition=edition).first()


def declared(edition: Edition) -> set[int]:
    """Ids of everybody who has declared for an edition."""
    return set(Declaration.objects.filter(edition=edition).values_list("person_id", flat=True))
