"""Where contents lie: under MEDIA_ROOT by default, in an S3-compatible bucket where one is named (`LERTRAT_S3_BUCKET`).

Both shelves keep a content once, under its own hash, and show it only whole.
"""

from __future__ import annotations

import os
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from django.conf import settings

from lertrat.files.s3 import Bucket


def relative(sha256: str) -> str:
    """The path of a content below the root."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def root() -> Path:
    """The folder of all contents, and of what is on its way."""
    return Path(settings.MEDIA_ROOT)


def picture_path(sha256: str) -> Path:
    """Where the small picture of a content lies: always on this machine's disk, since it can be made again."""
    return root() / "previews" / sha256[:2] / f"{sha256}.png"


class Shelf(Protocol):
    """What keeps contents. `path` is always `relative(hash)`."""

    def put(self, part: Path, path: str, size: int) -> None:
        """Keep the whole file `part` (which may be moved away); nothing where the content lies there already."""

    def size(self, path: str) -> int | None:
        """Bytes of a content; None where there is none."""

    def open(self, path: str) -> BufferedReader:
        """A content for reading and seeking. FileNotFoundError where there is none."""


class Folder:
    """Contents as files below MEDIA_ROOT, brought safely to the disk before they get their name."""

    def put(self, part: Path, path: str, size: int) -> None:
        """See `Shelf.put`."""
        target = root() / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.size(path) != size:
            # A second name, not a move: who is killed before the row is written finds the part where it was.
            try:
                os.link(part, target)
            except OSError:
                part.replace(target)
            for folder in (target.parent, target.parent.parent, root()):
                _sync(folder)

    def size(self, path: str) -> int | None:
        """See `Shelf.size`."""
        try:
            return (root() / path).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def open(self, path: str) -> BufferedReader:
        """See `Shelf.open`."""
        return (root() / path).open("rb")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def shelf() -> Shelf:
    """The shelf of this installation: the bucket that is named, else the folder."""
    if settings.LERTRAT_S3["bucket"]:
        named = settings.LERTRAT_S3
        return Bucket(named["endpoint"], named["bucket"], named["region"], named["key"], named["secret"])
    return Folder()
