"""Named reads of stored files and of uploads on their way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import BufferedReader

from django.contrib.auth.base_user import AbstractBaseUser

from lertrat.files import shelf
from lertrat.files.models import StoredFile, Upload
from lertrat.files.names import COMPANIONS, MEDIA_TYPES, VIDEO, limit
from lertrat.files.permits import may
from lertrat.files.scanning import configured as scanner_configured
from lertrat.files.uploads import ALGORITHMS
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound

__all__ = ["ALGORITHMS", "COMPANIONS", "MEDIA_TYPES", "VIDEO", "limit", "scanner_configured"]


def by_ref(ref: str) -> StoredFile | None:
    """The file with this reference. The caller's room says who may have it."""
    return StoredFile.objects.filter(ref=ref).first()


def by_ids(ids: Iterable[int]) -> dict[int, StoredFile]:
    """Files by id; unknown ids are left out."""
    return StoredFile.objects.in_bulk(list(ids))


def open_stored(file: StoredFile, by: AbstractBaseUser | None) -> BufferedReader:
    """The content, open for reading, for a reader whom the caller's room has let in; `by` None is the machine itself.

    Raises NotAllowed "file-waiting" or "file-infected" for everybody but the uploader while the scanner has not passed it, and
    NotFound "file-missing" when it is not on the shelf. Serve it with `file.media_type` and nosniff.
    """
    if by is not None:
        may(by, "open", file).require()
    try:
        # The path comes from the hash again, not from the row: nothing in the database can point elsewhere.
        return shelf.shelf().open(shelf.relative(file.sha256))
    except FileNotFoundError:
        raise NotFound(
            "file-missing", "ไม่พบเนื้อหาของไฟล์นี้ โปรดแจ้งผู้ดูแลระบบ", "The content of this file is missing."
        ) from None


def picture(file: StoredFile, by: AbstractBaseUser) -> bytes | None:
    """The small picture of the first page (PNG) for whoever may open the file; None where there is none."""
    may(by, "open", file).require()
    try:
        return shelf.picture_path(file.sha256).read_bytes() if file.preview == "made" else None
    except FileNotFoundError:
        return None


def intact(file: StoredFile) -> bool:
    """Whether the content on the shelf still has the hash it came with."""
    try:
        with open_stored(file, None) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except NotFound:
        return False


def upload_of(person: AbstractBaseUser, token: str) -> Upload:
    """A person's own upload. Raises NotFound "no-upload" for somebody else's, an expired one, and for nothing."""
    found = (
        Upload.objects.select_related("file")
        .filter(token=token, person_id=person.pk, expires_at__gt=clock.now())
        .first()
    )
    if found is None:
        raise NotFound(
            "no-upload",
            "ไม่พบการอัปโหลดนี้ หรือพ้นเวลาที่เก็บไว้แล้ว โปรดเลือกไฟล์แล้วอัปโหลดใหม่",
            "There is no such upload, or it has expired. Please choose the file and upload it again.",
        )
    return found


def unfinished(person: AbstractBaseUser) -> list[Upload]:
    """A person's uploads that have not become a file, newest first."""
    return list(
        Upload.objects.filter(person_id=person.pk, state="open", expires_at__gt=clock.now()).order_by("-id")
    )
