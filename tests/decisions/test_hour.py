"""The hour, with real processes: killed half-way nothing is there; two workers at once publish once."""

from __future__ import annotations

import json
import subprocess

from tests.players import players
from tools.installation import Installation
from tools.processes import BIN, ROOT


def test_killed_half_way_nothing_is_there_and_two_workers_publish_once(installation: Installation) -> None:
    with players(installation, "tests.decisions.hour") as cast:
        before = json.loads(cast.alone("prepare"))
        assert (before["awards"], before["number"], before["decisions"]) == (0, 0, ["decided"] * 3)
        assert cast.killed("stall", "9", after=0) == "STALLED"
        assert json.loads(cast.alone("state")) == before
        workers = [
            subprocess.Popen(
                [str(BIN / "lertrat"), "publish-due", "--json"], env=installation.env, cwd=ROOT,
                stdout=subprocess.PIPE, text=True,
            )
            for _ in range(2)
        ]  # fmt: skip
        said = [process.communicate(timeout=60)[0] for process in workers]
        assert all(process.returncode == 0 for process in workers), said
        assert json.loads(cast.alone("state")) == {
            "awards": 2, "works": 2, "certificates": 2, "found": 4, "told": 1, "number": 1,
            "publications": ["published"], "decisions": ["published"] * 3, "broken": [],
        }  # fmt: skip
