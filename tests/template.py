"""One migrated installation for a run of the tests: made by the first process that asks, copied by all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
from pathlib import Path

from tools.installation import Installation
from tools.processes import ROOT

# All that `migrate` reads: what else changes in the sources leaves the tables as they are.
_READS = (
    "*/migrations/*.py",
    "*/*models.py",
    "*/triggers.py",
    "*/apps.py",
    "settings/*.py",
    "records/discover.py",
)


def digest() -> str:
    """What the tables are made of, in short."""
    found = hashlib.sha256(sys.version.encode() + (ROOT / "uv.lock").read_bytes())
    source = ROOT / "src/lertrat"
    for path in sorted({path for pattern in _READS for path in source.glob(pattern)}):
        found.update(f"{path.relative_to(source)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:20]


def migrated(shared: Path, kept: Path | None) -> Installation:
    """The run's installation, on the database that LERTRAT_DATABASE_URL names (SQLite without it).

    It stands in the folder `shared`; on SQLite in `kept`, under a digest of what makes the tables, and is there for the next run too.
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
