"""Files as people gave them, and uploads on their way. A content lies once under its own hash; the row says who gave it, when, as what."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.files.states import PREVIEW_STATES, SCAN_STATES, UPLOAD_STATES
from lertrat.records.constraints import one_of


class StoredFile(models.Model):
    """One file that was taken in. Several rows may share one content (`sha256`, `path`); what was given is never altered.

    `size` in bytes; `path` below the root of all contents, made from the hash alone, never from the name. What the machine finds
    out afterwards stands beside it: `scan` (virus check, with the threat's name in `scan_note`), `preview` (whether a picture of
    the first page was made) and `pages` (None: unknown, or a kind without pages).
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
    scan = models.CharField(max_length=12, default="none")
    scan_note = models.CharField(max_length=200, default="", blank=True)
    scanned_at = models.DateTimeField(null=True)
    preview = models.CharField(max_length=12, default="waiting")
    pages = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            one_of("scan", SCAN_STATES, "stored_file_scan_known"),
            one_of("preview", PREVIEW_STATES, "stored_file_preview_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(scan="waiting"), name="stored_file_scan"),
            models.Index(fields=["id"], condition=Q(preview="waiting"), name="stored_file_preview"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"


class Upload(models.Model):
    """A file on its way, chunk by chunk (tus 1.0). `received` of `length` bytes are safely on this machine's disk.

    `token` is the secret in its address. `state`: "open"; "done", then `file` is what it became; "refused", then `code`, `th` and
    `en` say why. Like an answer that saves itself, an upload leaves no row in the record before it has become a file.
    """

    token = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    extension = models.CharField(max_length=8)
    length = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, default="open")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, default="", blank=True)
    th = models.TextField(default="", blank=True)
    en = models.TextField(default="", blank=True)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            one_of("state", UPLOAD_STATES, "upload_state_known"),
            models.CheckConstraint(
                condition=Q(received__lte=models.F("length"), length__gt=0), name="upload_within_length"
            ),
            models.CheckConstraint(
                condition=Q(state="done", file__isnull=False) | (~Q(state="done") & Q(file__isnull=True)),
                name="upload_done_has_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "state"], name="upload_person"),
            models.Index(fields=["expires_at"], name="upload_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.length} {self.state}"
