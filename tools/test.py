"""`make test`: every check and every test, on both databases and in a browser, with one closing summary.

Parts: the checks, everything on SQLite, what uses a database on PostgreSQL (a throw-away server), the browser tests. What
this machine cannot run is said in one line with the command that would mend it; with CI set, that fails the run.
Arguments go to pytest: `.venv/bin/python -m tools.test -k receipt` runs only those, without the checks.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools import browser, check, postgres

ROOT = Path(__file__).resolve().parents[1]
STRICT = bool(os.environ.get("CI"))
# Each group of tests (a stage of the demonstration, mostly) is one process's, and the groups begin in the order they are listed.
BROWSER = ("--dist", "loadgroup", "--no-loadscope-reorder")
COUNTED = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


@dataclass
class Part:
    """How one part of the run went."""

    name: str
    seconds: float = 0.0
    failed: bool = False
    note: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


@contextlib.contextmanager
def timed(name: str, parts: list[Part]) -> Iterator[Part]:
    """A headed, timed part of the run."""
    print(f"\n===== {name} =====", flush=True)
    part, began = Part(name), time.monotonic()
    parts.append(part)
    try:
        yield part
    finally:
        part.seconds = time.monotonic() - began


def pytest_part(part: Part, *arguments: str, env: dict[str, str] | None = None) -> None:
    """Run pytest and read its counts into the part."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as report:
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--durations=5", *arguments]
        own = {key: value for key, value in os.environ.items() if key != "LERTRAT_DATABASE_URL"}
        status = subprocess.run(
            command, cwd=ROOT, env=own | {"LERTRAT_TEST_REPORT": report.name} | (env or {}), check=False
        ).returncode
        text = report.read()
    told = json.loads(text) if text else {}
    part.counts, part.broken = told.get("counts", {}), told.get("broken", [])
    # 5: nothing was selected, which is fine when arguments narrowed the run.
    part.failed = status not in ((0, 5) if sys.argv[1:] else (0,))


def cannot(part: Part, error: Exception) -> None:
    """This machine cannot run the part; in CI that is a failure."""
    part.note, part.failed = f"not run: {error}", STRICT
    print(part.note, flush=True)


def main() -> int:
    """Run every part; 1 if any failed."""
    began, parts, narrowed = time.monotonic(), list[Part](), sys.argv[1:]
    cores = "2" if (os.cpu_count() or 1) > 1 else "0"
    with timed("set-up", parts) as part:
        set_up(part)
    if not narrowed:
        with timed("checks", parts) as part:
            part.failed = check.main() != 0
    without = ("--ignore=tests/house", "--ignore=tests/browser")
    with timed("tests on SQLite", parts) as part:
        pytest_part(part, "-n", cores, "tests", *without, *narrowed)
    with timed("tests on PostgreSQL", parts) as part:
        try:
            with postgres.throwaway() as url:
                env = {"LERTRAT_DATABASE_URL": url}
                pytest_part(part, "-n", cores, "--database-only", "tests", *without, *narrowed, env=env)
        except postgres.NoServer as missing:
            cannot(part, missing)
    with timed("tests in a browser", parts) as part:
        try:
            browser.executable()
            # One process more than there are cores: much of a browser's time is waiting.
            pytest_part(part, "-n", "3" if cores == "2" else cores, *BROWSER, "tests/browser", *narrowed)
        except browser.NoBrowser as missing:
            cannot(part, missing)
    return close(parts, time.monotonic() - began)


def set_up(part: Part) -> None:
    """Fetch the two things that are not Python packages, where this machine lets us."""
    for name, install in (("PostgreSQL", postgres.install), ("Chromium", browser.install)):
        try:
            print(f"{name}: {install()}", flush=True)
        except (postgres.NoServer, browser.NoBrowser) as missing:
            cannot(part, missing)


def close(parts: list[Part], seconds: float) -> int:
    """Print how each part went, what failed, and one last line with the sums."""
    print("\n===== summary =====")
    for part in parts:
        counts = ", ".join(f"{part.counts[name]} {name}" for name in COUNTED if part.counts.get(name))
        words = part.note or counts or ("failed" if part.failed else "ok")
        print(f"{'FAILED' if part.failed else 'ok':7} {part.name:22} {part.seconds:6.1f} s  {words}")
    for part in parts:
        for name in part.broken:
            print(f"FAILED {name} ({part.name.removeprefix('tests ')})")
    sums = {name: sum(part.counts.get(name, 0) for part in parts) for name in COUNTED}
    failed = any(part.failed for part in parts)
    # A part that failed outside its tests (the checks, a missing browser) counts as one failure, so that no sum hides it.
    sums["failed"] += sum(1 for part in parts if part.failed and not part.broken)
    shown = ", ".join(f"{sums[name]} {name}" for name in ("failed", "passed", *COUNTED[2:]) if sums[name])
    print(f"{'=' * 20} {shown or 'nothing ran'} in {seconds:.2f}s {'=' * 20}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
