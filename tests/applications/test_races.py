"""Two at once, and killed half-way: nothing acknowledged is lost, nothing is doubled. Real processes, on either database."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest

from tools.installation import Installation
from tools.processes import ROOT

PLAY = [sys.executable, "-m", "tests.applications.play"]


def play(home: Installation, *command: str) -> str:
    done = subprocess.run(
        [*PLAY, *command], env=home.env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def at_once(home: Installation, *refs: str) -> list[str]:
    """Each reference submitted by a process of its own, all at the same moment."""
    moment = str(time.time() + 3)
    started = [
        subprocess.Popen(
            [*PLAY, "submit", ref, moment], env=home.env, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for ref in refs
    ]
    return [process.communicate(timeout=60)[0].strip() for process in started]


def live(home: Installation) -> list[dict[str, Any]]:
    """Every live submission, and how many records tell of each, asked from outside."""
    script = (
        "import json\n"
        "from lertrat.applications.models import Submission\n"
        "from lertrat.records.models import Record\n"
        "rows = Submission.objects.filter(live=True).values('id', 'ref', 'application__ref', 'slot')\n"
        "print(json.dumps([dict(r, told=Record.objects.filter(verb='submission.received', object_id=r['id']).count())"
        " for r in rows]))\n"
    )
    rows: list[dict[str, Any]] = json.loads(
        home.manage("shell", "-v", "0", "-c", script).stdout.strip().splitlines()[-1]
    )
    return rows


@pytest.fixture
def prepared(installation: Installation) -> tuple[Installation, dict[str, list[str]]]:
    return installation, json.loads(play(installation, "prepare", "7"))


def test_races_and_kills(prepared: tuple[Installation, dict[str, list[str]]]) -> None:
    home, made = prepared
    twice = at_once(home, made["refs"][0], made["refs"][0])
    assert sorted(answer.split()[1] for answer in twice) == ["again", "new"]
    assert twice[0].split()[0] == twice[1].split()[0]

    one, two = at_once(home, *made["rivals"])
    assert sorted(answer.split()[0] == "refused" for answer in (one, two)) == [False, True]
    assert "quota-full" in one + two

    rest = made["refs"][1:]
    acknowledged = set()
    for pause in (0.02, 0.08):
        process = subprocess.Popen(
            [*PLAY, "drain", *rest], env=home.env, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None and process.stdout.readline() == "READY\n"
        time.sleep(pause)
        process.kill()
        said = process.communicate()[0].splitlines()
        acknowledged |= {
            line.split()[1] for line in said if line.startswith("ACK ") and len(line.split()) == 3
        }
    rows = live(home)
    assert acknowledged <= {row["ref"] for row in rows}
    assert len({row["application__ref"] for row in rows}) == len(rows)
    assert all(row["told"] == 1 for row in rows)
    assert home.manage("invariants").returncode == 0
