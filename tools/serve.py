"""`make run`: bring the installation in `var/` up to date, then serve it: gunicorn and the worker under one supervisor.

A second run keeps what was entered. `--rebuild STAGE` makes the demonstration world anew at that stage of the year and ends.
LERTRAT_DATABASE_URL names another database than SQLite in `var/`; PORT another port than 8000.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from tools.processes import BIN, ROOT, free_port, gunicorn, start, stop, wait_for_answer

BEGAN = time.monotonic()
FIRST_STAGE = "draft"


def say(words: str) -> None:
    """One line of progress, with the seconds since the start."""
    print(f"[{time.monotonic() - BEGAN:5.1f} s] {words}", flush=True)


def lertrat(*command: str) -> None:
    """Run a command of the program, its output shown; ends ours with its status when it fails."""
    status = subprocess.run([str(BIN / "lertrat"), *command], cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def static_stamp() -> str:
    """A digest of every static file of ours and the versions of those we carry, by path, size and time."""
    lines = [(ROOT / "requirements.txt").read_text()]
    for path in sorted((ROOT / "src/lertrat").glob("**/static/**/*")):
        if path.is_file():
            seen = path.stat()
            lines.append(f"{path.relative_to(ROOT)} {seen.st_size} {seen.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def prepare() -> bool:
    """Tables, static files; whether the installation is still empty (nobody has an account)."""
    import django
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    say("bringing the database up to date")
    call_command("migrate", verbosity=0)
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if not stamp.exists() or stamp.read_text() != static_stamp():
        say("packing the static files")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(static_stamp())
    empty = not get_user_model().objects.exists()
    connections.close_all()
    return empty


def accounts() -> list[dict[str, str]]:
    """One demonstration account per role: role, name, email, password; none where the world is not the demonstration's."""
    done = subprocess.run(
        [str(BIN / "lertrat"), "demo", "--accounts", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    rows: list[dict[str, str]] = (
        json.loads(done.stdout) if done.returncode == 0 and done.stdout.strip() else []
    )
    return rows


def welcome(port: int) -> None:
    """The address and the accounts."""
    print(f"\n  เลิศรัฐ  http://127.0.0.1:{port}\n", flush=True)
    rows = accounts()
    width = {key: max((len(row[key]) for row in rows), default=0) for key in ("role", "email", "password")}
    for row in rows:
        cells = "   ".join(row[key].ljust(width[key]) for key in ("role", "email", "password"))
        print(f"    {cells}   {row['name']}")
    print(
        "\n  Ctrl-C stops it; what you enter is kept. make demo STAGE=… makes another stage of the year.\n",
        flush=True,
    )


def choose_port() -> int:
    """The port asked for, or the next free one, said in a line."""
    wished = int(os.environ.get("PORT") or 8000)
    port = free_port(wished)
    if port != wished:
        say(f"port {wished} is taken by another program; serving on {port} instead (PORT=… chooses)")
    return port


def serve() -> int:
    """Start the web server and the worker, watch over both until asked to stop; the exit status."""
    over = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    port = choose_port()
    env = {"LERTRAT_SITE": f"http://127.0.0.1:{port}"} | dict(os.environ)
    web = start(gunicorn(port), env=env)
    worker, worker_since, pause = start([BIN / "lertrat", "worker"], env=env), time.monotonic(), 1.0
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/", web, within=60)
        say("up")
        welcome(port)
        while not over.wait(0.5):
            if web.poll() is not None:
                say(f"the web server ended with status {web.returncode}")
                return 1
            if worker.poll() is not None:
                lived = time.monotonic() - worker_since
                pause = 1.0 if lived > 60 else min(pause * 2, 30.0)
                say(f"the worker ended with status {worker.returncode}; starting it again in {pause:.0f} s")
                if over.wait(pause):
                    break
                worker, worker_since = start([BIN / "lertrat", "worker"], env=env), time.monotonic()
        print("\nstopping …", flush=True)
        return 0
    except RuntimeError as error:
        if over.is_set():
            return 0
        say(f"the pages do not come up: {error}")
        return 1
    finally:
        stop(web)
        stop(worker)


def main() -> int:
    """Prepare, fill an empty installation with the demonstration, serve."""
    parser = argparse.ArgumentParser(prog="tools.serve", description=__doc__)
    parser.add_argument(
        "--rebuild", metavar="STAGE", help="make the demonstration world anew at this stage, then end"
    )
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lertrat.settings.dev")
    empty = prepare()
    if wanted.rebuild or empty:
        stage = wanted.rebuild or FIRST_STAGE
        say(f"building the demonstration world at stage “{stage}”")
        lertrat("demo", "--stage", stage)
        say("the world is built" + ("; make run serves it" if wanted.rebuild else ""))
    return 0 if wanted.rebuild else serve()


if __name__ == "__main__":
    sys.exit(main())
