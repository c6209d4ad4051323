"""Players: processes forked from one that has Django and the tests' world loaded, so that a race costs no start of Python.

with players(home, "tests.applications.play") as cast:
    cast.alone("prepare", "7")                                # what it printed
    cast.together(("submit", one), ("submit", two))           # both let go at the same moment
    cast.killed("drain", *refs, after=0.02)                   # SIGKILL that long after its first line
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.installation import Installation
from tools.processes import ROOT


@dataclass
class Cast:
    """The players of one installation; each play is a process of its own with its own connection."""

    process: subprocess.Popen[str]
    log: Path

    def alone(self, *play: str) -> str:
        return self.together(play)[0]

    def together(self, *plays: Sequence[str]) -> list[str]:
        said, fine = self._ask(plays, None)
        assert fine, self.log.read_text()[-2000:]
        return said

    def killed(self, *play: str, after: float) -> str:
        return self._ask([play], after)[0][0]

    def _ask(self, plays: Sequence[Sequence[str]], killed_after: float | None) -> tuple[list[str], bool]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps([[list(play) for play in plays], killed_after]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, self.log.read_text()[-2000:]
        said, fine = json.loads(answer)
        return said, fine


@contextlib.contextmanager
def players(home: Installation, module: str) -> Iterator[Cast]:
    """Whoever plays `main(command, …)` of the module on this installation."""
    log = home.home / "players.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.players", module],
            env=home.env, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        ) as process,
    ):  # fmt: skip
        yield Cast(process, log)
        assert process.stdin is not None
        process.stdin.close()


def _begin(main: Callable[..., Any], play: Sequence[str], pipes: tuple[int, int]) -> tuple[int, int]:
    """Fork a player that waits until the pipe's writing end is shut everywhere; its number and what it will say."""
    hold, go = pipes
    hears, says = os.pipe()
    if child := os.fork():
        os.close(says)
        return child, hears
    os.close(go)
    os.dup2(says, 1)
    os.read(hold, 1)
    status = 1
    try:
        main(*play)
        sys.stdout.flush()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _play(
    main: Callable[..., Any], plays: list[list[str]], killed_after: float | None
) -> tuple[list[str], bool]:
    pipes = os.pipe()
    begun = [_begin(main, play, pipes) for play in plays]
    for end in pipes:
        os.close(end)
    said, fine = [], True
    for child, hears in begun:
        with os.fdopen(hears) as words:
            text = words.readline()
            if killed_after is not None:
                time.sleep(killed_after)
                os.kill(child, signal.SIGKILL)
            said.append((text + words.read()).strip())
        fine &= os.waitpid(child, 0)[1] == 0
    return said, fine


def _serve(module: str) -> None:
    import django

    django.setup()
    importlib.import_module("tests.world")
    main = importlib.import_module(module).main
    for line in sys.stdin:
        plays, killed_after = json.loads(line)
        print(json.dumps(_play(main, plays, killed_after)), flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1])
