"""One migrated installation for a run of the tests: made by the first process that asks, copied by all, gone at the end."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from tools.installation import Installation


def migrated(shared: Path) -> Installation:
    """The run's installation in the folder `shared`, on the database that LERTRAT_DATABASE_URL names (SQLite without it)."""
    home, url = shared / "migrated", os.environ.get("LERTRAT_DATABASE_URL", "")
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = home / "url"
        if known.exists():
            return Installation(home, known.read_text())
        made = (
            Installation.on_postgres(home, url)
            if url.startswith("postgres")
            else Installation.on_sqlite(home)
        )
        made.manage("migrate", "--verbosity", "0")
        known.write_text(made.url)
        return made


def forget(shared: Path) -> None:
    """Take the run's installation away, if one was made."""
    known = shared / "migrated" / "url"
    if known.exists():
        Installation(known.parent, known.read_text()).remove()
