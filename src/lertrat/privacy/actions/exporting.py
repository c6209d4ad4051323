"""A copy of everything kept about a person, as a ZIP of JSON files, written while it is read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.privacy.permits import may
from lertrat.privacy.queries import told
from lertrat.records import personal
from lertrat.records.actions import append

_WRITE = {"ensure_ascii": False, "cls": DjangoJSONEncoder}


class _Pipe:
    """Where the ZIP is written to; what has come together is taken out again and again."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        whole = b"".join(self.parts)
        self.parts.clear()
        return whole


def export(*, person: Person, by: Person) -> Iterator[bytes]:
    """The ZIP in pieces: `index.json` (classes with purpose, basis, period and counts) and one file for each class with a row.

    That it was taken is recorded before the first piece. Memory stays that of a few hundred rows.
    """
    may(by, "own", person).require()
    with transaction.atomic():
        append("person.exported", obj=person, by=by)
    return _pieces(person)


def _pieces(person: Person) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(cast(Any, pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        kept = []
        for data in personal.classes():
            found = data.count(person.pk)
            kept.append(told(data) | {"rows": found, "file": f"{data.id}.json" if found else None})
        index = {"made_at": clock.now(), "person": person.pk, "classes": kept}
        archive.writestr("index.json", json.dumps(index, indent=1, **cast(Any, _WRITE)))
        yield pipe.taken()
        for data, row in zip(personal.classes(), kept, strict=True):
            if row["file"]:
                yield from _class(archive, pipe, data, person.pk)
    yield pipe.taken()


def _class(
    archive: zipfile.ZipFile, pipe: _Pipe, data: personal.DataClass, person_id: int
) -> Iterator[bytes]:
    """{"class": id, "tables": {"people.Passkey": [rows…]}}, row by row."""
    with archive.open(f"{data.id}.json", "w") as file:
        file.write(f'{{"class": {json.dumps(data.id)}, "tables": {{'.encode())
        for place, source in enumerate(data.sources):
            # Two sources may read one table (whose sheet it is, who assigned it): each gets a key of its own.
            label = source.label if place == _first(data, source) else f"{source.label} ({place + 1})"
            file.write(f"{',' if place else ''}\n{json.dumps(label)}: [".encode())
            for number, row in enumerate(source.export(person_id)):
                file.write(f"{',' if number else ''}\n{json.dumps(row, **cast(Any, _WRITE))}".encode())
                if number % 200 == 199:
                    yield pipe.taken()
            file.write(b"]")
        file.write(b"}}\n")
    yield pipe.taken()


def _first(data: personal.DataClass, source: personal.Source) -> int:
    return next(place for place, one in enumerate(data.sources) if one.model is source.model)
