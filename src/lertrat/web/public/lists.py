"""What a reader narrows a public list to: read from the address, shown as filters and as what was chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from lertrat.catalogue.queries import Option as Facet
from lertrat.search import queries as search
from lertrat.web import ui

_VALUE = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter in force, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address of a list. What can be no value of a filter is left out, as if it had not been given."""

    path: str
    q: str
    values: dict[str, str]
    cursor: str

    @property
    def any(self) -> bool:
        return bool(self.q or self.values)

    @property
    def unreadable(self) -> bool:
        """Whether the words hold nothing that can be searched for."""
        return bool(self.q) and not search.parts(self.q)

    @property
    def query(self) -> str:
        """The query string of the whole list, without the place in it ("" or "?…")."""
        return _query({"q": self.q, **self.values})

    def hidden(self) -> list[tuple[str, str]]:
        """The filters, to be kept when other words are searched for."""
        return list(self.values.items())

    def url(self, **changes: str) -> str:
        """The list with changes ("" takes one away), from its beginning."""
        return self.path + _query({"q": self.q, **self.values, **changes})

    def chosen(self, filters: Iterable[ui.FieldView]) -> list[Chosen]:
        """What is in force, in words, each with the way to take it away."""
        found = [Chosen(f"“{self.q}”", self.url(q=""))] if self.q else []
        for view in filters:
            if value := self.values.get(view.name):
                label = next((o.hint or o.label for o in view.options if o.value == value), value)
                found.append(Chosen(f"{view.label}: {label}", self.url(**{view.name: ""})))
        return found


def _query(params: dict[str, str]) -> str:
    given = {name: value for name, value in params.items() if value}
    return f"?{urlencode(given)}" if given else ""


def asked(request: HttpRequest, *names: str) -> Asked:
    """The words (`q`), the filters of these names and the place in the list (`before`, `after`)."""
    given = request.GET
    return Asked(
        path=request.path,
        q=_UNPRINTABLE.sub(" ", given.get("q", "")).strip()[:200],
        values={name: given[name] for name in names if _VALUE.fullmatch(given.get(name, ""))},
        cursor=given.get("after") or given.get("before") or "",
    )


def year(value: str) -> int | None:
    """A year of the filter: four digits, or nothing."""
    return int(value) if re.fullmatch(r"[0-9]{4}", value) else None


def select(asked: Asked, name: str, label: str, every: str, options: Sequence[ui.Option]) -> ui.FieldView:
    """A filter as a field. A value that no option carries (a type without an award yet) is shown as it is."""
    value = asked.values.get(name, "")
    known = [ui.Option("", every), *options]
    if value and value not in {option.value for option in known}:
        known.append(ui.Option(value, value))
    return ui.FieldView(name=name, label=label, kind="select", value=value, options=known)


def counted(options: Iterable[Facet]) -> list[ui.Option]:
    """A facet's options with their numbers; what was chosen is told without them."""
    named = [(o, ui.say(o.th, o.en)) for o in options]
    return [ui.Option(o.value, f"{words} ({o.count:,})", hint=words) for o, words in named]
