"""Small pictures and page counts, drawn in a process of their own; what cannot be drawn has a state."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from lertrat.files import actions, queries
from lertrat.files.models import StoredFile
from lertrat.people.models import Person
from tests.files.test_store import PDF, office, person, store

__all__ = ["person"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def drawn(kind: str, **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1200, 900), "navy").save(made, kind, **more)
    return made.getvalue()


def test_pages_are_counted_and_the_first_is_drawn(person: Person) -> None:
    pages = [Image.new("RGB", (300, 400), "white") for _ in range(2)]
    slides = office("pptx", ppt__slides__slide1_DOT_xml=b"<a/>", ppt__slides__slide2_DOT_xml=b"<a/>")
    upright = Image.Exif()
    upright[0x0112] = 6  # the camera lay on its side
    given = {
        "ก.pdf": (drawn("PDF", save_all=True, append_images=pages), "made", 3),
        "ข.jpg": (drawn("JPEG", exif=upright), "made", None),
        "ค.pptx": (slides, "none", 2),
        "ง.csv": ("ก,ข\n".encode(), "none", None),
        "จ.pdf": (PDF, "failed", None),  # sound enough to be kept, and nothing to draw
    }
    for name, (data, _, _) in given.items():
        store(person, name, data)
    assert store(person, "ก อีกครั้ง.pdf", given["ก.pdf"][0]).preview == "waiting"
    assert actions.preview_waiting() == 6 and actions.preview_waiting() == 0
    for name, (_, state, count) in given.items():
        file = StoredFile.objects.get(name=name)
        assert (file.preview, file.pages) == (state, count), name
        picture = queries.picture(file, person)
        assert (picture is not None) == (state == "made")
        if name == "ข.jpg" and picture:
            assert Image.open(io.BytesIO(picture)).size == (360, 480)


def test_what_the_scanner_has_not_passed_is_not_drawn(person: Person) -> None:
    store(person, "ก.jpg", drawn("JPEG"))
    StoredFile.objects.update(scan="waiting")
    assert actions.preview_waiting() == 0
