"""Printed names and their variants to ids. A name is looked up without regard to spaces, digits' script or a scanner's marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lertrat.kernel.thai import search_key

_IN_PARENTHESES = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_CATEGORY = re.compile(r"หมวด(?:ที่)?([1-7])$")
# Words that stand before a name and say only what sort of name it is; longest first.
_PREFIXES = ("รางวัลเลิศรัฐสาขา", "รางวัลประเภท", "ประเภทรางวัล", "รางวัลสาขา", "ประเภท", "รางวัล", "สาขา", "ระดับ")


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """The form under which two spellings of one name meet: the search form without blanks, dashes and asterisks."""
    return re.sub(r"[\s\-_*]+", "", search_key(text))


def _bare(name: str) -> str:
    for prefix in _PREFIXES:
        if name.startswith(prefix) and len(name) > len(prefix):
            return name.removeprefix(prefix)
    return name


def category_of(text: str) -> int | None:
    """The category a name such as "PMQA รายหมวด หมวด 2" ends with."""
    found = _CATEGORY.search(key(text))
    return int(found[1]) if found else None


class Names:
    """A dictionary of names to ids. An ambiguous short form resolves to nothing rather than to a guess."""

    def __init__(self, entries: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._full: dict[str, set[str]] = {}
        self._bare: dict[str, set[str]] = {}
        for id, names in entries:
            for name in (id, *names):
                if name:
                    self._full.setdefault(key(name), set()).add(id)
                    self._bare.setdefault(_bare(key(_IN_PARENTHESES.sub("", name))), set()).add(id)

    def knows(self, text: str) -> bool:
        """Whether `text` is a name of anything here, be it of several."""
        return key(text) in self._full or _bare(key(_IN_PARENTHESES.sub("", text))) in self._bare

    def find(self, text: str) -> str | None:
        """The id that `text` names, or None."""
        outer = _IN_PARENTHESES.sub("", text)
        tries = [text, outer, *_IN_PARENTHESES.findall(text)]
        tries += [_CATEGORY.sub("", key(outer))]
        for table, form in ((self._full, key), (self._bare, lambda t: _bare(key(t)))):
            for one in tries:
                ids = table.get(form(one), set()) if one.strip() else set()
                if len(ids) == 1:
                    return next(iter(ids))
        return None
