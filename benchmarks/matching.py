"""The assignment of a full year: 2,500 submissions × 3 readers over 300 assessors. `python -m benchmarks.matching`.

Pure Python with 750,000 possible pairs; prints seconds of CPU, the sum of affinity and the loads. With
LERTRAT_SOURCES set, the MIDL benchmark is solved too and held against its published optimum.
"""

from __future__ import annotations

import os
import random
import struct
import sys
import time
from pathlib import Path

from lertrat.matching import Assignment, assign


def year(submissions: int, assessors: int, balance: int) -> Assignment[int, int]:
    """A random year: six topics, one pair in twenty in conflict, a tenth more capacity than needed."""
    chance = random.Random(1)
    works = [[chance.random() for _ in range(6)] for _ in range(submissions)]
    people = [[chance.random() for _ in range(6)] for _ in range(assessors)]
    affinity = {
        (s, a): int(100 * sum(x * y for x, y in zip(work, person, strict=True)) / 3)
        for s, work in enumerate(works)
        for a, person in enumerate(people)
    }
    forbidden = {pair for pair in affinity if chance.random() < 0.05}
    usual = submissions * 3 * 113 // (100 * assessors)
    capacity = {a: chance.randint(usual - usual // 3, usual + usual // 3) for a in range(assessors)}
    began = time.process_time()
    answer = assign(
        range(submissions),
        range(assessors),
        per_submission=3,
        capacity=capacity,
        forbidden=forbidden,
        affinity=affinity,
        balance=balance,
    )
    loads = sorted(answer.loads.values())
    print(
        f"{submissions:>6} × 3 over {assessors:>4}, balance {balance}: {time.process_time() - began:6.1f} s CPU, "
        f"sum {answer.total}, loads {loads[0]}–{loads[-1]}, unfilled {len(answer.unfilled)}"
    )
    return answer


def array(path: Path) -> tuple[tuple[int, ...], list[float]]:
    """A little-endian .npy file of doubles or integers, without numpy: (shape, values in its own order)."""
    raw = path.read_bytes()
    size = struct.unpack("<H", raw[8:10])[0]
    head = raw[10 : 10 + size].decode()
    shape = tuple(int(n) for n in head.split("'shape': (")[1].split(")")[0].split(",") if n.strip())
    code = {"<f8": "d", "<i8": "q"}[head.split("'descr': '")[1].split("'")[0]]
    count = 1
    for length in shape:
        count *= length
    values = list(struct.unpack(f"<{count}{code}", raw[10 + size : 10 + size + 8 * count]))
    if "'fortran_order': True" in head and len(shape) == 2:
        values = [values[column * shape[0] + row] for row in range(shape[0]) for column in range(shape[1])]
    return shape, values


def midl(folder: Path) -> None:
    """Both published optima of the MIDL benchmark."""
    (people, papers), scores = array(folder / "scores.npy")
    wanted, most, least = (array(folder / f"{name}.npy")[1] for name in ("covs", "loads", "loads-lb"))
    for bounded, optimum in ((False, 201.88), (True, 150.04)):
        began = time.process_time()
        answer = assign(
            range(papers),
            range(people),
            per_submission={s: int(n) for s, n in enumerate(wanted)},
            capacity={a: int(n) for a, n in enumerate(most)},
            minimum={a: int(n) for a, n in enumerate(least)} if bounded else None,
            forbidden=(),
            affinity={
                (s, a): round(scores[a * papers + s] * 10**6) for s in range(papers) for a in range(people)
            },
            balance=0,
        )
        took = time.process_time() - began
        print(
            f"MIDL {'both bounds' if bounded else 'greatest loads'}: {took:.2f} s CPU, sum {answer.total / 10**6:.2f} ({optimum})"
        )


def main(brief: bool) -> None:
    for submissions, assessors in ((250, 30),) if brief else ((250, 30), (2500, 300)):
        for balance in (1, 0):
            year(submissions, assessors, balance)
    sources = Path(os.environ.get("LERTRAT_SOURCES", Path(__file__).parents[2] / "shared"))
    if (sources / "data" / "midl").is_dir():
        midl(sources / "data" / "midl")
    else:
        print("MIDL: the data are not at hand; set LERTRAT_SOURCES to the folder that holds data/midl")


if __name__ == "__main__":
    main("--brief" in sys.argv[1:])
