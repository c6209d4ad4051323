"""Taking a whole file in: looked into, hashed, scanned, placed; then one row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from lertrat.files import content, disk, names, refusals, scanning
from lertrat.files.models import StoredFile
from lertrat.files.permits import may
from lertrat.files.scanning import Verdict
from lertrat.kernel import clock, ids
from lertrat.records.actions import append

# Whoever waits at the page is not kept longer; the worker asks again.
PATIENCE = 20.0


class Posted(Protocol):
    """What a form hands over (Django's UploadedFile fits)."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterable[bytes]: ...


def store(upload: Posted, by: AbstractBaseUser, *, allowed: Collection[str] | None = None) -> StoredFile:
    """Take in one file. `allowed`: extensions the question accepts (default: all that are known).

    Reading, hashing, looking inside and scanning come before the transaction. Refusals (nothing is kept): "file-type",
    "file-empty", "file-too-big", "file-content", "file-damaged", "file-encrypted", "file-macros", "file-polyglot", "file-archive",
    "file-bomb", "file-remote", "file-not-utf8", "file-infected".
    """
    may(by, "upload").require()
    name = names.clean(upload.name or "")
    extension = names.extension(name, frozenset(allowed) if allowed else None)
    limit = names.limit(extension)
    size = getattr(upload, "size", None)
    if isinstance(size, int) and size > limit:
        raise refusals.too_big(limit)
    with disk.receive(upload.chunks(), limit) as received:
        return keep(received, name, extension, by)


def keep(
    received: disk.Received, name: str, extension: str, by: AbstractBaseUser,
    then: Callable[[StoredFile], None] = lambda _: None,
) -> StoredFile:  # fmt: skip
    """Look into a content that has arrived, place it and write its row; `then` runs in the row's transaction."""
    content.check(received.part, extension)
    verdict = look_through(received.part)
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
            scan=verdict.state,
            scan_note=verdict.note,
            scanned_at=clock.now() if verdict.state == "clean" else None,
        )
        then(stored)
        append("file.stored", obj=stored, by=by)
    return stored


def look_through(part: Path) -> Verdict:
    """What the scanner says at once; "waiting" where it does not answer. Refusal "file-infected"."""
    if not scanning.configured():
        return scanning.NOT_SCANNED
    try:
        with part.open("rb") as held:
            verdict = scanning.scan(held, seconds=PATIENCE)
    except scanning.Unreachable:
        return Verdict("waiting")
    if verdict.state == "infected":
        raise refusals.infected(verdict.note)
    return verdict
