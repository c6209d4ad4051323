"""What happened, for good: rows are appended in the transaction of the change and never altered or removed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Record(models.Model):
    """One thing that happened: who, what, to which object, when. Ids only, never personal text.

    `object_type` and `object_id` name the object without a foreign key: the record outlives it and stands below its room.
    `data` holds further ids and codes (JSON).
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)  # null: the worker or the command line
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    edition_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "id"], name="record_object"),
            models.Index(fields=["verb", "id"], name="record_verb"),
            models.Index(fields=["actor_id", "id"], name="record_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type}:{self.object_id}"


class Delivery(models.Model):
    """A reader's hold on one record: claimed until a moment, or done. Readers claim records that lack their delivery.

    Never "id greater than the last": ids commit out of order, and a slow transaction would be skipped for ever.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT)
    reader = models.CharField(max_length=40)
    claim = models.CharField(
        max_length=32, blank=True
    )  # whose hold it is: one token per claiming transaction
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "reader"], name="delivery_once")]
        indexes: ClassVar = [
            # Open deliveries are few; the index holds only them, so that a million done ones cost nothing.
            models.Index(fields=["reader", "claimed_until"], name="delivery_open", condition=Q(done_at=None)),
            models.Index(fields=["claim"], name="delivery_claim", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.reader} {self.record_id}"


class Seal(models.Model):
    """A link of the chain over the records: a batch, the hash of its records in order, and the hash of the link before."""

    number = models.PositiveIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    batch_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.link_hash[:12]}"


class SealedRecord(models.Model):
    """Where a record stands in the chain: in which seal, at which place."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="entries")
    place = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)  # of the record alone, so that a changed one can be named

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["seal", "place"], name="seal_place")]

    def __str__(self) -> str:
        return f"{self.seal_id}/{self.place}"


class Heartbeat(models.Model):
    """When the worker last drew breath; a page says so when it has not for a while."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ReaderMark(models.Model):
    """Below `floor` a reader need not look again: every record of this verb up to it has its delivery, and none can appear.

    Only a saving of time, never the rule itself; `horizon.py` says when a floor may rise. `verb` "" means every verb.
    """

    reader = models.CharField(max_length=40)
    verb = models.CharField(max_length=60, blank=True)
    floor = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["reader", "verb"], name="reader_mark_once")]

    def __str__(self) -> str:
        return f"{self.reader} {self.verb} > {self.floor}"


class DueTask(models.Model):
    """When a recurring task last ran, shared by all workers; `claimed_until` is the hold of the one that runs it."""

    name = models.CharField(max_length=60, primary_key=True)
    last_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
