"""Where contents lie: under MEDIA_ROOT, by their own hash, once each.

A content is written beside its place, brought safely to the disk, and only then given its name: whoever is stopped on the way
leaves a part file and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal

_PART_AGE = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Received:
    """A content that has arrived in full but has no place yet."""

    part: Path
    sha256: str
    size: int


def root() -> Path:
    """The folder of all contents."""
    return Path(settings.MEDIA_ROOT)


def relative(sha256: str) -> str:
    """The path of a content below the root."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def receive(chunks: Iterable[bytes]) -> Iterator[Received]:
    """Write `chunks` to a part file and hash them on the way; the part is gone after the block unless `place` took it.

    Refusals: "file-empty", "file-too-big".
    """
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix="part-", dir=folder)
    part = Path(name)
    try:
        sha, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.LERTRAT_UPLOAD_LIMIT:
                    raise too_big()
                sha.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise Refusal("file-empty", "ไฟล์ว่างเปล่า ไม่มีเนื้อหา", "The file is empty.")
        yield Received(part, sha.hexdigest(), size)
    finally:
        part.unlink(missing_ok=True)


def too_big() -> Refusal:
    """The refusal of a file beyond the limit, with the limit in it."""
    limit = f"{settings.LERTRAT_UPLOAD_LIMIT / 1024 / 1024:.4g}"
    return Refusal(
        "file-too-big",
        f"ไฟล์ใหญ่เกิน {limit} เมกะไบต์ โปรดลดขนาดหรือแบ่งเป็นหลายไฟล์",
        f"The file is larger than {limit} MB. Please make it smaller or divide it.",
    )


def place(received: Received) -> str:
    """Give the content its place (unless it lies there already) and return the path below the root."""
    path = relative(received.sha256)
    target = root() / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (target.exists() and target.stat().st_size == received.size):
        received.part.replace(target)
        for folder in (target.parent, target.parent.parent, root()):
            _sync(folder)
    return path


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep() -> int:
    """Remove part files that a killed process left a day ago; how many."""
    folder, gone = root() / "incoming", 0
    # The file system's own times are compared with the machine's clock, which a rehearsal does not move.
    before = clock.now().timestamp() - clock.offset().total_seconds() - _PART_AGE
    for part in folder.glob("part-*") if folder.is_dir() else ():
        if part.stat().st_mtime < before:
            part.unlink(missing_ok=True)
            gone += 1
    return gone
