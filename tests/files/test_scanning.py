"""The virus scan: with a real clamd where there is one, with its protocol otherwise; down, it delays and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lertrat.files import actions, permits, queries
from lertrat.files.models import StoredFile
from lertrat.kernel.errors import NotAllowed, Refusal
from lertrat.people.actions import create_person
from lertrat.people.models import Person
from lertrat.records.models import Record
from tests.files import clamd
from tests.files.hostile import EICAR
from tests.files.test_store import PDF, person, store

__all__ = ["person"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def other() -> Person:
    return create_person(email="reader@example.test", name="ผู้อ่าน", by=None)


@pytest.fixture(params=["protocol", *(["clamd"] if clamd.REAL else [])])
def scanner(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[None]:
    with clamd.real(tmp_path / "clamd") if request.param == "clamd" else clamd.speaking() as where:
        settings.LERTRAT_CLAMD = where
        yield


def test_a_virus_is_refused_and_a_clean_file_says_so(scanner: None, person: Person, other: Person) -> None:
    with pytest.raises(Refusal) as refused:
        store(person, "eicar.txt", EICAR)
    assert refused.value.code == "file-infected" and "Eicar-Test-Signature" in refused.value.th
    assert not StoredFile.objects.exists()
    clean = store(person, "a.pdf", PDF)
    assert clean.scan == "clean" and clean.scanned_at is not None
    queries.open_stored(clean, other).close()


def test_while_the_scanner_is_down_files_wait_and_nobody_else_opens_them(
    person: Person, other: Person, settings: Any
) -> None:
    settings.LERTRAT_CLAMD = "unix:/nowhere/clamd.ctl"
    waiting, bad = store(person, "a.pdf", PDF), store(person, "b.txt", EICAR)
    assert (waiting.scan, bad.scan) == ("waiting", "waiting")
    queries.open_stored(waiting, person).close()
    with pytest.raises(NotAllowed):
        queries.open_stored(waiting, other)
    assert actions.scan_waiting() == 0
    with clamd.speaking() as where:
        settings.LERTRAT_CLAMD = where
        assert actions.scan_waiting() == 2
    waiting.refresh_from_db()
    bad.refresh_from_db()
    assert (waiting.scan, bad.scan, bad.scan_note) == ("clean", "infected", "Eicar-Test-Signature")
    assert permits.may(other, "open", bad).code == "file-infected" and permits.may(other, "open", waiting)
    assert [row.data["state"] for row in Record.objects.filter(verb="file.scanned").order_by("id")] == [
        "clean",
        "infected",
    ]


@pytest.mark.parametrize(
    ("answer", "state", "note"),
    [(b"INSTREAM size limit exceeded. ERROR\0", "none", "size limit"), (b"nonsense\0", "waiting", ""), (b"", "waiting", "")],
)  # fmt: skip
def test_whatever_it_answers_has_a_state(
    person: Person, settings: Any, answer: bytes, state: str, note: str
) -> None:
    with clamd.speaking(answer) as where:
        settings.LERTRAT_CLAMD = where
        stored = store(person, "a.pdf", PDF)
    assert (stored.scan, stored.scan_note) == (state, note)


def test_without_a_scanner_the_file_says_that_nobody_looked(person: Person, settings: Any) -> None:
    assert store(person, "a.pdf", PDF).scan == "none"
    settings.LERTRAT_CLAMD = "unix:/nowhere/clamd.ctl"
    store(person, "b.pdf", PDF)
    settings.LERTRAT_CLAMD = ""  # the scanner was taken away: nothing waits for ever
    assert actions.scan_waiting() == 1 and not StoredFile.objects.filter(scan="waiting").exists()
