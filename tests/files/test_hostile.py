"""Files that mean no good: each is refused with its own words, in both languages, and nothing of it stays."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lertrat.files import actions, names
from lertrat.files.models import StoredFile
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from tests.files import hostile
from tests.files.test_store import JPG, PNG, office, person, refusal, store

__all__ = ["person"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(("name", "data", "code"), hostile.REFUSED, ids=[one[0] for one in hostile.REFUSED])
def test_what_means_no_good_is_refused(person: Person, name: str, data: bytes, code: str) -> None:
    assert refusal(person, name, data) == code


def test_honest_files_that_look_a_little_alike_are_taken(person: Person) -> None:
    sheet_in_slide = office("pptx", ppt__embeddings__Sheet1_DOT_xlsx=office("xlsx", xl__a_DOT_xml=b"<a/>"))
    repetitive = office("xlsx", xl__rows_DOT_xml=b"<row>0</row>" * 100_000)
    given = {
        "สไลด์.pptx": sheet_in_slide,
        "ตาราง.xlsx": repetitive,
        "film.m4v": hostile.MP4,
        "ภาพ.jpg": JPG,
        "ภาพ.png": PNG,
    }
    for name, data in given.items():
        assert store(person, name, data).size == len(data)
    captions = SimpleUploadedFile("คำบรรยาย.vtt", hostile.VTT)
    assert actions.store(captions, person, allowed=names.COMPANIONS).extension == "vtt"


def test_every_way_to_be_wrong_has_words_of_its_own(person: Person) -> None:
    said: dict[str, set[str]] = {}
    for name, data, _ in hostile.REFUSED:
        with pytest.raises(Refusal) as refused:
            store(person, name, data)
        said.setdefault(refused.value.th, set()).add(refused.value.code)
    assert all(len(codes) == 1 for codes in said.values())
    assert not StoredFile.objects.exists()
