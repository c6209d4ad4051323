"""A throw-away PostgreSQL server: its own directory, its own port of 127.0.0.1, gone when the block ends.

    with throwaway() as url: ...        # postgres://lertrat:…@127.0.0.1:PORT/lertrat

Its role may create databases and extensions, as the tests need. Nothing of the machine's own servers is touched.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools.processes import free_port, start, stop

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
}
# What is lost in a power cut is only a test's data.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoServer(Exception):
    """No PostgreSQL programs on this machine; `str()` says which command would mend it."""


def programs() -> Path:
    """The directory of `postgres` and `initdb`: beside the one on the PATH, or Debian's newest. Raises NoServer."""
    found = shutil.which("postgres")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoServer("PostgreSQL is not installed; as root: apt-get install postgresql")


def install() -> Path:
    """Debian's package, when this is root on a Debian machine; raises NoServer where it cannot be had."""
    with contextlib.suppress(NoServer):
        return programs()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        from tools.debian import apt_install

        apt_install("postgresql")
    return programs()


def _user() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as `postgres`, or `nobody` where there is no such user."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _initdb(bin_dir: Path, home: Path, user: str | None, password: str) -> None:
    (home / "password").write_text(password)
    if user:
        for path in (home, home / "password"):
            shutil.chown(path, user)
    command = [
        str(bin_dir / "initdb"),
        "-D",
        str(home / "data"),
        "-U",
        "lertrat",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    command += ["--auth=scram-sha-256", f"--pwfile={home / 'password'}", "--no-sync", "--no-instructions"]
    done = subprocess.run(
        command,
        user=user,
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    until = time.monotonic() + 30
    while True:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}")
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(url, autocommit=True) as connection,
        ):
            connection.execute("CREATE DATABASE lertrat")
            return
        time.sleep(0.1)


@contextlib.contextmanager
def throwaway(*, careless: bool = True) -> Iterator[str]:
    """Start a server, yield the URL of its empty database `lertrat`, stop it and remove its directory.

    `careless` switches off everything that guards against a power cut; benchmarks keep it on.
    Raises NoServer where the programs are missing.
    """
    bin_dir, user, password = programs(), _user(), secrets.token_hex(12)
    home = Path(tempfile.mkdtemp(prefix="lertrat-pg-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        _initdb(bin_dir, home, user, password)
        port = free_port()
        settings = SETTINGS | (CARELESS if careless else {}) | {"port": str(port)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        command: list[str | Path] = [bin_dir / "postgres", "-D", home / "data", *options]
        with (home / "log").open("wb") as log:
            process = start(command, log=log, user=user, farewell=signal.SIGQUIT, cwd=home)
        server = f"postgres://lertrat:{password}@127.0.0.1:{port}"
        _wait(f"{server}/postgres", process, home / "log")
        yield f"{server}/lertrat"
    finally:
        if process:
            # SIGINT: end all sessions and stop; a connection forgotten by a test does not hold us up.
            stop(process, by=signal.SIGINT)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    # `python -m tools.postgres COMMAND…` runs the command with LERTRAT_DATABASE_URL naming a throw-away server.
    with throwaway() as address:
        print(f"PostgreSQL: {address}", file=sys.stderr)
        sys.exit(
            subprocess.run(
                sys.argv[1:], env=os.environ | {"LERTRAT_DATABASE_URL": address}, check=False
            ).returncode
        )
