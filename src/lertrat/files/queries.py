"""Named reads of stored files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import BufferedReader

from lertrat.files import disk
from lertrat.files.models import StoredFile
from lertrat.files.names import MEDIA_TYPES
from lertrat.kernel.errors import NotFound

__all__ = ["MEDIA_TYPES"]


def by_ref(ref: str) -> StoredFile | None:
    """The file with this reference. The caller's room says who may have it."""
    return StoredFile.objects.filter(ref=ref).first()


def by_ids(ids: Iterable[int]) -> dict[int, StoredFile]:
    """Files by id; unknown ids are left out."""
    return StoredFile.objects.in_bulk(list(ids))


def open_stored(file: StoredFile) -> BufferedReader:
    """The content, open for reading. NotFound "file-missing" when it is not on the disk.

    Serve it only as an attachment, with `file.media_type` and nosniff.
    """
    try:
        # The path comes from the hash again, not from the row: nothing in the database can point elsewhere.
        return (disk.root() / disk.relative(file.sha256)).open("rb")
    except FileNotFoundError:
        raise NotFound(
            "file-missing", "ไม่พบเนื้อหาของไฟล์นี้ โปรดแจ้งผู้ดูแลระบบ", "The content of this file is missing."
        ) from None


def intact(file: StoredFile) -> bool:
    """Whether the content on the disk still has the hash it came with."""
    try:
        with open_stored(file) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except NotFound:
        return False
