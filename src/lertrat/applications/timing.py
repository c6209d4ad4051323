"""What is stored about closing times: which reminders went out, and the secret address of a person's calendar."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class ClosingReminder(models.Model):
    """Who works on a stage was reminded `minutes` before a closing, once; a closing that moves is reminded of anew."""

    stage = models.ForeignKey("applications.Stage", on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "closes_at", "minutes"], name="closing_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}: {self.minutes} min"


class CalendarKey(models.Model):
    """The token in the address of a person's own calendar. Whoever has it reads closing times and nothing else; it can be
    renewed, and then the old address is dead."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"
