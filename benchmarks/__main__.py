"""`python -m benchmarks` plays every benchmark briefly, `python -m benchmarks NAME` one in full; one table at the end."""

from __future__ import annotations

import contextlib
import importlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import bench_floor
from benchmarks.harness import BRIEF, FULL, Measured, Pace, Stand, installations, measure, served, table
from tools.installation import Installation
from tools.processes import ROOT

HERE = Path(__file__).parent


def names() -> list[str]:
    """Every benchmark but the floor, which is part of every run."""
    found = {path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py")}
    return sorted(found - {"floor"})


def say(row: Measured) -> Measured:
    """Show progress while the run goes on."""
    print(
        f"  {row.journey.name} on {row.database}: {row.p50:.2f} ms, {row.per_second:.0f}/s",
        file=sys.stderr,
        flush=True,
    )
    return row


def play_floor(floor: Stand, pace: Pace) -> list[Measured]:
    """Both rows of the floor, once."""
    return [say(measure(floor, journey, pace)) for journey in bench_floor.JOURNEYS.values()]


@dataclass
class Stock:
    """Filled installations of one kind of database, each size made once in a run and copied for whoever asks."""

    empty: Installation
    made: dict[int, tuple[Installation, dict[str, Any]]] = field(default_factory=dict)

    def of(self, size: int) -> tuple[Installation, dict[str, Any]]:
        """The installation with `size` submissions, and what the journeys need to know of it."""
        if size not in self.made:
            home = self.empty.home.with_name(f"{self.empty.home.name}-{size}")
            filled = self.empty.copy(home)
            filled.manage("migrate", "--verbosity", "0")
            filled.manage("collectstatic", "--no-input", "--verbosity", "0")
            print(f"  filling {filled.vendor} with {size:,} submissions", file=sys.stderr, flush=True)
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.world", "year", str(size)],
                env=filled.env, cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(done.stderr[-3000:])
            self.made[size] = (filled, json.loads(done.stdout.splitlines()[-1]))
        return self.made[size]

    def copy(self, size: int, name: str) -> tuple[Installation, dict[str, Any]]:
        """A copy to play on."""
        filled, facts = self.of(size)
        return filled.copy(filled.home.with_name(f"{filled.home.name}-{name}")), facts

    def remove(self) -> None:
        """Drop what was made."""
        for filled, _ in self.made.values():
            filled.remove()


def play(name: str, stock: Stock, pace: Pace) -> list[Measured]:
    """One benchmark on one database: at each of its sizes, each of its journeys."""
    module = importlib.import_module(f"benchmarks.bench_{name}")
    rows: list[Measured] = []
    for size in module.SIZES:
        own, facts = stock.copy(size, name)
        try:
            with served(own, application="lertrat.web.wsgi:application") as made:
                rows += [say(measure(made, journey, pace)) for journey in module.journeys(made, facts)]
        finally:
            own.remove()
    return rows


def middle(floors: list[Measured]) -> Measured:
    """The floor of the whole run: the median of what was measured before and after, figure by figure."""
    figures = {
        name: median(getattr(row, name) for row in floors)
        for name in ("p50", "p95", "per_second", "crowd_p95", "cpu")
    }
    return Measured(floors[0].journey, floors[0].database, **figures)


def main(wanted: list[str]) -> int:
    """Play, print the table; 2 for a benchmark that does not exist."""
    unknown = [name for name in wanted if name not in [*names(), "floor"]]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are: floor {' '.join(names())}", file=sys.stderr)
        return 2
    pace = FULL if wanted else BRIEF
    todo = [name for name in (wanted or names()) if name != "floor"]
    rows: list[Measured] = []
    floors: dict[tuple[str, str], Measured] = {}
    with installations() as kinds:
        for installation in kinds:
            with contextlib.ExitStack() as stack:
                stock = Stock(installation)
                stack.callback(stock.remove)
                own, _ = stock.copy(bench_floor.SIZE, "floor")
                stack.callback(own.remove)
                floor = stack.enter_context(bench_floor.stand(own))
                before = play_floor(floor, pace)
                rows_here = [row for name in todo for row in play(name, stock, pace)]
                after = play_floor(floor, pace)
            both = [middle(list(pair)) for pair in zip(before, after, strict=True)]
            floors |= {(key, row.database): row for key, row in zip(bench_floor.JOURNEYS, both, strict=True)}
            rows += [*both, *rows_here]
    print(table(rows, floors))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
