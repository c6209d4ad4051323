"""Minimum-cost flow for "who reads what", in integers, by successive shortest paths.

The graph is submissions → assessors → sink. There are many submissions and few assessors, so paths are searched among
the assessors alone: `move[a][b]` is the cheapest way to hand one of a's submissions over to b. One search is a
Dijkstra over a few hundred nodes with potentials (Johnson), and it stops at the first assessor who may take one more.

Costs are lexicographic by size: leaving a place empty costs more than anything else together (and the second empty
place of one submission more than the first of another), then a load below the minimum, then affinity and the convex
cost of load. Loads never fall while paths are added, and convex exit costs only rise, so each path stays optimal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Network:
    """The problem in indices. `cost[s][a]` is None where a may not read s."""

    cost: list[list[int | None]]
    need: list[int]
    capacity: list[int]
    minimum: list[int]
    balance: int
    load: list[int]  # what fixed pairs already take
    fixed: list[set[int]] = field(default_factory=list)  # per submission, assessors who read it already


class Flow:
    """A network and the cheapest flow found so far; `run()` fills it."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.submissions, self.assessors = len(net.cost), len(net.capacity)
        largest = max((abs(c) for row in net.cost for c in row if c is not None), default=0)
        loads = 2 * net.balance * (max(net.capacity, default=0) + 1)
        hops = 2 * (self.assessors + 2)
        # Each weighs more than any path of the lesser kinds can save.
        self.below = hops * (largest + loads) + 1
        self.empty = hops * (largest + loads + self.below) + 1
        self.no_way = self.empty * (max(net.need, default=0) + 2) * 8
        self.step = max(1, self.submissions)
        self.cost = [[self.no_way if c is None else c for c in row] for row in net.cost]
        # Scaled by `step`; `open` has no way to the assessors who read the submission already.
        self.scaled = [[c * self.step for c in row] for row in self.cost]
        self.open = [list(row) for row in self.scaled]
        self.nothing = self.no_way * self.step
        for s, kept in enumerate(net.fixed):
            for a in kept:
                self.open[s][a] = self.nothing
        self.held: list[set[int]] = [
            set() for _ in range(self.submissions)
        ]  # movable: assessors of a submission
        # Movable submissions of an assessor, each with what to take off its scaled cost when it is handed over.
        self.reads: list[dict[int, int]] = [{} for _ in range(self.assessors)]
        self.missing = [0] * self.submissions
        self.load = list(net.load)
        # move cost and the submission that is moved, packed: cost * step + submission. Python's // unpacks negatives.
        self.packed = [[self.nothing] * self.assessors for _ in range(self.assessors)]
        self.move = [[self.no_way] * self.assessors for _ in range(self.assessors)]
        self.potential = [0] * self.assessors
        self.exits = [self._exit(a) for a in range(self.assessors)]
        self.sink = min(self.exits, default=0)

    def _exit(self, a: int) -> int:
        """What one more submission costs at assessor a, beyond affinity."""
        load = self.load[a]
        if load >= self.net.capacity[a]:
            return self.no_way
        return (2 * load + 1) * self.net.balance - (self.below if load < self.net.minimum[a] else 0)

    def run(self) -> None:
        """Send every place of every submission, first places first, so that shortage is met evenly."""
        for place in range(max(self.net.need, default=0)):
            for s in range(self.submissions):
                if place < self.net.need[s]:
                    self._send(s)

    # --- one place of one submission -------------------------------------------------------------------------------

    def _send(self, s: int) -> None:
        far, potential = self.no_way // 2, self.potential
        away = list(self.cost[s])
        for a in self.held[s] | self.net.fixed[s]:
            away[a] = self.no_way
        parent = [-1] * self.assessors
        waiting = list(range(self.assessors))
        done: list[int] = []
        exits = self.exits
        # The cheapest end among all nodes labelled so far: it bounds the search from then on.
        prices = [price + out for price, out in zip(away, exits, strict=True)]
        best = min(prices, default=far)
        end = prices.index(best) if best < far else -1
        best = min(best, far)
        while waiting:
            keys = [away[a] - potential[a] for a in waiting]
            least = min(keys)
            place = keys.index(least)
            u = waiting[place]
            if away[u] >= far or least >= best - self.sink:
                break
            del waiting[place]
            done.append(u)
            base, row = away[u], self.move[u]
            for b in waiting:
                reached = base + row[b]
                if reached < away[b]:
                    away[b], parent[b] = reached, u
                    price = reached + exits[b]
                    if price < best:
                        best, end = price, b
        loser = -1
        if end < 0:
            best, end, loser = self._give_up(s, done, away)
        for a in done:
            potential[a] -= max(0, best - self.sink - (away[a] - potential[a]))
        self._apply(s, end, loser, parent)

    def _give_up(self, s: int, done: Sequence[int], away: Sequence[int]) -> tuple[int, int, int]:
        """Nobody can take one more: which submission goes without costs least? `s` itself, or one it displaces."""
        best, end, loser = self.empty * (self.missing[s] + 1), -1, s
        for a in done:
            for other in sorted(self.reads[a]):
                price = away[a] - self.cost[other][a] + self.empty * (self.missing[other] + 1)
                if price < best:
                    best, end, loser = price, a, other
        return best, end, loser

    # --- changing the flow -----------------------------------------------------------------------------------------

    def _apply(self, s: int, end: int, loser: int, parent: Sequence[int]) -> None:
        path: list[int] = []
        while end >= 0:
            path.append(end)
            end = parent[end]
        if loser < 0:
            self.load[path[0]] += 1
            self.exits[path[0]] = self._exit(path[0])
        else:
            self.missing[loser] += 1
            if path:
                self._drop(loser, path[0])
        # From the end backwards, so that each move is made before its row changes.
        moved = [
            self.packed[before][after] % self.step for after, before in zip(path, path[1:], strict=False)
        ]
        for (after, before), other in zip(zip(path, path[1:], strict=False), moved, strict=True):
            self._drop(other, before)
            self._take(other, after)
        if path:
            self._take(s, path[-1])

    def _take(self, s: int, a: int) -> None:
        self.held[s].add(a)
        self.open[s][a] = self.nothing
        base = self.reads[a][s] = self.scaled[s][a] - s
        row = self.packed[a] = list(map(min, self.packed[a], [c - base for c in self.open[s]]))
        step = self.step
        self.move[a] = [cell // step for cell in row]
        for other in self.held[s]:
            if other != a and self.packed[other][a] % step == s:
                self._set_cell(other, a)

    def _drop(self, s: int, a: int) -> None:
        self.held[s].discard(a)
        self.open[s][a] = self.scaled[s][a]
        del self.reads[a][s]
        step = self.step
        for b, cell in enumerate(self.packed[a]):
            if cell % step == s:
                self._set_cell(a, b)
        for other in self.held[s]:
            self._set_cell(other, a)

    def _set_cell(self, a: int, b: int) -> None:
        open_ = self.open
        offers = [open_[s][b] - base for s, base in self.reads[a].items()]
        cell = self.packed[a][b] = min(offers, default=self.nothing)
        self.move[a][b] = cell // self.step
