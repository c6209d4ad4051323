"""Finding what the rooms have registered: each room's module of that name is imported once, on first use.

Rooms register at import time in `readers.py`, `tasks.py`, `invariants.py` and `triggers.py`. Records stands below them all and
may not name them; the list of installed rooms does.
"""

from __future__ import annotations

from functools import cache

from django.utils.module_loading import autodiscover_modules


@cache
def rooms(module: str) -> None:
    """Import `module` of every installed room that has one."""
    autodiscover_modules(module)
