"""Taking a file in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from lertrat.files import content, disk, names
from lertrat.files.models import StoredFile
from lertrat.files.permits import may
from lertrat.kernel import clock, ids
from lertrat.records.actions import append


class Upload(Protocol):
    """What a form hands over (Django's UploadedFile fits)."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterable[bytes]: ...


def store(upload: Upload, by: AbstractBaseUser, *, allowed: Collection[str] | None = None) -> StoredFile:
    """Take in one file. `allowed`: extensions the question accepts (default: all that are known).

    Reading, hashing and looking inside come before the transaction. Refusals (nothing is kept): "file-type", "file-empty",
    "file-too-big", "file-content", "file-damaged", "file-encrypted", "file-macros", "file-polyglot", "file-not-utf8".
    """
    may(by, "upload").require()
    name = names.clean(upload.name or "")
    extension = names.extension(name, frozenset(allowed) if allowed else None)
    size = getattr(upload, "size", None)
    if isinstance(size, int) and size > settings.LERTRAT_UPLOAD_LIMIT:
        raise disk.too_big()
    with disk.receive(upload.chunks()) as received:
        content.check(received.part, extension)
        path = disk.place(received)
    with transaction.atomic():
        stored = StoredFile.objects.create(
            ref=ids.reference("F", 12),
            sha256=received.sha256,
            size=received.size,
            media_type=names.MEDIA_TYPES[extension],
            name=name,
            extension=extension,
            path=path,
            uploaded_by_id=by.pk,
            uploaded_at=clock.now(),
        )
        append("file.stored", obj=stored, by=by)
    return stored
