"""The stages of the demonstration year, built once: one year played through in one process, a copy kept at each stage.

`Stages(folder)["decision"]` is an installation to copy from; whoever asks first starts the building, everybody else waits for the
stage wanted while the later ones are still being played. The folder is kept by a digest of the sources, so that a second run
finds everything made. `python -m tools.stages FOLDER LAST` is the builder.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tools.installation import Installation
from tools.processes import ROOT, start, stop

_MADE_OF = ("src/lertrat", "tools/stages.py", "uv.lock")
_NOT_DATA = {".pyc", ".css", ".js", ".woff2", ".html"}
_LAST = "published"


def digest() -> str:
    """What the world is made of, in short: our sources without the pages' own files, and the versions of what they use."""
    found = hashlib.sha256(sys.version.encode())
    for name in _MADE_OF:
        whole = ROOT / name
        for path in sorted(whole.rglob("*")) if whole.is_dir() else [whole]:
            if path.is_file() and path.suffix not in _NOT_DATA:
                found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:20]


@dataclass
class Stages:
    """The stages kept in `folder`. `base`: a migrated installation on SQLite to begin from, which saves migrating another."""

    folder: Path
    base: Installation | None = None
    last: str = _LAST
    _home: Path = field(init=False)
    _builder: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._home = self.folder / digest()

    def __getitem__(self, stage: str) -> Installation:
        """The stage as it was left, to be copied and not run. RuntimeError with the builder's words when it fails."""
        made = self._home / stage
        while not made.is_dir():
            if self._builder is not None and self._builder.poll():
                raise RuntimeError(f"the demonstration was not built:\n{self._log.read_text()[-3000:]}")
            if self._builder is None and not _held(self._home / "building"):
                self._begin()
            time.sleep(0.2)
        return Installation.on_sqlite(made)

    def copy(self, stage: str, home: Path) -> tuple[Installation, list[dict[str, str]]]:
        """The stage again in `home`, its clock set going from the stage's hour, and its accounts (role, email, password, name)."""
        twin = self[stage].copy(home)
        told = json.loads((home / "stage.json").read_text())
        ahead = datetime.fromisoformat(told["today"]) - datetime.now(UTC)
        (home / "clock").write_text(str(round(ahead.total_seconds())))
        return twin, told["accounts"]

    def close(self) -> None:
        """End the building, when it was begun here and still goes on."""
        if self._builder is not None:
            stop(self._builder)

    @property
    def _log(self) -> Path:
        return self._home / "builder.log"

    def _begin(self) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        for other in self.folder.iterdir():
            if other != self._home and not _held(other / "building"):
                shutil.rmtree(other, ignore_errors=True)
        work = self._home / "work"
        base = [self.base.database] if self.base is not None and self.base.vendor == "sqlite" else []
        with self._log.open("wb") as log:
            env = Installation.on_sqlite(work).env
            self._builder = start(
                [sys.executable, "-m", "tools.stages", self._home, self.last, *base], env=env, log=log
            )


def _held(path: Path) -> bool:
    """Whether a builder that lives holds the lock."""
    with contextlib.suppress(FileNotFoundError), path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextlib.contextmanager
def _holding(path: Path) -> Iterator[bool]:
    """Hold the lock until the end of the block, or of the process; False when another builder has it."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def main(home: Path, last: str, base: Path | None) -> None:
    """Play the year in `home`/work and leave a copy of it at every stage, each whole from the moment it is there."""
    with _holding(home / "building") as mine:
        if not mine:
            return
        work = home / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        if base is not None:
            Installation.on_sqlite(base.parent).copy(work)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from lertrat.demo import build as building
        from lertrat.people.demonstration import accounts

        call_command("migrate", verbosity=0)
        rows = [
            {"role": one.key, "email": one.email, "password": one.password, "name": one.name}
            for one in accounts()
        ]

        def keep(stage: str, world: object) -> None:
            # The year is one transaction; this connection alone sees what it has written so far.
            part = home / f"{stage}.part"
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(work, part, ignore=shutil.ignore_patterns("*.sqlite3*", "clock"))
            (part / "lertrat.sqlite3").write_bytes(connection.connection.serialize())
            today = building.STAGES[stage][1].isoformat()
            (part / "stage.json").write_text(json.dumps({"today": today, "accounts": rows}), encoding="utf-8")
            if not (home / stage).exists():
                part.rename(home / stage)

        building.build(last, at_stage=keep, say=lambda words: print(words, flush=True))
        connection.close()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if len(sys.argv) > 3 else None)
