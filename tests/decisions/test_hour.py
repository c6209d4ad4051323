"""The hour, with real processes: killed half-way nothing is there; two workers at once publish once."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tools.installation import Installation
from tools.processes import BIN, ROOT

HOUR = [sys.executable, "-m", "tests.decisions.hour"]


def run(home: Installation, *command: str) -> dict[str, Any]:
    done = subprocess.run(
        [*HOUR, *command], env=home.env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    state: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return state


def killed_before_write(home: Installation, number: int) -> None:
    with subprocess.Popen(
        [*HOUR, "stall", str(number)], env=home.env, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "STALLED"
        process.kill()


def test_killed_half_way_nothing_is_there_and_two_workers_publish_once(installation: Installation) -> None:
    before = run(installation, "prepare")
    assert (before["awards"], before["number"], before["decisions"]) == (0, 0, ["decided"] * 3)
    killed_before_write(installation, 9)
    assert run(installation, "state") == before
    workers = [
        subprocess.Popen(
            [str(BIN / "lertrat"), "publish-due", "--json"], env=installation.env, cwd=ROOT,
            stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate(timeout=60)[0] for process in workers]
    assert all(process.returncode == 0 for process in workers), said
    assert run(installation, "state") == {
        "awards": 2, "works": 2, "certificates": 2, "found": 4, "told": 1, "number": 1,
        "publications": ["published"], "decisions": ["published"] * 3, "broken": [],
    }  # fmt: skip
