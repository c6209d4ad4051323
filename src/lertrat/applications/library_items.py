"""An agency's library of evidence.

It stands in this room and not in `agencies`, because what may happen to an item hangs on where it is cited: one that a submission
names stays, one that only drafts name may go.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lertrat.agencies.models import Agency
from lertrat.files.models import StoredFile

PERSON = settings.AUTH_USER_MODEL


class LibraryItem(models.Model):
    """A file of an agency, given once, cited in many answers of many applications. Removed ones stay known.

    `title` is what it is called here; what a citation says of it is frozen with the citation. Of a film: `captions` (WebVTT) and
    `transcript`, for those who cannot hear it or have no line for it (WCAG 1.2).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    captions = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    transcript = models.TextField(default="", blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "file"], name="library_item_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "removed_at"], name="library_agency")]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.title}"


def place_words(page: int | None, second: int | None) -> str:
    """ "หน้า 12", "นาที 03:15", or nothing."""
    if page is not None:
        return f"หน้า {page}"
    if second is None:
        return ""
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"นาที {f'{hours}:' if hours else ''}{minutes:02}:{seconds:02}"
