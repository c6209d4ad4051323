"""Compiled rules kept between two runs of a command, so that a command which only reads rules answers at once.

A pack that loaded without a problem lies under the user's cache folder, named by the hash of its text, its supplement and the
program that compiled it. The folder may be deleted at any time; what cannot be read, or what somebody else could have written,
is as good as absent.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pydantic

from lertrat import criteria, kernel
from lertrat.criteria import Pack, load_pack

MOST = 20
"""Packs kept; what lay longest goes."""


def folder() -> Path:
    """Where compiled rules are kept for this user."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(home) if os.path.isabs(home) else Path.home() / ".cache") / "lertrat" / "packs"


def load(text: str, supplement: str | None = None, *, name: str = "", supplement_name: str = "") -> Pack:
    """As `criteria.load_pack`, from the user's cache where the same text was loaded before by the same program."""
    try:
        file = folder() / _key(text, supplement)
    except (OSError, RuntimeError):  # no home, or no sources beside the program: nothing is kept
        return load_pack(text, supplement, name=name, supplement_name=supplement_name)
    found = _read(file)
    if found is None:
        found = load_pack(text, supplement, name=name, supplement_name=supplement_name)
        with suppress(OSError):
            _write(file, found)
    return found


def _key(text: str, supplement: str | None) -> str:
    """The name of what these texts compile to here: texts, interpreter, and every source that has a part in compiling."""
    held = hashlib.sha256()
    said = [sys.version, pydantic.VERSION, text, "-" if supplement is None else supplement]
    for room in (criteria, kernel):
        for path in sorted(Path(str(room.__path__[0])).rglob("*.py")):
            seen = path.stat()
            said.append(f"{path} {seen.st_size} {seen.st_mtime_ns}")
    for part in said:
        data = part.encode("utf-8", "surrogatepass")
        held.update(len(data).to_bytes(8, "big") + data)
    return f"{held.hexdigest()}.pickle"


def _own(seen: os.stat_result) -> bool:
    return not stat.S_ISLNK(seen.st_mode) and seen.st_uid == os.geteuid() and not seen.st_mode & 0o022


def _read(file: Path) -> Pack | None:
    try:
        # Unpickling runs what it is told to: only what this user wrote, where nobody else can put or swap a file.
        if not all(_own(os.lstat(place)) for place in (file.parent, file.parent.parent)):
            return None
        with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW), "rb") as held:
            if not _own(os.fstat(held.fileno())):
                return None
            data = held.read()
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            return None
        running = gc.isenabled()
        gc.disable()  # a year's rules are tens of thousands of objects, none of them garbage
        try:
            found = pickle.loads(memoryview(data)[32:])
        finally:
            if running:
                gc.enable()
    except Exception:  # whatever a damaged file makes of it
        return None
    return found if isinstance(found, Pack) else None


def _write(file: Path, pack: Pack) -> None:
    file.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.parent.mkdir(exist_ok=True, mode=0o700)
    data = pickle.dumps(pack, protocol=5)
    handle, part = tempfile.mkstemp(dir=file.parent, suffix=".part")
    with os.fdopen(handle, "wb") as held:
        held.write(hashlib.sha256(data).digest() + data)
    os.replace(part, file)
    kept = sorted(file.parent.glob("*.pickle"), key=lambda one: one.stat().st_mtime)
    for old in kept[:-MOST]:
        old.unlink(missing_ok=True)
