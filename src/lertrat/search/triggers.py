"""The trigram index over `search_entry.key`, on both databases, in the one list of `lertrat.records.triggers`.

SQLite: an FTS5 table with the `trigram` tokenizer, kept in step by three triggers (it stores no text of its own).
PostgreSQL: the extension `pg_trgm` and a GIN index, which `LIKE '%…%'` uses.
"""

from __future__ import annotations

from lertrat.records.triggers import register

TABLE = "search_entry"
INDEX = "search_entry_fts"


def _sqlite_exists(kind: str, name: str) -> str:
    return f"SELECT 1 FROM sqlite_master WHERE type = '{kind}' AND name = '{name}'"


register(
    INDEX,
    "sqlite",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} "
    f"USING fts5(key, content='{TABLE}', content_rowid='id', tokenize='trigram')",
    _sqlite_exists("table", INDEX),
    needs=TABLE,
)
_ADD = f"INSERT INTO {INDEX}(rowid, key) VALUES (new.id, new.key);"
_REMOVE = f"INSERT INTO {INDEX}({INDEX}, rowid, key) VALUES ('delete', old.id, old.key);"
for _when, _does in (
    ("INSERT", _ADD),
    ("DELETE", _REMOVE),
    ("UPDATE OF key", _REMOVE + _ADD),
):
    _name = f"search_entry_{_when.split()[0].lower()}"
    register(
        _name,
        "sqlite",
        [
            f"DROP TRIGGER IF EXISTS {_name}",
            f"CREATE TRIGGER {_name} AFTER {_when} ON {TABLE} BEGIN {_does} END",
        ],
        _sqlite_exists("trigger", _name),
        needs=TABLE,
    )
# After the triggers: rows written while they were missing are taken in. An empty index costs nothing to rebuild.
register(
    "search_entry_complete",
    "sqlite",
    f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",
    f"SELECT 1 WHERE EXISTS ({_sqlite_exists('table', INDEX)})",
    needs=TABLE,
)

register(
    "pg_trgm",
    "postgresql",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'",
)
register(
    "search_entry_trigrams",
    "postgresql",
    f"CREATE INDEX IF NOT EXISTS search_entry_trigrams ON {TABLE} USING gin (key gin_trgm_ops)",
    "SELECT 1 FROM pg_class WHERE relname = 'search_entry_trigrams'",
    needs=TABLE,
)
