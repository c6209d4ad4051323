"""What may conflict, and what assessors declare."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.agencies.models import Agency
from lertrat.conflicts.states import RELATION_KINDS
from lertrat.programmes.models import Edition
from lertrat.records.constraints import one_of
from lertrat.works.models import Work


class Relation(models.Model):
    """A tie between a person and an agency or a work, from the person, an officer, or a room above that pushes it down.

    `until_year` is the last Buddhist-era year in which the tie still counts; null: it still holds.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="relations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, related_name="+")
    nominee_key = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12)
    until_year = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            one_of("kind", RELATION_KINDS, "relation_kind_known"),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | Q(work__isnull=False) | ~Q(nominee_key=""),
                name="relation_to_something",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "withdrawn_at"], name="relation_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class Declaration(models.Model):
    """A person's statement, for one edition, that their relations are complete. Without it the door stays shut."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "edition"], name="declaration_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} / {self.edition_id}"
