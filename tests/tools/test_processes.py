"""Children end with us, however we end; a taken port is stepped over; a server that dies is reported at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.processes import free_port, start, stop, wait_for_answer

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def gone(pid: int, within: float = 10) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_stop_ends_even_what_will_not_listen() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
    process = start([sys.executable, "-c", deaf])
    time.sleep(0.5)
    stop(process, within=0.3)
    assert process.returncode in (-signal.SIGKILL, -signal.SIGTERM)


def test_a_child_ends_when_its_parent_is_killed() -> None:
    parent = "\n".join(
        [
            "import sys, time",
            "from tools.processes import start",
            f"print(start({SLEEPER!r}).pid, flush=True)",
            "time.sleep(60)",
        ]
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert gone(child)


def test_a_taken_port_is_stepped_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) <= port + 49


def test_a_server_that_dies_is_reported_without_waiting() -> None:
    process = start([sys.executable, "-c", "raise SystemExit(3)"])
    began = time.monotonic()
    with pytest.raises(RuntimeError, match="status 3"):
        wait_for_answer(f"http://127.0.0.1:{free_port()}/", process, within=30)
    assert time.monotonic() - began < 10
