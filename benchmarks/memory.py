"""The most memory that a stand's processes held while something was played (Linux: proportional set size, shared pages once)."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from types import TracebackType


def megabytes(root: int) -> float:
    """MB held by the process and its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(") ")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    total, todo = 0, [root]
    while todo:
        pid = todo.pop()
        todo += parents.get(pid, [])
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


class Memory:
    """Looks every two seconds, and once at the end; `web` and `database` in MB (0 where there is no server)."""

    def __init__(self, pids: tuple[int, ...]) -> None:
        self.pids, self.web, self.database = pids, 0.0, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(2.0):
            self._look()

    def _look(self) -> None:
        web, *database = [megabytes(pid) for pid in self.pids]
        self.web, self.database = max(self.web, web), max(self.database, *database, 0.0)
