"""A bulk change before it happens: compute, look at the difference, apply, record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a plan: what happens to which object, and the values before and after."""

    kind: str  # "add" | "change" | "remove" | "keep" | "refuse"
    subject: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done. `digest` names exactly this plan: applying asks for it, so what was previewed is what is done."""

    name: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        rows = [[c.kind, c.subject, c.before, c.after] for c in self.changes]
        text = json.dumps([self.name, rows], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def count(self, kind: str) -> int:
        """How many lines of `kind` the plan has."""
        return sum(1 for change in self.changes if change.kind == kind)
