"""Every address, asked by everybody: the table in docs/permissions.md is what holds."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from lertrat.kernel import clock
from tests.web import doors

WORDS = {"yes", "reads", "sign in", "refused", "not found"}
POST_ONLY = "POST "


def table() -> dict[str, dict[str, str]]:
    """What docs/permissions.md says: address -> column -> word."""
    found: dict[str, dict[str, str]] = {}
    for line in doors.TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 1 + len(doors.ROLES) and (address := re.fullmatch(r"(POST )?`(.*)`", cells[0])):
            key = (address[1] or "") + address[2]
            assert key not in found, f"{key} stands twice in the table"
            found[key] = dict(zip(doors.ROLES, cells[1:], strict=True))
    return found


def test_the_table_names_every_address_and_no_other() -> None:
    written = {key.removeprefix(POST_ONLY) for key in table()}
    standing = {f"/{pattern}" for pattern in doors.patterns()}
    assert written == standing, (written - standing, standing - written)


def test_the_table_speaks_its_five_words() -> None:
    assert {word for row in table().values() for word in row.values()} == WORDS


@pytest.mark.django_db
def test_every_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL, one person whom it lets in opens each: who is let in does not hang on the kind of database."""
    doors.plain_errors(monkeypatch)
    world = doors.stand()
    wrong: list[str] = []
    with clock.frozen(doors.AFTERWARDS):
        clients = doors.signed_in(world.world)
        # Signing out comes last: after it nobody is signed in any more.
        rows = sorted(table().items(), key=lambda one: "/sign-out/" in one[0])
        for number, (key, row) in enumerate(rows):
            post_only = key.startswith(POST_ONLY)
            path = world.path(key.removeprefix(POST_ONLY).removeprefix("/"))
            for role in asked_by(number, row, not post_only and doors.is_public(clients["visitor"], path)):
                client, word = clients[role], row[role]
                first = doors.answer(client, "post" if post_only else "get", path, world.posted)
                wanted = "yes" if word == "reads" else word
                if first != wanted:
                    wrong.append(f"{key} ({path}) as {role}: {first}, the table says {word}")
                if word == "yes":
                    continue
                # A door that is shut to reading is shut to writing; what only writes has no page.
                other = doors.answer(client, "get" if post_only else "post", path, world.posted)
                if other not in {"refused" if word == "reads" else word, "method"}:
                    wrong.append(f"{key} ({path}) as {role}, the other way: {other}, the table says {word}")
    assert not wrong, "\n".join(wrong)


def asked_by(number: int, row: dict[str, str], public: bool) -> list[str]:
    """The columns that knock at the row's door.

    A page marked public, and open to every column, knows nothing of its reader: the visitor, and of those who are signed in
    one, another at each address.
    """
    if connection.vendor != "sqlite":
        return [role for role in reversed(row) if row[role] == "yes"][:1]
    if public and set(row.values()) == {"yes"}:
        return ["visitor", list(row)[1 + number % (len(row) - 1)]]
    return list(row)
