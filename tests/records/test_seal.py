"""The chain holds, and whatever was changed, removed, slipped in or reordered is found and named."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lertrat.people.models import Person
from lertrat.records import actions, proof, queries, triggers
from lertrat.records.models import ReaderMark, Record, Seal, SealedRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    from lertrat.kernel import clock

    return Person.objects.create_user(
        "somchai@example.go.th", name="สมชาย", sort_key="s", created_at=clock.now()
    )


def append(person: Person, count: int) -> list[Record]:
    with transaction.atomic():
        return [actions.append("test.happened", obj=person, by=person, turn=turn) for turn in range(count)]


def test_head_before_anything_is_zero() -> None:
    assert queries.head().number == 0
    assert queries.verify() == []


def test_chain_grows_and_verifies(person: Person) -> None:
    append(person, 7)
    assert actions.seal_batch(limit=5) == 5
    assert actions.seal_batch(limit=5) == 2
    assert actions.seal_batch(limit=5) == 0
    first, second = Seal.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert second.previous_hash == first.link_hash
    assert str(queries.head()) == f"2:{second.link_hash}"
    assert queries.verify() == []


def test_record_outside_a_transaction_is_refused(transactional_db: None, person: Person) -> None:
    with pytest.raises(RuntimeError):
        actions.append("test.happened", obj=person, by=person)


@pytest.mark.parametrize("table", ["records_record", "records_seal", "records_sealedrecord"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_the_database_itself_refuses_to_rewrite(person: Person, table: str, statement: str) -> None:
    append(person, 1)
    actions.seal_batch()
    column = "place" if table == "records_sealedrecord" else "id"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))
    assert queries.verify() == []


def codes() -> set[str]:
    return {problem.code for problem in queries.verify()}


def test_changed_record_is_named(person: Person) -> None:
    changed = append(person, 5)[2]
    actions.seal_batch()
    with triggers.lifted():
        Record.objects.filter(pk=changed.pk).update(data={"turn": 99})
    (problem,) = queries.verify()
    assert (problem.code, problem.record_id, problem.seal) == ("changed", changed.pk, 1)
    assert str(changed.pk) in problem.th


@pytest.mark.breaks_invariants
def test_removed_record_is_named(person: Person) -> None:
    removed = append(person, 5)[2]
    actions.seal_batch()
    with triggers.lifted():
        SealedRecord.objects.filter(pk=removed.pk).delete()
        Record.objects.filter(pk=removed.pk).delete()
    assert codes() == {"removed"}


def test_missing_seal_and_broken_link(person: Person) -> None:
    append(person, 6)
    for _ in range(3):
        actions.seal_batch(limit=2)
    middle = Seal.objects.get(number=2)
    with triggers.lifted():
        SealedRecord.objects.filter(seal=middle).delete()
        middle.delete()
    assert codes() == {"missing_seal", "broken_link"}


def test_reordered_records(person: Person) -> None:
    append(person, 3)
    actions.seal_batch()
    one, two, _ = SealedRecord.objects.order_by("place")
    with triggers.lifted():
        SealedRecord.objects.filter(pk=one.pk).update(place=9)
        SealedRecord.objects.filter(pk=two.pk).update(place=1)
        SealedRecord.objects.filter(pk=one.pk).update(place=2)
    assert codes() == {"reordered"}


def test_rewritten_seal_breaks_the_link(person: Person) -> None:
    append(person, 4)
    actions.seal_batch(limit=2)
    actions.seal_batch(limit=2)
    changed = SealedRecord.objects.get(seal__number=1, place=1)
    with triggers.lifted():
        Record.objects.filter(pk=changed.pk).update(actor_id=None)
        changed.record.refresh_from_db()
        SealedRecord.objects.filter(pk=changed.pk).update(hash=proof.record_hash(changed.record))
    assert codes() == {"reordered"}


def test_a_record_slipped_in_below_the_floor_is_named(person: Person) -> None:
    append(person, 3)
    actions.seal_batch()
    slipped = append(person, 1)[0]
    ReaderMark.objects.filter(reader="seal").update(floor=slipped.pk)
    assert [problem.record_id for problem in queries.verify()] == [slipped.pk]


def test_a_printed_head_shows_a_cut_end(person: Person) -> None:
    append(person, 4)
    actions.seal_batch(limit=2)
    actions.seal_batch(limit=2)
    printed = queries.head()
    assert queries.verify({printed.number: printed.link_hash}) == []
    with triggers.lifted():
        ids = list(SealedRecord.objects.filter(seal__number=2).values_list("record_id", flat=True))
        SealedRecord.objects.filter(record_id__in=ids).delete()
        Record.objects.filter(pk__in=ids).delete()
        Seal.objects.filter(number=2).delete()
    assert queries.verify() == []
    assert [problem.code for problem in queries.verify({printed.number: printed.link_hash})] == ["head"]


def test_guards_stand_again_after_they_were_lifted(person: Person) -> None:
    with triggers.lifted():
        assert triggers.missing()
    assert triggers.missing() == []


def test_guards_cannot_be_lifted_where_the_data_are_real(settings: Any) -> None:
    settings.LERTRAT_DEMO = False
    with pytest.raises(RuntimeError):
        triggers.lift()
