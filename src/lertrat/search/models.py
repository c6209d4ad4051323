"""What can be found: one row per findable object, its words folded into one key.

A trigram index (SQLite: FTS5, PostgreSQL: pg_trgm) stands over `key`; it is made again after every migrate (see `index`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """The folded words under which `kind`:`object_id` is found. No foreign key: the room stands below what it indexes.

    `weight` orders hits (higher first); among equals the order is by object_id.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    key = models.TextField()
    weight = models.SmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
