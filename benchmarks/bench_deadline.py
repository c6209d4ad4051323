"""The last hour before the closing, ten times as many works as a year of 3,000 brings: `make bench-deadline`.

14 in 100 of a year's applications come in its last hour (420 of 3,000); here ten times as many. How many of those come in the last
minute is not known; a quarter is supposed. The hour before it is played as quickly as the server answers; then the clock stands at
23:59:00, 200 uploads begin at once, and the closing falls in the middle of it all. Meanwhile people write. At the end every
acknowledged submission, autosave and upload must be in the database, no work sent twice, and nothing received after the closing;
otherwise the program ends with 1.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from statistics import mean
from typing import Any

from benchmarks import bench_floor
from benchmarks.crowd import Crowd, Tally, at_once
from benchmarks.harness import Pace, Stand, cpu_seconds, installations, measure, served, short
from benchmarks.memory import Memory
from benchmarks.stock import Stock, set_clock
from tools.processes import ROOT

SIZE = 2_500
OPENS_PER_PERSON = 25


@dataclass(frozen=True)
class Scale:
    """How many works come before the last minute and in it, and who is about; `minute` is the last minute's length in seconds."""

    hour: int
    peak: int
    senders: int
    writers: int
    uploads: int
    minute: int
    after: int = 20  # works pressed after the closing


FULL = Scale(hour=3_150, peak=1_050, senders=24, writers=40, uploads=200, minute=60)
BRIEF = Scale(hour=60, peak=40, senders=8, writers=8, uploads=40, minute=8, after=4)


def report(brief: bool) -> str:
    """Play it on both databases; the tables. SystemExit 1 where something acknowledged is missing or there twice."""
    scale = BRIEF if brief else FULL
    said: list[str] = []
    wrong: list[str] = []
    with installations() as kinds, contextlib.ExitStack() as stocks:
        shelves = [Stock(one) for one in kinds]
        for stock in shelves:
            stocks.callback(stock.remove)
        with ThreadPoolExecutor(len(shelves)) as pool:
            list(pool.map(lambda stock: stock.of(SIZE), shelves))
        for stock in shelves:
            words, missing = _on(stock, scale)
            said.append(words)
            wrong += missing
    text = "\n\n".join(said)
    if wrong:
        print(text)
        raise SystemExit("NOT AS ACKNOWLEDGED:\n" + "\n".join(wrong))
    return text


