"""SQL that is written once per process: for the few statements that stand before almost every page and every save.

Django builds a statement anew each time it is asked, which costs these more than the database needs to answer. Here the query is
written as usual, in a function of its parameters, and only the parameters are exchanged from then on; the rows are the same objects,
joined and annotated as the query says.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Model, QuerySet

from lertrat.kernel import clock

# What stands in the statement while it is written. Numbers fit the smallest column, and no query names them otherwise.
_NUMBER, _TEXT, _NOW = 31_400, "\x01hole-{}\x01", datetime(9000, 1, 1, tzinfo=UTC)
_NEAR = timedelta(days=3000)


class Prepared:
    """Calls like the function it holds, but gives the rows as a list.

    `query(**parameters)` gives a queryset (of models, or one value each). It may be asked with numbers and texts only, must put each into the statement
    and decide nothing by them, and may ask the clock and nothing else that changes.
    """

    def __init__(self, query: Callable[..., QuerySet[Any, Any]]) -> None:
        self.query = query
        self._written: dict[tuple[str, tuple[tuple[str, type], ...]], _Written] = {}

    def __call__(self, **given: int | str) -> list[Any]:
        """The rows, now. One query."""
        names = tuple(sorted(given))
        holes = {
            name: _TEXT.format(at) if isinstance(given[name], str) else _NUMBER + at
            for at, name in enumerate(names)
        }
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, tuple((name, type(given[name])) for name in names))
        written = self._written.get(key)
        if written is None:
            with clock.frozen(_NOW):
                written = self._written[key] = _Written(self.query(**holes), set(holes.values()))
        values = {holes[name]: given[name] for name in names}
        return written.rows(values, connection)


class _Written:
    """A statement with holes, and what Django needs to make objects of its rows."""

    def __init__(self, rows: QuerySet[Any, Any], holes: set[int | str]) -> None:
        self.model, self.iterable = rows.model, cast(Any, rows)._iterable_class
        self.compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, params = self.compiler.as_sql()
        self.params = [_distance(param) for param in params]
        missing = holes - {param for param in self.params if isinstance(param, int | str)}
        if missing:
            raise ValueError(f"parameters that do not stand in the statement: {sorted(map(str, missing))}")

    def rows(self, values: dict[int | str, int | str], connection: Any) -> list[Any]:
        now = clock.now()
        given = tuple(
            connection.ops.adapt_datetimefield_value(now + param) if isinstance(param, timedelta)
            else values.get(param, param) if isinstance(param, int | str)
            else param
            for param in self.params
        )  # fmt: skip
        # A copy: another thread may be reading with its own connection. Django fills the compiler when it writes; ours has written.
        compiler: Any = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (self.sql, given)
        return list(self.iterable(_Asked(compiler, self.model)))


class _Asked:
    """What Django's makers of objects want to know of a queryset, when its query is written already."""

    db = DEFAULT_DB_ALIAS
    _fields: tuple[str, ...] = ()

    def __init__(self, compiler: Any, model: type[Model]) -> None:
        self.compiler, self.model, self.query = compiler, model, self
        self._known_related_objects: dict[Any, Any] = {}

    def get_compiler(self, using: str) -> Any:
        return self.compiler


def _distance(param: Any) -> Any:
    """A parameter of the statement; a moment around _NOW (in words on SQLite) as its distance from it."""
    moment = param
    if isinstance(param, str) and param[:1] in {"8", "9"}:
        try:
            moment = datetime.fromisoformat(param)
        except ValueError:
            return param
    if not isinstance(moment, datetime):
        return param
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment - _NOW if abs(moment - _NOW) < _NEAR else param


def change(row: Model, *names: str) -> None:
    """Store these fields of a row that exists, as `row.save(update_fields=names)` does. DatabaseError where the row is gone."""
    fields = [row._meta.get_field(name) for name in names]
    connection = connections[DEFAULT_DB_ALIAS]
    given = [_stored(field, row, connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_change(type(row), names, connection.vendor), [*given, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row!r} is gone")


def add(row: Model) -> None:
    """Store a new row whose number nobody needs."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        given = [_stored(field, row, connection) for field in _columns(type(row))]
        cursor.execute(_addition(type(row), connection.vendor), given)


def _stored(field: Any, row: Model, connection: Any) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=False), connection)


def _columns(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _change(model: type[Model], names: tuple[str, ...], vendor: str) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    pk = model._meta.pk
    assert pk is not None and pk.column
    columns = [cast(Any, model._meta.get_field(name)).column for name in names]
    sets = ", ".join(f"{quote(column)} = %s" for column in columns)
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(pk.column)} = %s"


@cache
def _addition(model: type[Model], vendor: str) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    names = ", ".join(quote(field.column) for field in _columns(model))
    holes = ", ".join("%s" for _ in _columns(model))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({holes})"
