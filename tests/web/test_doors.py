"""Every address, asked by everybody: the table in docs/permissions.md is what holds."""

from __future__ import annotations

import re

import pytest

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


@pytest.mark.one_database
@pytest.mark.django_db
def test_every_door(monkeypatch: pytest.MonkeyPatch) -> None:
    doors.plain_errors(monkeypatch)
    world = doors.stand()
    wrong: list[str] = []
    with clock.frozen(doors.AFTERWARDS):
        clients = doors.signed_in(world.world)
        # Signing out comes last: after it nobody is signed in any more.
        for key, row in sorted(table().items(), key=lambda one: "/sign-out/" in one[0]):
            post_only = key.startswith(POST_ONLY)
            path = world.path(key.removeprefix(POST_ONLY).removeprefix("/"))
            for role, client in clients.items():
                word = row[role]
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
