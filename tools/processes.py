"""Child processes that never outlive the program that started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
_PR_SET_PDEATHSIG = 1


def _with_parent(number: int) -> None:
    """In the child: be sent signal `number` when the parent is gone, however it went (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    log: IO[Any] | None = None,
    user: str | None = None,
    farewell: int = signal.SIGTERM,
    cwd: Path = ROOT,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C at the terminal reaches us and we stop it in order.

    `log` takes both streams (default: ours); `user` runs it as another user (root only).
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env) if env is not None else None,
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        stdin=subprocess.DEVNULL,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        start_new_session=True,
        cwd=cwd,
        preexec_fn=lambda: _with_parent(farewell),
    )


def stop(process: subprocess.Popen[bytes], *, by: int = signal.SIGTERM, within: float = 10) -> None:
    """Ask the process to end and wait; kill its whole session if it does not end `within` seconds."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port(wished: int = 0) -> int:
    """A port of 127.0.0.1 that nobody listens on: `wished` or one of the fifty after it; any for 0."""
    for port in [0] if wished == 0 else range(wished, wished + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise RuntimeError(f"no free port from {wished} to {wished + 49}")


def wait_for_answer(url: str, process: subprocess.Popen[bytes], *, within: float = 90) -> None:
    """Return when `url` answers, with whatever status.

    Raises RuntimeError when the process ends first, or nothing has answered `within` seconds.
    """
    until, last = time.monotonic() + within, "no answer"
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=20).close()
            return
        except urllib.error.HTTPError:
            return  # an error page is an answer too; what is wrong with it stands in the log
        except OSError as error:
            last = str(error)
        time.sleep(0.05)
    raise RuntimeError(f"{url}: {last} after {within:.0f} s")


@contextlib.contextmanager
def web_server(
    env: Mapping[str, str],
    *,
    application: str = "lertrat.web.wsgi:application",
    workers: int = 2,
    threads: int = 4,
    ready: str = "/",
    log: IO[Any] | None = None,
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Real gunicorn processes on a free port of 127.0.0.1, as `make run` starts them: yields (base URL, process).

    For tests and benchmarks; `env` is the whole environment of the processes, `ready` a path that answers when all is up.
    """
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = gunicorn(port, application=application, workers=workers, threads=threads)
    process = start(command, env={"LERTRAT_SITE": base} | dict(env), log=log)
    try:
        wait_for_answer(base + ready, process)
        yield base, process
    finally:
        stop(process)


def gunicorn(
    port: int, *, application: str = "lertrat.web.wsgi:application", workers: int = 2, threads: int = 4
) -> list[str | Path]:
    """The command that serves the pages on 127.0.0.1.

    Never `--preload`: a database pool opened before the fork hangs in the children.
    """
    return [
        *(BIN / "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *(
            "--workers",
            str(workers),
            "--threads",
            str(threads),
            "--timeout",
            "60",
            "--graceful-timeout",
            "10",
        ),
        *("--keep-alive", "30", "--log-level", "warning", "--no-control-socket"),
    ]
