"""Every invariant after every test, at the price of its statements alone.

An invariant reads nothing but the database. So what it asked, in order, and what came back is remembered when it held; as long
as the same statements bring the same rows, it holds again, and Django need not build the same queries for each test anew.
The moment one statement brings other rows, the invariant itself is run, and remembered when it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from lertrat.records import invariants

Statement = tuple[str, Any]


@dataclass
class _Asked:
    """The next statement of an invariant (None: it ended here and held), and by the rows that came back what was asked then."""

    statement: Statement | None = None
    then: dict[str, _Asked] = field(default_factory=dict)


_known: dict[tuple[str, str], _Asked] = {}


def _rows(statement: Statement) -> str:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return repr(cursor.fetchall())


def _holds_as_before(begin: _Asked) -> bool:
    here = begin
    while here.statement is not None:
        after = here.then.get(_rows(here.statement))
        if after is None:
            return False
        here = after
    return True


@contextmanager
def _noting(into: list[Statement]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        into.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _remember(key: tuple[str, str], asked: list[Statement]) -> None:
    """Beside what is known already; the rows are read again, as nothing has changed since the invariant read them."""
    here = _known.setdefault(key, _Asked())
    for statement in asked:
        if here.statement not in (None, statement):
            return  # a cache of the process answered one of its questions: what is known of it stays as it is
        here.statement = statement
        here = here.then.setdefault(_rows(statement), _Asked())


def broken() -> list[str]:
    """The sentences that do not hold in the database as it stands, with the first that break each."""
    found = []
    for one in invariants.all_invariants():
        key = (connection.vendor, one.name)
        if key in _known and _holds_as_before(_known[key]):
            continue
        asked: list[Statement] = []
        with _noting(asked):
            offenders = [str(offender) for offender in one.query()]
        if offenders:
            found.append(f"{one.en} {offenders[:5]}")
        else:
            _remember(key, asked)
    return found
