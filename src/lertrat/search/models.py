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


class Print(models.Model):
    """A fingerprint of the text of `kind`:`object_id` (`search.near`). At most near.COMMON rows of one hash are kept, so that what
    everybody writes neither fills the table nor slows the looking up."""

    hash = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hash", "kind", "object_id"], name="search_print_once")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "object_id"], name="search_print_of")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} {self.hash:x}"
