"""A department's own plan for a work: finished by which day, read by whom. It binds nobody outside the department."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

PERSON = settings.AUTH_USER_MODEL


class InternalPlan(models.Model):
    """The internal deadline (the last moment of a day, exclusive) and the internal reviewer of one application.

    The reviewer reads and comments; the deadline closes nothing. `reminded_at`: the reminder before it went out.
    """

    application = models.OneToOneField(
        "applications.Application", on_delete=models.PROTECT, related_name="inside"
    )
    due_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="internal_plan_due")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.due_at}"
