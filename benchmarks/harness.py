"""Stands, measurements, and the table: what a page costs beside what this machine can do at all.

CPU is that of the web processes and the database server together, per sequence: the figure that other work on the machine
disturbs least. Ratios are taken against the floor measured in the same run, before and after.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.loader import Client, closed_loop
from tools.installation import Installation
from tools.postgres import throwaway
from tools.processes import web_server

TICK = os.sysconf("SC_CLK_TCK")
LIVE = {
    "LERTRAT_SECRET_KEY": "only-for-benchmarks",
    "LERTRAT_HOSTS": "127.0.0.1",
    "LERTRAT_SSL_REDIRECT": "false",
}


@dataclass(frozen=True)
class Pace:
    """How long to measure, and with how many clients at once."""

    seconds: float
    crowd: int = 8


BRIEF, FULL = Pace(1.2), Pace(10.0)


@dataclass(frozen=True)
class Journey:
    """One sequence that a visitor plays again and again.

    `play(client, n)` is one sequence by client number n; it raises Unexpected when an answer is not the one it needs.
    `begin(client, n)` runs once per client, unmeasured (sign in, open the form). `against` names the floor's row that the
    ratio is taken to: "bare" for what only reads, "insert" for what writes. `others`: the same ratio of CPU of the best of four
    platforms measured on a machine of this kind in November 2026 (docs/performance.md), where one has such a page.
    """

    name: str
    play: Callable[[Client, int], None]
    begin: Callable[[Client, int], None] | None = None
    against: str = "bare"
    others: float | None = None


@dataclass(frozen=True)
class Measured:
    """One journey on one database: milliseconds alone, sequences per second in a crowd, CPU milliseconds per sequence."""

    journey: Journey
    database: str
    p50: float
    p95: float
    per_second: float
    crowd_p95: float
    cpu: float


@dataclass(frozen=True)
class Stand:
    """A served installation: where it answers, which processes work for it, what it runs on."""

    base: str
    database: str
    installation: Installation
    pids: tuple[int, ...]


def cpu_seconds(pids: tuple[int, ...]) -> float:
    """CPU time used so far by the processes, their living descendants, and what those have waited for."""
    parents: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(") ")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
                used[int(entry.name)] = sum(map(int, fields[11:15]))
    total, todo = 0, list(pids)
    while todo:
        pid = todo.pop()
        total += used.get(pid, 0)
        todo += parents.get(pid, [])
    return total / TICK


def measure(stand: Stand, journey: Journey, pace: Pace) -> Measured:
    """Play the journey alone, then in a crowd; every client begins with a session of its own."""
    figures = []
    for count in (1, pace.crowd):
        clients = [Client(stand.base) for _ in range(count)]
        for number, client in enumerate(clients):
            if journey.begin:
                journey.begin(client, number)
            journey.play(client, number)  # warm: templates compiled, connections open
        before = cpu_seconds(stand.pids)
        durations, seconds = closed_loop(clients, journey.play, pace.seconds)
        figures.append((sorted(durations), seconds, cpu_seconds(stand.pids) - before))
        for client in clients:
            client.close()
    (alone, _, cpu), (crowd, seconds, _) = figures
    return Measured(
        journey,
        stand.database,
        p50=median(alone) * 1000,
        p95=alone[int(len(alone) * 0.95)] * 1000,
        per_second=len(crowd) / seconds,
        crowd_p95=crowd[int(len(crowd) * 0.95)] * 1000,
        cpu=cpu / len(alone) * 1000,
    )


@contextlib.contextmanager
def installations() -> Iterator[list[Installation]]:
    """One empty installation with real settings per kind of database; the PostgreSQL one keeps its data as in real life."""
    with tempfile.TemporaryDirectory(prefix="lertrat-bench-") as folder, throwaway(careless=False) as server:
        more: dict[str, Any] = {"settings": "lertrat.settings.prod", "extra": LIVE}
        yield [
            Installation.on_sqlite(Path(folder) / "sqlite", **more),
            Installation.on_postgres(Path(folder) / "postgres", server, **more),
        ]


def server_pids(installation: Installation) -> tuple[int, ...]:
    """The database server's own process, where there is one."""
    if installation.vendor == "sqlite":
        return ()
    import psycopg

    with psycopg.connect(installation.url) as connection:
        backend = connection.info.backend_pid
    return (int(Path(f"/proc/{backend}/stat").read_text().rpartition(") ")[2].split()[1]),)


@contextlib.contextmanager
def served(
    installation: Installation, *, application: str, extra: dict[str, str] | None = None
) -> Iterator[Stand]:
    """The installation behind gunicorn, as `make run` starts it: two processes of four threads."""
    with (
        (installation.home / "web.log").open("ab") as log,
        web_server(installation.env | (extra or {}), application=application, log=log) as (base, process),
    ):
        yield Stand(base, installation.vendor, installation, (process.pid, *server_pids(installation)))


HEADINGS = (
    "",
    "database",
    "p50 ms",
    "p95 ms",
    "CPU ms",
    "at c=8 /s",
    "p95 c=8",
    "x floor time",
    "x floor CPU",
    "best other",
)


def table(rows: list[Measured], floors: dict[tuple[str, str], Measured]) -> str:
    """The one table: every row with its ratios to its floor on the same database."""
    lines: list[tuple[str, ...]] = [HEADINGS]
    for row in rows:
        floor = floors[row.journey.against, row.database]
        figures = (
            row.p50,
            row.p95,
            row.cpu,
            row.per_second,
            row.crowd_p95,
            row.p50 / floor.p50,
            row.cpu / floor.cpu,
        )
        other = short(row.journey.others) if row.journey.others else ""
        lines.append((row.journey.name, row.database, *map(short, figures), other))
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(pairs)
        )
        for pairs in (list(zip(line, widths, strict=True)) for line in lines)
    )


def short(number: float) -> str:
    """Three significant digits, never an exponent."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"
