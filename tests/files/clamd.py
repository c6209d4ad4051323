"""A scanner for the tests: the real clamd where the machine has one, and one that only speaks its protocol."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.files.hostile import EICAR

REAL = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """clamd with one signature, EICAR's, on a socket of its own: yields the setting's value."""
    (folder / "db").mkdir(parents=True)
    (folder / "db/test.ndb").write_text(f"Eicar-Test-Signature:0:0:{EICAR.hex()}\n")
    where = folder / "clamd.ctl"
    (folder / "clamd.conf").write_text(
        f"LocalSocket {where}\nDatabaseDirectory {folder}/db\nForeground yes\nLogFile {folder}/log\nTemporaryDirectory {folder}\n"
    )
    process = subprocess.Popen(
        [str(REAL), "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 30
        while not where.exists():
            assert process.poll() is None and time.monotonic() < end, (folder / "log").read_text()
            time.sleep(0.02)
        yield f"unix:{where}"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def speaking(answer: bytes | None = None) -> Iterator[str]:
    """A server on loopback that takes INSTREAM as clamd(8) describes it and answers "OK", "FOUND" for EICAR, or `answer`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, answer), daemon=True).start()
        yield f"tcp:127.0.0.1:{server.getsockname()[1]}"


def _serve(server: socket.socket, answer: bytes | None) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line, line.makefile("rb") as come:
            assert come.read(10) == b"zINSTREAM\0"
            data = b""
            while length := struct.unpack(">I", come.read(4))[0]:
                data += come.read(length)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
            line.sendall(found if answer is None else answer)
