"""Folded texts, remembered: an import folds the same few hundred names again and again."""

from __future__ import annotations

import re
from functools import lru_cache

from lertrat.kernel import thai

_LOOSE = re.compile(r"[\s\-*]+")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The search form of a text."""
    return thai.search_key(text)


@lru_cache(maxsize=8192)
def loose(text: str) -> str:
    """The search form without blanks, hyphens and asterisks: how printed names of types and levels meet."""
    return _LOOSE.sub("", thai.search_key(text))
