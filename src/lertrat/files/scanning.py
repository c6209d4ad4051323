"""The virus scanner: clamd's INSTREAM over a socket, where one is configured (`LERTRAT_CLAMD`).

`unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`. The protocol is clamd(8)'s: "zINSTREAM", pieces with their length in front, a
length of nought, one answer that ends with a zero byte.
"""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

_PIECE = 1 << 18
_FOUND = re.compile(r"^stream: (.+) FOUND$")


class Unreachable(Exception):
    """The scanner did not answer; the file waits and is tried again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` as in `states.SCAN_STATES`; `note` is the threat's name, or why it could not be looked into."""

    state: str
    note: str = ""


NOT_SCANNED = Verdict("none")


def configured() -> bool:
    """Whether this installation has a scanner."""
    return bool(settings.LERTRAT_CLAMD)


def _connect(seconds: float) -> socket.socket:
    kind, _, where = str(settings.LERTRAT_CLAMD).partition(":")
    if kind == "unix":
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(seconds)
        try:
            made.connect(where)
        except OSError:
            made.close()
            raise
        return made
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=seconds)


def scan(content: BinaryIO, *, seconds: float = 60) -> Verdict:
    """What the scanner says of a content. Raises Unreachable. Without a scanner: NOT_SCANNED."""
    if not configured():
        return NOT_SCANNED
    try:
        with _connect(seconds) as line:
            try:
                line.sendall(b"zINSTREAM\0")
                while piece := content.read(_PIECE):
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(bytes(4))
            except (BrokenPipeError, ConnectionResetError):
                pass  # It hung up over something; what it said stands in its answer.
            return _verdict(_answer(line))
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from None


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096 and (more := line.recv(4096)):
        said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(said: str) -> Verdict:
    if said == "stream: OK":
        return Verdict("clean")
    if found := _FOUND.match(said):
        return Verdict("infected", found[1][:200])
    if "size limit exceeded" in said:
        # Asking again would get the same answer: it stands as not looked into, and says why.
        return Verdict("none", "size limit")
    raise Unreachable(said or "no answer")
