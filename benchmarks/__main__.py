"""`python -m benchmarks` plays every benchmark briefly, `python -m benchmarks NAME` one in full; one table at the end."""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path
from statistics import median

from benchmarks import bench_floor
from benchmarks.harness import BRIEF, FULL, Measured, Pace, Stand, installations, measure, served, table
from tools.installation import Installation

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


def play(name: str, installation: Installation, pace: Pace) -> list[Measured]:
    """One benchmark on one database: its installation migrated and filled by the module, then each of its journeys."""
    module = importlib.import_module(f"benchmarks.bench_{name}")
    own = installation.copy(installation.home.with_name(f"{installation.home.name}-{name}"))
    try:
        own.manage("migrate", "--verbosity", "0")
        own.manage("collectstatic", "--no-input", "--verbosity", "0")
        with served(own, application="lertrat.web.wsgi:application") as made:
            return [say(measure(made, journey, pace)) for journey in module.journeys(made)]
    finally:
        own.remove()


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
            empty = installation.copy(installation.home.with_name(f"{installation.home.name}-floor"))
            with contextlib.ExitStack() as stack:
                stack.callback(empty.remove)
                floor = stack.enter_context(bench_floor.stand(empty))
                before = play_floor(floor, pace)
                rows_here = [row for name in todo for row in play(name, installation, pace)]
                after = play_floor(floor, pace)
            both = [middle(list(pair)) for pair in zip(before, after, strict=True)]
            floors |= {(key, row.database): row for key, row in zip(bench_floor.JOURNEYS, both, strict=True)}
            rows += [*both, *rows_here]
    print(table(rows, floors))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
