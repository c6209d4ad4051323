"""The world's rows kept from its first building, so that the next tests of this process lay them down again in a dozen statements.

The rows are exactly those that the rooms' actions wrote; only the way back into an empty database is shorter. The second time
Django writes the statements; from the third on they are said again as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

Built = TypeVar("Built")


@dataclass
class _Kept:
    """The rows by table, how the objects are found again, and once they have been laid down the statements that did it."""

    rows: list[list[models.Model]]
    again: Callable[[], object]
    statements: list[tuple[str, Any]] | None = None

    def lay(self) -> None:
        with transaction.atomic():
            if self.statements is None:
                self.statements = self._written()
            else:
                with connection.cursor() as cursor:
                    for sql, params in self.statements:
                        cursor.execute(sql, params)

    def _written(self) -> list[tuple[str, Any]]:
        said: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(("SAVEPOINT", "RELEASE")):
                said.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            for rows in self.rows:
                type(rows[0])._base_manager.bulk_create(rows)
            _count_on([type(rows[0]) for rows in self.rows])
        return said


_shelf: dict[Hashable, _Kept] = {}


def _tables() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_config.name.startswith("lertrat.")]


def _is_empty() -> bool:
    from lertrat.people.models import Person

    return not Person.objects.exists()


def _count_on(tables: list[type[models.Model]]) -> None:
    """New rows are numbered after these; a test may have set the counters back (PostgreSQL only, SQLite counts by itself)."""
    if statements := connection.ops.sequence_reset_sql(no_style(), tables):
        with connection.cursor() as cursor:
            cursor.execute(";".join(statement.rstrip(";") for statement in statements))


def kept(key: Hashable, build: Callable[[], Built], reread: Callable[[Built], Callable[[], Built]]) -> Built:
    """What `build` makes, from the shelf where it was made before and the database is empty.

    `reread(made)` gives a function that finds the same objects again by their ids.
    """
    key = (connection.vendor, connection.settings_dict["NAME"], key)
    fresh = _is_empty()
    if fresh and key in _shelf:
        _shelf[key].lay()
        return _shelf[key].again()  # type: ignore[return-value]  # the key names what was built
    made = build()
    if fresh:
        found = [list(model._base_manager.all()) for model in _tables()]
        _shelf[key] = _Kept([rows for rows in found if rows], reread(made))
    return made