def _on(stock: Stock, scale: Scale) -> tuple[str, list[str]]:
    """One database: the table and what is missing."""
    floor_home, _ = stock.copy(SIZE, "floor-deadline")
    with contextlib.ExitStack() as stack:
        stack.callback(floor_home.remove)
        floor = stack.enter_context(bench_floor.stand(floor_home, replays=False))
        before = _limit(floor, scale)
        own, known = stock.copy(SIZE, "deadline")
        stack.callback(own.remove)
        works = scale.hour + scale.peak + scale.after
        facts = known | _within(
            own.env, "prepare", works, scale.writers, -(-scale.uploads // OPENS_PER_PERSON)
        )
        with served(own, application="lertrat.web.wsgi:application") as made:
            rows, tally, memory = _play(made, facts, scale)
        limit = (before + _limit(floor, scale)) / 2
        missing = _missing(_within(own.env, "found"), tally, facts)
    return _table(stock.empty.vendor, rows, tally, memory, limit, missing), missing


def _limit(floor: Stand, scale: Scale) -> float:
    """INSERT + commit per second of the bare view, with as many callers as there are senders."""
    return measure(
        floor, bench_floor.JOURNEYS["insert"], Pace(1.5 if scale is BRIEF else 8.0, scale.senders)
    ).per_second


def _within(env: dict[str, str], *command: Any) -> dict[str, Any]:
    """What `benchmarks.last_hour` prints in the installation."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.last_hour", *map(str, command)],
        env=env, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@dataclass(frozen=True)
class Phase:
    """What happened in one part: its seconds, how many of each kind of request, and the CPU seconds of web and database."""

    name: str
    seconds: float
    counts: dict[str, int]
    cpu: float


def _play(stand: Stand, facts: dict[str, Any], scale: Scale) -> tuple[list[Phase], Tally, Memory]:
    tally, closes_at = Tally(), datetime.fromisoformat(facts["closes_at"])
    works = iter(facts["works"])
    with Memory(stand.pids) as memory:
        set_clock(stand.installation, (closes_at - timedelta(hours=1)).isoformat())
        hour = _phase(
            "until 23:59", stand, Crowd(stand.base, facts, tally), scale, itertools.islice(works, scale.hour)
        )
        set_clock(stand.installation, (closes_at - timedelta(seconds=scale.minute)).isoformat())
        last = Crowd(stand.base, facts, tally)
        peak = _phase(
            "the last minute", stand, last, scale, itertools.islice(works, scale.peak), scale.minute
        )
        # The clock stands now at or after the closing.
        _phase("too late", stand, Crowd(stand.base, facts, tally), scale, works)
    return [hour, peak], tally, memory


def _phase(
    name: str, stand: Stand, crowd: Crowd, scale: Scale, works: Iterator[str], least: float = 0
) -> Phase:
    """Everybody at once until the works are sent and `least` seconds have passed; with `least`, the uploads too."""
    before = {kind: len(times) for kind, times in crowd.tally.seconds.items()}
    used, began = cpu_seconds(stand.pids), time.perf_counter()
    writers = at_once(*(partial(crowd.write, draft, 2.0) for draft in facts_of(crowd, scale)))
    senders: list[threading.Thread] = at_once(*[partial(crowd.send, works)] * scale.senders)
    uploads = at_once(*(partial(crowd.upload, n, 0.5) for n in range(scale.uploads if least else 0)))
    for thread in [*senders, *uploads]:
        thread.join()
    seconds = time.perf_counter() - began
    counts = {kind: len(times) - before.get(kind, 0) for kind, times in crowd.tally.seconds.items()}
    used = cpu_seconds(stand.pids) - used
    time.sleep(
        max(0.0, least + 1 - (time.perf_counter() - began))
    )  # the closing passes while people write on
    crowd.stop.set()
    for thread in writers:
        thread.join()
    print(f"  {name} on {stand.database}: {seconds:.0f} s", file=sys.stderr, flush=True)
    return Phase(name, seconds, counts, used)


def facts_of(crowd: Crowd, scale: Scale) -> list[str]:
    """The drafts that are written in."""
    drafts: list[str] = crowd.facts["drafts"]
    return drafts[: scale.writers]


def _missing(found: dict[str, Any], tally: Tally, facts: dict[str, Any]) -> list[str]:
    """What was acknowledged and is not there, or is there twice, or came after the closing; empty when all is as it should be."""
    closes_at = datetime.fromisoformat(facts["closes_at"])
    wrong = [] if tally.taken else ["not one submission was acknowledged"]
    rows: dict[str, list[tuple[str, bool, datetime, int]]] = {}
    for work, ref, live, received_at, told in found["submissions"]:
        rows.setdefault(work, []).append((ref, live, datetime.fromisoformat(received_at), told))
    for work, receipts in tally.taken.items():
        if len(set(receipts)) != 1 or [row[0] for row in rows.get(work, [])] != receipts[:1]:
            wrong.append(f"{work}: acknowledged {receipts}, found {rows.get(work)}")
    for work, held in rows.items():
        if len(held) != 1 or not held[0][1] or held[0][3] != 1 or held[0][2] >= closes_at:
            wrong.append(f"{work}: {held}")
    stands = {(draft, question): (revision, value) for draft, question, revision, value in found["answers"]}
    for key, (revision, words) in tally.saved.items():
        if stands.get(key, (0, ""))[0] < revision or (stands[key][0] == revision and stands[key][1] != words):
            wrong.append(f"{key}: saved as revision {revision}, found {stands.get(key, (0, ''))[0]}")
    uploaded = found["uploads"]
    return wrong + [f"upload {one[:8]}…: incomplete" for one in tally.uploaded if not uploaded.get(one)]


def _table(
    vendor: str, rows: list[Phase], tally: Tally, memory: Memory, limit: float, missing: list[str]
) -> str:
    lines = [
        f"The last hour on {vendor}; this machine's limit (bare view, one INSERT + commit): {limit:,.0f}/s"
    ]
    for row in rows:
        sent, saved = row.counts.get("submit", 0), row.counts.get("autosave", 0)
        writes = (
            sent + saved + sum(row.counts.get(k, 0) for k in ("upload begun", "upload chunk"))
        ) / row.seconds
        lines.append(
            f"  {row.name:16} {row.seconds:6.1f} s  {sent / row.seconds:6.1f} submissions/s  {saved / row.seconds:6.1f} autosaves/s  "
            f"{writes:6.1f} writes/s = {writes / limit:.1%} of the limit  CPU {row.cpu / row.seconds:.2f} of {os.cpu_count()}"
        )
    lines.append(f"  {'ms':16} {'count':>7} {'mean':>8} {'p50':>8} {'p95':>8} {'p99':>8}")
    for kind, times in sorted(tally.seconds.items()):
        ordered = sorted(times)
        figures = [
            mean(ordered),
            *(ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99)),
        ]
        lines.append(
            f"  {kind:16} {len(ordered):7} " + " ".join(f"{short(one * 1000):>8}" for one in figures)
        )
    lines.append(
        f"  memory at most {memory.web:,.0f} MB web, {memory.database:,.0f} MB database; "
        f"{len(tally.taken):,} works acknowledged, {tally.late['submit']} submissions and {tally.late['autosave']} autosaves too late; "
        + ("all found, none twice" if not missing else f"{len(missing)} NOT AS ACKNOWLEDGED")
    )
    lines += [f"  errors: {count} × {words}" for words, count in tally.errors.most_common(8)] or [
        "  errors: none"
    ]
    return "\n".join(lines)
