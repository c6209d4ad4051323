"""Small pictures and page counts, made in the background; a file that cannot be drawn has a state, not an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lertrat.files import shelf
from lertrat.files.models import StoredFile
from lertrat.files.preview import KINDS, SECONDS
from lertrat.files.states import HELD_BACK

BATCH = 10


def preview_waiting() -> int:
    """Draw the first page of files that wait for it; how many were settled. One content is drawn once.

    Only facts about the content are written, so nothing of this stands in the record.
    """
    waiting = StoredFile.objects.filter(preview="waiting").exclude(scan__in=HELD_BACK).order_by("id")[:BATCH]
    settled = 0
    done: set[str] = set()
    for file in waiting:
        if file.sha256 in done:
            continue
        done.add(file.sha256)
        state, pages = _draw(file)
        same = StoredFile.objects.filter(sha256=file.sha256, extension=file.extension, preview="waiting")
        settled += same.update(preview=state, pages=pages)
    return settled


def _draw(file: StoredFile) -> tuple[str, int | None]:
    """(state, pages) after a process with little memory and time has looked at the file."""
    if file.extension not in KINDS:
        return "none", None
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "source", Path(folder) / "picture.png"
        try:
            with shelf.shelf().open(shelf.relative(file.sha256)) as content, source.open("wb") as copy:
                shutil.copyfileobj(content, copy, 1 << 20)
            drawn = subprocess.run(
                [sys.executable, "-m", "lertrat.files.preview", file.extension, str(source), str(target)],
                capture_output=True, timeout=3 * SECONDS, check=True, env={"PATH": os.environ.get("PATH", ""), **_path()},
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return "failed", None
        counted = drawn.stdout.decode().strip()
        pages = int(counted) if counted.isdigit() else None
        if not target.exists():
            return "none", pages
        _keep(target, shelf.picture_path(file.sha256))
        return "made", pages


def _path() -> dict[str, str]:
    """Where modules are found, and nothing else of this process's surroundings: no secret of ours goes near strangers' files."""
    return {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}


def _keep(made: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_suffix(f".{os.getpid()}.part")
    shutil.copy(made, part)
    part.replace(place)
