"""The one list of database objects that Django's migrations cannot express; re-made after every migrate.

A migration that rebuilds a table drops its triggers without a word, so they are not left to migrations: `remake` runs on
`post_migrate` (see `apps.py`), and an invariant asserts that each one stands.

The guards below refuse to alter or remove what was recorded. They are there against a slip (a shell, an admin tool, a
careless query), not against whoever owns the database: that is what the chain of seals is for. A rehearsal or a test may
lift them (`lifted`, and `flush` of the test runner); an installation with real data may not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from lertrat.records import discover


@dataclass(frozen=True, slots=True)
class DatabaseObject:
    """A trigger, a virtual table, an index: how it is made, how one sees that it stands."""

    name: str
    vendor: str
    create: tuple[str, ...]
    exists: str
    needs: str
    drop: tuple[str, ...]


_objects: list[DatabaseObject] = []


def register(
    name: str,
    vendor: str,
    create_sql: str | Sequence[str],
    exists_sql: str,
    *,
    needs: str = "",
    guard_drop: str | Sequence[str] = (),
) -> None:
    """Add an object to the list.

    `vendor`: "sqlite" or "postgresql". `create_sql`: one or more statements that may be run again and again (IF NOT EXISTS,
    OR REPLACE, DROP … IF EXISTS first). `exists_sql` returns a row when the object stands. `needs`: a table without which it
    is not made (half-migrated databases). `guard_drop`: only for guards, the statements that lift it.
    """
    _objects.append(DatabaseObject(name, vendor, _tuple(create_sql), exists_sql, needs, _tuple(guard_drop)))


def _tuple(sql: str | Sequence[str]) -> tuple[str, ...]:
    return (sql,) if isinstance(sql, str) else tuple(sql)


def objects(vendor: str) -> list[DatabaseObject]:
    """The whole list for one kind of database, in the order of registration."""
    discover.rooms("triggers")
    return [item for item in _objects if item.vendor == vendor]


def remake(using: str = "default") -> None:
    """Make every object of this database anew."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for item in objects(connection.vendor):
            if not item.needs or item.needs in tables:
                for statement in item.create:
                    cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Names of the objects that do not stand."""
    connection = connections[using]
    gone = []
    with connection.cursor() as cursor:
        for item in objects(connection.vendor):
            cursor.execute(item.exists)
            if cursor.fetchone() is None:
                gone.append(item.name)
    return gone


def lift(using: str = "default") -> None:
    """Take the guards away until the next `remake`. RuntimeError unless this is a rehearsal or a test."""
    if not settings.LERTRAT_DEMO:
        raise RuntimeError("the record's guards may be lifted in a rehearsal or a test only")
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for item in objects(connection.vendor):
            if not item.needs or item.needs in tables:
                for statement in item.drop:
                    cursor.execute(statement)


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Within the block the record may be altered (to prove that `verify` finds it). RuntimeError as in `lift`."""
    lift(using)
    try:
        yield
    finally:
        remake(using)


def guard(table: str, operation: str) -> None:
    """Refuse `operation` ("UPDATE", "DELETE") on every row of `table`, on both databases."""
    name = f"guard_{table}_{operation.lower()}"
    words = f"{table} is append-only"
    drop = f"DROP TRIGGER IF EXISTS {name}"
    create = f"CREATE TRIGGER {name} BEFORE {operation} ON {table}"
    register(
        name,
        "sqlite",
        [drop, f"{create} BEGIN SELECT RAISE(ABORT, '{words}'); END"],
        f"SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = '{name}'",
        needs=table,
        guard_drop=drop,
    )
    _guard_postgresql(name, table, f"{create} FOR EACH STATEMENT EXECUTE FUNCTION records_refuse()")


def _guard_postgresql(name: str, table: str, create: str) -> None:
    drop = f"DROP TRIGGER IF EXISTS {name} ON {table}"
    register(
        name,
        "postgresql",
        [drop, create],
        f"SELECT 1 FROM pg_trigger WHERE tgname = '{name}' AND tgrelid = to_regclass('{table}')",
        needs=table,
        guard_drop=drop,
    )


register(
    "records_refuse",
    "postgresql",
    """
    CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "SELECT 1 FROM pg_proc WHERE proname = 'records_refuse'",
)
for _table in ("records_record", "records_seal", "records_sealedrecord"):
    guard(_table, "UPDATE")
    guard(_table, "DELETE")
    _guard_postgresql(
        f"guard_{_table}_truncate",
        _table,
        f"CREATE TRIGGER guard_{_table}_truncate BEFORE TRUNCATE ON {_table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION records_refuse()",
    )
# A delivery is updated as it goes along; removing one would deliver its record a second time.
guard("records_delivery", "DELETE")
