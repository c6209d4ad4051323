"""`python -m benchmarks` plays every benchmark briefly, `python -m benchmarks NAME` one in full; one table at the end."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import bench_floor
from benchmarks.harness import BRIEF, FULL, Measured, Pace, Stand, installations, measure, served, table
from benchmarks.stock import Stock

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


def module(name: str) -> Any:
    """The module of a benchmark: `SIZES` and `journeys(stand, facts)`, or `report(brief)` where nothing is served."""
    return importlib.import_module(f"benchmarks.bench_{name}")


def play(name: str, stock: Stock, pace: Pace) -> list[Measured]:
    """One benchmark on one database: at each of its sizes, each of its journeys."""
    bench = module(name)
    rows: list[Measured] = []
    for size in bench.SIZES:
        own, facts = stock.copy(size, name)
        try:
            with served(own, application="lertrat.web.wsgi:application") as made:
                rows += [say(measure(made, journey, pace)) for journey in bench.journeys(made, facts)]
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


def ending(loaded: str, began: float, words: str) -> str:
    """What else was going on, and how the table is read."""
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    return (
        f"{os.cpu_count()} processors; load over 1, 5, 15 minutes {loaded} before and {load} after; "
        f"{time.monotonic() - began:.0f} s in all.\n{words}"
    )


def main(wanted: list[str]) -> int:
    """Play, print the table; 2 for a benchmark that does not exist."""
    unknown = [name for name in wanted if name not in [*names(), "floor"]]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are: floor {' '.join(names())}", file=sys.stderr)
        return 2
    pace, began = FULL if wanted else BRIEF, time.monotonic()
    loaded = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    todo = [name for name in (wanted or names()) if name != "floor"]
    unserved = [name for name in todo if hasattr(module(name), "report")]
    for name in unserved:
        print(f"{module(name).report(pace is BRIEF)}\n")
    todo = [name for name in todo if name not in unserved]
    if wanted and not todo and "floor" not in wanted:
        print(ending(loaded, began, "Ratios are to the floor that stands in the same row's last column."))
        return 0
    rows: list[Measured] = []
    floors: dict[tuple[str, str], Measured] = {}
    with installations() as kinds, contextlib.ExitStack() as stocks:
        shelves = [Stock(installation) for installation in kinds]
        for stock in shelves:
            stocks.callback(stock.remove)
        sizes = {bench_floor.SIZE, *(size for name in todo for size in module(name).SIZES)}
        # Filling measures nothing, so both databases are filled at once.
        with ThreadPoolExecutor(len(shelves)) as pool:
            for size in sorted(sizes):
                list(pool.map(lambda stock, size=size: stock.of(size), shelves))
        for stock in shelves:
            with contextlib.ExitStack() as stack:
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
    print(
        "\n"
        + ending(
            loaded,
            began,
            "Ratios are to the floor of the same run and database; read them and not the milliseconds.",
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
