"""`make check`: style, format, types, the house's own tests, migrations in step, models without a warning.

Every part runs even when one fails, so that one call tells everything; mypy, the slowest, runs beside the others.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass
class Part:
    """One check: its name, its command, and when it has run what it printed."""

    name: str
    command: list[str | Path]
    output: str = ""
    failed: bool = False
    seconds: float = 0.0


def parts() -> list[Part]:
    """The checks, mypy first because it takes longest."""
    house = ["-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "tests/house"]
    return [
        Part("types (mypy --strict)", [BIN / "mypy"]),
        Part("style (ruff check)", [BIN / "ruff", "check", "-q", "--output-format=concise", "."]),
        Part(
            "format (ruff format)", [BIN / "ruff", "format", "-q", "--check", "--output-format=concise", "."]
        ),
        Part("floors, manners, dependencies", [sys.executable, *house]),
        Part("migrations in step", [BIN / "lertrat", "makemigrations", "--check", "--dry-run"]),
        Part("models and settings", [BIN / "lertrat", "check", "--fail-level", "WARNING"]),
    ]


def environment() -> dict[str, str]:
    """Ours, with the tests' settings and without a database of anybody's."""
    env = {key: value for key, value in os.environ.items() if key != "LERTRAT_DATABASE_URL"}
    return env | {"DJANGO_SETTINGS_MODULE": "lertrat.settings.test"}


def main() -> int:
    """Run every part, say how each went, print what the failing ones said; 1 if any failed."""
    began, todo, env = time.monotonic(), parts(), environment()
    background, todo_after = todo[0], todo[1:]
    slow = subprocess.Popen(
        background.command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for part in todo_after:
        start = time.monotonic()
        done = subprocess.run(
            part.command,
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        part.output, part.failed, part.seconds = done.stdout, done.returncode != 0, time.monotonic() - start
        say(part)
    background.output = slow.communicate()[0]
    background.failed, background.seconds = slow.returncode != 0, time.monotonic() - began
    say(background)
    wrong = [part for part in todo if part.failed]
    for part in wrong:
        print(f"\n--- {part.name}\n{part.output.rstrip()}", flush=True)
    passed = len(todo) - len(wrong)
    print(f"check: {passed} passed, {len(wrong)} failed in {time.monotonic() - began:.1f}s", flush=True)
    return 1 if wrong else 0


def say(part: Part) -> None:
    """One line on how a part went."""
    print(f"  {'FAILED' if part.failed else 'ok':7} {part.name}  ({part.seconds:.1f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
