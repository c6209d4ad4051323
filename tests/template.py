"""One migrated installation for a run of the tests: made by the first process that asks, copied by all."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from tools.installation import Installation
from tools.stages import digest


def migrated(shared: Path, kept: Path | None) -> Installation:
    """The run's installation, on the database that LERTRAT_DATABASE_URL names (SQLite without it).

    It stands in the folder `shared`; on SQLite in `kept`, under a digest of the sources, and is there for the next run too.
    """
    url = os.environ.get("LERTRAT_DATABASE_URL", "")
    on_server = url.startswith("postgres")
    base = shared if on_server or kept is None else kept / digest()
    base.mkdir(exist_ok=True)
    with (base / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = base / "migrated"
        known = home / "url"
        if known.exists():
            return Installation(home, known.read_text())
        for other in base.parent.iterdir() if base.parent == kept else ():
            if other != base:
                shutil.rmtree(other, ignore_errors=True)
        made = Installation.on_postgres(home, url) if on_server else Installation.on_sqlite(home)
        made.manage("migrate", "--verbosity", "0")
        known.write_text(made.url)
        return made


def forget(shared: Path) -> None:
    """Take the run's installation away, if one was made there."""
    known = shared / "migrated" / "url"
    if known.exists():
        Installation(known.parent, known.read_text()).remove()
