"""Filled installations: made once, kept under var/bench by the hash of what they are made from, copied for whoever asks.

A year of 25,000 submissions takes a minute or two to fill in; every later run takes it from the disk. `var/bench` may be deleted
at any time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.installation import Installation
from tools.postgres import programs
from tools.processes import ROOT

KEPT = ROOT / "var" / "bench"
_MADE_FROM = (
    "benchmarks/world.py", "tests/world.py", "src/lertrat/*/migrations/*.py", "src/lertrat/*/triggers.py",
    "src/lertrat/criteria/packs/*.yaml", "src/lertrat/criteria/**/*.py",
)  # fmt: skip


@functools.cache
def digest() -> str:
    """The hash of everything a filled installation is made from."""
    sources = sorted({path for pattern in _MADE_FROM for path in ROOT.glob(pattern)})
    held = hashlib.sha256()
    for path in sources:
        held.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return held.hexdigest()[:16]


@dataclass
class Stock:
    """Filled installations of one kind of database, by size."""

    empty: Installation
    made: dict[int, tuple[Installation, dict[str, Any]]] = field(default_factory=dict)

    def of(self, size: int) -> tuple[Installation, dict[str, Any]]:
        """The installation with `size` submissions, and what the journeys need to know of it."""
        if size not in self.made:
            shelf = KEPT / f"{digest()}-{self.empty.vendor}-{size}"
            home = self.empty.home.with_name(f"{self.empty.home.name}-{size}")
            if not (shelf / "facts.json").exists():
                self._fill(size, home, shelf)
            else:
                self.made[size] = self._taken(shelf, home)
            filled, facts = self.made[size]
            filled.manage("collectstatic", "--no-input", "--verbosity", "0")
            set_clock(filled, facts["moment"])
        return self.made[size]

    def copy(self, size: int, name: str) -> tuple[Installation, dict[str, Any]]:
        """A copy to play on."""
        filled, facts = self.of(size)
        return filled.copy(filled.home.with_name(f"{filled.home.name}-{name}")), facts

    def remove(self) -> None:
        """Drop what was made."""
        for filled, _ in self.made.values():
            filled.remove()

    def _fill(self, size: int, home: Path, shelf: Path) -> None:
        began = time.monotonic()
        filled = self.empty.copy(home)
        filled.manage("migrate", "--verbosity", "0")
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.world", "year", str(size)],
            env=filled.env, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        facts = json.loads(done.stdout.splitlines()[-1])
        self.made[size] = filled, facts
        _keep(filled, facts, shelf)
        print(
            f"  filled {filled.vendor} with {size:,} submissions in {time.monotonic() - began:.0f} s",
            file=sys.stderr, flush=True,
        )  # fmt: skip

    def _taken(self, shelf: Path, home: Path) -> tuple[Installation, dict[str, Any]]:
        facts = json.loads((shelf / "facts.json").read_text())
        filled = self.empty.copy(home)
        if filled.vendor == "sqlite":
            shutil.copyfile(shelf / "database", filled.url.removeprefix("sqlite:///"))
        else:
            _postgres("pg_restore", "--no-owner", "--dbname", filled.url, str(shelf / "database"))
            # A restored database knows nothing yet of how its rows are spread.
            import psycopg

            with psycopg.connect(filled.url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        return filled, facts


def set_clock(installation: Installation, moment: str) -> None:
    """The year's clock stands where it stood when the world was made, however long ago that is."""
    seconds = round((datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds())
    part = installation.home / "clock.part"
    part.write_text(str(seconds))
    part.replace(installation.home / "clock")  # whole at once: somebody may be reading it


def _keep(filled: Installation, facts: dict[str, Any], shelf: Path) -> None:
    """Put a filled database on the shelf; what was made from other sources goes."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.iterdir():
        if not old.name.startswith((digest(), "part-")):
            shutil.rmtree(old, ignore_errors=True)
    part = KEPT / f"part-{shelf.name}"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    if filled.vendor == "sqlite":
        import sqlite3

        source, target = (
            sqlite3.connect(filled.url.removeprefix("sqlite:///")),
            sqlite3.connect(part / "database"),
        )
        with contextlib.closing(source), contextlib.closing(target):
            source.backup(target)
    else:
        _postgres("pg_dump", "--format=custom", "--compress=1", "--file", str(part / "database"), filled.url)
    (part / "facts.json").write_text(json.dumps(facts, ensure_ascii=False))
    shutil.rmtree(shelf, ignore_errors=True)
    part.replace(shelf)


def _postgres(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(programs() / program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr.strip()[-2000:]}")
