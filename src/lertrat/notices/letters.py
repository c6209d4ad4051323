"""Which record becomes which letter, to whom. A letter's words stand in `templates/<name>.txt`; the values come from here.

`register(verb, template, compose)`: `compose(record)` gives the letters; it reads lower rooms and writes nothing. Rooms above
and tests may register more; `post.py` holds ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lertrat.people.models import Person
from lertrat.records.models import Record

FOLDER = Path(__file__).parent / "templates"
SIGNATURE = "_signature"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: whom it goes to and what is filled in besides the person's name. `type_id`: the award type it is about."""

    to: Person
    values: Mapping[str, str] = field(default_factory=dict)
    type_id: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words."""

    to: Person
    template: str
    subject: str
    body: str
    type_id: str = ""


Compose = Callable[[Record], Iterable[Letter]]

_letters: dict[str, list[tuple[str, Compose]]] = {}


def register(verb: str, template: str, compose: Compose) -> None:
    """Records of `verb` become letters with the words of `template`."""
    _template(template)
    _letters.setdefault(verb, []).append((template, compose))


def verbs() -> frozenset[str]:
    """Every verb that becomes a letter."""
    return frozenset(_letters)


def write(record: Record) -> list[Written]:
    """The letters of one record, one per person and template, to people who can still sign in and have an address."""
    written: dict[tuple[int, str], Written] = {}
    for template, compose in _letters.get(record.verb, []):
        for letter in compose(record):
            if letter.to.is_active and letter.to.email:
                written.setdefault((letter.to.pk, template), fill(template, letter))
    return list(written.values())


def fill(template: str, letter: Letter) -> Written:
    """A template's words with its values. KeyError when the template asks for a value that was not given."""
    subject, body = _template(template)
    values = {"name": letter.to.full_name, **letter.values}
    # Values are put in once and never read as a template; a line end in a subject could start a header of its own.
    line = " ".join(subject.format_map(values).split())
    _, signature = _template(SIGNATURE)
    return Written(
        letter.to,
        template,
        line[:300],
        f"{body.format_map(values).strip()}\n\n{signature.strip()}\n",
        letter.type_id,
    )


@cache
def _template(name: str) -> tuple[str, str]:
    """Subject (the first line) and body of a template."""
    subject, _, body = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    return subject.strip(), body
