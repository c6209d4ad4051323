"""Files as people gave them. The content lies on disk once, under its own hash; the row says who gave it, when, as what."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One upload. Several rows may share one content (`sha256`, `path`); a row is never altered.

    `size` in bytes; `path` relative to MEDIA_ROOT, made from the hash alone, never from the name.
    """

    ref = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    extension = models.CharField(max_length=8)
    path = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty")
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"
