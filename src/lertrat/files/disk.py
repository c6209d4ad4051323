"""This machine's disk: where a content arrives, before it has a place on the shelf.

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

from lertrat.files import refusals, shelf
from lertrat.files.shelf import relative, root
from lertrat.kernel import clock

__all__ = ["Received", "place", "receive", "relative", "root", "sweep"]
_PART_AGE = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Received:
    """A content that has arrived in full but has no place yet."""

    part: Path
    sha256: str
    size: int


def incoming() -> Path:
    """The folder of what is on its way."""
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def receive(chunks: Iterable[bytes], limit: int) -> Iterator[Received]:
    """Write `chunks` (at most `limit` bytes) to a part file and hash them on the way; the part is gone after the block unless
    `place` took it.

    Refusals: "file-empty", "file-too-big".
    """
    handle, name = tempfile.mkstemp(prefix="part-", dir=incoming())
    part = Path(name)
    try:
        sha, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise refusals.too_big(limit)
                sha.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise refusals.empty()
        yield Received(part, sha.hexdigest(), size)
    finally:
        part.unlink(missing_ok=True)


def place(received: Received) -> str:
    """Give the content its place (unless it lies there already) and return the path below the root."""
    path = relative(received.sha256)
    shelf.shelf().put(received.part, path, received.size)
    return path


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
