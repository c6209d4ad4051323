"""Bytes on their way: the part file of an upload, its lock, and what it takes for an offset to be promised.

An offset is told to the sender only after the bytes before it have reached the disk (fsync) and then the row. What lies in the
part beyond the row's offset was never promised and is cut off before the next byte is written.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from django.db import connection

from lertrat.files import disk
from lertrat.kernel.errors import Conflict, Refusal

PIECE = 1 << 16
ALGORITHMS = ("sha256", "sha1")
# So much must stay free on the disk: the database may live there too.
SPARE = 512 * 1024 * 1024


class Stream(Protocol):
    """What a chunk is read from (a request fits)."""

    def read(self, size: int, /) -> bytes: ...


class Broken(Exception):
    """The line was cut in the middle of a chunk."""


def part_of(token: str) -> Path:
    """Where an upload lies while it is on its way. The token is ours; its hash is harmless as a name and tells nothing."""
    return disk.incoming() / f"upload-{hashlib.sha256(token.encode()).hexdigest()[:40]}"


def room_for(length: int) -> bool:
    """Whether the disk has room for so many bytes."""
    return shutil.disk_usage(disk.incoming()).free > length + SPARE


@contextmanager
def held(token: str) -> Iterator[BinaryIO]:
    """The part file, open and locked against every other process of this machine. Conflict "upload-busy" where it is taken."""
    with part_of(token).open("r+b" if part_of(token).exists() else "w+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                "upload-busy",
                "ไฟล์นี้กำลังรับข้อมูลจากอีกหน้าต่างหนึ่งอยู่ จะลองใหม่เองในไม่กี่วินาที",
                "Another request is writing this upload; it will be tried again.",
            ) from None
        yield file


def release_connection() -> None:
    """Give a pooled database connection back: a slow line may take minutes over a chunk and must not hold one so long."""
    if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
        connection.close()


def wanted_digest(header: str) -> tuple[str, bytes]:
    """Algorithm and digest of an Upload-Checksum header ("sha256 BASE64"); ("", b"") for an empty one. Refusal "upload-algorithm"."""
    if not header:
        return "", b""
    algorithm, _, encoded = header.strip().partition(" ")
    try:
        digest = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if algorithm not in ALGORITHMS or len(digest) != hashlib.new(algorithm).digest_size:
        raise Refusal(
            "upload-algorithm", "ค่าตรวจสอบของชิ้นส่วนไม่ถูกต้อง", "The checksum header is not understood."
        )
    return algorithm, digest


def write(file: BinaryIO, offset: int, room: int, stream: Stream, checksum: str) -> tuple[int, bool]:
    """Append a chunk at `offset`, at most `room` bytes: (bytes now safely on the disk, whether the chunk came to its end).

    A chunk with a checksum is kept whole or not at all; without one, what came before a break is kept.
    Refusals: "upload-checksum" (the chunk came through damaged), "upload-too-long" (more than was announced).
    """
    algorithm, wanted = wanted_digest(checksum)
    sum_ = hashlib.new(algorithm or "sha256")
    file.seek(offset)
    file.truncate()
    taken, whole, over = 0, True, False
    while True:
        try:
            piece = stream.read(PIECE)
        except (OSError, Broken):
            whole = False
            break
        if not piece:
            break
        if taken + len(piece) > room:
            over = True
            break
        sum_.update(piece)
        file.write(piece)
        taken += len(piece)
    if over or (wanted and not whole):
        taken = 0
    elif wanted and sum_.digest() != wanted:
        _cut(file, offset)
        raise Refusal(
            "upload-checksum",
            "ข้อมูลที่ได้รับไม่ตรงกับที่ส่ง อาจเสียหายระหว่างทาง จะส่งส่วนนี้ใหม่เอง",
            "The chunk was damaged on its way and will be sent again.",
        )
    _cut(file, offset + taken)
    if over:
        raise Refusal(
            "upload-too-long",
            "ได้รับข้อมูลเกินขนาดที่แจ้งไว้ โปรดเลือกไฟล์แล้วอัปโหลดใหม่",
            "More bytes came than were announced. Please choose the file and upload it again.",
        )
    return taken, whole


def _cut(file: BinaryIO, end: int) -> None:
    file.flush()
    file.truncate(end)
    os.fsync(file.fileno())


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
