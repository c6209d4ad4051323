"""The one clock. Nobody else asks the machine for the time.

`now()` is the server's clock in UTC. A rehearsal (the demonstration, a test of the closing minute) may move it: the file
named by ``LERTRAT_CLOCK_FILE`` then holds an offset in whole seconds. A file, so that every process of one installation
(web workers, the worker, the command line) moves together; in production the variable is not set and nothing is read.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_cache: tuple[int, timedelta] = (-1, timedelta(0))


def clock_file() -> Path | None:
    """The file that holds the rehearsal's offset, or None where the clock cannot be moved."""
    name = os.environ.get("LERTRAT_CLOCK_FILE")
    return Path(name) if name else None


def offset() -> timedelta:
    """How far the rehearsal's clock stands from the machine's; zero without a rehearsal."""
    global _cache
    file = clock_file()
    if file is None:
        return timedelta(0)
    try:
        stamp = file.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta(0)
    if stamp != _cache[0]:
        _cache = (stamp, timedelta(seconds=int(file.read_text().strip() or 0)))
    return _cache[1]


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC) + offset()


def outside() -> datetime:
    """The moment by which other machines go (authenticator apps): a rehearsal moves ours, and never theirs."""
    return now() - offset()


def move_to(moment: datetime) -> None:
    """Set a rehearsal's clock so that it reads `moment` now and runs on from there.

    Raises RuntimeError where no clock file is configured (production).
    """
    file = clock_file()
    if file is None:
        raise RuntimeError("the clock can be moved in a rehearsal only (LERTRAT_CLOCK_FILE is not set)")
    # Upwards: whoever moves the clock to an hour finds that the hour has come.
    seconds = math.ceil((moment - datetime.now(UTC)).total_seconds())
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(str(seconds))
    part.replace(file)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Within the block this thread's clock stands still at `moment` (tests)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
