"""A submission's own statements, without the logic between them: captured once, played back by the floor.

`python -m benchmarks.replay FILE REF` sends one approved application through the page inside a transaction that is rolled back,
and keeps what the database was asked. The floor's view plays them in a savepoint, rolls that back and commits one row of the
same size, so that the same rows can be asked for again and again on either database.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

import django

SKIPPED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def capture(file: Path, ref: str) -> int:
    """Write the statements of one submitting request to `file`; how many there are."""
    django.setup()
    from django.db import connection, transaction
    from django.test import Client

    from lertrat.people.models import Person

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(
        Person.objects.get(email="drafter_a@example.test"), backend="lertrat.web.account.backend.Backend"
    )
    client.get(f"/apply/{ref}/step/1/submit/")
    seen: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(SKIPPED):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(keep):
        answer = client.post(f"/apply/{ref}/step/1/submit/", {"acknowledged": "on"})
        assert answer.status_code == 302, answer.content[:2000].decode()
        transaction.set_rollback(True)
    file.write_bytes(pickle.dumps(seen))
    return len(seen)


def play(file: Path) -> None:
    """The captured statements in a savepoint that is rolled back, then one row and the commit."""
    from django.db import connection, transaction

    from benchmarks.floor_app import ROW

    if not _statements:
        _statements.extend(pickle.loads(file.read_bytes()))
    with transaction.atomic(), connection.cursor() as cursor:
        undo = transaction.savepoint()
        for sql, params in _statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
        transaction.savepoint_rollback(undo)
        cursor.execute("INSERT INTO floor (body) VALUES (%s)", [ROW * 3])


_statements: list[tuple[str, Any]] = []

if __name__ == "__main__":
    print(capture(Path(sys.argv[1]), sys.argv[2]))
