"""A record reaches each reader once and only once, whoever dies on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.management.color import no_style
from django.db import connection, connections, transaction

from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.records import actions, queries, readers, triggers
from lertrat.records.horizon import Horizon
from lertrat.records.models import Delivery, ReaderMark, Record

Register = Callable[..., list[int]]


@pytest.fixture
def register() -> Iterator[Register]:
    """Registers a reader "test" for the length of the test; gives the list of what it was handed."""
    made: list[str] = []

    def make(verbs: set[str] | None = None, name: str = "test", fail: set[int] | None = None) -> list[int]:
        seen: list[int] = []

        def handle(record: Record) -> None:
            if record.pk in (fail or ()):
                raise ValueError("not today")
            seen.append(record.pk)

        readers.register(name, verbs, handle)
        made.append(name)
        return seen

    yield make
    for name in made:
        readers.forget(name)


@pytest.fixture
def person(transactional_db: None) -> Person:
    return Person.objects.create_user(
        "somchai@example.go.th", name="สมชาย", sort_key="s", created_at=clock.now()
    )


def append(person: Person, *verbs: str) -> list[int]:
    with transaction.atomic():
        return [actions.append(verb, obj=person, by=person).pk for verb in verbs]


def test_each_record_once_in_order(person: Person, register: Register) -> None:
    seen = register()
    ids = append(person, "a.b", "c.d", "a.b")
    assert actions.deliver("test", batch=2) == 2
    assert actions.deliver("test", batch=2) == 1
    assert actions.deliver("test") == 0
    assert seen == ids


def test_only_the_verbs_asked_for(person: Person, register: Register) -> None:
    seen = register({"a.b"})
    first, _, third = append(person, "a.b", "c.d", "a.b")
    actions.deliver("test")
    assert seen == [first, third]
    assert Delivery.objects.filter(reader="test").count() == 2


def test_a_verb_added_later_is_delivered_from_the_beginning(person: Person, register: Register) -> None:
    register({"a.b"})
    _, second = append(person, "a.b", "c.d")
    actions.deliver("test")
    ReaderMark.objects.filter(reader="test").update(floor=second)
    readers.forget("test")
    seen = register({"a.b", "c.d"})
    actions.deliver("test")
    assert seen == [second]


def test_a_failure_keeps_the_error_and_comes_again_later(person: Person, register: Register) -> None:
    (bad, good) = append(person, "a.b", "a.b")
    failing = {bad}
    seen = register(fail=failing)
    now = clock.now()
    with clock.frozen(now):
        assert actions.deliver("test") == 1
        assert actions.deliver("test") == 0
    delivery = Delivery.objects.get(reader="test", record_id=bad)
    assert (delivery.attempts, delivery.done_at) == (1, None)
    assert "not today" in delivery.error
    failing.clear()
    with clock.frozen(now + timedelta(seconds=11)):
        assert actions.deliver("test") == 1
    assert seen == [good, bad]
    assert Delivery.objects.get(pk=delivery.pk).error == ""


def test_an_expired_claim_is_taken_up_and_the_late_worker_does_nothing(
    person: Person, register: Register
) -> None:
    seen = register()
    (record,) = append(person, "a.b")
    now = clock.now()
    Delivery.objects.create(record_id=record, reader="test", claim="dead", claimed_until=now + readers.CLAIM)
    with clock.frozen(now):
        assert actions.deliver("test") == 0
    with clock.frozen(now + readers.CLAIM):
        assert actions.deliver("test") == 1
    delivery = Delivery.objects.get(reader="test")
    assert readers._handle(readers._readers["test"], delivery.pk, "dead") is False
    assert seen == [record]


def test_a_claim_from_a_clock_set_back_does_not_wait_for_it(person: Person, register: Register) -> None:
    seen = register()
    (record,) = append(person, "a.b")
    later = clock.now() + timedelta(days=200)
    Delivery.objects.create(record_id=record, reader="test", claim="dead", claimed_until=later)
    assert actions.deliver("test") == 1
    assert seen == [record]


def test_floors_rise_only_over_what_has_its_delivery(
    person: Person, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "STRIDE", 2)
    seen = register()
    ids = append(person, *["a.b"] * 6)
    actions.deliver("test", batch=4)
    assert ReaderMark.objects.get(reader="test").floor == ids[3]
    actions.deliver("test", batch=4)
    assert seen == ids
    assert queries.backlog() >= 0
    assert readers.backlog("test") == 0


def test_many_workers_hand_out_each_record_once(person: Person, register: Register) -> None:
    seen = register()
    ids = append(person, *["a.b"] * 40)

    def work() -> None:
        try:
            for _ in range(30):
                actions.deliver("test", batch=3)
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        work()  # an in-memory database belongs to one thread; test_worker.py plays many processes on a file
    else:
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(seen) == ids


def test_a_slow_transaction_with_a_small_id_is_not_skipped(
    person: Person, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL gives ids at the insert and shows rows at the commit; SQLite has one writer and no such case."""
    monkeypatch.setattr(readers, "STRIDE", 1)
    seen = register()
    if connection.vendor != "postgresql":
        before = append(person, "a.b")
        assert Horizon().settled() == before[0]
        return
    inserted, commit = threading.Event(), threading.Event()
    slow: list[int] = []

    def write_slowly() -> None:
        with transaction.atomic():
            slow.append(actions.append("a.b", obj=person, by=person).pk)
            inserted.set()
            commit.wait(20)
        connections.close_all()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    inserted.wait(20)
    quick = append(person, "a.b")
    assert slow[0] < quick[0]
    actions.deliver("test")
    actions.deliver("test")
    assert seen == quick
    assert ReaderMark.objects.get(reader="test").floor < slow[0]
    commit.set()
    thread.join()
    actions.deliver("test")
    assert seen == quick + slow
    actions.deliver("test")
    actions.deliver("test")
    assert ReaderMark.objects.get(reader="test").floor == quick[0]


def test_a_record_emptied_and_begun_anew_is_looked_at_anew(
    person: Person, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the demonstration does while its worker runs: what the worker knew of the old ids must not count for the new."""
    monkeypatch.setattr(readers, "STRIDE", 1)
    seen = register()
    append(person, *["a.b"] * 9)
    actions.deliver("test")
    actions.deliver("test")
    with transaction.atomic(), triggers.lifted(), connection.cursor() as cursor:
        tables = ["delivery", "readermark", "sealedrecord", "record"]
        tables = [f"records_{table}" for table in tables] + ["notices_outboxmessage"]
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=True):
            cursor.execute(statement)
    fresh = append(person, "a.b", "a.b")
    assert fresh == [1, 2]
    seen.clear()
    readers._readers["test"].horizon.settled()
    actions.deliver("test")
    third = append(person, "a.b")
    actions.deliver("test")
    assert seen == [*fresh, *third]
