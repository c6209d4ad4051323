"""What each finding weighs in the queue of screening. Every weight stands here; the order they give decides about nothing."""

from __future__ import annotations

UNMET = 40
UNKNOWN = 10
# One condition more or less settles nothing that the others have not: all of them together weigh no more than this.
RULES_AT_MOST = 120
QUOTA = 30
TITLE = 20
SEVERAL = 15
EVIDENCE = 15
LATE = 10
INFECTED = 30
FILES_WAIT = 5
NEAR = 30
SAME = 60
# From here on the queue calls it high; an edition may ask two officers for these.
HIGH = 60
MIDDLE = 20


def level(risk: int) -> str:
    """ "high", "middle" or "low"."""
    return "high" if risk >= HIGH else "middle" if risk >= MIDDLE else "low"
