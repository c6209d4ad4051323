"""The world's rows kept from its first building, so that the next tests of this process lay them down again in a dozen statements.

The rows are exactly those that the rooms' actions wrote; only the way back into an empty database is shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

Built = TypeVar("Built")
_rows: dict[Hashable, tuple[list[list[models.Model]], Callable[[], object]]] = {}


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
    if fresh and key in _rows:
        tables, again = _rows[key]
        with transaction.atomic():
            for rows in tables:
                type(rows[0])._base_manager.bulk_create(rows)
            _count_on([type(rows[0]) for rows in tables])
        return again()  # type: ignore[return-value]  # the key names what was built
    made = build()
    if fresh:
        found = [list(model._base_manager.all()) for model in _tables()]
        _rows[key] = ([rows for rows in found if rows], reread(made))
    return made
